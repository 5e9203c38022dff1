"""The sums behind the measures, for many replicates of the figures at once.

Every function takes `v`, figures of shape (..., n), and `p`, the areas' shares of the
population of shape (n,), and gives one number for each row. Nothing is checked here.
Relative measures are NaN where a figure is negative or the mean is not above zero:
there a ratio has no meaning.
"""

import numpy as np
from scipy.special import xlogy

from indicators.inequality._areas import Array

__all__ = [
    "atkinson",
    "extreme_means",
    "gini",
    "mean",
    "mean_log_deviation",
    "ratio",
    "ratio_base",
    "slope",
    "theil",
    "total",
    "variance",
]


def total(v: Array, p: Array) -> Array:
    """Sum of p v; einsum, not @: the same to the last bit however many rows."""
    return np.einsum("...i,i->...", v, p)


def mean(v: Array, p: Array) -> Array:
    """Sum of p v where p sums to 1; exactly v where all are alike."""
    start = v[..., 0]
    return start + total(v - start[..., None], p)


def ratio_base(v: Array, p: Array) -> Array:
    """The mean where ratios to it make sense, else NaN."""
    middle = mean(v, p)
    return np.where((v >= 0).all(axis=-1) & (middle > 0), middle, np.nan)


def ratio(high: Array, low: Array) -> Array:
    """high / low; infinite where only low is zero, NaN where both are, or negative."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((low >= 0) & (high >= 0), high / low, np.nan)


def variance(v: Array, p: Array) -> Array:
    return mean((v - mean(v, p)[..., None]) ** 2, p)


def extreme_means(v: Array, p: Array, part: float) -> tuple[Array, Array]:
    """Means of the lowest and of the highest part of the population, by figure.

    An area on the border is split: only the residents that the part needs count.
    """
    order = np.argsort(v, axis=-1, kind="stable")
    low_first = np.take_along_axis(v, order, axis=-1)
    share = p[order]
    end = np.cumsum(share, axis=-1)
    start = end - share
    lowest = np.clip(np.minimum(end, part) - start, 0, None)
    highest = np.clip(end - np.maximum(start, 1 - part), 0, None)
    # Counted from the ends, so that alike figures have no gap, not even a rounding's.
    bottom, top = low_first[..., :1], low_first[..., -1:]
    low = ((low_first - bottom) * lowest).sum(axis=-1) / lowest.sum(axis=-1)
    high = ((top - low_first) * highest).sum(axis=-1) / highest.sum(axis=-1)
    return bottom[..., 0] + low, top[..., 0] - high


def gini(v: Array, p: Array) -> Array:
    order = np.argsort(v, axis=-1, kind="stable")
    share = p[order]
    middle = np.cumsum(share, axis=-1) - share / 2
    above = np.take_along_axis(v, order, axis=-1) - v.min(axis=-1, keepdims=True)
    sums = (share * above * (2 * middle - 1)).sum(axis=-1)
    return np.maximum(sums / ratio_base(v, p), 0)


def theil(v: Array, p: Array) -> Array:
    relative = v / ratio_base(v, p)[..., None]
    return np.maximum(total(xlogy(relative, relative), p), 0)


def mean_log_deviation(v: Array, p: Array) -> Array:
    relative = v / ratio_base(v, p)[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.maximum(-total(np.log(relative), p), 0)


def atkinson(v: Array, p: Array, epsilon: float) -> Array:
    relative = v / ratio_base(v, p)[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        if epsilon == 1:
            equal = np.exp(total(np.log(relative), p))
        else:
            equal = total(relative ** (1 - epsilon), p) ** (1 / (1 - epsilon))
    return np.clip(1 - equal, 0, 1)


def slope(v: Array, p: Array, rank: Array) -> Array:
    """Slope of the population-weighted line of the figure on the relative rank."""
    away = rank - 0.5  # the mean rank, whatever the areas
    with np.errstate(divide="ignore", invalid="ignore"):
        return total((v - v[..., :1]) * away, p) / total(away**2, p)
