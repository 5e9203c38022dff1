"""Concentration index: is a figure heaped on the disadvantaged or the advantaged?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import norm

from indicators.inequality import _kernels
from indicators.inequality._areas import Areas, Array, known_areas
from indicators.inequality.slope import disadvantage_rank

__all__ = ["ConcentrationIndex", "concentration_index"]


@dataclass(frozen=True, kw_only=True)
class ConcentrationIndex:
    """Absolute in the unit of the figures, relative between -1 and 1."""

    absolute: float
    absolute_se: float
    absolute_lower: float
    absolute_upper: float
    relative: float
    relative_se: float
    relative_lower: float
    relative_upper: float
    wagstaff: float  # corrected for a variable with bounds; NaN without them
    erreygers: float
    areas: int


def concentration_index(
    value: pd.Series,
    population: pd.Series,
    rank_by: pd.Series,
    *,
    disadvantaged: Literal["high", "low"],
    bounds: tuple[float, float] | None = None,
    standard_error: Literal["regression", "kakwani"] = "regression",
    confidence: float = 0.95,
) -> ConcentrationIndex:
    """Absolute and relative concentration index with standard error.

    With p the areas' shares of the population, R their relative rank from the most
    disadvantaged (0) to the least (1) and m = sum p y:

    absolute (ACI) = 2 sum p (y - m) (R - 1/2),    relative (RCI) = ACI / m

    Positive: the figure is heaped on the least disadvantaged; negative: on the most;
    whether that is good depends on the figure. WHO prints the RCI times 100.

    Regression: 2 s2 y = c + ACI R, weighted by population, s2 the variance of R, gives
    the index as its slope and the standard error with n - 2 degrees of freedom; the
    RCI's is that divided by m. Kakwani: the formula for grouped data whose inner
    spread is not known, n the number of areas.

    Parameters
    ----------
    value, population, rank_by, disadvantaged : as in `disadvantage_rank`
    bounds : least and most that the figure can be, (0, 100) for percent
        Gives the corrected indexes, with h = (y - least) / (most - least) and C its
        RCI: Wagstaff C / (1 - mean h), Erreygers 4 mean h C.
    standard_error : "regression" or "kakwani"
    confidence : between 0 and 1; limits are estimate -+ z se

    Returns
    -------
    ConcentrationIndex
        All NaN for no areas; standard errors NaN for fewer than three; relative NaN
        where a figure is negative or m is not above zero. 0 where all have one rank.

    Raises
    ------
    ValueError
        As `disadvantage_rank`; bounds that do not rise, or that a figure is outside.

    Source: Kakwani, Wagstaff and van Doorslaer (1997), Journal of Econometrics
    77:87-103, equations 9 and 14; O'Donnell and others (2008), Analyzing Health Equity
    Using Household Survey Data, chapter 8; Wagstaff (2005), Health Economics
    14:429-432; Erreygers (2009), Journal of Health Economics 28:504-515.

    >>> value = pd.Series({"A": 30.0, "B": 20.0, "C": 10.0})
    >>> people = pd.Series({"A": 100, "B": 100, "C": 100})
    >>> index = concentration_index(value, people, value, disadvantaged="high")
    >>> round(index.absolute, 6), round(index.relative, 6)
    (-4.444444, -0.222222)
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    if standard_error not in ("regression", "kakwani"):
        raise ValueError(
            f'standard_error must be "regression" or "kakwani", not {standard_error!r}'
        )
    rank = disadvantage_rank(value, population, rank_by, disadvantaged=disadvantaged)
    areas = known_areas(value, population)
    z = float(norm.ppf((1 + confidence) / 2))
    nan = float("nan")
    index, mean, error, relative_error = nan, nan, nan, nan
    if len(rank):
        place = rank.to_numpy()
        index = float(absolute_index(areas.value, areas.share, place))
        mean = float(_kernels.ratio_base(areas.value, areas.share))
        if standard_error == "regression":
            error = _regression_error(areas, place, index)
            relative_error = error / mean
        else:
            relative_error = _kakwani_error(areas, place, index / mean)
            error = relative_error * mean
    wagstaff, erreygers = _corrected(areas, index, bounds)
    relative = index / mean
    return ConcentrationIndex(
        absolute=index,
        absolute_se=error,
        absolute_lower=index - z * error,
        absolute_upper=index + z * error,
        relative=relative,
        relative_se=relative_error,
        relative_lower=relative - z * relative_error,
        relative_upper=relative + z * relative_error,
        wagstaff=wagstaff,
        erreygers=erreygers,
        areas=len(rank),
    )


def absolute_index(v: Array, p: Array, rank: Array) -> Array:
    """ACI of figures of shape (..., n)."""
    return 2 * _kernels.total((v - v[..., :1]) * (rank - 0.5), p)


def _regression_error(areas: Areas, rank: Array, index: float) -> float:
    away = rank - 0.5
    spread = float(areas.share @ away**2)
    if len(rank) < 3 or not spread > 0:
        return float("nan")
    y = 2 * spread * areas.value
    rest = y - areas.share @ y - index * away
    variance = (areas.share @ rest**2) / (len(rank) - 2)
    return float(np.sqrt(variance / spread))


def _kakwani_error(areas: Areas, rank: Array, index: float) -> float:
    """Equation 14 without its second term, the spread inside the areas."""
    count = len(rank)
    if count < 3 or not np.isfinite(index):
        return float("nan")
    # Areas of one rank stand at one point of the concentration curve: one group.
    _, group = np.unique(rank, return_inverse=True)
    p = np.bincount(group, weights=areas.share)
    place = np.unique(rank)
    y = np.bincount(group, weights=areas.share * areas.value) / p
    relative = y / (p @ y)
    curve = np.cumsum(p * relative)
    before = curve - p * relative
    a = relative * (2 * place - 1 - index) + 2 - before - curve
    variance = float(p @ a**2 - (1 + index) ** 2) / len(p)
    return max(variance, 0.0) ** 0.5


def _corrected(
    areas: Areas, index: float, bounds: tuple[float, float] | None
) -> tuple[float, float]:
    if bounds is None:
        return float("nan"), float("nan")
    least, most = bounds
    if not least < most:
        raise ValueError(f"bounds must rise from the first to the second, not {bounds}")
    outside = areas.codes[(areas.value < least) | (areas.value > most)].tolist()
    if outside:
        raise ValueError(f"figures must lie within {bounds}; check areas {outside}")
    if not len(areas.value):
        return float("nan"), float("nan")
    width = most - least
    mean = (float(_kernels.mean(areas.value, areas.share)) - least) / width
    inside = mean * (1 - mean)
    wagstaff = index / width / inside if inside > 0 else float("nan")
    return wagstaff, 4 * index / width
