"""plotly's choropleth with a GeoJSON of one's own, in st.plotly_chart.

plotly's documentation: "Choropleth maps", "GeoJSON with feature.id"; Streamlit's:
st.plotly_chart with `on_select`.
"""

import json

import plotly.express as px
import streamlit as st

from benchmarks.peers.shared import asked, joined, profile, shapes


@st.cache_resource
def geojson(size: int) -> dict:
    return json.loads(shapes(size).set_index("area_code")[["geometry"]].to_json())


size, series = asked()
figure = px.choropleth(
    joined(size, series).drop(columns="geometry"),
    geojson=geojson(size),
    locations="area_code",
    color="value",
    hover_name="name",
    color_continuous_scale="YlOrRd",
    labels={"value": series},
    projection="mercator",
)
figure.update_geos(fitbounds="locations", visible=False)
figure.update_layout(height=560, margin={"r": 0, "t": 0, "l": 0, "b": 0})
map_side, profile_side = st.columns([3, 2])
with map_side:
    event = st.plotly_chart(
        figure, key="plotly_map", on_select="rerun", selection_mode="points"
    )
with profile_side:
    points = event["selection"]["points"]
    profile(size, series, points[0]["location"] if points else None)
