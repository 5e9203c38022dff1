"""Ours: a map of 61, 3 028 or 100 000 areas (?areas=...) with the profile of one.

As small as the peers' pages beside it: a title, the map, the figures of the area that
was clicked.
"""

import pandas as pd
import streamlit as st

from benchmarks.data import areas_of_size
from benchmarks.maps import figures_of_size, geometry_of_size
from ui.map import MapChoice, area_map

size = int(st.query_params.get("areas", "61"))
st.set_page_config(page_title="Tasapaino's map", layout="wide")
st.title("Where wellbeing differs")
shown = figures_of_size(size)
start = MapChoice(series=next(iter(shown.series)), year=0)
left, right = st.columns([3, 2])
with left:
    choice = area_map(geometry_of_size(size), shown, start, key="scale_map")
with right:
    if choice.area:
        areas = areas_of_size(size)
        value = areas.figures[(choice.series, choice.year)].at[choice.area]
        st.subheader(areas.shapes["name"].at[choice.area])
        st.table(pd.Series({"Value": str(value)}, name=choice.series))
