"""The tables behind the pages, read once a server and kept until a file changes."""

import gc
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from geo.areas import load_areas
from geo.map_geometry import MapGeometry, map_geometry
from geo.overlaps import overlapping
from geo.schools import load_catchments, load_schools
from indicators.data import DATA_FOLDER, IndicatorData, load_data, load_errors
from measures.catalogue import check_references, load_measures
from measures.models import MeasureCatalogue
from ui.figure_set import FigureSet
from ui.formats import plain
from ui.language import _
from ui.level_figures import level_figures as level_figure_set
from ui.map_layer import MapLayer
from ui.school_layers import catchment_layer, school_layer

__all__ = [
    "areas_of_level",
    "estimate_errors",
    "figures",
    "figures_stamp",
    "geometry",
    "layers",
    "level_figures",
    "guarded",
    "measures",
    "schools",
    "sources",
]

_METRES = "EPSG:3879"
_SOURCE_FIELDS = (
    *("publisher", "title", "page", "licence"),
    *("attribution", "vintage", "note"),
)
_POSTAL = "postal_area"


def figures() -> IndicatorData:
    """Catalogue, areas and observations; shared, so never to be changed in place."""
    folder, *stamp = figures_stamp()
    return _figures(folder, tuple(stamp))


def figures_stamp() -> tuple[Any, ...]:
    """What is made of the figures is known by this: the folder, its files' times."""
    return (_folder(), *_stamp("observations.csv", "areas.csv", "indicators.toml"))


def measures() -> MeasureCatalogue:
    """The programme, its target districts and its measures.

    Raises
    ------
    ValueError
        The file breaks a rule, or names an area or indicator that is nowhere else.
    """
    catalogue, known = _measures(_folder(), _stamp("measures.toml")), figures()
    unknown = check_references(catalogue, known.areas.index, known.catalogue.keys)
    if unknown:
        first = unknown[0]
        raise ValueError(
            f"{first['file']}, line {first['row']}: {first['problem']}; "
            f"{first['remedy']}"
        )
    return catalogue


def areas_of_level(level: str) -> gpd.GeoDataFrame:
    """The areas of one level with their shapes, in WGS84; shared, not to be changed."""
    return _areas(_folder(), level, _stamp(f"{level}s.geojson"))


def level_figures(level: str) -> FigureSet:
    """All figures of one level, as the map's browser side wants them."""
    stamp = _stamp(
        *("observations.csv", "areas.csv", "indicators.toml"),
        *(f"{level}s.geojson", f"{_POSTAL}s.geojson"),
    )
    return _level_figures(_folder(), level, stamp)


def geometry(level: str) -> MapGeometry:
    """The shapes of one level cut for the map.

    Raises
    ------
    ValueError
        The file breaks a rule, or has other areas than areas.csv.
    """
    shapes = _geometry(_folder(), level, _stamp(f"{level}s.geojson"))
    areas = figures().areas
    listed = areas.index[areas["level"] == level]
    odd = listed.symmetric_difference(pd.Index(shapes.codes))
    if len(odd):
        raise ValueError(
            f"{level}s.geojson: area {odd[0]} is not in both this file and areas.csv; "
            "run: make data"
        )
    return shapes


def schools() -> gpd.GeoDataFrame:
    """The schools as points, in WGS84; shared, not to be changed."""
    return _schools(_folder(), _stamp("schools.geojson"))


def layers(level: str) -> list[MapLayer]:
    """What can be laid over the map of a level: schools and their catchment areas."""
    stamp = _stamp(
        *("schools.geojson", "school_catchments.geojson"),
        *(f"{level}s.geojson", "sources.json"),
    )
    return _layers(_folder(), level, stamp)


def sources() -> dict[str, dict[str, str]]:
    """What is known of each source: title, publisher, licence, attribution, page."""
    return _sources(_folder(), _stamp("sources.json"))


def estimate_errors() -> pd.DataFrame:
    """How far estimates are from published figures: data/estimate_error.csv."""
    return _errors(_folder(), _stamp("estimate_error.csv"))


def guarded(page: Callable[[], None]) -> None:
    """Runs a page; a file that breaks a rule is told in a sentence, no traceback."""
    try:
        page()
    except ValueError as error:
        _tell(str(error))
    except OSError as error:
        if error.filename is None:
            raise
        _tell(
            _("{file}: the file cannot be read ({reason}); check its rights.").format(
                file=Path(error.filename).name, reason=error.strerror
            )
        )


def _tell(problem: str) -> None:
    st.error("\n\n".join(plain(line) for line in problem.splitlines()))
    st.caption(_("The dashboard shows nothing rather than something wrong."))


def _folder() -> Path:
    """data/, or the folder that TASAPAINO_DATA names."""
    return Path(os.environ.get("TASAPAINO_DATA", DATA_FOLDER))


def _stamp(*names: str) -> tuple[int, ...]:
    """When files were written: what is kept of them holds until one changes."""
    files = [_folder() / name for name in names]
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)


@st.cache_resource(show_spinner=False, max_entries=2)
def _figures(folder: Path, stamp: tuple[int, ...]) -> IndicatorData:  # noqa: ARG001
    data = load_data(folder)
    # Streamlit collects garbage after every run: what stays for good is left out of it.
    gc.collect()
    gc.freeze()
    return data


@st.cache_resource(show_spinner=False, max_entries=2)
def _measures(folder: Path, stamp: tuple[int, ...]) -> MeasureCatalogue:  # noqa: ARG001
    return load_measures(folder / "measures.toml")


@st.cache_resource(show_spinner=False, max_entries=8)
def _areas(
    folder: Path,
    level: str,
    stamp: tuple[int, ...],  # noqa: ARG001
) -> gpd.GeoDataFrame:
    return load_areas(level, folder)


@st.cache_resource(show_spinner=False, max_entries=8)
def _geometry(folder: Path, level: str, stamp: tuple[int, ...]) -> MapGeometry:
    return map_geometry(_areas(folder, level, stamp).to_crs(_METRES))


@st.cache_resource(show_spinner=False, max_entries=8)
def _level_figures(folder: Path, level: str, stamp: tuple[int, ...]) -> FigureSet:
    *tables, shapes, postal = stamp
    areas = _areas(folder, level, (shapes,))
    words = None
    if level != _POSTAL:  # by the number that people know, in any division
        others = _areas(folder, _POSTAL, (postal,)).to_crs(_METRES)
        words = overlapping(areas.to_crs(_METRES), others).map(" ".join)
    return level_figure_set(_figures(folder, tuple(tables)), areas.index, words=words)


@st.cache_resource(show_spinner=False, max_entries=2)
def _schools(folder: Path, stamp: tuple[int, ...]) -> gpd.GeoDataFrame:  # noqa: ARG001
    return load_schools(folder)


@st.cache_resource(show_spinner=False, max_entries=8)
def _layers(folder: Path, level: str, stamp: tuple[int, ...]) -> list[MapLayer]:
    schools, _catchments, shapes, known = stamp
    drawn = _geometry(folder, level, (shapes,))
    told = _sources(folder, (known,))
    credit = _("{label}: {attribution}, {vintage}; {licence}.")
    credits_ = [
        credit.format(label=label, **told[key])
        for label, key in (
            (_("Schools"), "vantaa_schools"),
            (_("Catchment areas"), "vantaa_school_catchments"),
        )
    ]
    return [
        school_layer(_schools(folder, (schools,)), drawn, credits_[0]),
        catchment_layer(load_catchments(folder), drawn, credits_[1]),
    ]


@st.cache_resource(show_spinner=False, max_entries=2)
def _sources(
    folder: Path,
    stamp: tuple[int, ...],  # noqa: ARG001
) -> dict[str, dict[str, str]]:
    with _readable("sources.json"):
        text = (folder / "sources.json").read_text(encoding="utf-8")
        return {
            key: {field: str(source[field]) for field in _SOURCE_FIELDS}
            for key, source in json.loads(text).items()
        }


@st.cache_resource(show_spinner=False, max_entries=2)
def _errors(folder: Path, stamp: tuple[int, ...]) -> pd.DataFrame:  # noqa: ARG001
    return load_errors(folder)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Any reason why a built file cannot be read, as one sentence that names it."""
    try:
        yield
    except FileNotFoundError:
        raise ValueError(f"{name}: the file is missing; run: make data") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"{name}: not as built ({reason}); run: make data") from None
