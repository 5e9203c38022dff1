"""The areas the app shows: read from data/, and refused with a reason when broken.

Each level is one GeoJSON file in WGS84. `load_areas` stops at the first fault;
`check_areas` lists every fault of every file.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.coverage import coverage_faults

__all__ = ["DATA_FOLDER", "LEVELS", "AreaError", "Level", "check_areas", "load_areas"]

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"
_REBUILD = "rebuild it with: make data"
_HOLE_WIDTH = 10.0  # m: a wider enclosed gap is another municipality, not a fault


@dataclass(frozen=True, kw_only=True)
class Level:
    """One division of the city into areas: its file, and what its codes look like."""

    key: str
    file: str
    code: re.Pattern[str]
    code_form: str  # how the code is made up, for people
    properties: tuple[str, ...]  # text that every feature must have
    parent: str | None = None  # property with the code of the larger area
    parent_level: str | None = None


_LEVELS = (
    Level(
        key="district",
        file="districts.geojson",
        code=re.compile(r"\d{3}[1-9]0(?!00)\d{2}000"),
        code_form="municipality, major area, 0, district number, 000: 0927091000",
        properties=("area_code", "kosa", "name_fi", "name_sv", "major_area"),
        parent="major_area",
        parent_level="major_area",
    ),
    Level(
        key="major_area",
        file="major_areas.geojson",
        code=re.compile(r"\d{3}[1-9]000000"),
        code_form="municipality, major area, 000000: 0927000000",
        properties=("area_code", "name_fi", "name_sv"),
    ),
    Level(
        key="postal_area",
        file="postal_areas.geojson",
        code=re.compile(r"\d{5}"),
        code_form="five digits: 01200",
        properties=("area_code", "name_fi", "name_sv"),
    ),
)
LEVELS = {level.key: level for level in _LEVELS}

_Fault = dict[str, str]  # file, row, column, problem, remedy


class AreaError(ValueError):
    """A file of areas that cannot be used; says where, what, and what to do."""


def load_areas(level: str, folder: Path = DATA_FOLDER) -> gpd.GeoDataFrame:
    """The areas of one level, checked.

    Parameters
    ----------
    level : str
        A key of `LEVELS`.
    folder : Path
        Where the GeoJSON files are.

    Returns
    -------
    GeoDataFrame, shape (n,), indexed by area_code (text), in EPSG:4326
        level : the key; name_fi, name_sv; parent : code of the larger area, or None;
        kosa : district number as text, for districts only; geometry.
        In the order of the file.

    Raises
    ------
    AreaError
        The level is unknown, or the file has a fault: the first one is named.
    """
    if level not in LEVELS:
        raise AreaError(f"unknown level {level!r}: choose one of {', '.join(LEVELS)}")
    areas, faults = _read(LEVELS[level], Path(folder))
    if areas is None:
        raise AreaError(_sentence(faults[0]))
    return areas


def check_areas(folder: Path = DATA_FOLDER) -> list[dict[str, str]]:
    """Every fault of every level's file, and of how the levels nest.

    Parameters
    ----------
    folder : Path
        Where the GeoJSON files are.

    Returns
    -------
    list of dict, all values text, empty when nothing is wrong
        file : name of the file
        row : area code and number of the feature counted from 1, or line number
        column : property, "geometry", or position in the line; may be empty
        problem : what is wrong
        remedy : what to do
    """
    read = {key: _read(level, Path(folder)) for key, level in LEVELS.items()}
    faults = [fault for _, found in read.values() for fault in found]
    for key, level in LEVELS.items():
        areas = read[key][0]
        parents = read[level.parent_level][0] if level.parent_level else None
        if areas is not None and parents is not None:
            faults += _nesting_faults(areas, parents, level)
    return faults


def _read(level: Level, folder: Path) -> tuple[gpd.GeoDataFrame | None, list[_Fault]]:
    """The areas, or None and every fault found."""
    document, faults = _document(level, folder / level.file)
    if faults:
        return None, faults
    features = document["features"]
    shapes: list[shapely.Geometry | None] = []
    for number, feature in enumerate(features, start=1):
        shape, found = _feature(level, number, feature)
        shapes.append(shape)
        faults += found
    faults += _repeated(level, features)
    if faults:
        return None, faults
    areas = _frame(level, [feature["properties"] for feature in features], shapes)
    faults = _fit_faults(level, areas)
    return (None, faults) if faults else (areas, [])


def _document(level: Level, path: Path) -> tuple[Any, list[_Fault]]:
    """The parsed FeatureCollection, or why there is none."""
    try:
        content = path.read_bytes()
        document = json.loads(content.decode("utf-8-sig"))
    except OSError as error:
        reason = "is missing" if not path.exists() else f"cannot be read ({error})"
        return None, [_fault(level, problem=f"the file {reason}", remedy=_REBUILD)]
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        byte = content[error.start]
        return None, [
            _fault(
                level,
                row=str(line),
                problem=f"byte 0x{byte:02X} is not UTF-8 (an ä in Latin-1 is 0xE4)",
                remedy="save the file as UTF-8",
            )
        ]
    except json.JSONDecodeError as error:
        if not content.strip():
            return None, [_fault(level, problem="the file is empty", remedy=_REBUILD)]
        return None, [
            _fault(
                level,
                row=str(error.lineno),
                column=str(error.colno),
                problem=f"broken JSON: {error.msg}",
                remedy=f"correct it there, or {_REBUILD}",
            )
        ]
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        problem = "the file is JSON but no FeatureCollection"
        return None, [_fault(level, problem=problem, remedy="write it as GeoJSON")]
    if not isinstance(document.get("features"), list) or not document["features"]:
        problem = "the FeatureCollection has no features"
        return None, [_fault(level, problem=problem, remedy=_REBUILD)]
    return document, []


def _feature(
    level: Level, number: int, feature: Any
) -> tuple[shapely.Geometry | None, list[_Fault]]:
    """The geometry of one feature, and every fault of the feature."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        fault = _fault(
            level,
            row=f"feature {number}",
            problem="it is no GeoJSON feature with properties",
            remedy="give it type, properties and geometry",
        )
        return None, [fault]
    row = _row(number, feature)
    faults = [
        _fault(level, row=row, column=column, problem=problem, remedy=remedy)
        for column, problem, remedy in _property_faults(level, feature["properties"])
    ]
    shape, problem, remedy = _geometry(feature.get("geometry"))
    if problem:
        faults.append(_fault(level, row, "geometry", problem, remedy))
    return shape, faults


def _property_faults(
    level: Level, properties: dict[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """(property, problem, remedy) of what is missing or has the wrong form."""
    codes = {"area_code": level}
    if level.parent and level.parent_level:
        codes[level.parent] = LEVELS[level.parent_level]
    for name in level.properties:
        value = properties.get(name)
        if value is None or value == "":
            yield name, f"the property {name} is missing", f"fill in {name}"
        elif not isinstance(value, str):
            shown = json.dumps(value, ensure_ascii=False)
            yield name, f"{shown} is not text", f"write {name} as text, in quotes"
        elif name in codes and not codes[name].code.fullmatch(value):
            problem = f"{value!r} is no code of the level {codes[name].key}"
            yield name, problem, f"write it as {codes[name].code_form}"


def _geometry(content: Any) -> tuple[shapely.Geometry | None, str, str]:
    """A geometry, or None with the problem and the remedy."""
    if not content:
        return None, "the geometry is missing", "draw the area, or take the feature out"
    kind = content.get("type") if isinstance(content, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        return None, f"a geometry of type {kind} is no area", "write a polygon"
    try:
        shape = shapely.from_geojson(json.dumps(content))
    except shapely.GEOSException as error:
        reason = str(error).split(": ", 1)[-1]
        return None, f"the geometry cannot be read ({reason})", "correct it"
    if shape.is_empty:
        return None, "the geometry is empty", "draw the area, or take the feature out"
    west, south, east, north = shape.bounds
    if west < -180 or south < -90 or east > 180 or north > 90:
        problem = f"coordinates such as {west:g}, {south:g} are not degrees in WGS84"
        return None, problem, "transform the areas to EPSG:4326 (longitude, latitude)"
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        return None, f"the polygon is invalid ({reason})", "mend it at that place"
    return shape, "", ""


def _repeated(level: Level, features: list[Any]) -> Iterator[_Fault]:
    """A fault for each feature whose code an earlier one already has."""
    first: dict[str, int] = {}
    for number, feature in enumerate(features, start=1):
        code = _code(feature)
        if code and code in first:
            yield _fault(
                level,
                row=_row(number, feature),
                column="area_code",
                problem=f"feature {first[code]} has the same code",
                remedy="give each area a code of its own, or take one feature out",
            )
        elif code:
            first[code] = number


def _frame(
    level: Level,
    properties: list[dict[str, Any]],
    shapes: list[shapely.Geometry | None],
) -> gpd.GeoDataFrame:
    table = pd.DataFrame(properties).set_index("area_code")
    columns: dict[str, Any] = {
        "level": level.key,
        "name_fi": table["name_fi"],
        "name_sv": table["name_sv"],
        "parent": table[level.parent] if level.parent else None,
    }
    if "kosa" in level.properties:
        columns["kosa"] = table["kosa"]
    frame = pd.DataFrame(columns, index=table.index)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")


def _fit_faults(level: Level, areas: gpd.GeoDataFrame) -> list[_Fault]:
    """Where areas overlap, leave a gap, or share a border not vertex by vertex."""
    return [
        _fault(
            level,
            row=str(fault.area_codes),
            column="geometry",
            problem=f"{fault.fault} of {fault.area_m2:.1f} m² between areas",
            remedy="mend it with geo.coverage.clean_coverage, or " + _REBUILD,
        )
        for fault in coverage_faults(areas, hole_width=_HOLE_WIDTH).itertuples()
    ]


def _nesting_faults(
    areas: gpd.GeoDataFrame, parents: gpd.GeoDataFrame, level: Level
) -> list[_Fault]:
    """Where a level does not add up to the larger one."""
    faults = [
        _fault(
            level,
            row=code,
            column=level.parent or "",
            problem=f"{parent} is not in {LEVELS[level.parent_level or ''].file}",
            remedy="correct the code, or add the larger area",
        )
        for code, parent in areas["parent"].items()
        if parent not in parents.index
    ]
    for code, outline in parents.geometry.items():
        parts = areas.geometry[areas["parent"] == code]
        whole = shapely.coverage_union_all(parts.values)
        if not shapely.equals(whole, outline):
            faults.append(
                _fault(
                    LEVELS[level.parent_level or ""],
                    row=str(code),
                    column="geometry",
                    problem=f"its outline is not that of its areas in {level.file}",
                    remedy="dissolve the areas again, or " + _REBUILD,
                )
            )
    return faults


def _fault(
    level: Level, row: str = "", column: str = "", problem: str = "", remedy: str = ""
) -> _Fault:
    return {
        "file": level.file,
        "row": row,
        "column": column,
        "problem": problem,
        "remedy": remedy,
    }


def _sentence(fault: _Fault) -> str:
    place = [fault["file"]]
    place += [f"row {fault['row']}"] if fault["row"] else []
    place += [f"column {fault['column']}"] if fault["column"] else []
    return f"{', '.join(place)}: {fault['problem']}; {fault['remedy']}."


def _code(feature: Any) -> str | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = properties.get("area_code") if isinstance(properties, dict) else None
    return code if isinstance(code, str) else None


def _row(number: int, feature: Any) -> str:
    code = _code(feature)
    return f"{code} (feature {number})" if code else f"feature {number}"
