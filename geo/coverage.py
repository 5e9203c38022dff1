"""Areas that fit together: find gaps and overlaps, mend them, simplify, dissolve.

A *coverage* is a set of polygons that share their borders vertex by vertex: no two
overlap and no hairline of nothing lies between neighbours. Frames here are indexed by
area code. The work is done by GEOS' coverage functions through shapely 2.2; this module
adds the codes, the square metres and the rule that no area may change noticeably.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

__all__ = [
    "LARGEST_CHANGE",
    "CoverageError",
    "area_changes",
    "clean_coverage",
    "coverage_faults",
    "dissolve",
    "simplify_coverage",
]

LARGEST_CHANGE = 0.001  # share of an area's own size that cleaning may move: 0.1 %
_NO_AREA = 1e-6  # m²: an intersection this small is rounding, not an overlap
_TOUCH = 1e-6  # m: an area this near to a gap borders on it
_BUFFER_NOISE = 1e-3  # m: as near, for shapes that went through a buffer
_BUFFER_AREA = 1e-2  # m²: smaller slivers come from the buffer's own rounding
_FILL = 0.01  # m: how far the filling of an open gap reaches into its neighbours
_OPEN_WIDTH = 0.3  # m: wider inlets between two areas are taken as drawn on purpose


class CoverageError(ValueError):
    """The areas do not fit together, or mending them would change one too much."""


def coverage_faults(
    areas: gpd.GeoDataFrame, *, hole_width: float = float("inf")
) -> pd.DataFrame:
    """Every gap, overlap and unmatched border between areas.

    Parameters
    ----------
    areas : GeoDataFrame, shape (n,), indexed by area code
        Valid polygons in any coordinate system; one in degrees is measured in UTM.
    hole_width : float, metres
        An enclosed gap wider than this (widest circle that fits) is a real hole, such
        as another municipality, and no fault. The default lists every gap.

    Returns
    -------
    DataFrame, one row a fault, overlaps first, larger before smaller
        fault : "overlap"; "gap" (enclosed); "open gap" (a hairline under 0.3 m wide
        between areas, open to the outside); "unmatched border" (a vertex on one side
        only, listed for areas with no other fault)
        area_codes : codes of the areas concerned, separated by a space
        area_m2 : size, square metres (0 for an unmatched border)
        width_m : diameter of the widest circle that fits, metres
        Empty exactly when the areas are a valid coverage without gaps.

    Raises
    ------
    CoverageError
        A geometry is missing, empty, invalid or not a polygon.

    >>> square = shapely.box(0, 0, 10, 10)
    >>> overlapping = shapely.box(8, 0, 20, 10)
    >>> areas = gpd.GeoDataFrame(
    ...     geometry=[square, overlapping], index=["A", "B"], crs="EPSG:3879"
    ... )
    >>> coverage_faults(areas)[["fault", "area_codes", "area_m2"]].values.tolist()
    [['overlap', 'A B', 20.0]]
    """
    _require_polygons(areas)
    shapes = areas.geometry
    unmatched = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes.values))
    if areas.crs is not None and areas.crs.is_geographic:
        shapes = shapes.to_crs(shapes.estimate_utm_crs())
    rows = [*_overlaps(shapes), *_gaps(shapes, hole_width), *_open_gaps(shapes)]
    named = {code for row in rows for code in row["area_codes"]}
    rows += [
        {"fault": "unmatched border", "area_codes": [code], "area_m2": 0.0}
        for code in areas.index[unmatched]
        if code not in named
    ]
    faults = pd.DataFrame(rows, columns=["fault", "area_codes", "area_m2", "width_m"])
    faults["area_codes"] = [" ".join(map(str, codes)) for codes in faults["area_codes"]]
    return faults.astype({"area_m2": float, "width_m": float})


def clean_coverage(
    areas: gpd.GeoDataFrame,
    *,
    gap_width: float = 2.0,
    snapping_distance: float = 0.25,
    largest_change: float = LARGEST_CHANGE,
) -> gpd.GeoDataFrame:
    """Areas as a valid coverage: overlaps given to one side, narrow gaps filled.

    A piece of overlap or gap goes to the area it shares its longest border with; so do
    hairlines that are open to the outside. Gaps wider than `gap_width` are real holes
    and stay; `coverage_faults` before and after says what was filled and what was left.

    Parameters
    ----------
    areas : GeoDataFrame, shape (n,), indexed by area code
        Valid polygons in a projected coordinate system in metres.
    gap_width : float, metres
        Gaps are filled when no circle of a larger diameter fits in them.
    snapping_distance : float, metres
        Vertices nearer than this become one.
    largest_change : float
        Share of its size that an area may gain or lose.

    Returns
    -------
    GeoDataFrame, same index, columns and order; other geometry

    Raises
    ------
    CoverageError
        Coordinates are degrees; a geometry is not a valid polygon; an area would
        change by more than `largest_change`, or vanish.

    Source of the method: GEOS 3.14 CoverageCleaner, through shapely.coverage_clean.
    """
    _require_metres(areas)
    _require_polygons(areas)

    def clean(shapes: np.ndarray) -> gpd.GeoSeries:
        mended = shapely.coverage_clean(
            shapes, gap_width=gap_width, snapping_distance=snapping_distance
        )
        return gpd.GeoSeries(mended, areas.index, crs=areas.crs)

    # GEOS sees enclosed gaps only: open hairlines are filled in between
    cleaned = areas.set_geometry(clean(_with_open_gaps(clean(areas.geometry.values))))
    _require_small_change(areas, cleaned, largest_change, "choose a smaller gap_width")
    return cleaned


def simplify_coverage(
    areas: gpd.GeoDataFrame,
    tolerance: float,
    *,
    largest_change: float = LARGEST_CHANGE,
) -> gpd.GeoDataFrame:
    """Areas with fewer vertices; neighbours keep one and the same border.

    Parameters
    ----------
    areas : GeoDataFrame, shape (n,), indexed by area code
        A valid coverage in a projected coordinate system in metres.
    tolerance : float, metres
        About the square root of the area of the triangles taken away.
    largest_change : float
        Share of its size that an area may gain or lose.

    Returns
    -------
    GeoDataFrame, same index, columns and order; other geometry

    Raises
    ------
    CoverageError
        The areas are no valid coverage; an area would change too much, or vanish.

    Source of the method: Visvalingam and Whyatt (1993), Line generalisation by
    repeated elimination of points; here through shapely.coverage_simplify.
    """
    _require_metres(areas)
    _require_coverage(areas)
    simpler = shapely.coverage_simplify(areas.geometry.values, tolerance)
    simplified = areas.set_geometry(gpd.GeoSeries(simpler, areas.index, crs=areas.crs))
    _require_small_change(
        areas, simplified, largest_change, "choose a smaller tolerance"
    )
    return simplified


def dissolve(areas: gpd.GeoDataFrame, by: str) -> gpd.GeoDataFrame:
    """Larger areas made of the given ones, so that the two levels nest exactly.

    Parameters
    ----------
    areas : GeoDataFrame, shape (n,)
        A valid coverage.
    by : str
        Column with the code of the larger area.

    Returns
    -------
    GeoDataFrame, shape (k,), indexed by area_code in sorted order
        Geometry only: names are not ours to make up.

    Raises
    ------
    CoverageError
        The areas are no valid coverage, or an area has no larger area.
    """
    _require_coverage(areas)
    if (orphan := areas[by].isna()).any():
        raise CoverageError(
            f"area {areas.index[orphan][0]} has no {by}: fill it in before dissolving"
        )
    merged = {
        code: shapely.coverage_union_all(group.geometry.values)
        for code, group in areas.groupby(by, sort=True)
    }
    index = pd.Index(list(merged), name="area_code")
    return gpd.GeoDataFrame(geometry=list(merged.values()), index=index, crs=areas.crs)


def area_changes(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> pd.DataFrame:
    """How much each area gained or lost, measured in the first frame's projection.

    Parameters
    ----------
    before : GeoDataFrame, shape (n,), indexed by area code, projected in metres
    after : GeoDataFrame, shape (n,), same codes in any order, any known projection

    Returns
    -------
    DataFrame, shape (n,), index of `before`
        before_m2, after_m2 : square metres
        change : share of `before_m2`, positive when the area grew

    Raises
    ------
    CoverageError
        Coordinates of `before` are degrees; the codes differ.
    """
    _require_metres(before)
    if unlike := sorted(set(before.index) ^ set(after.index)):
        raise CoverageError(f"only one of the two sets of areas has {unlike[0]}")
    sizes = pd.DataFrame(
        {"before_m2": before.area, "after_m2": after.to_crs(before.crs).area}
    ).reindex(before.index)
    return sizes.assign(change=sizes["after_m2"] / sizes["before_m2"] - 1)


def _overlaps(shapes: gpd.GeoSeries) -> list[dict]:
    """Overlapping pairs, largest first."""
    tree = shapely.STRtree(shapes.values)
    first, second = tree.query(shapes.values, predicate="intersects")
    first, second = first[first < second], second[first < second]
    common = shapely.intersection(shapes.values[first], shapes.values[second])
    size = shapely.area(common)
    return [
        {
            "fault": "overlap",
            "area_codes": [shapes.index[first[i]], shapes.index[second[i]]],
            "area_m2": float(size[i]),
            "width_m": _width(common[i]),
        }
        for i in np.argsort(-size, kind="stable")
        if size[i] > _NO_AREA
    ]


def _gaps(shapes: gpd.GeoSeries, hole_width: float) -> list[dict]:
    """Enclosed gaps no wider than `hole_width`, largest first."""
    gaps = _enclosed(shapely.union_all(shapes.values))
    rows = _beside(shapes, gaps, "gap", _TOUCH)
    return [row for row in rows if row["width_m"] <= hole_width]


def _open_gaps(shapes: gpd.GeoSeries) -> list[dict]:
    """Hairlines between areas that open to the outside, largest first."""
    rows = _beside(shapes, _hairlines(shapes), "open gap", _BUFFER_NOISE)
    return [row for row in rows if len(row["area_codes"]) > 1]


def _hairlines(shapes: gpd.GeoSeries) -> list[shapely.Polygon]:
    """Inlets narrow over all their length, up to the mouth.

    A morphological closing (grow, then shrink) fills every inlet up to a width. It is
    done four times wider than a hairline may be, so that a sharp corner, which opens
    ever wider, is told from a hairline, which does not.
    """
    whole = shapely.union_all(shapes.values)
    grown = whole.buffer(2 * _OPEN_WIDTH, join_style="mitre")
    closed = grown.buffer(-2 * _OPEN_WIDTH, join_style="mitre")
    filled = shapely.difference(closed, shapely.union_all([whole, *_enclosed(whole)]))
    return [
        part
        for part in shapely.get_parts(filled)
        if part.area > _BUFFER_AREA and _width(part) <= _OPEN_WIDTH
    ]


def _with_open_gaps(shapes: gpd.GeoSeries) -> np.ndarray:
    """The same areas, each open hairline given to the longest neighbour beside it."""
    filled = shapes.values.copy()
    tree = shapely.STRtree(shapes.values)
    for gap in _hairlines(shapes):
        beside = tree.query(gap, predicate="dwithin", distance=_BUFFER_NOISE)
        if len(beside) > 1:
            # overlaps its neighbours, so that no line is left, but stays off the mouth
            around = shapely.union_all([gap, *shapes.values[beside]])
            grown = shapely.intersection(gap.buffer(_FILL), around)
            shared = shapely.area(shapely.intersection(shapes.values[beside], grown))
            owner = beside[np.argmax(shared)]
            filled[owner] = shapely.union(filled[owner], grown)
    return filled


def _enclosed(whole: shapely.Geometry) -> list[shapely.Polygon]:
    """What a polygon or multipolygon encloses without covering it."""
    parts = shapely.get_parts(whole)
    return [shapely.Polygon(ring) for part in parts for ring in part.interiors]


def _beside(
    shapes: gpd.GeoSeries, gaps: list[shapely.Polygon], fault: str, distance: float
) -> list[dict]:
    """A row for each gap, largest first, with the areas around it."""
    tree = shapely.STRtree(shapes.values)
    return [
        {
            "fault": fault,
            "area_codes": [
                shapes.index[i]
                for i in sorted(tree.query(gap, predicate="dwithin", distance=distance))
            ],
            "area_m2": gap.area,
            "width_m": _width(gap),
        }
        for gap in sorted(gaps, key=shapely.area, reverse=True)
    ]


def _width(shape: shapely.Geometry) -> float:
    """Diameter of the widest circle that fits, in the shape's own unit."""
    parts = [part for part in shapely.get_parts(shape) if part.area > 0]
    return max(
        (2 * shapely.maximum_inscribed_circle(part).length for part in parts),
        default=0.0,
    )


def _require_metres(areas: gpd.GeoDataFrame) -> None:
    if areas.crs is None or not areas.crs.is_projected:
        raise CoverageError(
            "areas are measured in metres: set their coordinate system, or change it "
            "to a projected one with to_crs, for example EPSG:3879"
        )


def _require_polygons(areas: gpd.GeoDataFrame) -> None:
    shapes = areas.geometry
    polygon = shapes.geom_type.isin(["Polygon", "MultiPolygon"])
    bad = ~polygon | shapes.isna() | shapes.is_empty | ~shapes.is_valid
    if bad.any():
        code = areas.index[bad][0]
        reason = "it is missing or empty"
        if shapes[bad].iloc[0]:
            reason = shapely.is_valid_reason(shapes[bad].iloc[0])
        raise CoverageError(
            f"area {code}: its geometry is not a valid polygon ({reason}); mend it, "
            "for example with make_valid, before working on the coverage"
        )


def _require_coverage(areas: gpd.GeoDataFrame) -> None:
    _require_polygons(areas)
    edges = shapely.coverage_invalid_edges(areas.geometry.values)
    if not (bad := ~shapely.is_empty(edges)).any():
        return
    raise CoverageError(
        f"areas {', '.join(map(str, areas.index[bad][:3]))} do not fit their "
        "neighbours: run clean_coverage first"
    )


def _require_small_change(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, largest: float, remedy: str
) -> None:
    change = area_changes(before, after)["change"]
    too_large = change[change.abs() > largest]
    for code, share in too_large.items():
        raise CoverageError(
            f"area {code} would change by {share:+.3%}, more than {largest:.3%} of its "
            f"size: {remedy}"
        )
