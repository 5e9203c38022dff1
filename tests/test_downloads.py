"""The files that people take along: the figures as CSV, and the stand-alone map."""

import csv
import io
import json
import re
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from geo.stand_alone import Words
from indicators.catalogue import Indicator
from indicators.data import load_data
from indicators.ranking import area_table, available
from reports.figures_csv import (
    figures_csv,
    file_name,
    index_csv,
    licences,
    source_names,
)
from reports.stand_alone import FigureTexts, PageTexts, figures_map_html
from tests.page_tools import DATA

NAN = float("nan")
MADE = date(2026, 2, 3)
SOURCES = {
    "city": {"publisher": "City", "title": "Series", "licence": "CC BY 4.0"},
    "paavo": {"publisher": "Statistics", "title": "Paavo", "licence": "CC BY 4.0"},
    "other": {"publisher": "=Other", "title": "List", "licence": "not stated"},
}
RATE = Indicator.model_validate(
    {
        "key": "rate", "theme": "work", "worse": "high", "unit": "percent",
        "decimals": 1, "valid_range": (-10, 100), "denominator": "", "source": "x",
        "licence": "x", "caveat": "", "name": {"fi": "Osa", "sv": "Grad", "en": "Rate"},
    }
)  # fmt: skip
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
HEADER = (
    "area_code,area_name,indicator,year,value,lower,upper,unit,rank,status,"
    "numerator,denominator,source,licence,made"
)


def table_of(names, values, **more):
    count = len(names)
    columns = {
        "area_code": [f"0{1200 + number}" for number in range(count)],
        "area_name": names,
        "year": 2024,
        "value": values,
        "lower": NAN,
        "upper": NAN,
        "unit": "percent",
        "rank": pd.array([1] * count, dtype="Int64"),
        "status": "published",
        "source": "city",
        "numerator": NAN,
        "denominator": NAN,
    }
    return pd.DataFrame(columns | more)


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_is_as_written_by_hand():
    table = table_of(
        ["Länsimäki", "Hakunila, pohjoinen", "Ojanko"],
        [12.34567, -0.5, NAN],
        lower=[11.11111, NAN, NAN],
        upper=[13.5, NAN, NAN],
        rank=pd.array([1, 2, None], dtype="Int64"),
        status=["published", "estimated", "suppressed"],
        source=["city", "city;paavo", "paavo;other"],
        numerator=[123.456, NAN, NAN],
        denominator=[1000.0, NAN, NAN],
    )
    content = figures_csv(table, RATE, SOURCES, MADE)
    assert content.startswith(b"\xef\xbb\xbf")  # so that a spreadsheet reads ä
    assert content.decode("utf-8-sig").split("\r\n") == [
        HEADER,
        "01200,Länsimäki,Rate,2024,12.346,11.111,13.5,percent,1,published,123.5,1000.0,"
        "City: Series,CC BY 4.0,2026-02-03",
        '01201,"Hakunila, pohjoinen",Rate,2024,-0.5,,,percent,2,estimated,,,'
        "City: Series; Statistics: Paavo,CC BY 4.0,2026-02-03",
        "01202,Ojanko,Rate,2024,,,,percent,,suppressed,,,"
        "Statistics: Paavo; =Other: List,CC BY 4.0; not stated,2026-02-03",
        "",
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text):
    table = table_of([text], [1.0], source="other", status=text)
    (row,) = rows_of(figures_csv(table, RATE, SOURCES, MADE))
    assert row["area_name"] == row["status"] == f"'{text}"
    assert row["source"] == "'=Other: List"


def test_a_negative_number_stays_a_number():
    (row,) = rows_of(figures_csv(table_of(["A"], [-1.5]), RATE, SOURCES, MADE))
    assert row["value"] == "-1.5"


def test_nothing_is_changed_in_the_table_given():
    table = table_of(["=1"], [1.23456])
    before = table.copy()
    figures_csv(table, RATE, SOURCES, MADE)
    pd.testing.assert_frame_equal(table, before)


def test_sources_are_named_once_each():
    assert source_names("city;other", SOURCES) == "City: Series; =Other: List"
    assert licences("city;paavo;other", SOURCES) == "CC BY 4.0; not stated"


def test_the_name_of_the_file_says_what_is_in_it():
    assert file_name("kota", "district", 2025, "csv") == (
        "tasapaino_kota_district_2025.csv"
    )


@pytest.fixture(scope="module")
def data():
    return load_data()


def test_every_real_figure_has_a_code_a_source_and_a_licence(data):
    sources = json.loads((DATA / "sources.json").read_text(encoding="utf-8"))
    newest = available(data.observations, data.areas)
    newest = newest.groupby(["indicator", "level"])["year"].max()
    for (key, level), year in newest.items():
        if level == "city":
            continue
        table = area_table(
            data.observations, data.areas, data.catalogue[key], level=level, year=year
        )
        content = figures_csv(table, data.catalogue[key], sources, MADE)
        rows = rows_of(content)
        codes = data.areas.index[data.areas["level"] == level]
        assert sorted(row["area_code"] for row in rows) == sorted(codes)
        for row in rows:
            assert row["source"]
            assert row["licence"]
            has_value = row["status"] in ("published", "estimated")
            assert bool(row["value"]) is has_value
            assert not any(cell.startswith(("=", "+", "@")) for cell in row.values())
    assert len(newest) > 60


AREAS = gpd.GeoDataFrame(
    {"name": ["Länsimäki", "Hakunila", "Ojanko", "Petikko"]},
    geometry=[box(25 + 0.1 * i, 60.2, 25.1 + 0.1 * i, 60.3) for i in range(4)],
    index=pd.Index(["01200", "01201", "01202", "01203"], name="area_code"),
    crs="EPSG:4326",
)
ROWS = pd.DataFrame(
    {
        "value_text": ["20 %", "10 %", "", ""],
        "rank_text": ["rank 1 of 2", "rank 2 of 2", "", ""],
        "status": ["published", "estimated", "suppressed", "not_published"],
        "status_text": ["published", "estimate", "too few people", "not published"],
        "class_number": [1, 0, -1, -1],
    },
    index=AREAS.index,
)
FIGURE = FigureTexts(
    rows=ROWS,
    title="Rate, 2024",
    legend_title="%. Darker: greater need.",
    labels=["0 – 10", "10 – 20"],
    colors=["#ffeda0", "#f03b20"],
    notes=[("Licence", "CC BY 4.0")],
)
TEXTS = PageTexts(
    title="A city: districts",
    statuses={
        "estimated": "estimate",
        "suppressed": "too few people",
        "not_published": "not published",
    },
    notes=[("Made", "2026-02-03")],
    groups=[("Rate", [0])],
    language="fi",
    words=Words(map="Kartta"),
)


def file_with(*outlines):
    return figures_map_html(AREAS, [FIGURE], outlines, TEXTS).decode()


def test_the_map_file_says_all_that_the_page_says():
    html = file_with(("Targets", ["01200"]))
    legend = re.findall(r"<li>(.*?)</li>", html, re.DOTALL)
    words = [" ".join(re.sub(r"<[^>]+>", " ", entry).split()) for entry in legend]
    assert words == [
        "0 – 10 1",
        "10 – 20 1",
        "estimate 1",
        "too few people 1",
        "not published 1",
        "Targets 1",
    ]
    assert '<html lang="fi"' in html
    assert html.count("#f03b20") >= 2  # the area and the legend
    assert "<h1>A city: districts</h1>" in html
    for text in ("CC BY 4.0", "2026-02-03", "rank 1 of 2", "Länsimäki"):
        assert text in html
    # one grey a reason: suppressed and not published are not the same
    assert "missing-9a9a9a" in html
    assert "missing-d9d9d9" in html


def test_the_map_file_tells_two_outlines_apart():
    both = [("Targets", ["01200"]), ("Measure", ["01201", "01202"])]
    html = file_with(*both)
    assert "Targets" in html
    assert "Measure" in html
    assert "#000000" in html
    assert "#0b3d91" in html


def test_an_index_is_told_with_its_components_and_its_definition():
    ranking = pd.DataFrame(
        {
            "area_code": ["01200", "01201"],
            "area_name": ["=A", "B"],
            "value": [1.23456, NAN],
            "rank": pd.array([1, None], dtype="Int64"),
            "source": ["city;paavo", "city"],
        }
    )
    values = pd.DataFrame({"rate": [7.0, 12.5]}, index=["01201", "01200"])
    content = index_csv(ranking, values, '{\n "name": "x"\n}\n', SOURCES, MADE)
    assert content.decode("utf-8-sig").split("\r\n") == [
        "area_code,area_name,value,rank,rate,definition,source,licence,made",
        '01200,\'=A,1.2346,1,12.5,"{ ""name"": ""x"" }",'
        "City: Series; Statistics: Paavo,CC BY 4.0,2026-02-03",
        '01201,B,,,7.0,"{ ""name"": ""x"" }",City: Series,CC BY 4.0,2026-02-03',
        "",
    ]
