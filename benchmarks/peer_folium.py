"""The peer: the same districts and indicators with folium.Choropleth and st_folium.

Written the way the documentation of folium ("Using Choropleth class", "GeoJSON popup
and tooltip") and of streamlit-folium ("GeoJson popup", "Limit data return") shows it:
a map a run, data joined to the shapes for the tooltip, and only the clicked area sent
back, which saves it a rerun after every drawing.
"""

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geo.areas import load_areas
from indicators.data import DATA_FOLDER, IndicatorData, load_data
from indicators.ranking import area_table, available


@st.cache_resource
def figures() -> IndicatorData:
    return load_data()


@st.cache_resource
def districts() -> gpd.GeoDataFrame:
    return load_areas("district", DATA_FOLDER).reset_index()


@st.cache_resource
def newest_years() -> dict[str, int]:
    """The newest year with district figures, of each indicator that has any."""
    data = figures()
    rows = available(data.observations, data.areas)
    newest = rows[rows["level"] == "district"].groupby("indicator")["year"].max()
    return {key: int(newest[key]) for key in data.catalogue.keys if key in newest}


def name_of(key: str) -> str:
    return figures().catalogue[key].name.in_language("en")


st.set_page_config(page_title="folium and st_folium", layout="wide")
st.title("Where wellbeing differs")
key = st.selectbox("Indicator", newest_years(), format_func=name_of)
data = figures()
table = area_table(
    data.observations,
    data.areas,
    data.catalogue[key],
    level="district",
    year=newest_years()[key],
)
joined = districts().merge(table[["area_code", "value"]], on="area_code", how="left")

m = folium.Map(location=[60.31, 24.96], zoom_start=11)
choropleth = folium.Choropleth(
    geo_data=joined,
    data=table,
    columns=["area_code", "value"],
    key_on="feature.properties.area_code",
    fill_color="YlGnBu",
    fill_opacity=0.7,
    line_opacity=0.2,
    nan_fill_color="lightgrey",
    legend_name=name_of(key),
)
choropleth.add_to(m)
folium.GeoJsonTooltip(
    fields=["name_fi", "value"], aliases=["District", name_of(key)]
).add_to(choropleth.geojson)
left, right = st.columns([3, 2])
with left:
    output = st_folium(
        m, width=700, height=500, returned_objects=["last_active_drawing"]
    )
with right:
    if drawn := output["last_active_drawing"]:
        area = drawn["properties"]
        st.subheader(area["name_fi"])
        st.table(pd.Series({"Value": str(area["value"])}, name=name_of(key)))
    st.dataframe(table[["rank", "area_name", "value", "status"]], hide_index=True)
