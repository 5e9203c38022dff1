"""Changes, gaps and pairs of indicators as tables, worked by hand."""

from datetime import date
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import compare
from indicators.catalogue import Indicator, Names
from indicators.compare import (
    CHANGE_COLUMNS,
    CORNERS,
    GAP_COLUMNS,
    TWO_COLUMNS,
    change_table,
    corner_cases,
    gap_table,
    two_table,
    worse_status,
)
from reports.figures_csv import comparison_csv
from ui.legend import STATUSES

CODES = ["A", "B", "C", "D"]
AREAS = pd.DataFrame(
    {
        "level": ["district"] * 4 + ["city"],
        "parent": "",
        "name_fi": ["Askisto", "Bäckby", "Ceres", "Dal", "Vantaa"],
        "name_sv": ["A-sv", "B-sv", "C-sv", "D-sv", "Vanda"],
    },
    index=[*CODES, "092"],
)


def entry_of(key="rate", worse="high", unit="percent", decimals=1):
    return Indicator(
        key=key,
        theme="work",
        worse=worse,
        unit=unit,
        decimals=decimals,
        valid_range=(-1e6, 1e6),
        denominator="",
        source="S",
        licence="CC BY 4.0",
        caveat="",
        name=Names(fi=key, sv=key, en=key.capitalize()),
    )


def observed(key, year, values, statuses=None, source="s", codes=CODES):
    """Rows of one indicator and year; None is not published unless said otherwise."""
    known = ["not_published" if v is None else "published" for v in values]
    return pd.DataFrame(
        {
            "area_code": codes[: len(values)],
            "indicator": key,
            "year": year,
            "value": [np.nan if v is None else float(v) for v in values],
            "numerator": np.nan,
            "denominator": np.nan,
            "status": statuses or known,
            "source": source,
            "detail": "",
        }
    )


RATE = entry_of()
INCOME = entry_of("income", "low", "euros a year", 0)
FLATS = entry_of("flats", "neither")


def told(table, *columns):
    return (
        table[list(columns)].astype(object).where(table.notna(), None).values.tolist()
    )


def test_change_worked_by_hand():
    rows = pd.concat(
        [
            observed("rate", 2019, [10.0, 12.0, None, 8.0], source="old"),
            observed(
                "rate",
                2024,
                [12.5, 11.0, 9.0, None],
                ["published", "estimated", "published", "suppressed"],
                source="new;grid",
            ),
        ]
    )
    table = change_table(rows, AREAS, RATE, level="district", base=2019, year=2024)
    assert list(table.columns) == CHANGE_COLUMNS
    # A: 12.5 - 10 = +2.5; B: 11 - 12 = -1; C has no 2019, D no 2024
    assert told(table, "area_code", "change", "rank", "status") == [
        ["A", 2.5, 1, "published"],
        ["B", -1.0, 2, "estimated"],
        ["C", None, None, "not_published"],
        ["D", None, None, "suppressed"],
    ]
    assert set(table["change_unit"]) == {"percentage points"}
    assert set(table["source"]) == {"grid;new;old"}
    assert table["area_name"].tolist() == ["Askisto", "Bäckby", "Ceres", "Dal"]


def test_a_fall_of_what_should_be_high_is_growth_of_need():
    rows = pd.concat(
        [
            observed("income", 2019, [30_000, 25_000, 28_000, 20_000]),
            observed("income", 2024, [33_000, 24_000, 28_000, 21_000]),
        ]
    )
    table = change_table(rows, AREAS, INCOME, level="district", base=2019, year=2024)
    # +3000, -1000, 0, +1000: the fall of B comes first
    assert told(table, "area_code", "change", "rank") == [
        ["B", -1000, 1],
        ["C", 0, 2],
        ["D", 1000, 3],
        ["A", 3000, 4],
    ]
    assert set(table["change_unit"]) == {"euros a year"}


def test_equal_changes_share_a_rank_though_numbers_in_a_computer_differ():
    # 12.3 - 12.1 and 0.3 - 0.1 are both 0.2, but not so in binary
    assert 12.3 - 12.1 != 0.3 - 0.1
    rows = pd.concat(
        [
            observed("rate", 2019, [12.1, 0.1, 5.0, 5.0]),
            observed("rate", 2024, [12.3, 0.3, 5.0, 5.0]),
        ]
    )
    table = change_table(rows, AREAS, RATE, level="district", base=2019, year=2024)
    assert table["rank"].tolist() == [1, 1, 3, 3]


def test_a_year_without_rows_gives_no_change():
    rows = observed("rate", 2024, [1, 2, 3, 4])
    table = change_table(rows, AREAS, RATE, level="district", base=2019, year=2024)
    assert table.empty
    assert list(table.columns) == CHANGE_COLUMNS


def test_an_area_that_one_year_lacks_is_not_published():
    rows = pd.concat(
        [observed("rate", 2019, [1.0, 2.0]), observed("rate", 2024, [1, 2, 3, 4])]
    )
    table = change_table(rows, AREAS, RATE, level="district", base=2019, year=2024)
    assert told(table, "area_code", "status")[2:] == [
        ["C", "not_published"],
        ["D", "not_published"],
    ]
    assert table["source"].tolist() == ["s"] * 4


def gap_rows(city):
    return pd.concat(
        [
            observed("rate", 2024, [10.0, 20.0, None, 14.0]),
            observed("population", 2023, [100, 100, 50, 200]),
            observed("rate", 2024, [city], codes=["092"]),
        ]
    )


def test_gap_worked_by_hand():
    table = gap_table(gap_rows(13.5), AREAS, RATE, level="district", year=2024)
    assert list(table.columns) == GAP_COLUMNS
    # The city's 13.5 is taken away: B 20 - 13.5 = 6.5, D 0.5, A -3.5.
    # Spread of the areas that have a value, with 100, 100 and 200 residents (of 2023):
    # mean (1000 + 2000 + 2800) / 400 = 14.5; squares 100 * 4.5² + 100 * 5.5² +
    # 200 * 0.5² = 2025 + 3025 + 50 = 5100; s = sqrt(5100 / 400) = sqrt(12.75)
    # = 3.570714; 6.5 / s = 1.8204, 0.5 / s = 0.1400, -3.5 / s = -0.9802
    assert told(table, "area_code", "gap", "gap_in_sd", "rank") == [
        ["B", 6.5, 1.8204, 1],
        ["D", 0.5, 0.14, 2],
        ["A", -3.5, -0.9802, 3],
        ["C", None, None, None],
    ]
    assert table["status"].tolist() == ["published"] * 3 + ["not_published"]
    assert set(table["gap_unit"]) == {"percentage points"}
    assert set(table["city_value"]) == {13.5}


@pytest.mark.parametrize("city", [None, "no row"])
def test_without_a_city_figure_there_is_no_gap(city):
    rows = gap_rows(None)
    if city == "no row":
        rows = rows[rows["area_code"] != "092"]
    table = gap_table(rows, AREAS, RATE, level="district", year=2024)
    assert table["gap"].isna().all() and table["gap_in_sd"].isna().all()
    assert table["value"].notna().sum() == 3  # the figures are still told


def test_areas_that_do_not_differ_have_no_gap_in_standard_deviations():
    rows = pd.concat(
        [
            observed("rate", 2024, [10.0] * 4),
            observed("population", 2024, [1, 1, 1, 1]),
            observed("rate", 2024, [9.0], codes=["092"]),
        ]
    )
    table = gap_table(rows, AREAS, RATE, level="district", year=2024)
    assert table["gap"].tolist() == [1.0] * 4
    assert table["gap_in_sd"].isna().all()


def test_a_number_of_people_has_no_gap():
    people = entry_of("population", "neither", "persons", 0)
    with pytest.raises(ValueError, match="population is a number of people"):
        gap_table(gap_rows(1), AREAS, people, level="district", year=2024)


NINE = [f"N{number}" for number in range(9)]
NINE_AREAS = pd.DataFrame(
    {"level": "district", "parent": "", "name_fi": NINE, "name_sv": NINE}, index=NINE
)


def pairs_of(second, first=range(1, 10)):
    return pd.concat(
        [
            observed("rate", 2024, list(first), codes=NINE),
            observed("income", 2022, list(second), codes=NINE),
        ]
    )


def paired(second, **first):
    return two_table(
        pairs_of(second, **first),
        NINE_AREAS,
        RATE,
        INCOME,
        level="district",
        year=2024,
        second_year=2022,
    )


def test_two_indicators_in_thirds_worked_by_hand():
    # rate 1..9: thirds 1-3, 4-6, 7-9 (quantiles of 9 values at 3.67 and 6.33);
    # income 9..1 falls as the rate rises, but N4 has none: the eight others have
    # their thirds at (9 8 7 6 | 4 3 2 1): borders at places 7/3 and 14/3 of the rising
    # 1 2 3 4 6 7 8 9, so 3 + 1/3 * 1 = 3.33 and 6 + 2/3 * 1 = 6.67
    table = paired([9, 8, 7, 6, None, 4, 3, 2, 1]).set_index("area_code")
    assert list(table.reset_index().columns) == TWO_COLUMNS
    thirds = table.loc[NINE, ["third", "second_third"]].values.tolist()
    assert thirds == [
        ["low", "high"],  # 1, 9
        ["low", "high"],  # 2, 8
        ["low", "high"],  # 3, 7
        ["middle", "middle"],  # 4, 6
        ["middle", ""],  # 5, none
        ["middle", "middle"],  # 6, 4
        ["high", "low"],  # 7, 3
        ["high", "low"],
        ["high", "low"],
    ]
    assert table.loc["N4", "status"] == "not_published"
    # greatest need in both first: a high rate, a low income
    assert list(table.index) == ["N6", "N7", "N8", "N3", "N5", "N0", "N1", "N2", "N4"]


def test_corner_cases_are_lists_of_areas():
    table = paired([9, 8, 7, 6, 5, 4, 3, 2, 1])
    cases = corner_cases(table).set_index("corner")
    assert tuple(cases.index) == CORNERS
    assert cases["names"].to_dict() == {
        "high_high": [],
        "high_low": ["N6", "N7", "N8"],
        "low_high": ["N0", "N1", "N2"],
        "low_low": [],
    }
    assert cases["areas"].tolist() == [0, 3, 3, 0]


def test_where_ties_leave_fewer_classes_none_is_high():
    # seven equal rates of nine: the quantiles at both thirds are 1: two classes
    table = paired(range(9), first=[1] * 7 + [2, 3])
    assert set(table["third"]) == {"low", "middle"}
    assert not table["corner"].str.startswith("high").any()


def test_statuses_weigh_as_on_the_map():
    # ui.legend gives the order that the browser uses
    for one in STATUSES:
        for other in STATUSES:
            later = STATUSES[max(STATUSES.index(one), STATUSES.index(other))]
            assert worse_status(pd.Series([one]), pd.Series([other])).tolist() == [
                later
            ]
    assert compare._WEIGHT == STATUSES


VALUES = st.lists(
    st.one_of(st.none(), st.integers(-1000, 1000)), min_size=4, max_size=4
)


@settings(deadline=None)
@given(VALUES, VALUES)
def test_a_change_back_is_the_opposite(early, late):
    rows = pd.concat([observed("rate", 2019, early), observed("rate", 2024, late)])
    forth, back = (
        change_table(rows, AREAS, RATE, level="district", base=a, year=b).set_index(
            "area_code"
        )["change"]
        for a, b in ((2019, 2024), (2024, 2019))
    )
    pd.testing.assert_series_equal(forth.sort_index(), -back.sort_index())


@settings(deadline=None)
@given(VALUES, VALUES)
def test_each_area_is_in_one_corner_at_most(first, second):
    rows = pd.concat([observed("rate", 2024, first), observed("income", 2024, second)])
    table = two_table(
        rows, AREAS, RATE, INCOME, level="district", year=2024, second_year=2024
    )
    assert sorted(table["area_code"]) == CODES
    named = [code for codes in corner_cases(table)["codes"] for code in codes]
    assert len(named) == len(set(named)) == (table["corner"] != "").sum()
    missing = table["value"].isna() | table["second_value"].isna()
    assert (table.loc[missing, "corner"] == "").all()


SOURCES = {
    "s": {"publisher": "P", "title": "=T", "licence": "CC BY 4.0"},
}


def read(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False)


def test_the_file_of_a_change_holds_the_figures_shown():
    rows = pd.concat(
        [
            observed("rate", 2019, [10.0, None, 1, 1]),
            observed("rate", 2024, [12.5, 11.0, 1, 1]),
        ]
    )
    table = change_table(rows, AREAS, RATE, level="district", base=2019, year=2024)
    told_ = read(comparison_csv(table, [RATE], SOURCES, date(2026, 1, 2)))
    first = told_.iloc[0].to_dict()
    assert first == {
        "area_code": "A",
        "area_name": "Askisto",
        "indicator": "Rate",
        "base_year": "2019",
        "year": "2024",
        "base_value": "10.0",
        "value": "12.5",
        "unit": "percent",
        "change": "2.5",
        "change_unit": "percentage points",
        "rank": "1",
        "status": "published",
        "source": "P: =T",
        "licence": "CC BY 4.0",
        "made": "2026-01-02",
    }
    assert told_.set_index("area_code").loc["B", "change"] == ""


def test_the_file_of_two_names_both_and_runs_nothing():
    areas = NINE_AREAS.assign(name_fi=["=1+1", *NINE[1:]])
    table = two_table(
        pairs_of(range(9)),
        areas,
        RATE,
        INCOME,
        level="district",
        year=2024,
        second_year=2022,
    )
    told_ = read(comparison_csv(table, [RATE, INCOME], SOURCES, date(2026, 1, 2)))
    assert list(told_.columns) == [
        *("area_code", "area_name", "indicator", "year", "value", "unit", "third"),
        *("second_indicator", "second_year", "second_value", "second_unit"),
        *("second_third", "corner", "status", "source", "licence", "made"),
    ]
    assert told_.set_index("area_code").loc["N0", "area_name"] == "'=1+1"
    assert set(told_["second_indicator"]) == {"Income"}
