"""Areas cut for a map: once, in projected coordinates, shared borders kept.

What a map on a page or in a report draws. Pure: a frame in, a frozen value out.
Coordinates are whole numbers on a grid of `unit` (a metre unless told otherwise), and
the y axis points down as in SVG.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coverage import CoverageError
from geo.rings import Rings, rings_of

__all__ = ["MapGeometry", "map_geometry"]

_STEP = 0.8  # the next smaller try, when simplifying moved a border too far


@dataclass(frozen=True, eq=False, kw_only=True)
class MapGeometry:
    """Outlines of a set of areas, ready to be drawn. Compare by `key`.

    Position (x, y) of a corner or point lies at easting `origin[0] + unit * x` and
    northing `origin[1] - unit * y`, in the unit of `crs`.
    """

    codes: tuple[str, ...]  # area codes, in the order of the frame
    rings: Rings  # of each area, same order
    points: np.ndarray  # int, shape (n, 2): inside each area, as far in as can be
    width: int  # view box: 0 0 width height
    height: int
    origin: tuple[float, float]  # easting and northing of (0, 0), the upper left
    unit: float
    crs: str  # for instance "EPSG:3879"

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """SVG path data of each area, fill rule evenodd; made when first asked for."""
        return self.rings.paths()

    @cached_property
    def payload(self) -> bytes:
        """What a browser needs, see `Rings.packed`; equal content, equal bytes."""
        header = {"width": self.width, "height": self.height, "codes": self.codes}
        return self.rings.packed(self.points, header)

    @cached_property
    def packed(self) -> bytes:
        """The payload as it travels: gzip, whose checksum tells contents apart."""
        return gzip.compress(self.payload, 6, mtime=0)

    @cached_property
    def key(self) -> str:
        """Name of the content: 16 hexadecimal digits, the same for equal content."""
        return hashlib.sha256(self.payload).hexdigest()[:16]


def map_geometry(
    areas: gpd.GeoDataFrame, *, tolerance: float = 25.0, unit: float = 1.0
) -> MapGeometry:
    """Cut areas to outlines whose shared borders stay shared.

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

    def to_map(xy: np.ndarray) -> np.ndarray:
        return (xy - [left, top]) / unit * [1, -1]

    inside = np.rint(to_map(_inner_points(shapes))).astype(int)
    rings = rings_of(_rounded(shapely.transform(shapes, to_map)))
    _require_drawn(areas.index, rings)
    width, height = rings.corners.max(axis=0).tolist()
    return MapGeometry(
        codes=tuple(areas.index),
        rings=rings,
        points=inside,
        width=width,
        height=height,
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


def _rounded(shapes: np.ndarray) -> np.ndarray:
    """A coverage on the grid of whole numbers, still a coverage."""
    rounded = shapely.transform(shapes, np.rint)
    if np.array_equal(
        shapely.get_coordinates(rounded), shapely.get_coordinates(shapes)
    ):
        return rounded
    if shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded):
        return rounded
    return _snapped(rounded, shapes)


def _snapped(rounded: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Borders that rounding laid over each other, made one; faces given out anew.

    Snap rounding (Hobby 1999), as GEOS does it: all borders are cut where they meet,
    on the grid; each face between them goes to the one area that it was part of.
    """
    borders = shapely.union_all(shapely.boundary(rounded), grid_size=1)
    faces = shapely.get_parts(shapely.polygonize([borders]))
    inside = shapely.point_on_surface(faces)
    face, area = shapely.STRtree(shapes).query(inside, predicate="intersects")
    face, once = np.unique(face, return_index=True)
    mended = [
        shapely.coverage_union_all(faces[face[area[once] == number]])
        for number in range(len(shapes))
    ]
    return np.array(mended, dtype=object)


def _require_drawn(codes: pd.Index, rings: Rings) -> None:
    if (rings.counts == 0).any():
        raise ValueError(
            f"area {codes[rings.counts == 0][0]} is smaller than one unit of the map's "
            "grid: choose a smaller unit"
        )


def _inner_points(shapes: np.ndarray) -> np.ndarray:
    """The middle of the widest circle that fits into each area's largest part."""
    parts, area = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((-shapely.area(parts), area))
    largest = parts[order[np.unique(area[order], return_index=True)[1]]]
    radius = shapely.maximum_inscribed_circle(largest)  # a line from the middle out
    return shapely.get_coordinates(shapely.get_point(radius, 0))
