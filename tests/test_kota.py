"""Kota by hand, by property, and what it does when something is missing."""

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indicators.index import Component, IndexDefinition, build_index
from indicators.kota import component_values, index_inputs, index_observations

NAN = float("nan")
FEW = settings(max_examples=25, deadline=None)
CODES = ["A", "B", "C"]
COMPONENTS = pd.DataFrame(
    {
        "basic": [10.0, 20.0, 30.0],
        "unemployed": [4.0, 4.0, 12.0],
        "language": [30.0, 10.0, 10.0],
    },
    index=CODES,
)
PEOPLE = pd.Series([100, 200, 100], index=CODES)
ROOT2, ROOT3 = 2**0.5, 3**0.5
# 400 residents. For each component its weighted mean m, variance v, z = (x - m) / √v:
#
# basic       m = (10·100 + 20·200 + 30·100) / 400 = 8000 / 400 = 20
#             v = (100·100 + 0·200 + 100·100) / 400 = 20000 / 400 = 50, √v = 5√2
#             z = -10 / 5√2, 0, 10 / 5√2 = -√2, 0, √2
# unemployed  m = (400 + 800 + 1200) / 400 = 6
#             v = (4·100 + 4·200 + 36·100) / 400 = 4800 / 400 = 12, √v = 2√3
#             z = -2 / 2√3, the same, 6 / 2√3 = -1/√3, -1/√3, √3
# language    m = (3000 + 2000 + 1000) / 400 = 15
#             v = (225·100 + 25·200 + 25·100) / 400 = 30000 / 400 = 75, √v = 5√3
#             z = 15 / 5√3, -5 / 5√3, the same = √3, -1/√3, -1/√3
BY_HAND = {
    "A": (-ROOT2 - 1 / ROOT3 + ROOT3) / 3,  # -0.0865
    "B": (0 - 1 / ROOT3 - 1 / ROOT3) / 3,  # -0.3849
    "C": (ROOT2 + ROOT3 - 1 / ROOT3) / 3,  # 0.8563
}


def kota_of(names, weights, **options):
    """The definition of kota, with other components."""
    parts = [
        Component(indicator=name, weight=weight)
        for name, weight in zip(names, weights, strict=True)
    ]
    return IndexDefinition(components=parts, population_weighted=True, **options)


def composite_index(components, people, weights):
    definition = kota_of(components.columns, weights)
    worse = dict.fromkeys(components.columns, "high")
    return build_index(components, people, definition, worse).index


def test_three_areas_by_hand():
    index = composite_index(COMPONENTS, PEOPLE, [1, 1, 1])
    assert index.to_dict() == pytest.approx(BY_HAND)
    assert index.round(4).to_dict() == {"A": -0.0865, "B": -0.3849, "C": 0.8563}
    assert index.name == "index"


def test_weights_by_hand():
    # basic counts twice: A (-2√2 - 1/√3 + √3) / 4 = -1.6737 / 4 = -0.4184
    index = composite_index(COMPONENTS, PEOPLE, [2, 1, 1])
    assert index["A"] == pytest.approx((-2 * ROOT2 - 1 / ROOT3 + ROOT3) / 4)
    assert round(index["A"], 4) == -0.4184


def test_a_weight_of_nought_takes_a_component_out():
    index = composite_index(COMPONENTS, PEOPLE, [0, 1, 0])
    assert index.to_dict() == pytest.approx(
        {"A": -1 / ROOT3, "B": -1 / ROOT3, "C": ROOT3}
    )


def test_an_area_without_a_component_takes_no_part():
    # D has no language: it has no kota, and the means of the others do not change
    more = pd.concat(
        [COMPONENTS, pd.DataFrame({"basic": [99.0], "unemployed": [99.0]}, index=["D"])]
    )
    index = composite_index(more, PEOPLE.reindex([*CODES, "D"], fill_value=7), [1] * 3)
    assert pd.isna(index["D"])
    assert index[CODES].to_dict() == pytest.approx(BY_HAND)


def test_nothing_known_gives_nothing():
    empty = COMPONENTS * NAN
    assert composite_index(empty, PEOPLE, [1, 1, 1]).isna().all()


@pytest.mark.parametrize(
    ("components", "people", "weights", "message"),
    [
        (COMPONENTS, PEOPLE, [1, 1, -1], "greater than or equal to 0"),
        (COMPONENTS, PEOPLE, [0, 0, 0], "not be negative, nor all zero"),
        (COMPONENTS, PEOPLE.replace(200, 0), [1, 1, 1], r"check areas \['B'\]"),
        (COMPONENTS, PEOPLE.drop("B"), [1, 1, 1], r"check areas \['B'\]"),
        (COMPONENTS.assign(basic=5.0), PEOPLE, [1, 1, 1], "nothing to compare: basic"),
        (COMPONENTS.iloc[:1], PEOPLE[:1], [1, 1, 1], "the same everywhere.*: basic, "),
    ],
)
def test_refusals(components, people, weights, message):
    with pytest.raises(ValueError, match=message):
        composite_index(components, people, weights)


def test_values_equal_but_for_rounding_have_no_spread():
    rounding = [0.1 + 0.2, 0.3, 0.3]  # differ by 5e-17
    with pytest.raises(ValueError, match="nothing to compare: basic"):
        composite_index(COMPONENTS.assign(basic=rounding), PEOPLE, [1, 1, 1])


ROW = st.tuples(*[st.integers(0, 1_000)] * 3, st.integers(1, 100_000))
ROWS = st.lists(ROW, min_size=2, max_size=12)


def tables(rows):
    """Components and population; each component must have a spread."""
    table = pd.DataFrame(rows, columns=["basic", "unemployed", "language", "people"])
    table = table.set_axis([f"d{i}" for i in table.index]).astype("float64")
    components = table.drop(columns="people") / 10
    assume((components.nunique() > 1).all())
    return components, table["people"]


def same(left, right):
    pd.testing.assert_series_equal(left, right, rtol=1e-7, atol=1e-7)


@FEW
@given(ROWS, st.randoms())
def test_order_of_the_areas_does_not_matter(rows, random):
    components, people = tables(rows)
    order = list(components.index)
    random.shuffle(order)
    index = composite_index(components, people, [1, 1, 1])
    same(composite_index(components.loc[order], people, [1, 1, 1])[index.index], index)


@FEW
@given(ROWS, st.floats(0.01, 100), st.floats(-100, 100))
def test_scale_and_zero_of_a_component_do_not_matter(rows, factor, shift):
    components, people = tables(rows)
    moved = components.assign(basic=components["basic"] * factor + shift)
    same(
        composite_index(moved, people, [1, 1, 1]),
        composite_index(components, people, [1, 1, 1]),
    )


@FEW
@given(ROWS, st.integers(1, 1_000))
def test_size_of_the_city_does_not_matter(rows, factor):
    components, people = tables(rows)
    same(
        composite_index(components, people * factor, [1, 1, 1]),
        composite_index(components, people, [1, 1, 1]),
    )


@FEW
@given(ROWS, st.floats(0.1, 50))
def test_only_the_ratio_of_the_weights_matters(rows, factor):
    components, people = tables(rows)
    same(
        composite_index(components, people, [3 * factor, factor, factor]),
        composite_index(components, people, [3, 1, 1]),
    )


@FEW
@given(ROWS)
def test_the_mean_of_the_residents_is_nought(rows):
    components, people = tables(rows)
    index = composite_index(components, people, [1, 1, 1])
    assert (index * people).sum() / people.sum() == pytest.approx(0, abs=1e-7)


@FEW
@given(ROWS)
def test_the_spread_of_one_component_is_one(rows):
    components, people = tables(rows)
    index = composite_index(components[["basic"]], people, [1])
    assert (index**2 * people).sum() / people.sum() == pytest.approx(1)


@FEW
@given(ROWS)
def test_an_area_cut_into_equal_parts_changes_nothing(rows):
    # replication: every area twice, with half its residents
    components, people = tables(rows)
    twice = pd.concat([components, components.rename(index="{}'".format)])
    halves = pd.concat([people, people.rename(index="{}'".format)]) / 2
    index = composite_index(twice, halves, [1, 1, 1])
    same(index[components.index], composite_index(components, people, [1, 1, 1]))


@FEW
@given(ROWS)
def test_worst_in_everything_is_the_greatest_need(rows):
    components, people = tables(rows)
    components.loc["worst"], people["worst"] = components.max() + 1, 10.0
    index = composite_index(components, people, [1, 1, 1])
    assert index.idxmax() == "worst"


# From observations

AREAS = pd.DataFrame(
    {"level": ["district"] * 3 + ["postal_area"] * 2}, index=[*CODES, "P", "Q"]
)
NAMES = ("basic", "unemployed", "language")
WORSE = dict.fromkeys((*NAMES, "population"), "high")


def rows_of(indicator, year, values, status="published"):
    return pd.DataFrame(
        {
            "area_code": list(values),
            "indicator": indicator,
            "year": year,
            "value": list(values.values()),
            "numerator": NAN,
            "denominator": NAN,
            "status": status,
            "source": f"{indicator}_{year}",
        }
    )


def every(year, names=NAMES):
    """The three areas of the sum by hand, all of one year."""
    frames = [rows_of(name, year, COMPONENTS[name].to_dict()) for name in names]
    return [*frames, rows_of("population", year, PEOPLE.to_dict())]


def index_of(frames, worse=WORSE, **options):
    result = index_observations(
        pd.concat(frames, ignore_index=True),
        AREAS,
        key="kota",
        definition=kota_of(NAMES, [1, 1, 1], **options),
        worse=worse,
    )
    return result.set_index(["year", "area_code"])


def test_index_of_one_year_by_hand():
    result = index_of(every(2020), max_year_gap=0)
    assert result["value"].xs(2020).to_dict() == pytest.approx(BY_HAND)
    assert (result["indicator"] == "kota").all()
    assert (result["status"] == "published").all()
    assert (
        result.at[(2020, "A"), "detail"] == "basic=2020;unemployed=2020;language=2020"
    )
    assert result.at[(2020, "A"), "source"] == (
        "basic_2020;language_2020;unemployed_2020"
    )


def test_a_published_component_needs_no_interval_and_an_estimate_does():
    # A's unemployed is an estimate with an interval, the rest of A is counted; B's is
    # an estimate without one; all of C is counted, and its kota moves with A's only
    frames = every(2020)
    number = NAMES.index("unemployed")
    rows = frames[number].assign(lower=NAN, upper=NAN)
    rows.loc[rows["area_code"].isin(["A", "B"]), "status"] = "estimated"
    rows.loc[rows["area_code"] == "A", ["lower", "upper"]] = [2.0, 6.0]
    frames[number] = rows
    result = index_of(frames).xs(2020)
    assert result.loc["A", "lower"] < BY_HAND["A"] < result.loc["A", "upper"]
    assert result.loc[["B", "C"], ["lower", "upper"]].isna().all(axis=None)


def test_a_component_may_be_one_year_away_and_it_is_said():
    frames = [*every(2020, ("basic", "unemployed"))]
    frames += [rows_of("language", 2021, COMPONENTS["language"].to_dict())]
    result = index_of(frames)
    assert sorted(result.index.unique("year")) == [2020, 2021]
    for year in (2020, 2021):
        assert result["value"].xs(year).to_dict() == pytest.approx(BY_HAND)
        detail = result.at[(year, "B"), "detail"]
        assert detail == "basic=2020;unemployed=2020;language=2021"


def test_two_years_away_is_too_far():
    frames = [*every(2020, ("basic", "unemployed"))]
    frames += [rows_of("language", 2022, COMPONENTS["language"].to_dict())]
    # 2021 has all three within a year; 2020 and 2022 have not
    assert index_of(frames).index.unique("year").tolist() == [2021]
    frames[-1] = frames[-1].assign(year=2023)
    assert index_of(frames).empty


def test_the_year_itself_goes_before_a_near_one():
    frames = every(2020)
    frames += [rows_of("language", 2019, {"A": 1.0, "B": 2.0, "C": 90.0})]
    result = index_of(frames)
    assert result["value"].xs(2020).to_dict() == pytest.approx(BY_HAND)


def test_of_two_years_as_near_the_earlier():
    observations = pd.concat(
        [rows_of("basic", 2021, {"A": 21.0}), rows_of("basic", 2019, {"A": 19.0})]
    )
    values = component_values(observations, "basic", 2020, 1)
    assert values.loc["A", ["value", "year"]].tolist() == [19.0, 2019]


def test_nearest_year_is_chosen_area_by_area():
    missing = rows_of("basic", 2020, {"B": NAN}, "not_published")
    observations = pd.concat(
        [
            rows_of("basic", 2020, {"A": 20.0}),
            missing,
            rows_of("basic", 2021, {"A": 21.0, "B": 22.0}),
        ]
    )
    values = component_values(observations, "basic", 2020, 1)
    assert values["value"].to_dict() == {"A": 20.0, "B": 22.0}
    assert values["year"].to_dict() == {"A": 2020, "B": 2021}


def test_a_missing_component_is_named():
    # A and B are compared with each other only, residents 100 and 200. For x and y:
    # m = (x + 2y) / 3, v = 2(x - y)² / 9, z(A) = √2 (x - y) / |x - y|, z(B) = -z(A)/2:
    # basic 10 < 20: -√2; unemployed 4 < 5: -√2; language 30 > 10: √2; mean -√2 / 3
    frames = every(2020)
    frames[1] = rows_of("unemployed", 2020, {"A": 4.0, "B": 5.0, "C": 12.0})
    language = {"A": 30.0, "B": 10.0, "C": NAN}
    frames[2] = rows_of("language", 2020, language, ["published"] * 2 + ["suppressed"])
    result = index_of(frames, max_year_gap=0)
    row = result.loc[(2020, "C")]
    assert pd.isna(row["value"])
    assert row["status"] == "component_missing"
    assert row["detail"] == "missing=language"
    value = result["value"].xs(2020)[["A", "B"]].to_dict()
    assert value == pytest.approx({"A": -ROOT2 / 3, "B": ROOT2 / 6})


def test_no_spread_left_is_said():
    frames = every(2020)
    frames[1] = rows_of("unemployed", 2020, dict.fromkeys(CODES, 4.0))
    with pytest.raises(ValueError, match="nothing to compare: unemployed"):
        index_of(frames, max_year_gap=0)


@pytest.mark.parametrize("people", [{"A": 100, "B": 200}, {"A": 100, "B": 200, "C": 0}])
def test_missing_residents_are_named(people):
    frames = every(2020)
    frames[1] = rows_of("unemployed", 2020, {"A": 4.0, "B": 5.0, "C": 12.0})
    frames[3] = rows_of("population", 2020, people)
    row = index_of(frames, max_year_gap=0).loc[(2020, "C")]
    assert (row["status"], row["detail"]) == ("component_missing", "missing=population")


def test_everything_missing_is_all_named():
    frames = [frame[frame["area_code"] != "C"] for frame in every(2020)]
    frames[1] = rows_of("unemployed", 2020, {"A": 4.0, "B": 5.0})
    row = index_of(frames, max_year_gap=0).loc[(2020, "C")]
    assert row["detail"] == "missing=basic,unemployed,language,population"


def test_one_area_is_nothing_to_compare():
    frames = [frame[frame["area_code"] == "A"] for frame in every(2020)]
    assert index_of(frames, max_year_gap=0).empty


def test_no_component_at_all_gives_no_rows():
    result = index_observations(
        rows_of("population", 2020, PEOPLE.to_dict()),
        AREAS,
        key="kota",
        definition=kota_of(NAMES, [1, 1, 1]),
        worse=WORSE,
    )
    assert result.empty
    assert "detail" in result.columns


def test_an_estimate_in_a_component_is_an_estimate_in_the_index():
    frames = every(2020)
    frames[0] = frames[0].assign(status=["published", "estimated", "published"])
    result = index_of(frames, max_year_gap=0)["status"].xs(2020)
    assert result.to_dict() == {"A": "published", "B": "estimated", "C": "published"}


def test_a_component_whose_low_end_is_worse_is_turned_round():
    # 100 - x in the place of x, said to be worse when low: the same need
    frames = every(2020)
    frames[0] = rows_of("basic", 2020, (100 - COMPONENTS["basic"]).to_dict())
    turned = index_of(frames, max_year_gap=0, worse=WORSE | {"basic": "low"})
    assert turned["value"].xs(2020).to_dict() == pytest.approx(BY_HAND)
    straight = index_of(frames, max_year_gap=0)
    # z of basic changes its sign: A (√2 - 1/√3 + √3) / 3
    expected = (ROOT2 - 1 / ROOT3 + ROOT3) / 3
    assert straight.at[(2020, "A"), "value"] == pytest.approx(expected)


def test_levels_are_compared_apart():
    # two postal areas with 0 and 10 of everything and as many residents: -1 and 1
    frames = every(2020)
    frames += [rows_of(name, 2020, {"P": 0.0, "Q": 10.0}) for name in NAMES]
    frames += [rows_of("population", 2020, {"P": 50, "Q": 50})]
    value = index_of(frames, max_year_gap=0)["value"].xs(2020)
    assert value[CODES].to_dict() == pytest.approx(BY_HAND)
    assert value[["P", "Q"]].to_dict() == pytest.approx({"P": -1, "Q": 1})


def test_nothing_handed_in_is_changed():
    observations = pd.concat(every(2020), ignore_index=True)
    before = observations.copy()
    definition = kota_of(NAMES, [1, 1, 1])
    index_observations(
        observations, AREAS, key="kota", definition=definition, worse=WORSE
    )
    pd.testing.assert_frame_equal(observations, before)


# Definitions other than kota's


def test_an_area_may_lack_a_component_where_the_definition_says_so():
    # C has no language. Language over A and B only: residents 100 and 200, so
    # z(A) = √2, z(B) = -1/√2 (see above); the other two as in the sum by hand.
    frames = every(2020)
    language = {"A": 30.0, "B": 10.0, "C": NAN}
    frames[2] = rows_of("language", 2020, language, ["published"] * 2 + ["suppressed"])
    result = index_of(frames, max_year_gap=0, minimum_availability=0.6)
    expected = {
        "A": (-ROOT2 - 1 / ROOT3 + ROOT2) / 3,
        "B": (0 - 1 / ROOT3 - 1 / ROOT2) / 3,
        "C": (ROOT2 + ROOT3) / 2,
    }
    assert result["value"].xs(2020).to_dict() == pytest.approx(expected)
    assert result.at[(2020, "C"), "detail"] == "basic=2020;unemployed=2020"
    assert (result["status"] == "published").all()


def test_an_imputed_component_makes_an_estimate():
    frames = every(2020)
    language = {"A": 30.0, "B": 10.0, "C": NAN}
    frames[2] = rows_of("language", 2020, language, ["published"] * 2 + ["suppressed"])
    result = index_of(
        frames, max_year_gap=0, minimum_availability=0.6, imputation="mean"
    )
    assert result["status"].xs(2020).to_dict() == {
        "A": "published", "B": "published", "C": "estimated"
    }  # fmt: skip


def test_a_component_is_imputed_from_the_areas_of_the_same_parent():
    # B and C lie in one, so that C gets B's language, 10, as in the sum by hand
    frames = every(2020)
    language = {"A": 30.0, "B": 10.0, "C": NAN}
    frames[2] = rows_of("language", 2020, language, ["published"] * 2 + ["suppressed"])
    definition = kota_of(
        NAMES, [1, 1, 1], imputation="group_mean", minimum_availability=0.6
    )
    areas = AREAS.assign(parent=["x", "y", "y", "", ""])
    result = index_observations(
        pd.concat(frames), areas, key="kota", definition=definition, worse=WORSE
    ).set_index(["year", "area_code"])
    assert result["value"].xs(2020).to_dict() == pytest.approx(BY_HAND)


def test_a_component_of_weight_nought_may_be_missing():
    frames = every(2020, ("basic", "unemployed"))
    definition = kota_of(NAMES, [1, 1, 0], max_year_gap=0)
    result = index_observations(
        pd.concat(frames), AREAS, key="kota", definition=definition, worse=WORSE
    ).set_index("area_code")
    assert result.at["B", "value"] == pytest.approx((0 - 1 / ROOT3) / 2)


def test_inputs_are_what_the_index_is_built_from():
    observations = pd.concat(every(2020), ignore_index=True)
    definition = kota_of(NAMES, [1, 1, 1])
    found = index_inputs(observations, AREAS, definition, level="district", year=2020)
    values, people = found.values, found.population
    pd.testing.assert_frame_equal(
        values, COMPONENTS, check_names=False, check_like=True
    )
    assert people.to_dict() == PEOPLE.to_dict()
    index = build_index(values, people, definition, WORSE).index
    assert index.to_dict() == pytest.approx(BY_HAND)
    none = index_inputs(
        observations, AREAS, definition, level="postal_area", year=2020
    ).values
    assert list(none.index) == ["P", "Q"]
    assert none.isna().all(axis=None)
