"""A page with a map to save, to present and to lay layers over: tests/test_map_show.py.

The address chooses the mode: ?mode=change, ?mode=two, ...
"""

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from geo.map_geometry import map_geometry
from ui.background import background
from ui.figure_set import MapSeries, figure_set
from ui.legend import Outline
from ui.map import MapChoice, area_map
from ui.map_layer import LayerKind, LayerLine, LayerPoint, MapLayer

SIDE = 1000  # metres
ORIGIN = (25_490_000, 6_690_000)  # of the lower left corner, in EPSG:3879
CODES = [f"B{number}" for number in range(1, 7)]  # B1 B2 B3 / B4 B5 B6
HOSTILE = "<img src=x onerror='window.hacked = true'> & ]]> \"quoted\""
NAMES = ["One", HOSTILE, "N" * 300, "שכונה רחוקה", "Five", "Six"]
YEARS = (2020, 2021)
VALUES = {
    "need": {2020: [1, 2, 3, 4, 5, None], 2021: [2, 4, 6, 8, 10, None]},
    "means": {2021: [60, 50, 40, 30, 20, 10]},
}
STATUSES = {2020: ["published"] * 5, 2021: ["published"] * 4 + ["estimated"]}


@st.cache_resource
def outlines_of():
    squares = [
        shapely.box(
            ORIGIN[0] + column * SIDE,
            ORIGIN[1] + row * SIDE,
            ORIGIN[0] + (column + 1) * SIDE,
            ORIGIN[1] + (row + 1) * SIDE,
        )
        for row in (1, 0)
        for column in (0, 1, 2)
    ]
    areas = gpd.GeoDataFrame(geometry=squares, index=CODES, crs="EPSG:3879")
    return map_geometry(areas, tolerance=0)


def series_of(key, name, source, unit):
    values = pd.DataFrame(VALUES[key], index=CODES, dtype="float64")
    statuses = values.notna().replace({True: "published", False: "suppressed"})
    if key == "need":
        statuses.loc["B5", 2021] = "estimated"
    return MapSeries(
        key=key,
        name=name,
        group="Made up",
        unit=unit,
        change_unit="points",
        decimals=1,
        worse="high",
        direction="Darker means more.",
        note=f"A caveat of {key} <b>.",
        source=source,
        licence="CC BY 4.0",
        values=values,
        statuses=statuses,
        reference={2021: 5.0},
        spread={2021: 2.0},
    )


@st.cache_resource
def figures_of():
    series = [
        series_of("need", "Need & <want>", "Office of <Need>", "%"),
        series_of("means", "Means", "Office of Means", "€"),
    ]
    return figure_set(series, pd.Series(NAMES, CODES))


LAYERS = [
    MapLayer(
        key="places",
        label="Places <u>",
        kinds=[
            LayerKind(label="Round ones", look="circle"),
            LayerKind(label="Square ones", look="square"),
        ],
        points=[
            LayerPoint(x=250, y=250, kind=0, name=HOSTILE, note="round"),
            LayerPoint(x=1500, y=500, kind=1, name="Between", note="square"),
            LayerPoint(x=2500, y=1500, kind=0, name="Last", note="round"),
        ],
        note="Places: somebody, CC0.",
    ),
    MapLayer(
        key="lines",
        label="Lines",
        kinds=[LayerKind(label="One line", look="dashes")],
        lines=[LayerLine(path="M0 0L3000 2000", kind=0, name="Across")],
    ),
]

mode = st.query_params.get("mode", "value")
st.text_input("Before the map")
choice = area_map(
    outlines_of(),
    figures_of(),
    MapChoice(
        series="need",
        year=2021,
        mode=mode,
        second="means",
        scheme="equal_steps",
        classes=4,
        names=st.query_params.get("names", "no"),
        layers=st.query_params.get("layers", ""),
        area=st.query_params.get("area"),
    ),
    key="show_map",
    outlines=[
        Outline(label="Targets <i>", codes=["B1", "B2"]),
        Outline(label="Reached", codes=["B2"], style="dashed"),
    ],
    layers=LAYERS,
    background=background(),
    credit="Boundaries: an office, CC BY 4.0.",
)
st.text(f"year: {choice.year}")
st.text(f"layers: {choice.layers}")
st.text(f"area: {choice.area}")
st.button("After the map")
