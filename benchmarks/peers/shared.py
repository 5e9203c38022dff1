"""What the peers' pages share: the choice above the map, its data, the profile.

All of it is kept from run to run, so that a change costs a peer its own work only.
"""

import geopandas as gpd
import pandas as pd
import streamlit as st

from benchmarks.data import areas_of_size, series_names, simplified

__all__ = ["asked", "joined", "profile", "shapes"]


def asked() -> tuple[int, str]:
    """Begins the page; how many areas its address asks for, the chosen indicator."""
    st.set_page_config(layout="wide")
    st.title("Where wellbeing differs")
    size = int(st.query_params.get("areas", "61"))
    return size, st.selectbox("Indicator", series_names(size))


@st.cache_resource
def shapes(size: int) -> gpd.GeoDataFrame:
    """Areas as polygons in WGS84 with columns area_code and name."""
    drawn = simplified(size).to_crs("EPSG:4326")
    drawn.geometry = drawn.geometry.set_precision(1e-5)
    return drawn.rename_axis("area_code").reset_index()


@st.cache_resource
def joined(size: int, series: str) -> gpd.GeoDataFrame:
    """The shapes with the indicator's newest values."""
    years = areas_of_size(size).figures.xs(series, axis="columns")
    newest = years[years.columns[-1]].rename("value")
    return shapes(size).merge(newest, left_on="area_code", right_index=True)


def profile(size: int, series: str, area_code: str | None) -> None:
    """The figures of the area that was clicked."""
    if not area_code:
        return
    row = joined(size, series).set_index("area_code").loc[area_code]
    st.subheader(row["name"])
    st.table(pd.Series({"Value": str(row["value"])}, name=series))
