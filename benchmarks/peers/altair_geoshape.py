"""altair's geoshape in st.altair_chart.

altair's documentation: "Spatial data", inline GeoJSON (st.altair_chart takes no
GeoDataFrame), and "Geoshape"; Streamlit's: st.altair_chart with `on_select`.
"""

import json

import altair as alt
import streamlit as st

from benchmarks.peers.shared import asked, joined, profile

size, series = asked()
features = alt.InlineData(
    values=json.loads(joined(size, series).to_json()),
    format=alt.DataFormat(property="features", type="json"),
)
click = alt.selection_point(name="click", fields=["properties.area_code"], on="click")
chart = (
    alt.Chart(features)
    .mark_geoshape(stroke="black", strokeWidth=0.3)
    .encode(
        color=alt.Color("properties.value:Q")
        .scale(type="quantile", scheme="yelloworangered")
        .title(series),
        tooltip=[
            alt.Tooltip("properties.name:N", title="Area"),
            alt.Tooltip("properties.value:Q", title=series),
        ],
    )
    .project(type="mercator")
    .properties(height=560)
    .add_params(click)
)
map_side, profile_side = st.columns([3, 2])
with map_side:
    event = st.altair_chart(chart, key="altair_map", on_select="rerun")
with profile_side:
    chosen = event["selection"].get("click") or []
    # Vega escapes the dot in the name of a nested field
    profile(size, series, chosen[0]["properties\\.area_code"] if chosen else None)
