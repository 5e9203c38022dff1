"""Which areas of one division share ground with which of another. Pure."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

__all__ = ["overlapping"]


def overlapping(
    areas: gpd.GeoDataFrame, others: gpd.GeoDataFrame, *, least: float = 0.05
) -> pd.Series:
    """The other areas that each area shares ground with.

    Parameters
    ----------
    areas, others : GeoDataFrame, indexed by area code
        Valid polygons in one projected coordinate system.
    least : float
        A pair counts when its common ground is at least this share of the one or of
        the other: borders that were drawn apart make slivers.

    Returns
    -------
    Series of list of text, by the codes of `areas`
        Codes of `others`, the largest common ground first.

    Raises
    ------
    ValueError
        The coordinate systems differ, or are in degrees.

    >>> box = shapely.box
    >>> district = gpd.GeoDataFrame(
    ...     geometry=[box(0, 0, 10, 10)], index=["A"], crs="EPSG:3879"
    ... )
    >>> postal = gpd.GeoDataFrame(
    ...     geometry=[box(0, 0, 4, 10), box(4, 0, 90, 10)], index=["1", "2"],
    ...     crs="EPSG:3879",
    ... )
    >>> overlapping(district, postal).to_dict()
    {'A': ['2', '1']}
    """
    if areas.crs != others.crs or areas.crs is None or not areas.crs.is_projected:
        raise ValueError(
            "overlaps are measured in one projected coordinate system: change both "
            "with to_crs, for example to EPSG:3879"
        )
    mine, theirs = areas.geometry.to_numpy(), others.geometry.to_numpy()
    i, j = shapely.STRtree(theirs).query(mine, predicate="intersects")
    ground = shapely.area(shapely.intersection(mine[i], theirs[j]))
    smaller = np.minimum(shapely.area(mine[i]), shapely.area(theirs[j]))
    pairs = pd.DataFrame({"area": i, "other": others.index[j], "ground": ground})
    pairs = pairs[ground >= least * smaller].sort_values("ground", ascending=False)
    found = pairs.groupby("area")["other"].agg(list).reindex(range(len(areas)))
    return pd.Series(
        [codes if isinstance(codes, list) else [] for codes in found], areas.index
    )
