"""pydeck's GeoJsonLayer in st.pydeck_chart.

pydeck's documentation: "GeoJsonLayer" (polygons colored by a column made in Python);
Streamlit's: st.pydeck_chart with `on_select`. Without a background map, which would
come from outside.
"""

import json

import geopandas as gpd
import pydeck as pdk
import streamlit as st
from branca.colormap import StepColormap
from branca.utilities import color_brewer

from benchmarks.peers.shared import asked, joined, profile


def colored(areas: gpd.GeoDataFrame) -> dict:
    edges = areas["value"].quantile([0, 0.2, 0.4, 0.6, 0.8, 1]).tolist()
    colors = StepColormap(color_brewer("YlOrRd", n=5), index=edges)
    fill = [
        [220, 220, 220, 255] if value != value else list(colors.rgba_bytes_tuple(value))
        for value in areas["value"]
    ]
    return json.loads(areas.assign(fill=fill).to_json())


size, series = asked()
areas = joined(size, series)
left, bottom, right, top = areas.total_bounds
layer = pdk.Layer(
    "GeoJsonLayer",
    colored(areas),
    id="areas",
    get_fill_color="properties.fill",
    get_line_color=[60, 60, 60],
    line_width_min_pixels=0.5,
    pickable=True,
    auto_highlight=True,
)
view = pdk.data_utils.compute_view([[left, bottom], [right, top]])
deck = pdk.Deck(
    layers=[layer],
    initial_view_state=view,
    map_provider=None,
    tooltip={"text": "{name}\n{value}"},
)
map_side, profile_side = st.columns([3, 2])
with map_side:
    event = st.pydeck_chart(
        deck,
        key="pydeck_map",
        height=560,
        on_select="rerun",
        selection_mode="single-object",
    )
with profile_side:
    picked = event["selection"]["objects"].get("areas", [])
    profile(size, series, picked[0]["properties"]["area_code"] if picked else None)
