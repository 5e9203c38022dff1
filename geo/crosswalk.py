"""Crosswalks: how a figure of one division of the city is spread over another.

A crosswalk is a table with a row for each source and target area that share residents:
source_code, target_code, residents, share. The shares of a source area sum to 1.
`transfer` takes counts across it. Rates are never transferred: transfer numerator and
denominator, then divide.

- `dasymetric_crosswalk` weights by residents counted in a fine grid: it knows where in
  the source area people live.
- `area_crosswalk` takes residents as spread evenly over the source area: the plain
  alternative, for comparison or where there is no grid.

Source of the methods: Eicher and Brewer (2001), Dasymetric mapping and areal
interpolation; Goodchild and Lam (1980), Areal interpolation (area weighting).
"""

from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

__all__ = [
    "CrosswalkError",
    "area_crosswalk",
    "cells_outside",
    "dasymetric_crosswalk",
    "transfer",
]

_NOISE = 1e-9  # share of a cell or area: a smaller piece is rounding


class CrosswalkError(ValueError):
    """The areas, cells or counts cannot be brought together without a loss."""


def dasymetric_crosswalk(
    source_areas: gpd.GeoDataFrame,
    target_areas: gpd.GeoDataFrame,
    cells: gpd.GeoDataFrame,
    residents: str = "residents",
    *,
    no_residents: Literal["raise", "list"] = "raise",
) -> pd.DataFrame:
    """Shares of each source area's residents that live in each target area.

    The residents of a cell are split over the pieces cell ∩ source ∩ target in
    proportion to their area. A cell that lies partly outside the sources or the targets
    gives all its residents to the pieces inside: the grid is taken to count the
    residents of the divided city only. Cells wholly outside take no part;
    `cells_outside` lists them.

    Parameters
    ----------
    source_areas, target_areas : GeoDataFrame, indexed by area code
    cells : GeoDataFrame, shape (m,)
        Grid cells; all three in one projected coordinate system in metres.
    residents : str
        Column of `cells` with the number of residents, not negative, none missing.
    no_residents : "raise" or "list"
        What to do about source areas in which no cell has residents: refuse, or keep
        each as a row with target_code missing, residents 0 and share missing.

    Returns
    -------
    DataFrame, sorted by source_code and target_code
        source_code, target_code : text
        residents : persons (a fraction of a person where a cell was split)
        share : residents / residents of the source area

    Raises
    ------
    CrosswalkError
        Coordinate systems differ or are degrees; a code is repeated; a number of
        residents is missing or negative; a source area has no residents.
    """
    _require_metres(source_areas, target_areas, cells)
    _require_residents(cells, residents)
    populated = cells[cells[residents] > 0]
    pieces = _pieces(source_areas, target_areas)
    cell, piece, size = _common(populated.geometry, pieces.geometry)
    parts = pd.DataFrame({"cell": cell, "area": size}).join(
        pieces[["source_code", "target_code"]].iloc[piece].reset_index(drop=True)
    )
    inside = parts.groupby("cell")["area"].transform("sum")
    people = populated[residents].to_numpy(float)[cell]
    parts["residents"] = people * parts["area"] / inside
    return _with_shares(parts, source_areas, no_residents)


def area_crosswalk(
    source_areas: gpd.GeoDataFrame,
    target_areas: gpd.GeoDataFrame,
    residents: pd.Series,
    *,
    no_residents: Literal["raise", "list"] = "raise",
) -> pd.DataFrame:
    """The plain alternative: residents as spread evenly over each source area.

    Parameters
    ----------
    source_areas, target_areas : GeoDataFrame, indexed by area code
        In one projected coordinate system in metres.
    residents : Series of number, indexed by source code
        Residents of each source area, not negative, none missing.
    no_residents : "raise" or "list"
        As in `dasymetric_crosswalk`; also for source areas outside every target.

    Returns
    -------
    DataFrame, as `dasymetric_crosswalk` returns it

    Raises
    ------
    CrosswalkError
        As `dasymetric_crosswalk`; or the codes of `residents` are not the sources'.
    """
    _require_metres(source_areas, target_areas)
    _require_same_codes(residents.index, source_areas.index, "residents", "the sources")
    _require_residents(residents.to_frame("residents"), "residents")
    parts = _pieces(source_areas, target_areas)
    parts["area"] = parts.area
    inside = parts.groupby("source_code")["area"].transform("sum")
    people = parts["source_code"].map(residents).astype(float)
    parts["residents"] = people * parts["area"] / inside
    return _with_shares(pd.DataFrame(parts), source_areas, no_residents)


def cells_outside(
    source_areas: gpd.GeoDataFrame,
    target_areas: gpd.GeoDataFrame,
    cells: gpd.GeoDataFrame,
    residents: str = "residents",
) -> gpd.GeoDataFrame:
    """Populated cells that share no ground with both a source and a target area.

    Parameters and refusals as in `dasymetric_crosswalk`; the returned rows of `cells`
    take no part there.
    """
    _require_metres(source_areas, target_areas, cells)
    _require_residents(cells, residents)
    populated = cells[cells[residents] > 0]
    pieces = _pieces(source_areas, target_areas)
    cell, _, _ = _common(populated.geometry, pieces.geometry)
    return populated.iloc[np.setdiff1d(np.arange(len(populated)), cell)]


def transfer(
    counts: pd.DataFrame | pd.Series,
    crosswalk: pd.DataFrame,
    *,
    max_missing_share: float = 0.05,
) -> pd.DataFrame | pd.Series:
    """Counts by source area as counts by target area; totals are kept.

    Where the count of a source area is missing, a target that gets more than
    `max_missing_share` of its residents from such areas is missing too. At or below
    that, the missing part is left out, so that a count is at most about that share too
    low. For a rate, blank numerator and denominator of the same source areas before the
    transfer: both then leave out the same people and the rate is not biased.

    Parameters
    ----------
    counts : Series or DataFrame of number, indexed by source code
        Anything that adds up: persons, households, euros. NaN means "not known".
    crosswalk : DataFrame
        From `dasymetric_crosswalk` or `area_crosswalk`.
    max_missing_share : float, 0 to 1

    Returns
    -------
    Series or DataFrame like `counts`, indexed by target_code in sorted order
        Targets without residents in any source area have no row.

    Raises
    ------
    CrosswalkError
        The codes of counts and crosswalk differ, a code is repeated, or a source area
        without residents has a count above zero, which no target could be given.

    >>> crosswalk = pd.DataFrame(
    ...     {
    ...         "source_code": ["01200", "01200"],
    ...         "target_code": ["A", "B"],
    ...         "residents": [30.0, 10.0],
    ...         "share": [0.75, 0.25],
    ...     }
    ... )
    >>> transfer(pd.Series({"01200": 8}), crosswalk).to_dict()
    {'A': 6.0, 'B': 2.0}
    """
    table = counts.to_frame() if isinstance(counts, pd.Series) else counts
    _require_same_codes(
        table.index, pd.Index(crosswalk["source_code"]), "counts", "the crosswalk"
    )
    _require_nothing_lost(table, crosswalk)
    rows = crosswalk[crosswalk["target_code"].notna()]
    target = rows["target_code"].to_numpy()
    given = table.loc[rows["source_code"]].astype(float).reset_index(drop=True)
    moved = given.mul(rows["share"].to_numpy(), axis=0).groupby(target).sum()
    people = pd.Series(rows["residents"].to_numpy())
    unknown = given.isna().mul(people, axis=0).groupby(target).sum()
    missing_share = unknown.div(people.groupby(target).sum(), axis=0)
    result = moved.mask(missing_share > max_missing_share)
    result.index.name = "target_code"
    return result.iloc[:, 0] if isinstance(counts, pd.Series) else result


def _pieces(source: gpd.GeoDataFrame, target: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """source ∩ target: source_code, target_code, geometry."""
    first, second, _ = _common(source.geometry, target.geometry)
    common = shapely.intersection(
        source.geometry.values[first], target.geometry.values[second]
    )
    return gpd.GeoDataFrame(
        {"source_code": source.index[first], "target_code": target.index[second]},
        geometry=common,
        crs=source.crs,
    )


def _common(
    first: gpd.GeoSeries, second: gpd.GeoSeries
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions of overlapping pairs and the area they share, by position."""
    tree = shapely.STRtree(second.values)
    i, j = tree.query(first.values, predicate="intersects")
    size = shapely.area(shapely.intersection(first.values[i], second.values[j]))
    real = size > _NOISE * shapely.area(first.values[i])
    order = np.lexsort((j[real], i[real]))
    return i[real][order], j[real][order], size[real][order]


def _with_shares(
    parts: pd.DataFrame, source: gpd.GeoDataFrame, no_residents: str
) -> pd.DataFrame:
    """Parts added up by source and target, with shares; empty sources handled."""
    keys = ["source_code", "target_code"]
    rows = parts.groupby(keys, as_index=False, sort=True)["residents"].sum()
    rows = rows[rows["residents"] > 0]
    total = rows.groupby("source_code")["residents"].transform("sum")
    rows = rows.assign(share=rows["residents"] / total)
    empty = source.index.difference(rows["source_code"])
    if len(empty) and no_residents == "raise":
        raise CrosswalkError(
            f"source areas {', '.join(map(str, empty))} have no residents in any "
            'target area: leave them out, or list them with no_residents="list"'
        )
    if len(empty):
        nobody = pd.DataFrame(
            {"source_code": empty, "target_code": None, "residents": 0.0, "share": None}
        ).astype({"target_code": rows["target_code"].dtype, "share": float})
        rows = pd.concat([rows, nobody])
    return rows.sort_values(keys).reset_index(drop=True)


def _require_metres(*frames: gpd.GeoDataFrame) -> None:
    crs = frames[0].crs
    if crs is None or not crs.is_projected or any(frame.crs != crs for frame in frames):
        raise CrosswalkError(
            "areas and cells must be in one projected coordinate system: bring all to "
            "the same with to_crs, for example EPSG:3879"
        )
    for areas in frames[:2]:
        if (repeated := areas.index[areas.index.duplicated()]).size:
            raise CrosswalkError(f"code {repeated[0]} is repeated: give it one row")


def _require_residents(table: pd.DataFrame, column: str) -> None:
    bad = ~(table[column] >= 0)
    if bad.any():
        raise CrosswalkError(
            f"row {table.index[bad][0]}: {column} is {table.loc[bad, column].iloc[0]}; "
            "it must be a number, zero or more"
        )


def _require_same_codes(
    given: pd.Index, known: pd.Index, name: str, other: str
) -> None:
    if given.has_duplicates:
        code = given[given.duplicated()][0]
        raise CrosswalkError(f"{name} has the code {code} twice: give it one row")
    faults = [
        f"{', '.join(map(str, codes))} only in {where}"
        for codes, where in (
            (given.difference(known), name),
            (known.difference(given), other),
        )
        if len(codes)
    ]
    if faults:
        raise CrosswalkError(
            f"{name} and {other} do not have the same codes: {'; '.join(faults)}; "
            "give every area a row, with NaN where nothing is known"
        )


def _require_nothing_lost(table: pd.DataFrame, crosswalk: pd.DataFrame) -> None:
    """A count above zero needs someone to be given to."""
    nowhere = crosswalk.loc[crosswalk["target_code"].isna(), "source_code"]
    counted = (table.loc[nowhere] > 0).any(axis=1)
    if counted.any():
        raise CrosswalkError(
            f"source areas {', '.join(map(str, nowhere[counted.to_numpy()]))} have a "
            "count but no residents to share it among: set it to NaN or 0, or use "
            "another grid year"
        )
