"""Schools and their catchment areas as layers of the map, and as a table beside it."""

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.map_geometry import MapGeometry
from geo.map_layers import line_paths, point_places
from ui.language import AREA_NAME, _
from ui.map_layer import LayerKind, LayerLine, LayerPoint, MapLayer

__all__ = ["SCHOOLS", "catchment_layer", "school_layer", "school_table"]

SCHOOLS = "schools"
_LOOKS = ("circle", "diamond", "square")
_LANGUAGES = ("fi", "sv")
_HEIGHT = 300


def school_layer(
    schools: gpd.GeoDataFrame, geometry: MapGeometry, credit: str
) -> MapLayer:
    """Points of the schools on the grid of a map; `credit` tells whose they are."""
    labels = _kind_labels()
    rows = zip(
        point_places(schools.geometry, geometry),
        _kinds(schools),
        schools["name"],
        strict=True,
    )
    return MapLayer(
        key=SCHOOLS,
        label=_("Schools"),
        kinds=[
            LayerKind(label=label, look=look)
            for label, look in zip(labels, _LOOKS, strict=True)
        ],
        points=[
            LayerPoint(x=x, y=y, kind=kind, name=name, note=labels[kind])
            for (x, y), kind, name in rows
        ],
        note=credit,
    )


def catchment_layer(
    catchments: gpd.GeoDataFrame, geometry: MapGeometry, credit: str
) -> MapLayer:
    """Borders of the catchment areas on the grid of a map."""
    rows = zip(
        line_paths(catchments.geometry, geometry),
        catchments["language"],
        catchments["name"],
        strict=True,
    )
    return MapLayer(
        key="catchments",
        label=_("School catchment areas"),
        kinds=[
            LayerKind(label=_("Catchment areas, Finnish"), look="dashes"),
            LayerKind(label=_("Swedish, lower stage"), look="dots"),
        ],
        lines=[
            LayerLine(path=path, kind=_LANGUAGES.index(language), name=name)
            for path, language, name in rows
        ],
        note=credit,
    )


def school_table(schools: gpd.GeoDataFrame, areas: pd.DataFrame) -> None:
    """Every school with its kind and district: what the map's points say, to read.

    `areas` is indexed by area_code.
    """
    labels = _kind_labels()
    rows = pd.DataFrame(
        {
            _("School"): schools["name"],
            _("Kind"): [labels[kind] for kind in _kinds(schools)],
            _("District"): schools["area_code"].map(areas[AREA_NAME]),
        }
    )
    st.dataframe(
        rows.sort_values(_("School")),
        hide_index=True,
        height=_HEIGHT,
        alt=_("{count} schools by name").format(count=len(rows)),
    )
    st.caption(
        _(
            "As in the register of April 2021. It lists every comprehensive school "
            "under both stages: which grades a school teaches is not told, nor the "
            "language of upper secondary schools."
        )
    )


def _kind_labels() -> list[str]:
    return [
        _("Comprehensive school, Finnish"),
        _("Comprehensive school, Swedish"),
        _("General upper secondary school"),
    ]


def _kinds(schools: gpd.GeoDataFrame) -> list[int]:
    """Place of each school's kind among the labels."""
    upper = schools["levels"].str.contains("general_upper_secondary")
    swedish = schools["language"] == "sv"
    return [
        2 if is_upper else int(is_swedish)
        for is_upper, is_swedish in zip(upper, swedish, strict=True)
    ]
