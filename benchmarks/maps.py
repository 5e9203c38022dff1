"""The areas of each size as our map wants them."""

from functools import cache

import numpy as np
import pandas as pd

from benchmarks.data import DETAIL, areas_of_size, series_names
from geo.map_geometry import MapGeometry, map_geometry
from ui.figure_set import FigureSet, MapSeries, figure_set

__all__ = ["figures_of_size", "geometry_of_size"]

_UNIT = {61: 1.0, 3028: 20.0, 100_000: 1.0}  # metres: the grid of the corners


@cache
def geometry_of_size(size: int) -> MapGeometry:
    return map_geometry(
        areas_of_size(size).shapes, tolerance=DETAIL[size], unit=_UNIT[size]
    )


@cache
def figures_of_size(size: int) -> FigureSet:
    areas = areas_of_size(size)
    names = areas.shapes["name"]
    series = [
        _series(name, pd.DataFrame(areas.figures[name]), areas.estimated)
        for name in series_names(size)
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
        reference=_by_year(values.mean()),
        spread=_by_year(values.std()),
    )


def _by_year(figures: pd.Series) -> dict[int, float]:
    years = figures.index.astype(int).tolist()
    return dict(zip(years, figures.tolist(), strict=True))
