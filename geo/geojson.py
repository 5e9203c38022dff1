"""Areas as GeoJSON of RFC 7946: small, readable in a diff, always the same bytes."""

import json
from collections.abc import Sequence
from numbers import Integral, Real

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coverage import CoverageError

__all__ = ["DECIMALS", "features_to_rfc7946", "to_rfc7946"]

DECIMALS = 6  # of a degree: at most 0.11 m; RFC 7946, section 11.2, suggests six


def to_rfc7946(areas: gpd.GeoDataFrame, columns: Sequence[str]) -> bytes:
    """The areas as a GeoJSON FeatureCollection, UTF-8, one feature a line.

    WGS84 longitude and latitude with six decimals, outer rings counter-clockwise, no
    crs member, properties in the order of `columns`. Rings start where
    shapely.normalize puts the start, so that the bytes depend on the areas only.
    Shared vertices round alike: what was a coverage stays one, or is refused.

    Parameters
    ----------
    areas : GeoDataFrame, shape (n,)
        Polygons in a known coordinate system, a valid coverage.
    columns : sequence of str
        Properties to write; the name of the index may be one. Missing becomes null.

    Returns
    -------
    bytes

    Raises
    ------
    CoverageError
        No coordinate system; rounding broke an area or the fit of its neighbours.
    KeyError
        A column is unknown.

    Source: RFC 7946, The GeoJSON Format, https://www.rfc-editor.org/rfc/rfc7946

    >>> area = gpd.GeoDataFrame(
    ...     {"name": ["Ä"]}, geometry=[shapely.box(24, 60, 25, 61)], crs="EPSG:4326"
    ... )
    >>> json.loads(to_rfc7946(area, ["name"]))["features"][0]["geometry"]["coordinates"]
    [[[24.0, 60.0], [25.0, 60.0], [25.0, 61.0], [24.0, 61.0], [24.0, 60.0]]]
    """
    return _collection(areas, columns, _rounded(areas))


def features_to_rfc7946(features: gpd.GeoDataFrame, columns: Sequence[str]) -> bytes:
    """Points, or polygons that need not fit together, as `to_rfc7946` writes areas.

    Raises
    ------
    CoverageError
        No coordinate system; a geometry is missing, or invalid when rounded.
    KeyError
        A column is unknown.

    >>> school = gpd.GeoDataFrame(
    ...     {"name": ["S"]}, geometry=[shapely.Point(25, 60.1234567)], crs="EPSG:4326"
    ... )
    >>> json.loads(features_to_rfc7946(school, ["name"]))["features"][0]["geometry"]
    {'type': 'Point', 'coordinates': [25.0, 60.123457]}
    """
    shapes = _on_grid(features)
    broken = ~shapely.is_valid(shapes) | shapely.is_empty(shapes)
    if broken.any():
        raise CoverageError(
            f"feature {features.index[broken][0]} is missing, or invalid when rounded "
            f"to {DECIMALS} decimals: mend it"
        )
    return _collection(features, columns, _oriented(shapes))


def _collection(
    areas: gpd.GeoDataFrame, columns: Sequence[str], shapes: list[shapely.Geometry]
) -> bytes:
    """One feature a line."""
    table = pd.DataFrame(areas.drop(columns=areas.geometry.name)).reset_index()
    rows = table[list(columns)].astype(object).to_numpy()
    features = (
        {
            "type": "Feature",
            "properties": dict(zip(columns, map(_plain, row), strict=True)),
            "geometry": _geometry(shape),
        }
        for row, shape in zip(rows, shapes, strict=True)
    )
    lines = ",\n".join(_compact(feature) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'.encode()


def _rounded(areas: gpd.GeoDataFrame) -> list[shapely.Geometry]:
    """Polygons in WGS84 on the grid of six decimals, still fitting together."""
    shapes = _on_grid(areas)
    broken = ~shapely.is_valid(shapes) | shapely.is_empty(shapes)
    broken |= ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    if broken.any():
        raise CoverageError(
            f"area {areas.index[broken][0]} no longer fits its neighbours when rounded "
            f"to {DECIMALS} decimals: clean the coverage, then simplify it, and retry"
        )
    if _holes(shapes) > _holes(areas.geometry.values):
        raise CoverageError(
            f"rounding to {DECIMALS} decimals opened a gap between areas: clean the "
            "coverage with a larger snapping_distance and retry"
        )
    return _oriented(shapes)


def _on_grid(areas: gpd.GeoDataFrame) -> np.ndarray:
    """Geometries in WGS84, coordinates rounded."""
    if areas.crs is None:
        raise CoverageError("areas have no coordinate system: set it with set_crs")
    degrees = areas.geometry.to_crs("EPSG:4326").force_2d()
    shapes = shapely.transform(degrees.values, lambda xy: xy.round(DECIMALS))
    return shapely.remove_repeated_points(shapes)


def _oriented(shapes: np.ndarray) -> list[shapely.Geometry]:
    """Outer rings counter-clockwise, from a start that depends on the shape only."""
    return list(shapely.orient_polygons(shapely.normalize(shapes), exterior_cw=False))


def _holes(shapes: np.ndarray) -> int:
    """Number of places that the areas together enclose without covering."""
    whole = shapely.get_parts(shapely.coverage_union_all(shapes))
    return int(shapely.get_num_interior_rings(whole).sum())


def _geometry(shape: shapely.Geometry) -> dict:
    """Type and coordinates; a multipolygon of one part is written as a polygon."""
    if shape.geom_type == "Point":
        return {"type": "Point", "coordinates": [shape.x, shape.y]}
    polygons = [
        [shapely.get_coordinates(ring).round(DECIMALS).tolist() for ring in rings]
        for rings in ([p.exterior, *p.interiors] for p in shapely.get_parts(shape))
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _plain(value: object) -> str | int | float | bool | None:
    """A property as JSON knows it; anything missing is null, never NaN."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    return str(value)


def _compact(feature: dict) -> str:
    return json.dumps(
        feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
