"""Slopes over few years with exact tests: Theil-Sen with Mann-Kendall, weighted line.

Arrays in, numbers out; `trend` puts words to them.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri, stdtr, stdtrit

__all__ = ["Array", "Slope", "mann_kendall", "theil_sen", "weighted_line"]

_EXACT_UP_TO = 50  # years; beyond that the normal approximation differs by < 0.001
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Slope:
    """A change per year, in the unit of the values, with its interval and test."""

    slope: float
    lower: float  # NaN where so few years cannot bound it at the level asked for
    upper: float
    p_value: float  # two-sided, of no change


def mann_kendall(values: Array) -> tuple[float, float]:
    """Mann-Kendall test of "no trend" for values in the order of their years.

    S = sum over i < j of sign(x_j - x_i). Its distribution when every order of the
    values is as likely is counted exactly up to 50 values, equal values included:
    the number of inversions of a multiset has the Gaussian multinomial coefficient as
    its generating function. Above 50: normal, with the correction for ties and
    continuity.

    Parameters
    ----------
    values : array of float, shape (n,), no NaN, in the order of time

    Returns
    -------
    (S, p) : S above zero for a rise; p two-sided, 1 when nothing can differ

    Source: Mann, Econometrica 13 (1945) 245-259; Kendall, Rank Correlation Methods
    (4th ed. 1975), chapters 4-5 (ties, exact distribution); Andrews, The Theory of
    Partitions (1976), chapter 3 (inversions of a multiset).

    `scipy.stats.kendalltau` is exact only without ties and falls back to the normal
    distribution with them; with five to ten years that p is wrong in the first digit.

    >>> mann_kendall(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))  # p = 2 / 5!
    (10.0, 0.016666666666666666)
    """
    first, second = np.triu_indices(len(values), 1)
    statistic = float(_signs(values[second] - values[first], values).sum())
    if statistic == 0:
        return 0.0, 1.0
    ties = _tie_sizes(values)
    if len(values) > _EXACT_UP_TO:
        spread = math.sqrt(_variance(len(values), ties))
        return statistic, float(2 * ndtr(-(abs(statistic) - 1) / spread))
    tail = _upper_tail(ties)
    pairs = len(tail) - 1  # pairs of different values
    # S = pairs - 2 * inversions, so S >= |s| when inversions <= (pairs - |s|) / 2
    return statistic, min(1.0, 2 * tail[int(pairs - abs(statistic)) // 2])


def theil_sen(years: Array, values: Array, level: float) -> Slope:
    """The median of the slopes of all pairs of years, with an exact interval.

    The interval holds each slope b for which Mann-Kendall does not reject "no trend"
    in values - b * years: its ends are the M-th smallest and largest of the N pair
    slopes, M = (N - k) / 2 + 1 and k the smallest S with P(S >= k) <= (1 - level) / 2.

    Parameters
    ----------
    years, values : arrays of float, shape (n,), n >= 2, years rising, no NaN
    level : between 0 and 1

    Returns
    -------
    Slope
        Ends NaN where n is too small for the level: four years never give 95 %.
        With equal values an end may touch 0 although the test rejects: the test counts
        the ties, the interval is of slopes at which there are none.

    Source: Theil, Proc. KNAW 53 (1950) 386-392; Sen, JASA 63 (1968) 1379-1389, the
    interval with the exact k of Hollander and Wolfe, Nonparametric Statistical Methods
    (2nd ed. 1999), section 9.3. `scipy.stats.theilslopes` gives the same slope; its
    interval rounds a normal approximation, so that for Sen's own seven points it takes
    the 4th and 18th of 21 pair slopes where his M1 = 5, M2 + 1 = 17 hold 93 % exactly.

    >>> theil_sen(np.arange(5.0), np.array([1.0, 3, 5, 7, 9]), 0.95).slope
    2.0
    """
    first, second = np.triu_indices(len(years), 1)
    slopes = np.sort((values[second] - values[first]) / (years[second] - years[first]))
    _, p_value = mann_kendall(values)
    cut = _cut(len(years), level)
    lower, upper = (
        (math.nan, math.nan) if cut is None else (slopes[cut], slopes[-1 - cut])
    )
    return Slope(
        slope=float(np.median(slopes)),
        lower=float(lower),
        upper=float(upper),
        p_value=p_value,
    )


def weighted_line(
    years: Array, values: Array, standard_error: Array, level: float
) -> Slope:
    """Straight line through figures whose standard errors are known.

    w = 1 / se^2; b = sum(w (t - m) y) / sum(w (t - m)^2), m the weighted mean year;
    var(b) = max(1, Q / (n - 2)) / sum(w (t - m)^2), Q = sum(w residual^2). Where the
    years vary more than their standard errors say, Q exceeds n - 2 and widens the
    interval (Birge's ratio); where less, it is not narrowed. Quantiles of Student's t,
    n - 2 degrees of freedom.

    Parameters
    ----------
    years, values, standard_error : arrays of float, shape (n,), n >= 3, no NaN;
        standard errors above zero, in the unit of the values
    level : between 0 and 1

    Source: Birge, Physical Review 40 (1932) 207-227; Draper and Smith, Applied
    Regression Analysis (3rd ed. 1998), section 9.2 (weighted least squares).

    >>> t = np.arange(5.0)
    >>> weighted_line(t, 3 + 2 * t, np.full(5, 0.1), 0.95).slope
    2.0
    """
    weight = (standard_error.min() / standard_error) ** 2  # relative: no overflow
    centred = years - (weight * years).sum() / weight.sum()
    mean = (weight * values).sum() / weight.sum()
    spread = (weight * centred**2).sum()
    slope = float((weight * centred * (values - mean)).sum() / spread)
    freedom = len(years) - 2
    residual = values - mean - slope * centred
    misfit = (weight * residual**2).sum() / freedom
    error = math.sqrt(max(float(standard_error.min()) ** 2, float(misfit)) / spread)
    half = float(stdtrit(freedom, (1 + level) / 2)) * error
    return Slope(
        slope=slope,
        lower=slope - half,
        upper=slope + half,
        p_value=float(2 * stdtr(freedom, -abs(slope) / error)),
    )


def _signs(difference: Array, values: Array) -> Array:
    """Signs; values that differ by rounding only are equal."""
    near = np.abs(difference) <= 1e-12 * np.abs(values).max(initial=0.0)
    return np.where(near, 0.0, np.sign(difference))


def _tie_sizes(values: Array) -> tuple[int, ...]:
    """How many values are equal, for each different value; same rule as `_signs`."""
    ordered = np.sort(values)
    starts = np.flatnonzero(_signs(np.diff(ordered), values)) + 1
    return tuple(int(part.size) for part in np.split(ordered, starts))


def _variance(number: int, ties: tuple[int, ...]) -> float:
    sizes = np.array(ties, dtype="float64")
    total = number * (number - 1) * (2 * number + 5)
    return float(total - (sizes * (sizes - 1) * (2 * sizes + 5)).sum()) / 18


@cache
def _upper_tail(ties: tuple[int, ...]) -> tuple[float, ...]:
    """P(inversions <= i) for i = 0, 1, ..., the number of pairs of different values.

    Each group of t equal values after m earlier ones multiplies the counts by the
    Gaussian binomial: (1 - q^(m+1)) ... (1 - q^(m+t)) / ((1 - q) ... (1 - q^t)).
    In whole numbers, so that nothing is lost.
    """
    counts, before = [1], 0
    for size in ties:
        for i in range(1, size + 1):
            longer = counts + [0] * (before + i)
            for j in range(len(longer) - 1, before + i - 1, -1):
                longer[j] -= longer[j - before - i]
            for j in range(i, len(longer)):
                longer[j] += longer[j - i]
            counts = longer[: len(longer) - i]
        before += size
    total, running, tail = sum(counts), 0, []
    for count in counts:
        running += count
        tail.append(running / total)
    return tuple(tail)


def _cut(number: int, level: float) -> int | None:
    """How many pair slopes lie outside the interval at each end; None for no bound."""
    pairs = number * (number - 1) // 2
    if number > _EXACT_UP_TO:
        reach = ndtri((1 + level) / 2) * math.sqrt(_variance(number, (1,) * number))
        return max(int((pairs - reach) // 2) - 1, 0)
    tail = _upper_tail((1,) * number)
    limit = (1 - level) / 2
    inside = [i for i, p in enumerate(tail) if p <= limit]
    # S >= k leaves i = (pairs - k) / 2 slopes on the far side: M = i + 1, from 0: i
    return inside[-1] if inside else None
