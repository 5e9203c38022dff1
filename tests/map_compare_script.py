"""A page with several indicators and years of made-up areas, for tests/test_map_*.py.

Twelve squares of a kilometre, four a row, numbered from the upper left; the four in the
upper left corner lie in the larger area West, the others in East.
"""

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from geo.map_geometry import MapGeometry, map_geometry
from ui.figure_set import FigureSet, MapSeries, figure_set
from ui.map import MapChoice, area_map

SIDE = 1000  # metres
NUMBERS = (10, 11, 12, 20, 21, 22, 30, 31, 32, 90, 91, 92)
CODES = tuple(f"092{number:03}000" for number in NUMBERS)
HOSTILE = "<img src=x onerror='window.hacked = true'>"
NAMES = (
    *("Hakunila", "Länsimäki", "Itä-Hakkila", "Länsisalmi"),
    *("Vaarala", HOSTILE, "N" * 300, "שכונה רחוקה"),
    *("Lansbyn", "Rekola", "Ojanko", "Jokiniemi"),
)
WORDS = (
    *("Håkansböle 01200", "Västerkulla 01280", "Östra Haxböle 01260", "Västersundom"),
    *("Fagersta 01230", "", "", "", "", "Räckhals 01400", "Gjutan 01280", "Ånäs 01370"),
)
PARTS = ("West", "West", "East", "East") * 2 + ("East",) * 4
YEARS = (2020, 2021, 2022)


@st.cache_resource
def outlines() -> MapGeometry:
    squares = [
        shapely.box(x * SIDE, -y * SIDE, (x + 1) * SIDE, (1 - y) * SIDE)
        for y in range(3)
        for x in range(4)
    ]
    areas = gpd.GeoDataFrame(geometry=squares, index=list(CODES), crs="EPSG:3879")
    return map_geometry(areas, tolerance=0)


@st.cache_resource
def halves() -> MapGeometry:
    """The same ground in two areas: another level."""
    left, right = (
        shapely.box(0, -2000, 2000, 1000),
        shapely.box(2000, -2000, 4000, 1000),
    )
    areas = gpd.GeoDataFrame(geometry=[left, right], index=["W", "E"], crs="EPSG:3879")
    return map_geometry(areas, tolerance=0)


def series_of(key: str, codes: tuple[str, ...], **changes: object) -> MapSeries:
    """Area i has start + step × i + 10 × (year - 2020), and number 5 has none."""
    start, step = {"a": (0, 1), "b": (-20, 2), "c": (30, -1), "d": (0, 100)}[key]
    index = pd.Index(codes)
    number = pd.Series(range(len(codes)), index, dtype=float)
    status = pd.Series("published", index)
    if key == "a" and len(codes) == 12:
        status.iloc[[5, 7]] = ["suppressed", "estimated"]
    values = pd.DataFrame(
        {
            year: (start + step * number + 10 * (year - 2020)).mask(
                status == "suppressed"
            )
            for year in YEARS
        }
    )
    settings = {
        "key": key,
        "name": f"Share {key}",
        "group": "One",
        "unit": "%",
        "change_unit": "points",
        "decimals": 0,
        "worse": "high",
        "direction": "Darker: greater need",
        "note": "",
        "values": values,
        "statuses": pd.DataFrame(dict.fromkeys(YEARS, status)),
        "reference": {2020: 5.0, 2021: 15.0},
        **changes,
    }
    return MapSeries(**settings)


def figures_of(codes: tuple[str, ...]) -> FigureSet:
    whole = len(codes) == 12
    series = [
        series_of("a", codes),
        series_of("b", codes),
        series_of("c", codes, worse="low", direction="Darker: lower, greater need"),
        series_of(
            "d",
            codes,
            name="Count d",
            group="Two",
            unit="residents",
            worse="neither",
            reference={},
        ),
    ]
    names = pd.Series(NAMES if whole else codes, index=list(codes))
    return figure_set(
        series,
        names,
        search=pd.Series(WORDS, list(codes)) if whole else None,
        parts=pd.Series(PARTS, list(codes)) if whole else None,
    )


def start_at(**changes: object) -> MapChoice:
    usual = {"series": "a", "year": 2022, "second": "b", "second_year": 2022}
    usual |= {"scheme": "equal_steps", "classes": 4, "pool": "year"}
    return MapChoice(**{**usual, **changes})


def page() -> None:
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    asked = {
        name: st.query_params[name]
        for name in ("mode", "names", "borders")
        if name in st.query_params
    }
    level = st.checkbox("Other level")
    turn = st.number_input("Other thing", 0, 9, 0)
    shape = halves() if level else outlines()
    choice = area_map(
        shape,
        figures_of(shape.codes),
        start_at(**asked),
        key="compare_map",
        zoom_name="zoom",
    )
    st.text(f"chosen: {choice.area}")
    st.text(f"mode: {choice.mode}")
    st.text(f"series: {choice.series}, {choice.year}")
    st.text(f"zoom: {choice.zoom}")
    st.text(f"thing: {turn}")
    st.text(f"runs: {st.session_state['runs']}")


if __name__ == "__main__":
    page()
