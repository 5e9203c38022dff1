"""folium.Choropleth and st_folium, as their documentation shows them.

folium: "Using Choropleth class", "GeoJSON popup and tooltip"; streamlit-folium:
"GeoJson popup" and "Limit data return".
"""

import folium
import streamlit as st
from streamlit_folium import st_folium

from benchmarks.peers.shared import asked, joined, profile

size, series = asked()
areas = joined(size, series)
left, bottom, right, top = areas.total_bounds

m = folium.Map(location=[(bottom + top) / 2, (left + right) / 2])
m.fit_bounds([[bottom, left], [top, right]])
choropleth = folium.Choropleth(
    geo_data=areas,
    data=areas,
    columns=["area_code", "value"],
    key_on="feature.properties.area_code",
    fill_color="YlOrRd",
    nan_fill_color="lightgrey",
    legend_name=series,
)
choropleth.add_to(m)
folium.GeoJsonTooltip(fields=["name", "value"], aliases=["Area", series]).add_to(
    choropleth.geojson
)
map_side, profile_side = st.columns([3, 2])
with map_side:
    output = st_folium(
        m, width=700, height=560, returned_objects=["last_active_drawing"]
    )
with profile_side:
    drawn = output["last_active_drawing"]
    profile(size, series, drawn and drawn["properties"]["area_code"])
