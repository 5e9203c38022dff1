"""st_folium with feature_group_to_add: the map stays, its layer is sent anew.

streamlit-folium's documentation: "Dynamic map updates", with a GeoJson layer styled by
value in a feature group.
"""

import folium
import pandas as pd
import streamlit as st
from branca.colormap import StepColormap
from branca.utilities import color_brewer
from streamlit_folium import st_folium

from benchmarks.peers.shared import asked, joined, profile, shapes

size, series = asked()
areas = joined(size, series)
left, bottom, right, top = shapes(size).total_bounds
m = folium.Map(location=[(bottom + top) / 2, (left + right) / 2])
m.fit_bounds([[bottom, left], [top, right]])

edges = areas["value"].quantile([0, 0.2, 0.4, 0.6, 0.8, 1]).tolist()
colors = StepColormap(color_brewer("YlOrRd", n=5), index=edges)


def style(feature: dict) -> dict:
    value = feature["properties"]["value"]
    known = value is not None and not pd.isna(value)
    color = colors(value) if known else "lightgrey"
    return {"fillColor": color, "fillOpacity": 0.8, "color": "black", "weight": 0.5}


layer = folium.GeoJson(
    areas,
    style_function=style,
    tooltip=folium.GeoJsonTooltip(fields=["name", "value"]),
)
group = folium.FeatureGroup(name="Areas")
group.add_child(layer)
map_side, profile_side = st.columns([3, 2])
with map_side:
    output = st_folium(
        m,
        feature_group_to_add=group,
        width=700,
        height=560,
        returned_objects=["last_active_drawing"],
    )
with profile_side:
    drawn = output["last_active_drawing"]
    profile(size, series, drawn and drawn["properties"]["area_code"])
