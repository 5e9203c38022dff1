"""Which areas are neighbours: queen contiguity, a shared border or a shared corner."""

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

if TYPE_CHECKING:
    from libpysal.graph import Graph

__all__ = ["neighbour_graph", "neighbour_table"]

_METRES = "EPSG:3879"  # the city's grid


def neighbour_graph(areas: gpd.GeoDataFrame, *, rook: bool = False) -> "Graph":
    """Contiguity of a coverage as a libpysal Graph, weights 1.

    Parameters
    ----------
    areas : GeoDataFrame, shape (n,), indexed by area_code, any CRS or none
        Polygons without overlaps or slivers: a cleaned coverage. Borders need not be
        shared vertex by vertex: contiguity is by geometry (libpysal's strict way).
    rook : bool
        False: queen, neighbours share a border or a point. True: a border only.

    Returns
    -------
    libpysal.graph.Graph
        Binary, symmetric, without links to oneself, in the order of `areas`; areas
        without a neighbour (islands) are `graph.isolates`.

    Raises
    ------
    ValueError
        No areas; a code is there twice; a geometry is missing, empty or no polygon, or
        overlaps another by more than a border: the codes are named.

    Source: Moran, Biometrika 37 (1950) 17-23; Cliff and Ord, Spatial Processes (1981),
    chapter 1. libpysal takes about a second to load (numba), so it is loaded here.

    >>> squares = [shapely.box(x, y, x + 1, y + 1) for x in (0, 1) for y in (0, 1)]
    >>> grid = gpd.GeoDataFrame(geometry=squares, index=["A", "B", "C", "D"])
    >>> neighbour_graph(grid).cardinalities.to_dict()
    {'A': 3, 'B': 3, 'C': 3, 'D': 3}
    >>> neighbour_graph(grid, rook=True)["A"].index.to_list()
    ['B', 'C']
    """
    from libpysal.graph import Graph

    _check(areas)
    return Graph.build_contiguity(areas.geometry, rook=rook, strict=True)


def neighbour_table(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Every area with how many neighbours it has and which, islands included.

    Parameters
    ----------
    areas : as `neighbour_graph`, with a CRS

    Returns
    -------
    DataFrame indexed by area_code, in the order of `areas`
        neighbours : int; 0 for an island
        codes : tuple of area codes, sorted
        border_m : float, length of the border shared with them in metres (EPSG:3879);
        0 where only corners meet
        island : bool

    Raises
    ------
    ValueError
        As `neighbour_graph`; no CRS.
    """
    if areas.crs is None:
        raise ValueError("areas have no CRS, so borders have no metres; set one")
    links = neighbour_graph(areas).adjacency.reset_index()
    links = links[links["weight"] > 0]
    shapes = areas.geometry.to_crs(_METRES)
    shared = shapely.intersection(
        shapes.loc[links["focal"]].boundary.values,
        shapes.loc[links["neighbor"]].boundary.values,
    )
    links = links.assign(border_m=shapely.length(shared))
    by_area = links.groupby("focal")
    codes = by_area["neighbor"].agg(lambda codes: tuple(sorted(codes)))
    table = pd.DataFrame(index=areas.index.rename("area_code"))
    table["neighbours"] = by_area.size().reindex(areas.index).fillna(0).astype(int)
    table["codes"] = [codes.get(code, ()) for code in areas.index]
    table["border_m"] = by_area["border_m"].sum().reindex(areas.index).fillna(0.0)
    return table.assign(island=table["neighbours"] == 0)


def _check(areas: gpd.GeoDataFrame) -> None:
    if areas.empty:
        raise ValueError("no areas: neighbours need one or more")
    if areas.index.has_duplicates:
        twice = areas.index[areas.index.duplicated()].unique().tolist()
        raise ValueError(f"areas {twice} are there twice; keep one row an area")
    shapes = areas.geometry
    polygon = shapes.geom_type.isin(["Polygon", "MultiPolygon"])
    bad = shapes.index[~polygon | shapes.is_empty | ~shapes.is_valid].tolist()
    if bad:
        raise ValueError(f"areas {bad} have no valid polygon; mend them first")
    # "touches" is false for areas that overlap, so their link would be lost.
    first, second = shapely.STRtree(shapes.values).query(
        shapes.values, predicate="overlaps"
    )
    if len(first):
        pairs = [
            (areas.index[i], areas.index[j])
            for i, j in zip(first, second, strict=True)
            if i < j
        ]
        raise ValueError(f"areas overlap: {pairs[:5]}; clean the coverage first")
