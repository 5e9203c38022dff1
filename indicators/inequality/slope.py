"""Slope and relative index of inequality: the gradient from one end to the other.

Areas are put in order from the most to the least disadvantaged by need or another
socio-economic variable; each stands at the relative rank of its middle resident, 0 to
1 (Pamuk 1985, Population Studies 39:17-31). A line through the figures gives

    SII = fitted at rank 1 - fitted at rank 0 = least minus most disadvantaged
    RII = fitted at rank 1 / fitted at rank 0

the ratio of Kunst and Mackenbach (1994), not Pamuk's SII / mean. A line says
something where the figures do go up or down along the order.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm

from indicators.inequality._areas import (
    Areas,
    Array,
    aligned,
    known_areas,
    relative_ranks,
)

__all__ = ["SlopeIndex", "disadvantage_rank", "slope_index"]

FEWEST = 3  # two areas always lie on a line


@dataclass(frozen=True, kw_only=True)
class SlopeIndex:
    """SII in the unit of the figures, RII without; both with their interval."""

    sii: float
    sii_lower: float
    sii_upper: float
    rii: float
    rii_lower: float
    rii_upper: float
    at_most_disadvantaged: float  # the line at rank 0
    at_least_disadvantaged: float  # the line at rank 1
    areas: int


def disadvantage_rank(
    value: pd.Series,
    population: pd.Series,
    rank_by: pd.Series,
    *,
    disadvantaged: Literal["high", "low"],
) -> pd.Series:
    """Relative rank of every area that has a figure: 0 most, 1 least disadvantaged.

    Parameters
    ----------
    value : Series of float, shape (n,), indexed by area_code; NaN means "no figure"
    population : Series of number, shape (n,), the same areas; above zero
    rank_by : Series of float, shape (n,), the same areas, known where `value` is
        Areas that are equal here share the middle of the stretch they fill together.
    disadvantaged : "high" or "low", the end of `rank_by` that is disadvantage

    Returns
    -------
    Series of float between 0 and 1, indexed by area_code, sorted, named "rank"

    Raises
    ------
    ValueError
        As `between_group_variance`; an area has a figure but no `rank_by`.

    >>> people = pd.Series({"A": 100, "B": 300})
    >>> income = pd.Series({"A": 30_000, "B": 20_000})
    >>> disadvantage_rank(income, people, income, disadvantaged="low").to_dict()
    {'A': 0.875, 'B': 0.375}
    """
    if disadvantaged not in ("high", "low"):
        raise ValueError(
            f'disadvantaged must be "high" or "low", not {disadvantaged!r}'
        )
    areas = known_areas(value, population)
    order = aligned("rank_by", rank_by, value.index)[areas.codes].to_numpy()
    if np.isnan(order).any():
        missing = areas.codes[np.isnan(order)].tolist()
        raise ValueError(f"rank_by is missing for areas {missing}; leave them out")
    sign = -1 if disadvantaged == "high" else 1
    rank = relative_ranks(sign * order, areas.share)
    return pd.Series(rank, index=areas.codes, name="rank")


def slope_index(
    value: pd.Series,
    population: pd.Series,
    rank_by: pd.Series,
    *,
    disadvantaged: Literal["high", "low"],
    model: Literal["linear", "logit"] = "linear",
    scale: float = 100.0,
    weighting: Literal["population", "healthequal"] = "population",
    confidence: float = 0.95,
) -> SlopeIndex:
    """SII and RII by regression on the areas' ranks, interval from its residuals.

    linear: least squares weighted by population. logit: y / scale is modelled as a
    binomial share with a logit link (quasi-likelihood), so that fitted figures stay
    between 0 and `scale`; the choice for shares near an end. Standard errors are
    robust ones (HC1: sandwich times n / (n - 2)), carried to the SII, and to ln RII,
    by the delta method; the interval of the RII is that of ln RII.

    Parameters
    ----------
    value, population, rank_by, disadvantaged : as in `disadvantage_rank`
    model : "linear" or "logit"
    scale : the most that a figure can be (100 for percent); logit only
    weighting : "population", or "healthequal": what WHO's package does with `pop`:
        whole people, counts too, and in its logit model the population given twice,
        so that an area counts by its square
    confidence : between 0 and 1

    Returns
    -------
    SlopeIndex
        NaN with fewer than three areas, or where all have the same rank; the RII NaN
        where a fitted end is not above zero (linear), or a figure is negative.

    Raises
    ------
    ValueError
        As `disadvantage_rank`; logit and a figure outside 0 to `scale`, or so split
        that no curve fits; confidence not between 0 and 1; an unknown model.

    Source: Schlotheuber and Hosseinpoor (2022), table A1; `sii` and `rii` of
    healthequal 1.0.1, whose tests print the figures of ours.

    >>> value = pd.Series({"A": 30.0, "B": 20.0, "C": 10.0})
    >>> people = pd.Series({"A": 100, "B": 100, "C": 100})
    >>> index = slope_index(value, people, value, disadvantaged="high")
    >>> round(index.sii, 6), round(index.rii, 6)
    (-30.0, 0.142857)
    """
    check_level(confidence)
    if weighting not in ("population", "healthequal"):
        raise ValueError(
            f'weighting must be "population" or "healthequal", not {weighting!r}'
        )
    if weighting == "healthequal":
        population = np.ceil(aligned("population", population, value.index))
    rank = disadvantage_rank(value, population, rank_by, disadvantaged=disadvantaged)
    areas = known_areas(value, population)
    if model not in ("linear", "logit"):
        raise ValueError(f'model must be "linear" or "logit", not {model!r}')
    if len(rank) < FEWEST or not np.ptp(rank) > 0:
        return no_slope(len(rank))
    if model == "logit":
        outside = areas.codes[(areas.value < 0) | (areas.value > scale)].tolist()
        if outside:
            raise ValueError(
                f"figures must lie from 0 to scale ({scale:g}); check areas {outside}"
            )
    return _regression(
        areas, rank.to_numpy(), model, scale, weighting == "healthequal", confidence
    )


def end_ratio(last: Array, first: Array, value: Array) -> Array:
    """RII: NaN where an end of the line is not above zero, or a figure is negative."""
    fits = (last > 0) & (first > 0) & (value >= 0).all(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(fits, last / first, np.nan)


def _regression(
    areas: Areas, rank: Array, model: str, scale: float, doubled: bool, level: float
) -> SlopeIndex:
    design = np.column_stack([np.ones_like(rank), rank])
    weight, y = areas.people, areas.value
    if model == "logit":
        y = y / scale
        if doubled:
            y = np.round(y * weight) / weight
            weight = weight**2
        beta, fitted = _fit_logit(design, y, weight)
        spread = fitted * (1 - fitted)
        ends = expit(np.array([beta[0], beta.sum()]))
        # Derivatives of the two ends by the two coefficients.
        by_beta = (ends * (1 - ends))[:, None] * np.array([[1.0, 0.0], [1.0, 1.0]])
    else:
        scale, spread = 1.0, np.ones_like(rank)
        normal = design.T * weight @ design
        beta = np.asarray(np.linalg.solve(normal, design.T @ (weight * y)))
        fitted, ends = design @ beta, np.array([beta[0], beta.sum()])
        by_beta = np.array([[1.0, 0.0], [1.0, 1.0]])
    bread = np.linalg.inv(design.T * (weight * spread) @ design)
    score = design * (weight * (y - fitted))[:, None]
    count = len(rank)
    covariance = bread @ (score.T @ score) @ bread * count / (count - 2)
    z = norm.ppf((1 + level) / 2)
    change = by_beta[1] - by_beta[0]
    sii, error = ends[1] - ends[0], np.sqrt(change @ covariance @ change)
    rii = float(end_ratio(ends[1], ends[0], areas.value))
    log_change = by_beta[1] / ends[1] - by_beta[0] / ends[0] if rii > 0 else change * 0
    log_error = np.sqrt(log_change @ covariance @ log_change)
    return SlopeIndex(
        sii=float(scale * sii),
        sii_lower=float(scale * (sii - z * error)),
        sii_upper=float(scale * (sii + z * error)),
        rii=rii,
        rii_lower=float(rii * np.exp(-z * log_error)),
        rii_upper=float(rii * np.exp(z * log_error)),
        at_most_disadvantaged=float(scale * ends[0]),
        at_least_disadvantaged=float(scale * ends[1]),
        areas=count,
    )


def _fit_logit(design: Array, y: Array, weight: Array) -> tuple[Array, Array]:
    """Binomial quasi-likelihood with a logit link, by Newton's steps.

    Two coefficients: a loop of our own is a hundredth of statsmodels' time.
    """
    weight = weight / weight.mean()
    mean = (weight @ y) / weight.sum()
    beta = np.array([logit(mean), 0.0])
    for _ in range(100):
        if not np.isfinite(beta).all() or np.abs(beta).max() > 50:
            break
        fitted = expit(design @ beta)
        information = design.T * (weight * fitted * (1 - fitted)) @ design
        step = np.linalg.solve(information, design.T @ (weight * (y - fitted)))
        beta = beta + step
        if np.abs(step).max() < 1e-12 * (1 + np.abs(beta).max()):
            return beta, expit(design @ beta)
    raise ValueError(
        "no logit curve fits: the figures are all 0, all at the scale, or split clean "
        'in two; use model="linear"'
    )


def check_level(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")


def no_slope(areas: int) -> SlopeIndex:
    nan = float("nan")
    return SlopeIndex(
        sii=nan,
        sii_lower=nan,
        sii_upper=nan,
        rii=nan,
        rii_lower=nan,
        rii_upper=nan,
        at_most_disadvantaged=nan,
        at_least_disadvantaged=nan,
        areas=areas,
    )
