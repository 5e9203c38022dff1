"""The areas of each size as our map wants them."""

from functools import cache

import numpy as np
import pandas as pd

from benchmarks.scale_data import areas_of_size
from geo.map_geometry import MapGeometry, map_geometry
from ui.figure_set import FigureSet, MapSeries, figure_set

__all__ = ["figures_of_size", "geometry_of_size"]

# metres: how far a border may move, and the grid; a country is seen from further away
_DETAIL = {61: (25.0, 1.0), 3028: (200.0, 20.0), 100_000: (0.0, 1.0)}


@cache
def geometry_of_size(size: int) -> MapGeometry:
    tolerance, unit = _DETAIL[size]
    return map_geometry(areas_of_size(size).shapes, tolerance=tolerance, unit=unit)


@cache
def figures_of_size(size: int) -> FigureSet:
    areas = areas_of_size(size)
    names = areas.shapes["name"]
    series = [
        _series(name, table.droplevel(0, axis="columns"), areas.estimated)
        for name, table in areas.figures.T.groupby(level=0, sort=False)
        for table in [table.T]
    ]
    own = (names == names.index).all()
    return figure_set(series, pd.Index(names.index) if own else names)


def _series(name: str, values: pd.DataFrame, estimated: frozenset[str]) -> MapSeries:
    status = np.where(values.index.isin(estimated), "estimated", "published")
    statuses = pd.DataFrame(dict.fromkeys(values, status), values.index)
    return MapSeries(
        key=name,
        name=name,
        group="Figures",
        unit="%",
        change_unit="points",
        decimals=1,
        worse="high",
        direction="Darker means more.",
        note="",
        values=values,
        statuses=statuses.where(values.notna(), "not_published"),
        reference=values.mean().to_dict(),
        spread=values.std().to_dict(),
    )
