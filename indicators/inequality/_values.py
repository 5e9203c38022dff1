"""Every measure of the table at once, for many replicates of the figures."""

from dataclasses import dataclass

import numpy as np

from indicators.inequality import _kernels
from indicators.inequality._areas import Array
from indicators.inequality.concentration import absolute_index
from indicators.inequality.impact import attributable_risk, best_fifth, shortfall
from indicators.inequality.meaning import MEASURES
from indicators.inequality.slope import end_ratio

__all__ = ["Setting", "all_values"]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the measures need besides the figures; arrays in the order of the areas."""

    share: Array  # (n,), of the population
    worse: str
    epsilon: float
    rank: Array | None  # (n,), None: not ranked
    major: Array | None  # (n, groups), 1 where the area is in the group, else 0
    people: Array | None  # (n,), how many people one unit of the figure is


def all_values(v: Array, setting: Setting) -> dict[str, Array]:
    """Each key of `MEASURES` with one number for each row of `v`, shape (rows, n).

    NaN where the measure is not defined, or lacks something in the setting.
    """
    values = dict.fromkeys(MEASURES, np.full(len(v), np.nan))
    if not v.shape[1]:
        return values
    values |= _simple(v, setting)
    values |= _ordered(v, setting)
    values |= _decomposed(v, setting, values)
    values |= _impact(v, setting)
    return values


def _simple(v: Array, setting: Setting) -> dict[str, Array]:
    p = setting.share
    mean, base = _kernels.mean(v, p), _kernels.ratio_base(v, p)
    variance = _kernels.variance(v, p)
    deviation = np.sqrt(variance)
    away = np.abs(v - mean[:, None])
    lowest, highest = v.min(axis=1), v.max(axis=1)
    low, high = _kernels.extreme_means(v, p, 0.2)
    negative = np.isnan(base)
    return {
        "absolute_gap": highest - lowest,
        "relative_gap": _kernels.ratio(highest, lowest),
        "gap_between_fifths": high - low,
        "ratio_of_fifths": np.where(negative, np.nan, _kernels.ratio(high, low)),
        "between_group_variance": variance,
        "weighted_standard_deviation": deviation,
        "coefficient_of_variation": 100 * deviation / base,
        "mean_difference_from_mean": _kernels.mean(away, p),
        "index_of_disparity": 100 * _kernels.mean(away, p) / base,
        "index_of_disparity_unweighted": 100 * away.mean(axis=1) / base,
        "gini": _kernels.gini(v, p),
        "theil": _kernels.theil(v, p),
        "mean_log_deviation": _kernels.mean_log_deviation(v, p),
        "atkinson": _kernels.atkinson(v, p, setting.epsilon),
    }


def _ordered(v: Array, setting: Setting) -> dict[str, Array]:
    if setting.rank is None:
        return {}
    p, rank = setting.share, setting.rank
    heap = absolute_index(v, p, rank)
    values = {
        "absolute_concentration_index": heap,
        "relative_concentration_index": heap / _kernels.ratio_base(v, p),
    }
    if v.shape[1] < 3 or not np.ptp(rank) > 0:
        return values
    slope = _kernels.slope(v, p, rank)
    first = _kernels.mean(v, p) - slope / 2
    return values | {
        "slope_index": slope,
        "relative_index": end_ratio(first + slope, first, v),
    }


def _decomposed(
    v: Array, setting: Setting, values: dict[str, Array]
) -> dict[str, Array]:
    if setting.major is None:
        return {}
    weights = setting.major * setting.share[:, None]
    group_share = weights.sum(axis=0)
    means = np.asarray(v @ weights / group_share)
    # A negative figure hides inside a group's mean: no ratios then either.
    known = np.where(np.isnan(values["theil"]), np.nan, 1.0)
    theil = _kernels.theil(means, group_share) * known
    deviation = _kernels.mean_log_deviation(means, group_share) * known
    with np.errstate(invalid="ignore"):
        inside = values["mean_log_deviation"] - deviation
    return {
        "theil_between": theil,
        "theil_within": np.maximum(values["theil"] - theil, 0),
        "mean_log_deviation_between": deviation,
        "mean_log_deviation_within": np.maximum(inside, 0),
    }


def _impact(v: Array, setting: Setting) -> dict[str, Array]:
    p, worse = setting.share, setting.worse
    if worse == "neither":
        return {}
    best = v.min(axis=1) if worse == "high" else v.max(axis=1)
    level = best_fifth(v, p, worse)
    risk = attributable_risk(v, p, level, worse, "worse")
    values = {
        "mean_difference_from_best": _kernels.mean(np.abs(v - best[:, None]), p),
        "attributable_risk": risk,
        "attributable_fraction": 100 * risk / _kernels.ratio_base(v, p),
    }
    if setting.people is not None:
        values["fewer_people"] = shortfall(v, level, worse) @ setting.people
    return values
