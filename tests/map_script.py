"""A page with the map of made-up areas, for tests/test_map_component.py to use."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from geo.map_geometry import MapGeometry, map_geometry
from ui.figure_set import FigureSet, MapSeries, figure_set
from ui.legend import Outline
from ui.map import MapChoice, area_map

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
YEARS = (2020, 2021, 2022)
# ColorBrewer's YlOrRd in three classes, as ui/palette.py takes it
COLORS = ("#ffeda0", "#feb24c", "#f03b20")


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


def figures_of(codes: tuple[str, ...], name: str = "Made-up share") -> FigureSet:
    """Area i has the value 10 × ((i + year - 2020) mod 3), unless it is missing.

    With three equal steps from 0 to 20 that is class (i + year - 2020) mod 3.
    """
    index = pd.Index(codes)
    status = pd.Series("published", index)
    status.update(pd.Series({c: s for c, s in STATUS.items() if c in index}))
    missing = status.isin(["suppressed", "not_published", "component_missing"])
    number = pd.Series(range(len(index)), index)
    values = pd.DataFrame(
        {year: (10.0 * ((number + year - 2020) % 3)).mask(missing) for year in YEARS}
    )
    share = MapSeries(
        key="share",
        name=name,
        group="Made up",
        unit="%",
        change_unit="points",
        decimals=0,
        worse="high",
        direction="Darker means more.",
        note="",
        values=values,
        statuses=pd.DataFrame(dict.fromkeys(YEARS, status)),
        reference={2020: 10.0, 2021: 10.0},
        spread={2020: 5.0},
    )
    names = pd.Series([HOSTILE.get(c, f"Area {c}") for c in codes], index)
    return figure_set([share], names)


st.session_state["runs"] = st.session_state.get("runs", 0) + 1
turn = int(st.number_input("Turn", 0, 2, 0))
large = st.checkbox("Other areas")
two = st.checkbox("Second map")
wanted = st.text_input("Wanted") or None
shape = outlines_of(2, 4) if large else outlines_of(4, 3)


def heard(choice: MapChoice) -> None:
    st.session_state["heard"] = [*st.session_state.get("heard", []), choice.area]


def start_at(turn: int, area: str | None) -> MapChoice:
    return MapChoice(
        series="share", year=2020 + turn, scheme="equal_steps", classes=3, area=area
    )


chosen = area_map(
    shape,
    figures_of(shape.codes),
    start_at(turn, wanted),
    key="script_map",
    outlines=[
        Outline(label="Targets", codes=["A01", "A02"]),
        Outline(label="Measure", codes=["A02"], style="dashed"),
    ],
    on_choice=heard,
)
st.text(f"chosen: {chosen.area}")
st.text(f"year: {chosen.year}")
st.text(f"heard: {st.session_state.get('heard', [])}")
st.text(f"runs: {st.session_state['runs']}")
if two:
    area_map(
        shape,
        figures_of(shape.codes, "Second share"),
        start_at(turn + 1, None),
        key="script_second",
    )
