"""Areas as SVG paths: cut once, in projected coordinates, shared borders kept.

What a map on a page or in a report draws. Pure: a frame in, a frozen value out.
Coordinates are whole numbers on a grid of `unit` (a metre unless told otherwise), the
y axis points down as in SVG, and paths are written with relative moves, so that 61
districts of a city take some 50 kB.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coverage import CoverageError

__all__ = ["MapGeometry", "map_geometry"]

_STEP = 0.8  # the next smaller try, when simplifying moved a border too far


@dataclass(frozen=True)
class MapGeometry:
    """Outlines of a set of areas, ready to be drawn.

    Position (x, y) of a path or point lies at easting `origin[0] + unit * x` and
    northing `origin[1] - unit * y`, in the unit of `crs`.
    """

    codes: tuple[str, ...]  # area codes, in the order of the frame
    paths: tuple[str, ...]  # SVG path data, fill rule evenodd, same order
    points: tuple[tuple[int, int], ...]  # inside each area, as far in as can be
    width: int  # view box: 0 0 width height
    height: int
    origin: tuple[float, float]  # easting and northing of (0, 0), the upper left
    unit: float
    crs: str  # for instance "EPSG:3879"

    @cached_property
    def payload(self) -> bytes:
        """What a browser needs, as compact JSON, UTF-8; equal content, equal bytes."""
        content = {
            "width": self.width,
            "height": self.height,
            "codes": self.codes,
            "points": self.points,
            "paths": self.paths,
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def key(self) -> str:
        """Name of the content: 16 hexadecimal digits, the same for equal content."""
        return hashlib.sha256(self.payload).hexdigest()[:16]


def map_geometry(
    areas: gpd.GeoDataFrame, *, tolerance: float = 25.0, unit: float = 1.0
) -> MapGeometry:
    """Cut areas to SVG paths whose shared borders stay shared.

    Parameters
    ----------
    areas : GeoDataFrame, shape (n,), indexed by area code (text)
        Polygons or multipolygons, a valid coverage, in a projected coordinate system.
    tolerance : float, in the unit of the coordinate system
        No border moves further than this, rounding aside. 0 keeps every vertex.
    unit : float, in the unit of the coordinate system
        Coordinates are rounded to whole multiples of this.

    Returns
    -------
    MapGeometry, n areas in the order of `areas`

    Raises
    ------
    ValueError
        No areas; a code is repeated or missing; `tolerance` is below or `unit` not
        above zero; an area is so small that nothing is left of it on the grid.
    CoverageError (a ValueError)
        No coordinate system or one in degrees; a geometry is missing or no polygon;
        neighbours do not fit.

    Source of the method: Visvalingam and Whyatt (1993), Line generalisation by
    repeated elimination of points, for whole coverages in GEOS; tried with smaller
    triangles until no vertex of the original lies further than `tolerance` away.

    >>> squares = [shapely.box(0, 0, 10, 10), shapely.box(10, 0, 30, 10)]
    >>> areas = gpd.GeoDataFrame(geometry=squares, index=["A", "B"], crs="EPSG:3879")
    >>> map_geometry(areas, tolerance=1).paths
    ('M10 10v-10h-10v10z', 'M10 10v-10h20v10z')
    """
    _require(areas, tolerance, unit)
    shapes = _simplified(areas.geometry.values, tolerance)
    left, _, _, top = shapely.total_bounds(shapes)

    def on_grid(xy: np.ndarray) -> np.ndarray:
        return np.rint((xy - [left, top]) / unit * [1, -1])

    inside = on_grid(np.array([_inner_point(shape) for shape in shapes]))
    cut = shapely.transform(shapes, on_grid)
    width, height = shapely.total_bounds(cut)[2:]
    return MapGeometry(
        codes=tuple(areas.index),
        paths=tuple(map(_path, areas.index, cut)),
        points=tuple((int(x), int(y)) for x, y in inside),
        width=int(width),
        height=int(height),
        origin=(float(left), float(top)),
        unit=float(unit),
        crs=areas.crs.to_string(),
    )


def _require(areas: gpd.GeoDataFrame, tolerance: float, unit: float) -> None:
    if areas.empty:
        raise ValueError("there are no areas to draw: give at least one")
    if not (tolerance >= 0 and unit > 0):
        raise ValueError(
            f"tolerance must be at least 0 and unit above 0, not {tolerance} and {unit}"
        )
    nameless = [code for code in areas.index if not (isinstance(code, str) and code)]
    if nameless:
        raise ValueError(f"area codes must be text: {nameless[0]!r} is not")
    if (twice := areas.index.duplicated()).any():
        raise ValueError(f"area code {areas.index[twice][0]} is there twice")
    if areas.crs is None or not areas.crs.is_projected:
        raise CoverageError(
            "a map is drawn in projected coordinates: set the coordinate system, or "
            "change it with to_crs, for example to EPSG:3879"
        )
    _require_coverage(areas.geometry)


def _require_coverage(shapes: gpd.GeoSeries) -> None:
    polygon = shapes.geom_type.isin(["Polygon", "MultiPolygon"]).to_numpy()
    bad = pd.Series(~polygon | shapes.is_empty | ~shapes.is_valid, shapes.index)
    if bad.any():
        raise CoverageError(
            f"area {shapes.index[bad][0]}: its geometry is missing or no valid "
            "polygon; mend it before drawing"
        )
    edges = shapely.coverage_invalid_edges(shapes.values)
    if (bad_fit := ~shapely.is_empty(edges)).any():
        raise CoverageError(
            f"areas {', '.join(shapes.index[bad_fit][:3])} do not fit their "
            "neighbours: run clean_coverage first"
        )


def _simplified(shapes: np.ndarray, tolerance: float) -> np.ndarray:
    """Fewer vertices, none of those left out further than `tolerance` away."""
    width = tolerance  # of the triangles taken away: the square root of their area
    while width > tolerance / 1000:
        simpler = shapely.coverage_simplify(shapes, width)
        if _within(shapes, simpler, tolerance):
            return simpler
        width *= _STEP
    return np.asarray(shapes)


def _within(shapes: np.ndarray, simpler: np.ndarray, tolerance: float) -> bool:
    borders = shapely.boundary(simpler)
    shapely.prepare(borders)
    xy, area = shapely.get_coordinates(shapes, return_index=True)
    return bool(shapely.dwithin(borders[area], shapely.points(xy), tolerance).all())


def _path(code: str, shape: shapely.Geometry) -> str:
    """Path data of all rings; a ring that rounding flattened is left out."""
    path = "".join(map(_ring_path, _rings(shape)))
    if not path:
        raise ValueError(
            f"area {code} is smaller than one unit of the map's grid: choose a "
            "smaller unit"
        )
    return path


def _rings(shape: shapely.Geometry) -> Iterator[np.ndarray]:
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            yield shapely.get_coordinates(ring).astype(int)


def _ring_path(xy: np.ndarray) -> str:
    """Path data of a closed ring: absolute start, then relative steps.

    >>> _ring_path(np.array([[1, 2], [4, 2], [4, 2], [3, 7], [1, 2]]))
    'M1 2h3l-1 5z'
    """
    steps = np.diff(xy, axis=0)
    steps = steps[steps.any(axis=1)][:-1]  # the last one is drawn by closing
    if len(steps) < 2:
        return ""
    x, y = xy[0].tolist()
    return f"M{x} {y}{''.join(_steps(steps.tolist()))}z"


def _steps(steps: list[list[int]]) -> Iterator[str]:
    """Relative steps, as short as SVG allows: no letter twice, no space before -."""
    last = ""
    for dx, dy in steps:
        letter = "h" if dy == 0 else "v" if dx == 0 else "l"
        numbers = [n for n in (dx, dy) if n] if letter != "l" else [dx, dy]
        for number in numbers:
            if letter != last:
                yield f"{letter}{number}"
            else:
                yield str(number) if number < 0 else f" {number}"
            last = letter


def _inner_point(shape: shapely.Geometry) -> tuple[float, float]:
    """The middle of the widest circle that fits into the largest part."""
    largest = max(shapely.get_parts(shape), key=shapely.area)
    x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[0]
    return x, y
