"""Points and lines in the coordinates of a map that is cut already.

What is laid over a map: schools, catchment areas and the like. Pure: frames in, plain
numbers and path data out, on the map's own grid, so that they fit whatever its areas.
"""

import geopandas as gpd
import numpy as np
import shapely

from geo.map_geometry import MapGeometry

__all__ = ["line_paths", "point_places"]


def point_places(points: gpd.GeoSeries, geometry: MapGeometry) -> list[tuple[int, int]]:
    """Where points lie on the map, rounded to its grid.

    Parameters
    ----------
    points : GeoSeries of points, shape (n,), in a known coordinate system
    geometry : MapGeometry
        Its origin, unit and coordinate system are taken.

    Returns
    -------
    list of (x, y), n of them, y downwards, in the map's units

    Raises
    ------
    ValueError
        No coordinate system, or a geometry is no point.
    """
    _require(points, ("Point",))
    projected = points.to_crs(geometry.crs)
    xy = _on_grid(shapely.get_coordinates(projected.values), geometry)
    return [(int(x), int(y)) for x, y in xy]


def line_paths(
    shapes: gpd.GeoSeries, geometry: MapGeometry, *, tolerance: float = 15.0
) -> list[str]:
    """The borders of shapes as SVG path data on the map.

    Parameters
    ----------
    shapes : GeoSeries of polygons, shape (n,), in a known coordinate system
        They need not fit each other.
    geometry : MapGeometry, as in `point_places`
    tolerance : float, in the unit of the map's coordinate system
        No vertex that is left out lies further than this from the line drawn.

    Returns
    -------
    list of str, n of them
        Absolute moves, lines and closings. A ring smaller than the grid is left out.

    Raises
    ------
    ValueError
        No coordinate system, or a geometry is no polygon.

    Source of the method: Douglas and Peucker (1973), in GEOS.
    """
    _require(shapes, ("Polygon", "MultiPolygon"))
    projected = shapely.simplify(shapes.to_crs(geometry.crs).values, tolerance)
    return [
        "".join(
            _path(_on_grid(shapely.get_coordinates(ring), geometry))
            for part in shapely.get_parts(shape)
            for ring in (part.exterior, *part.interiors)
        )
        for shape in projected
    ]


def _on_grid(xy: np.ndarray, geometry: MapGeometry) -> np.ndarray:
    steps = (xy - geometry.origin) / geometry.unit * [1, -1]
    return np.rint(steps).astype(int)


def _path(xy: np.ndarray) -> str:
    """Path data of a closed ring; empty when rounding flattened it.

    >>> _path(np.array([[0, 0], [4, 0], [4, 3], [0, 0]]))
    'M0 0L4 0L4 3Z'
    """
    moved = np.append(True, np.diff(xy, axis=0).any(axis=1))
    corners = xy[moved][:-1].tolist()
    if len(corners) < 3:
        return ""
    return "M" + "L".join(f"{x} {y}" for x, y in corners) + "Z"


def _require(shapes: gpd.GeoSeries, kinds: tuple[str, ...]) -> None:
    if shapes.crs is None:
        raise ValueError("the layer has no coordinate system: set it with set_crs")
    wrong = shapes[~shapes.geom_type.isin(list(kinds)) | shapes.is_empty]
    if len(wrong):
        raise ValueError(
            f"{wrong.index[0]}: {wrong.geom_type.iloc[0]} geometry is none of "
            f"{', '.join(kinds)}; take it out"
        )
