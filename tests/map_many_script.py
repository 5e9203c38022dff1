"""A page with so many made-up areas that a canvas draws them: tests/test_map_canvas.py.

72 × 72 squares of 100 m, called R<row>C<column> from the upper left.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from geo.map_geometry import MapGeometry, map_geometry
from ui.figure_set import FigureSet, MapSeries, figure_set
from ui.legend import Outline
from ui.map import MapChoice, area_map

SIDE = 72
CELL = 100  # metres
YEARS = (2020, 2021)
# ColorBrewer's YlOrRd in three classes, as ui/palette.py takes it
COLORS = ("#ffeda0", "#feb24c", "#f03b20")


@st.cache_resource
def outlines_of(side: int) -> MapGeometry:
    row, column = np.divmod(np.arange(side * side), side)
    left, top = CELL * column, -CELL * row
    return map_geometry(
        gpd.GeoDataFrame(
            geometry=shapely.box(left, top - CELL, left + CELL, top),
            index=[f"R{r:02}C{c:02}" for r, c in zip(row, column, strict=True)],
            crs="EPSG:3879",
        ),
        tolerance=0,
    )


@st.cache_resource
def figures_of(side: int) -> FigureSet:
    """Class (column // 24) in 2020, the other way round in 2021; some have no value."""
    codes = pd.Index(outlines_of(side).codes)
    row, column = np.divmod(np.arange(side * side), side)
    third = 3 * column // side
    status = np.full(side * side, "published", dtype=object)
    if side == SIDE:
        status[(row < 10) & (column < 10)] = "not_published"
        status[(row < 10) & (column >= 30) & (column < 40)] = "suppressed"
        status[row >= 60] = "estimated"
    missing = np.isin(status, ["not_published", "suppressed"])
    values = {
        2020: np.where(missing, np.nan, 10.0 * third),
        2021: np.where(missing, np.nan, 10.0 * (2 - third)),
    }
    return figure_set(
        [
            MapSeries(
                key="share",
                name="Made-up share",
                group="Made up",
                unit="%",
                change_unit="points",
                decimals=0,
                worse="high",
                direction="Darker means more.",
                note="",
                values=pd.DataFrame(values, index=codes),
                statuses=pd.DataFrame(dict.fromkeys(YEARS, status), index=codes),
            )
        ],
        codes,
    )


side = 3 if st.checkbox("Few areas") else SIDE
target = [f"R{row}C{column}" for row in range(30, 40) for column in range(50, 60)]
chosen = area_map(
    outlines_of(side),
    figures_of(side),
    MapChoice(series="share", year=2020, scheme="equal_steps", classes=3),
    key="many_map",
    outlines=[Outline(label="Targets", codes=target)] if side == SIDE else [],
)
st.text(f"chosen: {chosen.area}")
st.text(f"year: {chosen.year}")
