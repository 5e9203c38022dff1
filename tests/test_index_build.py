"""An index as a whole: by hand, by property, and what it does when there is little."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indicators.index import (
    INDEX_COLUMNS,
    Component,
    IndexDefinition,
    Pillar,
    build_index,
    contributions,
    index_table,
    leave_one_out,
)
from indicators.index.build import used_definition
from indicators.index.leave_one_out import without
from tests.index_tai import VALUES as TAI

NAN = float("nan")
SOME = settings(max_examples=40, deadline=None)
KEYS = ["a", "b", "c"]
HIGH = dict.fromkeys(KEYS, "high")
X = pd.DataFrame(
    {"a": [0.0, 5, 10, NAN], "b": [2.0, 0, 4, 4], "c": [0.0, 50, 100, 0]},
    index=[*"ABCD"],
)
PEOPLE = pd.Series([100, 200, 300, 400], index=X.index)


def definition_of(weights=(1, 1, 1), within="", **fields):
    parts = [
        Component(indicator=key, weight=weight, pillar=within[i : i + 1])
        for i, (key, weight) in enumerate(zip(KEYS, weights, strict=True))
    ]
    fields = {"normalisation": "min_max"} | fields
    return IndexDefinition(components=parts, **fields)


def test_by_hand():
    # A 0 50 0, B 50 0 50, C 100 100 100; D lacks a
    result = build_index(X, PEOPLE, definition_of((1, 2, 1)), HIGH)
    assert result.index.drop("D").to_dict() == {"A": 25, "B": 25, "C": 100}
    assert np.isnan(result.index["D"])
    assert result.rank.tolist() == [2, 2, 1, pd.NA]
    assert result.weights.to_dict() == {"a": 0.25, "b": 0.5, "c": 0.25}
    assert result.excluded.to_dict("records") == [
        {"area_code": "D", "why": "missing=a"}
    ]
    assert result.normalised.loc["D"].isna().all()
    assert result.pillars.shape == (4, 0)


def test_an_area_that_lacks_a_component():
    # D has b = 100, c = 0: (2 · 100 + 0) / 3; a is over A, B, C as before
    definition = definition_of((1, 2, 1), minimum_availability=0.6)
    result = build_index(X, PEOPLE, definition, HIGH)
    assert result.index["D"] == pytest.approx(200 / 3)
    assert contributions(result).loc["D"].tolist()[1:] == pytest.approx([200 / 3, 0])
    assert np.isnan(contributions(result).at["D", "a"])


def test_pillars_by_hand():
    # p: a and b, weights 1 : 3; q: c. p weighs 1, q 3.
    # A: p = (0 + 3 · 50) / 4 = 37.5, index (37.5 + 0) / 4; D: p = b = 100
    definition = definition_of(
        (1, 3, 1), "ppq", minimum_availability=0.6,
        pillars=(Pillar(name="p"), Pillar(name="q", weight=3)),
    )  # fmt: skip
    result = build_index(X, PEOPLE, definition, HIGH)
    assert result.pillars["p"].to_dict() == {"A": 37.5, "B": 12.5, "C": 100, "D": 100}
    assert result.pillars["q"].to_dict() == {"A": 0, "B": 50, "C": 100, "D": 0}
    assert result.index.tolist() == pytest.approx([9.375, 40.625, 100, 25])
    assert result.weights.tolist() == pytest.approx([1 / 16, 3 / 16, 3 / 4])
    parts = contributions(result)
    assert parts.sum(axis=1).tolist() == pytest.approx(result.index.tolist())
    assert parts.at["D", "b"] == pytest.approx(25)


def test_a_pillar_that_an_area_lacks_wholly():
    # D has only b, of p; q is left out of its index
    x = X.assign(c=[0.0, 50, 100, NAN])
    definition = definition_of(
        (1, 3, 1), "ppq", minimum_availability=0.3,
        pillars=(Pillar(name="p"), Pillar(name="q", weight=3)),
    )  # fmt: skip
    result = build_index(x, PEOPLE, definition, HIGH)
    assert result.index["D"] == pytest.approx(100)
    assert np.isnan(result.pillars.at["D", "q"])
    parts = contributions(result)
    assert parts.loc["D"].tolist()[1] == pytest.approx(100)
    assert parts.sum(axis=1).tolist() == pytest.approx(result.index.tolist())


def test_the_steps_leave_records():
    values = TAI.rename(columns={"patents": "a", "royalties": "b", "internet": "c"})
    values.loc["Spain", "b"] = NAN
    people = pd.Series(1, index=values.index)
    definition = definition_of(
        outliers="winsorise", imputation="median", minimum_availability=0.5
    )
    result = build_index(values, people, definition, HIGH)
    # patents of Japan, 994, become Korea's 779, and both 289 as they still stand out
    assert result.changes["area_code"].tolist() == ["Japan", "Korea"]
    assert result.changes["before"].tolist() == [994, 779]
    assert result.changes["after"].tolist() == [289, 289]
    assert result.imputed.to_dict("records") == [
        {"area_code": "Spain", "component": "b",
         "value": values["b"].median(), "method": "median"}
    ]  # fmt: skip
    assert result.excluded.empty
    assert result.index.notna().all()


def test_imputation_by_group():
    groups = pd.Series([*"xyyy"], index=X.index)
    definition = definition_of(imputation="group_mean", minimum_availability=0.5)
    result = build_index(X, PEOPLE, definition, HIGH, groups=groups)
    assert result.imputed["value"].tolist() == [7.5]  # (5 + 10) / 2
    with pytest.raises(ValueError, match="needs groups"):
        build_index(X, PEOPLE, definition, HIGH)


def test_weight_nought_takes_a_component_out():
    # without a, D has everything; c may be the same everywhere, unlooked at
    definition = definition_of((0, 1, 0))
    result = build_index(X.assign(c=7.0), PEOPLE, definition, HIGH)
    assert result.index.tolist() == [50, 0, 100, 100]
    assert result.weights.to_dict() == {"b": 1}
    assert list(result.normalised) == ["b"]
    pillars = (Pillar(name="p", weight=0), Pillar(name="q"))
    grouped = definition_of((1, 1, 1), "pqp", pillars=pillars)
    assert used_definition(grouped).keys == ("b",)
    assert build_index(X, PEOPLE, grouped, HIGH).index.tolist() == [50, 0, 100, 100]


def test_copeland_looks_at_the_order_only():
    definition = definition_of(aggregation="copeland", normalisation="rank")
    bent = X.assign(a=np.exp(X["a"]), b=X["b"] ** 3)
    first = build_index(X, PEOPLE, definition, HIGH).index
    pd.testing.assert_series_equal(
        build_index(bent, PEOPLE, definition, HIGH).index, first
    )
    # C beats A and B; A and B: a and c for B
    assert first.drop("D").to_dict() == {"A": -2, "B": 0, "C": 2}
    with pytest.raises(ValueError, match="a copeland index is no sum"):
        contributions(build_index(X, PEOPLE, definition, HIGH))


def test_the_geometric_mean_never_meets_a_nought():
    for normalisation in ("z", "min_max", "rank", "percentile"):
        for aggregation in ("geometric", "harmonic"):
            definition = definition_of(
                normalisation=normalisation, aggregation=aggregation
            )
            index = build_index(X, PEOPLE, definition, HIGH).index
            assert (index.drop("D") > 0).all()
            assert index.idxmax() == "C"


@pytest.mark.parametrize(
    ("values", "people", "worse", "sentence"),
    [
        (X[["a", "b"]], PEOPLE, HIGH, "values has no column c"),
        (X, PEOPLE.drop("B"), HIGH, r"same areas; check areas \['B'\]"),
        (X.replace(5.0, np.inf), PEOPLE, HIGH, "a is infinite in area B"),
        (X, PEOPLE, HIGH | {"a": "neither"}, "neither end of a is worse"),
        (X.assign(a=3.0), PEOPLE, HIGH, "the same everywhere"),
        (X.assign(a=[*"1234x"][1:]), PEOPLE, HIGH, "a holds what is no number"),
        (X.iloc[:1], PEOPLE[:1], HIGH, "the same everywhere.*: a, b, c"),
        (X.drop("B"), PEOPLE.drop("B").replace(100, 0), HIGH, r"areas \['A'\]"),
    ],
)
def test_refusals(values, people, worse, sentence):
    definition = definition_of(normalisation="z", population_weighted=True)
    with pytest.raises(ValueError, match=sentence):
        build_index(values, people, definition, worse)


def test_little_to_go_by():
    definition = definition_of()
    nothing = build_index(X * NAN, PEOPLE, definition, HIGH)
    assert nothing.index.isna().all()
    assert len(nothing.excluded) == 4
    assert contributions(nothing).isna().all(axis=None)
    pca = definition_of(weighting="pca")
    assert build_index(X * NAN, PEOPLE, pca, HIGH).index.isna().all()
    with pytest.raises(ValueError, match="need 3 areas with every component, not 2"):
        build_index(X.iloc[:2], PEOPLE[:2], pca, HIGH)
    empty = build_index(X.iloc[:0], PEOPLE[:0], definition, HIGH)
    assert empty.index.empty
    rank = definition_of(normalisation="rank")
    assert build_index(X.iloc[:1], PEOPLE[:1], rank, HIGH).index.tolist() == [1]


def test_figures_of_any_size():
    # z of 1 2 3 is -1 0 1, whatever the unit: no square of them overflows or vanishes
    sizes = pd.DataFrame({key: [1.0, 2, 3] for key in KEYS}) * [1e200, 1e-200, -1e-300]
    people = pd.Series(1, index=sizes.index)
    result = build_index(sizes, people, definition_of(normalisation="z"), HIGH)
    assert result.normalised["a"].tolist() == pytest.approx([-1, 0, 1])
    assert result.normalised["b"].tolist() == pytest.approx([-1, 0, 1])
    assert result.normalised["c"].tolist() == pytest.approx([1, 0, -1])


def test_nothing_handed_in_is_changed_and_nothing_can_be():
    values, people = X.copy(), PEOPLE.copy()
    definition = definition_of(outliers="log", minimum_availability=0.5)
    result = build_index(values, people, definition, HIGH)
    leave_one_out(values, people, definition, HIGH)
    pd.testing.assert_frame_equal(values, X)
    pd.testing.assert_series_equal(people, PEOPLE)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.index = None


# Properties

ROWS = st.lists(
    st.tuples(*[st.integers(0, 100)] * 3, st.integers(1, 10_000)),
    min_size=3,
    max_size=12,
)
CHOICES = st.fixed_dictionaries(
    {
        "normalisation": st.sampled_from(["z", "min_max", "rank", "percentile"]),
        "aggregation": st.sampled_from(
            ["arithmetic", "geometric", "harmonic", "copeland"]
        ),
        "population_weighted": st.booleans(),
        "weighting": st.sampled_from(["given", "equal"]),
    }
)


def drawn(rows):
    table = pd.DataFrame(rows, columns=[*KEYS, "people"], dtype="float64")
    table = table.set_axis([f"d{i}" for i in table.index])
    assume((table[KEYS].nunique() > 1).all())
    return table[KEYS], table["people"]


@SOME
@given(ROWS, CHOICES, st.permutations(KEYS), st.randoms())
def test_order_of_areas_and_components_does_not_matter(rows, choices, keys, random):
    x, people = drawn(rows)
    definition = definition_of((1, 2, 3), **choices)
    parts = {part.indicator: part for part in definition.components}
    other = definition.model_copy(update={"components": [parts[key] for key in keys]})
    codes = list(x.index)
    random.shuffle(codes)
    first = build_index(x, people, definition, HIGH).index
    second = build_index(x.loc[codes, keys], people[codes], other, HIGH).index
    assert second[first.index].tolist() == pytest.approx(first.tolist(), abs=1e-6)


@SOME
@given(ROWS, CHOICES, st.floats(0.01, 100), st.integers(-100, 100))
def test_units_of_a_component_do_not_matter(rows, choices, factor, shift):
    x, people = drawn(rows)
    definition = definition_of((1, 2, 3), **choices)
    first = build_index(x, people, definition, HIGH).index
    moved = x.assign(a=x["a"] * factor + shift)
    second = build_index(moved, people, definition, HIGH).index
    assert second.tolist() == pytest.approx(first.tolist(), abs=1e-6)
    turned = build_index(x.assign(a=-x["a"]), people, definition, HIGH | {"a": "low"})
    assert turned.index.tolist() == pytest.approx(first.tolist(), abs=1e-6)


@SOME
@given(ROWS, st.sampled_from(["z", "min_max", "percentile"]))
def test_two_copies_of_a_city_are_as_one(rows, normalisation):
    x, people = drawn(rows)
    definition = definition_of(
        (1, 2, 3), normalisation=normalisation, population_weighted=True
    )
    first = build_index(x, people, definition, HIGH).index
    both = pd.concat([x, x.rename(index="{}'".format)])
    homes = pd.concat([people, people.rename(index="{}'".format)])
    second = build_index(both, homes, definition, HIGH).index
    assert second[first.index].tolist() == pytest.approx(first.tolist(), abs=1e-9)


@SOME
@given(
    ROWS, st.lists(st.floats(0.01, 9), min_size=3, max_size=3),
    st.sampled_from(["", "ppq", "pqp"]), st.sets(st.integers(0, 8), max_size=5),
)  # fmt: skip
def test_contributions_sum_to_the_index(rows, weights, pillars, gaps):
    x, people = drawn(rows)
    for gap in gaps:
        x.iloc[gap % len(x), gap % 3] = NAN
    assume((x.nunique() > 1).all())
    named = tuple(Pillar(name=name, weight=2) for name in sorted(set(pillars)))
    definition = definition_of(
        weights, pillars, pillars=named, minimum_availability=0.01
    ) if pillars else definition_of(weights, minimum_availability=0.01)  # fmt: skip
    result = build_index(x, people, definition, HIGH)
    known = result.index.notna()
    total = contributions(result).sum(axis=1)
    assert total[known].tolist() == pytest.approx(result.index[known].tolist())
    assert result.weights.sum() == pytest.approx(1)
    assert known.tolist() == x.notna().any(axis=1).tolist()


@SOME
@given(ROWS, CHOICES)
def test_worst_in_everything_is_the_greatest_need(rows, choices):
    x, people = drawn(rows)
    x.loc["worst"], people["worst"] = x.max() + 1, 10.0
    result = build_index(x, people, definition_of((1, 2, 3), **choices), HIGH)
    assert result.rank["worst"] == 1
    assert (result.rank == 1).sum() == 1


# Leave one out


def test_leave_one_out_by_hand():
    # A 0 50 0, B 50 0 50, C 100 100 100: means 50/3, 100/3, 100, ranks 3 2 1
    # without a: 25 25 100, ranks 2 2 1; without b: 0 50 100, 3 2 1; without c as a
    found = leave_one_out(X, PEOPLE, definition_of(), HIGH)
    assert found.rank.tolist() == [3, 2, 1, pd.NA]
    assert found.ranks["a"].tolist() == [2, 2, 1, pd.NA]
    assert found.ranks["b"].tolist() == [3, 2, 1, pd.NA]
    assert found.shifts["a"].tolist() == [-1, 0, 0, pd.NA]
    assert found.summary["mean_absolute_shift"].tolist() == pytest.approx(
        [1 / 3, 0, 1 / 3]
    )
    assert found.summary["largest_shift"].tolist() == [1, 0, 1]
    assert found.summary["areas"].tolist() == [3, 3, 3]


def test_an_area_may_have_too_few_components_left():
    # D has b and c, 2 of 3; without c 1 of 2, and 0.6 are needed
    definition = definition_of(minimum_availability=0.6)
    found = leave_one_out(X, PEOPLE, definition, HIGH)
    assert found.ranks.loc["D"].isna().to_dict() == {"a": False, "b": True, "c": True}
    assert found.summary["areas"].tolist() == [4, 3, 3]


def test_a_pillar_goes_with_its_last_component():
    pillars = (Pillar(name="p"), Pillar(name="q"))
    definition = definition_of((1, 1, 1), "ppq", pillars=pillars)
    assert without(definition, "c").pillars == pillars[:1]
    assert without(definition, "a").pillars == pillars
    found = leave_one_out(X, PEOPLE, definition, HIGH)
    assert list(found.ranks) == KEYS


def test_nothing_to_leave_out():
    with pytest.raises(ValueError, match="one component has nothing to leave out"):
        leave_one_out(X, PEOPLE, definition_of((1, 0, 0)), HIGH)
    with pytest.raises(ValueError, match="the index has no component x"):
        without(definition_of(), "x")
    alone = IndexDefinition(components=[Component(indicator="a")])
    with pytest.raises(ValueError, match="a is the only component"):
        without(alone, "a")


# The table


def test_the_table_is_in_the_order_of_need():
    result = build_index(X, PEOPLE, definition_of((1, 2, 1)), HIGH)
    names = pd.Series({"A": "Ahti", "B": "Bo", "C": "Cecilia", "D": "Daavid"})
    table = index_table(result, names, 2024)
    assert list(table) == INDEX_COLUMNS
    assert table["area_code"].tolist() == ["C", "A", "B", "D"]
    assert table["rank"].tolist() == [1, 2, 2, pd.NA]
    assert table["lower"].isna().all()
    ends = pd.DataFrame({"lower": [1.0, 1], "upper": [3.0, 2]}, index=["A", "C"])
    table = index_table(result, names, 2024, ends).set_index("area_code")
    assert table["upper"].tolist() == [2, 3, pd.NA, pd.NA]
    assert str(table["lower"].dtype) == "Int64"
