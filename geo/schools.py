"""Schools and their catchment areas: read from data/, refused with a reason if broken.

`load_schools` and `load_catchments` stop at the first fault; `check_schools` lists all.
"""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geo.areas import DATA_FOLDER

__all__ = [
    "LANGUAGES",
    "STAGES",
    "SchoolError",
    "check_schools",
    "load_catchments",
    "load_schools",
]

SCHOOLS, CATCHMENTS = "schools.geojson", "school_catchments.geojson"
STAGES = ("general_upper_secondary", "lower", "upper")
LANGUAGES = ("", "fi", "sv")  # empty: not told
_KINDS = {SCHOOLS: ("Point",), CATCHMENTS: ("Polygon", "MultiPolygon")}
_TEXTS = {
    SCHOOLS: ("name", "levels", "language", "area_code"),
    CATCHMENTS: ("name", "levels", "language"),
}
_REBUILD = "rebuild it with: make data"
_Fault = dict[str, str]  # file, row, column, problem, remedy


class SchoolError(ValueError):
    """A file of schools that cannot be used; says where, what, and what to do."""


def load_schools(folder: Path = DATA_FOLDER) -> gpd.GeoDataFrame:
    """The schools, one row each, in the order of the file.

    Returns
    -------
    GeoDataFrame of points, shape (n,), in EPSG:4326
        name; levels : some of `STAGES`, joined by ";"; language : one of `LANGUAGES`;
        area_code : the district it lies in.

    Raises
    ------
    SchoolError
        The file has a fault: the first one is named.
    """
    return _loaded(SCHOOLS, folder)


def load_catchments(folder: Path = DATA_FOLDER) -> gpd.GeoDataFrame:
    """The catchment areas, one row each; those of two languages overlap.

    Returns
    -------
    GeoDataFrame of polygons, shape (n,), in EPSG:4326
        name, levels, language as in `load_schools`.

    Raises
    ------
    SchoolError
        The file has a fault: the first one is named.
    """
    return _loaded(CATCHMENTS, folder)


def check_schools(folder: Path, area_codes: Collection[str]) -> list[_Fault]:
    """Every fault of both files: file, row, column, problem, remedy.

    `area_codes` are those of the districts, one of which each school must have.
    """
    found: list[_Fault] = []
    for file in (SCHOOLS, CATCHMENTS):
        features, faults = _read(file, folder)
        found += faults
        for feature in features if file == SCHOOLS and not faults else []:
            code = feature["properties"]["area_code"]
            if code not in area_codes:
                name = feature["properties"]["name"]
                problem = f"{code!r} is the code of no district"
                found.append(_fault(file, name, "area_code", problem, _REBUILD))
    return found


def _loaded(file: str, folder: Path) -> gpd.GeoDataFrame:
    features, faults = _read(file, Path(folder))
    if faults:
        first = faults[0]
        place = [first[name] for name in ("file", "row", "column") if first[name]]
        raise SchoolError(f"{', '.join(place)}: {first['problem']}; {first['remedy']}.")
    return gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")[
        [*_TEXTS[file], "geometry"]
    ]


def _read(file: str, folder: Path) -> tuple[list[Any], list[_Fault]]:
    """The features of a file, and every fault."""
    try:
        document = json.loads((folder / file).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return [], [_fault(file, "", "", "the file is missing", _REBUILD)]
    except (OSError, ValueError) as error:
        return [], [_fault(file, "", "", f"no GeoJSON: {error}", _REBUILD)]
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        return [], [_fault(file, "", "", "it holds no features", _REBUILD)]
    faults = [
        _fault(file, f"feature {number}", column, problem, remedy)
        for number, feature in enumerate(features, start=1)
        for column, problem, remedy in _feature_faults(file, feature)
    ]
    names = [_property(feature, "name") for feature in features]
    faults += [
        _fault(file, f"feature {at + 1}", "name", f"{name} is there twice", "keep one")
        for at, name in enumerate(names)
        if name in names[:at]
    ]
    return features, faults


def _feature_faults(file: str, feature: Any) -> Iterator[tuple[str, str, str]]:
    """(column, problem, remedy) of what one feature has wrong."""
    for name in _TEXTS[file]:
        value = _property(feature, name)
        if not isinstance(value, str) or not (value or name == "language"):
            yield name, f"the property {name} is missing", f"fill in {name}"
    stages = str(_property(feature, "levels")).split(";")
    if unknown := [stage for stage in stages if stage not in STAGES]:
        yield "levels", f"{unknown[0]!r} is no stage", f"use {', '.join(STAGES)}"
    if (language := _property(feature, "language")) not in LANGUAGES:
        yield "language", f"{language!r} is no language", "write fi, sv or nothing"
    try:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
    except (shapely.GEOSException, KeyError, TypeError):
        yield "geometry", "it cannot be read", "correct it"
        return
    if shape is None or shape.geom_type not in _KINDS[file] or shape.is_empty:
        yield "geometry", f"it is no {_KINDS[file][0].lower()}", "correct it"
    elif not shape.is_valid:
        yield "geometry", f"invalid ({shapely.is_valid_reason(shape)})", _REBUILD


def _property(feature: Any, name: str) -> Any:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties.get(name) if isinstance(properties, dict) else None


def _fault(file: str, row: str, column: str, problem: str, remedy: str) -> _Fault:
    return {
        "file": file,
        "row": row,
        "column": column,
        "problem": problem,
        "remedy": remedy,
    }
