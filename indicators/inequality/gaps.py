"""Gaps: how far the ends are apart, by areas and by fifths of the residents.

Source of the simple measures: WHO, Handbook on health inequality monitoring (2013),
section 3 (difference and ratio).
"""

import numpy as np
import pandas as pd

from indicators.inequality import _kernels
from indicators.inequality._areas import Array, aligned, known_areas, relative_ranks

__all__ = [
    "absolute_gap",
    "gap_between_fifths",
    "quantile_means",
    "ratio_of_fifths",
    "relative_gap",
]


def absolute_gap(value: pd.Series, population: pd.Series) -> float:
    """Highest figure minus the lowest, in the unit of `value`; never negative.

    Not weighted: the smallest area counts as much as the largest, and in small areas
    chance alone makes the ends far apart. 0 for one area, NaN for none.

    Parameters
    ----------
    value : Series of float, shape (n,), indexed by area_code; NaN means "no figure"
    population : Series of number, shape (n,), the same areas; above zero

    Raises
    ------
    ValueError
        As all measures here: an area twice, or in one Series only; a figure that is
        infinite or no number; a population missing or not above zero at a figure.

    >>> people = pd.Series({"A": 100, "B": 300})
    >>> absolute_gap(pd.Series({"A": 20.0, "B": 5.0}), people)
    15.0
    """
    areas = known_areas(value, population)
    return float(np.ptp(areas.value)) if len(areas.value) else float("nan")


def relative_gap(value: pd.Series, population: pd.Series) -> float:
    """Highest figure / lowest; 1 means no gap. No unit, not weighted.

    Infinite where only the lowest is 0. NaN where all are 0, where a figure is negative
    (a ratio to it has no meaning), and for no areas.

    Parameters and errors: as `absolute_gap`.

    >>> people = pd.Series({"A": 100, "B": 300})
    >>> relative_gap(pd.Series({"A": 20.0, "B": 5.0}), people)
    4.0
    """
    areas = known_areas(value, population)
    if not len(areas.value):
        return float("nan")
    return float(_kernels.ratio(areas.value.max(), areas.value.min()))


def gap_between_fifths(
    value: pd.Series,
    population: pd.Series,
    order_by: pd.Series | None = None,
    *,
    parts: int = 5,
) -> float:
    """Mean of the fifth of residents with the highest figures minus the lowest fifth's.

    Residents are put in order by their area's figure. Areas rarely end where a fifth
    does: the area on the border is split, and counts by as many residents as the
    fifth still needs. In the unit of `value`; never negative; 0 for one area, NaN for
    none. Far less at the mercy of one small area than `absolute_gap`.

    Parameters
    ----------
    value, population : as in `absolute_gap`
    order_by : Series, put the residents in order by it instead, as `quantile_means`:
        last fifth minus first, negative where the figure falls along the order
    parts : how many parts the residents are divided into, 2 or more; 5 makes fifths

    Raises
    ------
    ValueError
        As `absolute_gap`; `parts` below 2.

    >>> value = pd.Series({"A": 10.0, "B": 20.0, "C": 30.0})
    >>> people = pd.Series({"A": 10, "B": 70, "C": 20})
    >>> gap_between_fifths(value, people)  # the lowest: half A, half B
    15.0
    """
    low, high = _extremes(value, population, order_by, parts)
    return float(high - low)


def ratio_of_fifths(
    value: pd.Series,
    population: pd.Series,
    order_by: pd.Series | None = None,
    *,
    parts: int = 5,
) -> float:
    """Mean of the highest fifth of residents / mean of the lowest; 1 means no gap.

    Fifths, parameters and errors: as `gap_between_fifths`. Infinite or NaN: as
    `relative_gap`.

    >>> value = pd.Series({"A": 10.0, "B": 20.0, "C": 30.0})
    >>> people = pd.Series({"A": 10, "B": 70, "C": 20})
    >>> ratio_of_fifths(value, people)
    2.0
    """
    low, high = _extremes(value, population, order_by, parts)
    if not value.dropna().min() >= 0:
        return float("nan")
    return float(_kernels.ratio(high, low))


def quantile_means(
    value: pd.Series,
    population: pd.Series,
    order_by: pd.Series | None = None,
    *,
    parts: int = 5,
) -> pd.DataFrame:
    """Mean figure in each part of the residents, put in order by a variable.

    Every part has the same number of residents: an area on a border is split between
    two parts. Areas of the same order are split alike, as if they were one.

    Parameters
    ----------
    value, population : as in `absolute_gap`
    order_by : Series of float, shape (n,), the same areas, known where `value` is
        What the residents are put in order by, lowest first; by the figure if None.
    parts : how many, 2 or more; 5 for fifths, 10 for tenths

    Returns
    -------
    DataFrame indexed by part, 1 (lowest order) to `parts`: value, population

    Raises
    ------
    ValueError
        As `absolute_gap`; `parts` below 2; an area has a figure but no order.

    >>> value = pd.Series({"A": 10.0, "B": 20.0, "C": 30.0})
    >>> people = pd.Series({"A": 10, "B": 70, "C": 20})
    >>> quantile_means(value, people)["value"].round(6).tolist()
    [15.0, 20.0, 20.0, 20.0, 30.0]
    """
    _check_parts(parts)
    areas = known_areas(value, population)
    order = areas.value
    if order_by is not None:
        order = aligned("order_by", order_by, value.index)[areas.codes].to_numpy()
        if np.isnan(order).any():
            missing = areas.codes[np.isnan(order)].tolist()
            raise ValueError(f"order_by is missing for areas {missing}; leave them out")
    part = pd.RangeIndex(1, parts + 1, name="part")
    if not len(areas.value):
        return pd.DataFrame({"value": float("nan"), "population": 0.0}, index=part)
    middle = relative_ranks(order, areas.share)
    _, tied = np.unique(middle, return_inverse=True)
    width = np.bincount(tied, weights=areas.share)
    level = np.bincount(tied, weights=areas.share * areas.value) / width
    end = np.cumsum(width)
    border = np.arange(1, parts + 1)[:, None] / parts
    overlap = np.minimum(end, border) - np.maximum(end - width, border - 1 / parts)
    overlap = np.clip(overlap, 0, None)
    return pd.DataFrame(
        {
            "value": (overlap @ level) / overlap.sum(axis=1),
            "population": areas.people.sum() / parts,
        },
        index=part,
    )


def _extremes(
    value: pd.Series, population: pd.Series, order_by: pd.Series | None, parts: int
) -> tuple[Array, Array]:
    _check_parts(parts)
    if order_by is not None:
        means = quantile_means(value, population, order_by, parts=parts)["value"]
        return means.to_numpy()[0], means.to_numpy()[-1]
    areas = known_areas(value, population)
    if not len(areas.value):
        nothing = np.asarray(float("nan"))
        return nothing, nothing
    return _kernels.extreme_means(areas.value, areas.share, 1 / parts)


def _check_parts(parts: int) -> None:
    if parts < 2:
        raise ValueError(f"parts must be 2 or more, not {parts}")
