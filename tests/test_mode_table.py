"""The table beside the map follows the map's mode, and so does its file."""

from io import BytesIO

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from indicators.catalogue import Catalogue
from indicators.data import IndicatorData
from tests.browser import ROOT
from tests.page_tools import open_page, run
from tests.test_compare import AREAS, FLATS, INCOME, RATE, entry_of, observed
from ui import downloads
from ui.figure_table import shown_rows
from ui.map import MODES, MapChoice
from ui.mode_table import corner_texts, mode_table

PEOPLE = entry_of("population", "neither", "persons", 0)
DATA = IndicatorData(
    catalogue=Catalogue(indicator=(RATE, INCOME, FLATS, PEOPLE)),
    areas=AREAS,
    observations=pd.concat(
        [
            observed("rate", 2019, [10.0, 12.0, None, 8.0]),
            observed("rate", 2024, [12.5, 11.0, 9.0, None]),
            observed("rate", 2024, [10.0], codes=["092"]),
            observed("income", 2024, [20_000, 21_000, 22_000, 23_000]),
            observed("flats", 2024, [5.0, 80.0, 30.0, None]),
            observed("population", 2024, [100, 100, 200, 50]),
        ],
        ignore_index=True,
    ).assign(lower=float("nan"), upper=float("nan")),
)


def table_of(mode, series="rate", **more):
    choice = MapChoice(series=series, year=2024, mode=mode, **more)
    return mode_table(DATA, choice, "district")


def labels(table):
    return [column.label for column in table.columns]


def rows_of(table):
    shown = shown_rows(table).astype(object)
    return shown.where(shown.notna(), None).values.tolist()


def test_figures():
    table = table_of("value")
    assert labels(table) == ["Rank", "Area", "Value (%)", "Status"]
    assert rows_of(table) == [
        [1, "Askisto", 12.5, "published"],
        [2, "Bäckby", 11.0, "published"],
        [3, "Ceres", 9.0, "published"],
        [None, "Dal", None, "not published"],
    ]


def test_change_shows_the_difference_and_both_years():
    table = table_of("change", base=2019)
    assert labels(table) == [
        *("Rank", "Area", "Change (percentage points)", "2019", "2024", "Status"),
    ]
    assert rows_of(table)[:2] == [
        [1, "Askisto", 2.5, 10.0, 12.5, "published"],
        [2, "Bäckby", -1.0, 12.0, 11.0, "published"],
    ]


def test_gap_shows_both_measures_the_chosen_one_first():
    # Spread of 12.5, 11 and 9 with 100, 100 and 200 residents: mean (1250 + 1100 +
    # 1800) / 400 = 10.375; squares 100 * 2.125² + 100 * 0.625² + 200 * 1.375²
    # = 451.5625 + 39.0625 + 378.125 = 868.75; s = sqrt(868.75 / 400) = 1.473728;
    # Askisto: 12.5 - 10 = 2.5; 2.5 / s = 1.6964
    unit, spread = table_of("gap"), table_of("gap_sd")
    assert labels(unit)[2:4] == ["Gap (percentage points)", "Gap (SD)"]
    assert labels(spread)[2:4] == ["Gap (SD)", "Gap (percentage points)"]
    assert rows_of(unit)[0] == [1, "Askisto", 2.5, 1.6964, 12.5, "published"]
    assert rows_of(spread)[0] == [1, "Askisto", 1.6964, 2.5, 12.5, "published"]


def test_no_city_figure_and_no_gap_of_a_number_are_said():
    table = table_of("gap", "income")
    assert table.note == "The city has no figure to compare with in this year."
    table = table_of("gap", "population")
    assert table.note.startswith("A number of people has no gap to the city")
    assert table.main == "value"


def test_two_indicators_and_their_corner_cases():
    table = table_of("two", second="income", second_year=2024)
    assert labels(table) == [
        *("Area", "Rate 2024 (%)", "Income 2024 (€ a year)"),
        *("Corner case", "Status"),
    ]
    # rate 12.5, 11, 9: thirds high, middle, low; income of all four: thirds at
    # 21 000 and 22 000: low, low, middle, high (each class holds its upper end)
    assert rows_of(table)[0] == ["Askisto", 12.5, 20_000, "high · low", "published"]
    texts = corner_texts(table)
    assert texts.iloc[:, 1].tolist() == ["0", "1", "0", "0"]
    assert texts.iloc[1].tolist() == [
        "Rate high, Income low (greatest need in both)",
        "1",
        "Askisto",
    ]


def test_where_neither_end_is_worse_the_highest_comes_first_without_rank():
    table = table_of("value", "flats")
    assert labels(table) == ["Area", "Value (%)", "Status"]
    assert [row[0] for row in rows_of(table)] == ["Bäckby", "Ceres", "Askisto", "Dal"]
    texts = corner_texts(table_of("two", "flats", second="rate", second_year=2024))
    assert not texts.iloc[:, 0].str.contains("need").any()


def test_headings_may_be_alike_without_losing_a_column():
    table = table_of("two", second="rate", second_year=2024)
    assert labels(table)[1] == labels(table)[2]
    assert shown_rows(table).shape == (4, 5)


SOURCES = {"s": {"publisher": "P", "title": "T", "licence": "L"}}


@pytest.mark.parametrize("mode", MODES)
def test_the_file_has_the_figures_of_the_table(mode):
    table = table_of(mode, base=2019, second="income", second_year=2024)
    content = downloads._figures_file(table, SOURCES)
    told = pd.read_csv(BytesIO(content)).set_index("area_code")
    for column in table.columns:
        if column.decimals is not None:
            values = table.rows.set_index("area_code")[column.name].astype("float64")
            pd.testing.assert_series_equal(
                told[column.name].astype("float64"), values, atol=10**-2, rtol=0
            )


@pytest.mark.parametrize("level", ["district", "major_area", "postal_area"])
@pytest.mark.parametrize("mode", MODES)
def test_the_page_opens_in_every_mode(mode, level):
    page = AppTest.from_file(str(ROOT / "app_pages" / "map.py"), default_timeout=90)
    page.query_params.update(
        mode=mode,
        level=level,
        indicator="unemployment_rate",
        second="mean_income",
        layers="catchments,schools",
    )
    page.run()
    assert not page.exception and not page.error
    tables = [frame.value for frame in page.dataframe]
    assert len(tables) == 2  # the figures, and the schools
    assert len(tables[0]) == {"district": 61, "major_area": 7, "postal_area": 40}[level]
    assert len(tables[1]) == 50
    assert len(page.table) == (1 if mode == "two" else 0)


def test_the_address_keeps_the_layers():
    page = AppTest.from_file(str(ROOT / "app_pages" / "map.py"), default_timeout=90)
    page.query_params["layers"] = "schools"
    page.run()
    assert page.query_params["layers"] == "schools"
    page = AppTest.from_file(str(ROOT / "app_pages" / "map.py"), default_timeout=90)
    page.run()
    assert "layers" not in page.query_params
    assert len(page.dataframe) == 1


@pytest.mark.parametrize("year", ["2025", "2016"])
def test_the_row_of_the_selected_area_is_marked_in_every_year(year):
    page = AppTest.from_file(str(ROOT / "app_pages" / "map.py"), default_timeout=90)
    page.query_params.update(area="0925074000", year=year, indicator="kota")
    page.run()
    [marked] = page.session_state["map_table_kota"]["selection"]["rows"]
    assert page.dataframe[0].value["area_name"].iloc[marked] == "Havukoski"


def test_rows_are_narrowed_by_a_part_of_a_name_or_an_outline():
    at = open_page(indicator="kota", year="2025")
    (field,) = at.text_input
    field.set_value("LÄNSI")
    shown = run(at).dataframe[0].value
    # of the 61 names of data/areas.csv
    assert sorted(shown["area_name"]) == ["Länsimäki", "Länsisalmi"]
    field = at.text_input[0]
    field.set_value("target")
    shown = run(at).dataframe[0].value
    # the five target districts of 2023-2025, data/measures.toml
    assert sorted(shown["area_name"]) == [
        "Hakunila",
        "Havukoski",
        "Länsimäki",
        "Mikkola",
        "Myyrmäki",
    ]
    at.text_input[0].set_value("nothing has this")
    assert run(at).dataframe[0].value.empty
