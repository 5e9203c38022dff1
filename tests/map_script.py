"""A page with the map of made-up areas, for tests/test_map_component.py to use."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from geo.map_geometry import MapGeometry, map_geometry
from ui.legend import Legend, LegendClass, Outline
from ui.map import MapFigures, area_map

SIDE = 1000  # metres
HOSTILE = {
    "A02": "<img src=x onerror='window.hacked = true'>",
    "A03": "N" * 300,
    "A04": "שכונה רחוקה",
}
STATUS = {
    "A05": "suppressed",
    "A06": "not_published",
    "A07": "component_missing",
    "A08": "estimated",
}
COLORS = ("#dbe9f6", "#5ba3cf", "#08306b")


@st.cache_resource
def outlines_of(columns: int, rows: int) -> MapGeometry:
    """Squares with winding borders: A01 upper left, row by row."""
    squares = [
        shapely.box(x * SIDE, -y * SIDE, (x + 1) * SIDE, (1 - y) * SIDE)
        for y in range(rows)
        for x in range(columns)
    ]

    def wind(xy: np.ndarray) -> np.ndarray:
        return (xy + 25 * np.sin(xy[:, ::-1].round(3) / 40)).round(3)

    shapes = shapely.transform(shapely.segmentize(squares, 10), wind)
    codes = [f"A{number + 1:02}" for number in range(len(squares))]
    areas = gpd.GeoDataFrame(geometry=shapes, index=codes, crs="EPSG:3879")
    return map_geometry(areas, tolerance=0)


def figures_of(geometry: MapGeometry, turn: int) -> MapFigures:
    """Area i is in class (i + turn) mod 3, unless its value is missing."""
    codes = pd.Index(geometry.codes)
    number = pd.Series(range(len(codes)), codes)
    status = pd.Series("published", codes)
    status.update(pd.Series(STATUS))
    missing = status.isin(["suppressed", "not_published", "component_missing"])
    return MapFigures(
        name=pd.Series([HOSTILE.get(c, f"Area {c}") for c in codes], codes),
        value=("value " + number.astype(str) + " %").mask(missing, ""),
        rank=("rank " + (number + 1).astype(str)).mask(missing, ""),
        status=status,
        class_number=((number + turn) % 3).mask(missing, -1),
    )


LEGEND = Legend(
    title="Made-up share",
    unit="percent",
    direction="Darker means more.",
    classes=tuple(
        LegendClass(label=f"class {number}", color=color)
        for number, color in enumerate(COLORS)
    ),
)

st.session_state["runs"] = st.session_state.get("runs", 0) + 1
turn = int(st.number_input("Turn", 0, 2, 0))
large = st.checkbox("Other areas")
two = st.checkbox("Second map")
wanted = st.text_input("Wanted") or None
shape = outlines_of(2, 4) if large else outlines_of(4, 3)


def heard(code: str | None) -> None:
    st.session_state["heard"] = [*st.session_state.get("heard", []), code]


chosen = area_map(
    shape,
    figures_of(shape, turn),
    LEGEND,
    key="script_map",
    label="Map of made-up areas",
    summary="Highest: A12. Lowest: A01.",
    outlines=[
        Outline(label="Targets", codes=["A01", "A02"]),
        Outline(label="Measure", codes=["A02"], style="dashed"),
    ],
    selected=wanted,
    on_select=heard,
)
st.text(f"chosen: {chosen}")
st.text(f"heard: {st.session_state.get('heard', [])}")
st.text(f"runs: {st.session_state['runs']}")
if two:
    area_map(
        shape,
        figures_of(shape, turn + 1),
        LEGEND,
        key="script_second",
        label="Second map",
        summary="The same areas.",
    )
