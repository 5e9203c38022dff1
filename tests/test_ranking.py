"""Ranks of need, the table of areas, and one area beside the city."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue import Catalogue, Indicator
from indicators.ranking import (
    TABLE_COLUMNS,
    area_table,
    available,
    need_rank,
    profile,
)
from indicators.series import area_overview, city_of, over_years

FEW = settings(max_examples=40, deadline=None)
NAN = float("nan")


def entry(key, worse="high", unit="percent", **more):
    names = {"fi": "Nimi", "sv": "Namn", "en": "Name"}
    return Indicator.model_validate(
        {
            "key": key, "theme": "work", "worse": worse, "unit": unit, "decimals": 1,
            "valid_range": (-1000, 1_000_000), "denominator": "", "source": "x",
            "licence": "x", "caveat": "", "name": names,
        }
        | more
    )  # fmt: skip


RATE, INCOME = entry("rate"), entry("income", "low", "euros a year")
PEOPLE = entry("people", "neither", "persons")
KOTA = entry(
    "kota",
    index={
        "definition": {"components": [{"indicator": "rate"}, {"indicator": "income"}]},
        "documented": "", "ours": "",
    },
)  # fmt: skip
CATALOGUE = Catalogue(indicator=(KOTA, RATE, INCOME, PEOPLE))
AREAS = pd.DataFrame(
    {
        "level": ["city", "district", "district", "district", "postal_area"],
        "parent": "",
        "name_fi": ["Vantaa", "Länsimäki", "Ojanko", "Rajakylä", "Hakunila"],
        "name_sv": ["Vanda", "Västerkulla", "Ojanko", "Råby", "Håkansböle"],
    },
    index=pd.Index(["092", "A", "B", "C", "01200"], name="area_code"),
)


def rows(indicator, year, values, **more):
    table = pd.DataFrame({"area_code": list(values), "value": list(values.values())})
    known = table["value"].notna()
    status = known.map({True: "published", False: "not_published"})
    table = table.assign(
        indicator=indicator, year=year, numerator=NAN, denominator=NAN,
        status=status, source="s", detail="",
    )  # fmt: skip
    return table.assign(**more)


OBSERVATIONS = pd.concat(
    [
        rows("rate", 2023, {"092": 9.0, "A": 8.0, "B": 1.0, "C": 8.0, "01200": 5.0}),
        rows("rate", 2024, {"092": 10.0, "A": 12.0, "B": NAN, "C": 30.0}),
        rows("income", 2024, {"A": 30_000.0, "B": NAN, "C": 20_000.0}),
        rows("people", 2024, {"092": 900.0, "A": 500.0, "B": 400.0, "C": NAN}),
        rows("kota", 2024, {"A": 0.5, "B": NAN, "C": -0.5}, detail="rate=2024"),
    ],
    ignore_index=True,
)


# Ranks


def test_high_is_worse():
    value = pd.Series([12.0, 30.0, NAN, 7.0])
    assert need_rank(value, "high").tolist() == [2, 1, pd.NA, 3]


def test_low_is_worse():
    value = pd.Series([12.0, 30.0, NAN, 7.0])
    assert need_rank(value, "low").tolist() == [2, 3, pd.NA, 1]


def test_ties_share_the_better_number_and_the_next_is_left_out():
    value = pd.Series([5.0, 9.0, 9.0, 1.0])
    assert need_rank(value, "high").tolist() == [3, 1, 1, 4]
    assert need_rank(value, "low").tolist() == [2, 3, 3, 1]


def test_a_context_figure_has_no_ranks():
    assert need_rank(pd.Series([1.0, 2.0]), "neither").isna().all()


@pytest.mark.parametrize("worse", ["high", "low", "neither"])
@pytest.mark.parametrize("values", [[], [NAN], [NAN, NAN]])
def test_nothing_known_has_no_rank(values, worse):
    rank = need_rank(pd.Series(values, dtype="float64"), worse)
    assert rank.isna().all()
    assert len(rank) == len(values)
    assert rank.dtype == "Int64"


NUMBERS = st.lists(st.one_of(st.integers(-50, 50).map(float), st.none()), max_size=30)


@FEW
@given(NUMBERS, st.sampled_from(["high", "low"]))
def test_rank_is_one_more_than_the_areas_in_greater_need(values, worse):
    values = pd.Series(values, dtype="float64")
    rank = need_rank(values, worse)
    assert rank.isna().equals(values.isna())
    for i, value in values.dropna().items():
        worse_off = values > value if worse == "high" else values < value
        assert rank[i] == 1 + worse_off.sum()


@FEW
@given(NUMBERS, st.sampled_from(["high", "low"]))
def test_rank_does_not_depend_on_the_scale(values, worse):
    values = pd.Series(values, dtype="float64")
    rank = need_rank(values, worse)
    pd.testing.assert_series_equal(need_rank(values**3 * 2 + 7, worse), rank)


@FEW
@given(NUMBERS)
def test_turned_round_the_other_end_is_worse(values):
    values = pd.Series(values, dtype="float64")
    high = need_rank(values, "high")
    pd.testing.assert_series_equal(need_rank(-values, "low"), high)


# The table of a level


def table(indicator, level="district", year=2024, **options):
    return area_table(OBSERVATIONS, AREAS, indicator, level=level, year=year, **options)


def test_table_is_in_order_of_need():
    result = table(RATE)
    assert result.columns.tolist()[:8] == TABLE_COLUMNS
    assert result["area_code"].tolist() == ["C", "A", "B"]
    assert result["rank"].tolist() == [1, 2, pd.NA]
    assert result["status"].tolist() == ["published", "published", "not_published"]
    assert result["area_name"].tolist() == ["Rajakylä", "Länsimäki", "Ojanko"]
    assert (result["unit"] == "percent").all()


def test_low_income_comes_first():
    assert table(INCOME)["area_code"].tolist() == ["C", "A", "B"]


def test_equal_ranks_are_in_order_of_code():
    assert table(RATE, year=2023)["area_code"].tolist() == ["A", "C", "B"]


def test_context_figures_are_in_order_of_code():
    result = table(PEOPLE)
    assert result["area_code"].tolist() == ["A", "B", "C"]
    assert result["rank"].isna().all()


def test_names_in_swedish():
    assert table(RATE, language="sv")["area_name"].tolist() == [
        "Råby",
        "Västerkulla",
        "Ojanko",
    ]


def test_a_year_without_figures_is_an_empty_table():
    result = table(RATE, year=1999)
    assert result.empty
    assert result.columns.tolist()[:8] == TABLE_COLUMNS


def test_levels_are_ranked_apart():
    assert table(RATE, level="postal_area", year=2023)["rank"].tolist() == [1]


def test_what_is_available():
    result = available(OBSERVATIONS, AREAS).set_index(["indicator", "level", "year"])
    assert result["areas"].to_dict() == {
        ("income", "district", 2024): 2,
        ("kota", "district", 2024): 2,
        ("people", "city", 2024): 1,
        ("people", "district", 2024): 2,
        ("rate", "city", 2023): 1,
        ("rate", "city", 2024): 1,
        ("rate", "district", 2023): 3,
        ("rate", "district", 2024): 2,
        ("rate", "postal_area", 2023): 1,
    }


# One area


def facts(indicator, code="C", year=2024):
    return profile(OBSERVATIONS, AREAS, indicator, area_code=code, year=year)


def test_profile_by_hand():
    # 30 percent, rank 1 of the 2 districts with a figure; the city 10: 20 more
    result = facts(RATE)
    assert (result.value, result.rank, result.ranked) == (30, 1, 2)
    assert (result.city, result.difference) == (10, 20)
    assert result.status == "published"


def test_profile_of_a_missing_figure():
    result = facts(RATE, "B")
    assert (result.value, result.rank, result.difference) == (None, None, None)
    assert (result.ranked, result.city, result.status) == (2, 10, "not_published")


def test_profile_without_a_row():
    result = facts(RATE, "C", 1999)
    assert result.status == "not_published"
    assert (result.value, result.city, result.ranked) == (None, None, 0)


def test_profile_without_a_city():
    result = facts(INCOME)
    assert (result.value, result.city, result.difference) == (20_000, None, None)


def test_a_count_is_not_compared_with_the_city():
    result = facts(PEOPLE, "A")
    assert (result.value, result.city, result.difference) == (500, 900, None)


def test_an_index_is_measured_from_the_city():
    result = facts(KOTA, "A")
    assert (result.value, result.city, result.difference) == (0.5, 0, 0.5)
    assert result.detail == "rate=2024"


def test_profile_holds_plain_numbers():
    result = facts(RATE)
    assert type(result.value) is float
    assert type(result.rank) is int


# Over the years


def test_over_years_by_hand():
    result = over_years(OBSERVATIONS, AREAS, "rate", "C")
    assert result.groupby("role")["area_code"].unique().map(list).to_dict() == {
        "area": ["C"],
        "city": ["092"],
        "other": ["A", "B"],
    }
    own = result[result["role"] == "area"]
    assert own[["year", "value"]].values.tolist() == [[2023, 8.0], [2024, 30.0]]
    assert result["value"].notna().all()


def test_the_city_over_the_years_has_no_others():
    result = over_years(OBSERVATIONS, AREAS, "rate", city_of(AREAS))
    assert result["role"].tolist() == ["area", "area"]


def test_overview_takes_the_newest_year_that_the_area_has():
    result = area_overview(OBSERVATIONS, AREAS, CATALOGUE, "B").set_index("key")
    assert result.index.tolist() == ["kota", "rate", "income", "people"]
    # B has no rate in 2024 and 1.0 in 2023; no income in any year: the others' newest
    assert result.loc["rate", ["year", "value"]].tolist() == [2023, 1.0]
    assert result.at["income", "year"] == 2024
    assert pd.isna(result.at["income", "value"])


def test_overview_leaves_out_what_its_level_has_not():
    result = area_overview(OBSERVATIONS, AREAS, CATALOGUE, "01200")
    assert result["key"].tolist() == ["rate"]
