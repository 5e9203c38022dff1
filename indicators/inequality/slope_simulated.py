"""Slope index with an interval from the errors of the figures themselves."""

from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm

from indicators.inequality import _kernels
from indicators.inequality._areas import Areas, Array, aligned, known_areas
from indicators.inequality.slope import (
    FEWEST,
    SlopeIndex,
    check_level,
    disadvantage_rank,
    end_ratio,
    no_slope,
)

__all__ = ["slope_index_simulated"]

Transform = Literal["none", "log", "logit"]


def slope_index_simulated(
    value: pd.Series,
    population: pd.Series,
    rank_by: pd.Series,
    *,
    disadvantaged: Literal["high", "low"],
    se: pd.Series | None = None,
    lower: pd.Series | None = None,
    upper: pd.Series | None = None,
    transform: Transform = "none",
    fit_transformed: bool = False,
    scale: float = 1.0,
    confidence: float = 0.95,
    replicates: int = 10_000,
    seed: int = 0,
) -> SlopeIndex:
    """SII and RII with an interval from the figures' own errors, as `phe_sii`.

    Y sqrt(a) = sqrt(a) c + b sqrt(a) SII: least squares weighted by the areas' shares
    a of the population, b the relative rank. For the interval every figure is drawn
    anew from a normal distribution around it, on the transformed scale and with its
    standard error there, and the line is fitted to each draw; the limits are the
    draws' quantiles. Areas, or tenths of the residents (`quantile_means`), do.

    Parameters
    ----------
    value, population, rank_by, disadvantaged : as in `disadvantage_rank`
    se : Series, standard errors on the transformed scale, or
    lower, upper : Series, 95 % limits of the figures; se = (g(upper) - g(lower)) /
        (2 * 1.96) with g the transformation
    transform : "none", "log" (rates) or "logit" (shares): the scale of the draws
    fit_transformed : fit the line on that scale too, and carry its ends back
    scale : the most that a share can be (100 for percent); logit only
    confidence : between 0 and 1
    replicates, seed : how many draws, and their seed: same seed, same interval

    Returns
    -------
    SlopeIndex
        NaN as in `slope_index`.

    Raises
    ------
    ValueError
        As `disadvantage_rank`; neither se nor both limits; a standard error missing
        or negative; log of a figure not above 0, logit of one not between 0 and scale.

    Source: Low and Low (2004), Journal of Public Health 26:388-395; `phe_sii` of
    PHEindicatormethods, value_type 0, 1, 2 = "none", "log", "logit".

    >>> value = pd.Series({"A": 30.0, "B": 20.0, "C": 10.0})
    >>> people = pd.Series({"A": 100, "B": 100, "C": 100})
    >>> sure = pd.Series({"A": 0.0, "B": 0.0, "C": 0.0})
    >>> index = slope_index_simulated(
    ...     value, people, value, disadvantaged="high", se=sure)
    >>> round(index.sii_lower, 6), round(index.sii, 6)
    (-30.0, -30.0)
    """
    check_level(confidence)
    rank = disadvantage_rank(value, population, rank_by, disadvantaged=disadvantaged)
    areas = known_areas(value, population)
    if len(rank) < FEWEST or not np.ptp(rank) > 0:
        return no_slope(len(rank))
    centre = _forward(areas.value, areas.codes, transform, scale)
    if se is not None:
        error = aligned("se", se, value.index)[areas.codes].to_numpy()
    elif lower is not None and upper is not None:
        low, high = (
            _forward(
                aligned(name, limit, value.index)[areas.codes].to_numpy(),
                areas.codes,
                transform,
                scale,
            )
            for name, limit in (("lower", lower), ("upper", upper))
        )
        error = (high - low) / (2 * norm.ppf(0.975))
    else:
        raise ValueError("give se, or both lower and upper, for the interval")
    if not (error >= 0).all():
        bad = areas.codes[~(error >= 0)].tolist()
        raise ValueError(f"standard errors must be known and not negative: areas {bad}")
    draws = np.random.default_rng(seed).normal(
        centre, error, size=(replicates, len(centre))
    )
    figures = np.vstack([centre, draws])
    if not fit_transformed:
        figures = _back(figures, transform, scale)
    sii = _kernels.slope(figures, areas.share, rank.to_numpy())
    first = _kernels.mean(figures, areas.share) - sii / 2
    last = first + sii
    if fit_transformed:
        first, last = (_back(end, transform, scale) for end in (first, last))
    return _simulated(first, last, areas, confidence)


def _simulated(first: Array, last: Array, areas: Areas, level: float) -> SlopeIndex:
    sii, rii = last - first, end_ratio(last, first, areas.value)
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(sii[1:], tails)
    ratio_low, ratio_high = np.quantile(rii[1:], tails)
    return SlopeIndex(
        sii=float(sii[0]),
        sii_lower=float(low),
        sii_upper=float(high),
        rii=float(rii[0]),
        rii_lower=float(ratio_low),
        rii_upper=float(ratio_high),
        at_most_disadvantaged=float(first[0]),
        at_least_disadvantaged=float(last[0]),
        areas=len(areas.value),
    )


def _forward(x: Array, codes: pd.Index, transform: str, scale: float) -> Array:
    if transform == "none":
        return x
    if transform not in ("log", "logit"):
        raise ValueError(
            f'transform must be "none", "log" or "logit", not {transform!r}'
        )
    top = np.inf if transform == "log" else scale
    bad = codes[~((x > 0) & (x < top))].tolist()
    if bad:
        raise ValueError(
            f"{transform} needs figures and limits between 0 and {top:g}; "
            f"check areas {bad}"
        )
    return np.log(x) if transform == "log" else logit(x / scale)


def _back(x: Array, transform: str, scale: float) -> Array:
    if transform == "log":
        return np.exp(x)
    return scale * expit(x) if transform == "logit" else x
