"""What the city would gain if its worse areas were as good as a better one."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from indicators.inequality import _kernels
from indicators.inequality._areas import Areas, Array, aligned, known_areas

__all__ = ["PopulationImpact", "fewer_people", "population_impact"]

Worse = Literal["high", "low"]
Change = Literal["worse", "all"]


@dataclass(frozen=True, kw_only=True)
class PopulationImpact:
    """Signed as the figure moves: negative where a high figure is worse."""

    reference: float  # the level to reach, in the unit of the figures
    mean: float  # population-weighted, now
    risk: float  # how far the mean would move, in the unit of the figures (PAR)
    fraction: float  # the same in percent of the mean (PAF); NaN: no sense
    areas: int


def population_impact(
    value: pd.Series,
    population: pd.Series,
    *,
    worse: Worse,
    reference: str = "best_fifth",
    change: Change = "worse",
) -> PopulationImpact:
    """Population attributable risk and fraction: what reaching a level would change.

    PAR = sum p y' - sum p y, where y' is the reference for areas that are worse than
    it and the figure as it is for the others. PAF = 100 PAR / sum p y.

    Parameters
    ----------
    value : Series of float, shape (n,), indexed by area_code; NaN means "no figure"
    population : Series of number, shape (n,), the same areas; above zero
    worse : "high" or "low": which end of the figure is worse
    reference : "best_area", "best_fifth", "average" (population-weighted) or an
        area_code. The best fifth of the residents lives in the areas with the best
        figures; the area on its border is split. Its mean is the level.
    change : "worse", or "all": every area takes the level, better ones too. That is
        WHO's: reference - mean, and 0 where the reference is worse than the mean.
        With "best_area" both are the same.

    Returns
    -------
    PopulationImpact
        NaN for no areas, 0 for one. It says how large a gap is, not that a measure
        could close it.

    Raises
    ------
    ValueError
        As `between_group_variance`; a reference without a figure; an unknown word.

    Source: Schlotheuber and Hosseinpoor (2022), table A1; `parisk`, `paf` of
    healthequal. Their standard error is not here: that of the PAF is a share and
    is added to a figure in percent. `inequality_table` gives an interval by bootstrap.

    >>> value = pd.Series({"A": 10.0, "B": 20.0})
    >>> people = pd.Series({"A": 300, "B": 100})
    >>> impact = population_impact(value, people, worse="high", reference="best_area")
    >>> impact.risk, impact.fraction
    (-2.5, -20.0)
    """
    _check(worse, change)
    areas = known_areas(value, population)
    if not len(areas.value):
        nan = float("nan")
        return PopulationImpact(
            reference=nan, mean=nan, risk=nan, fraction=nan, areas=0
        )
    level = _level(areas, reference, worse)
    mean = _kernels.mean(areas.value, areas.share)
    risk = attributable_risk(areas.value, areas.share, level, worse, change)
    base = _kernels.ratio_base(areas.value, areas.share)
    return PopulationImpact(
        reference=float(level),
        mean=float(mean),
        risk=float(risk),
        fraction=float(100 * risk / base),
        areas=len(areas.value),
    )


def fewer_people(
    value: pd.Series,
    population: pd.Series,
    *,
    worse: Worse,
    reference: str = "best_fifth",
    denominator: pd.Series | None = None,
    scale: float = 100.0,
) -> pd.Series:
    """How many people fewer, area by area, if every area reached the reference.

    denominator * |y - reference| / scale for areas worse than the reference, 0 for
    the others: nobody is made worse off. Where low is worse, how many people more.
    The sum over the areas is the city's number.

    Parameters
    ----------
    value, population, worse, reference : as in `population_impact`
    denominator : Series, the people (or households) that the figure is a share of;
        not negative, known where `value` is; the population if None
    scale : what the figure is a share out of: 100 for percent, 1000 for a rate per
        thousand

    Returns
    -------
    Series of float, not negative and not rounded, in the order of `value`, named
    "people"; NaN where there is no figure

    Raises
    ------
    ValueError
        As `population_impact`; denominator missing or negative; scale not above zero.

    >>> value = pd.Series({"A": 10.0, "B": 20.0})
    >>> people = pd.Series({"A": 300, "B": 100})
    >>> fewer_people(value, people, worse="high", reference="best_area").to_dict()
    {'A': 0.0, 'B': 10.0}
    """
    _check(worse, "worse")
    if not 0 < scale < float("inf"):
        raise ValueError(f"scale must be above zero, not {scale}")
    areas = known_areas(value, population)
    people = areas.people
    if denominator is not None:
        numbers = aligned("denominator", denominator, value.index)
        people = numbers[areas.codes].to_numpy()
        bad = areas.codes[~(people >= 0)].tolist()
        if bad:
            raise ValueError(
                f"denominator must be known and not negative; check areas {bad}"
            )
    if not len(areas.value):
        return pd.Series(float("nan"), index=value.index, name="people")
    level = _level(areas, reference, worse)
    count = people * shortfall(areas.value, level, worse) / scale
    return pd.Series(count, index=areas.codes, name="people").reindex(value.index)


def best_fifth(v: Array, p: Array, worse: str) -> Array:
    """Mean of the best fifth of the residents, for figures of shape (..., n)."""
    low, high = _kernels.extreme_means(v, p, 0.2)
    return low if worse == "high" else high


def shortfall(v: Array, level: Array, worse: str) -> Array:
    """How far each figure is on the worse side of the level; 0 on the better."""
    away = v - np.asarray(level)[..., None]
    return np.clip(away if worse == "high" else -away, 0, None)


def attributable_risk(
    v: Array, p: Array, level: Array, worse: str, change: str
) -> Array:
    """PAR of figures of shape (..., n)."""
    sign = -1 if worse == "high" else 1
    if change == "worse":
        gain = _kernels.mean(shortfall(v, level, worse), p)
    else:
        gain = np.clip(sign * (level - _kernels.mean(v, p)), 0, None)
    return sign * gain + 0.0  # no -0


def _level(areas: Areas, reference: str, worse: str) -> Array:
    best = areas.value.min() if worse == "high" else areas.value.max()
    if reference == "best_area":
        return np.asarray(best)
    if reference == "best_fifth":
        return best_fifth(areas.value, areas.share, worse)
    if reference == "average":
        return _kernels.mean(areas.value, areas.share)
    if reference in areas.codes:
        return np.asarray(areas.value[areas.codes.get_loc(reference)])
    raise ValueError(
        f'reference {reference!r} has no figure; give "best_area", "best_fifth", '
        '"average" or an area that has one'
    )


def _check(worse: str, change: str) -> None:
    if worse not in ("high", "low"):
        raise ValueError(f'worse must be "high" or "low" here, not {worse!r}')
    if change not in ("worse", "all"):
        raise ValueError(f'change must be "worse" or "all", not {change!r}')
