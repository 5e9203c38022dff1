"""How unlike the areas are, all of them together.

Population-weighted unless the name or `weighted=False` says otherwise. All are 0 when
areas are alike and never negative, 0 for one area, NaN for none. Relative measures
are NaN where a figure is negative or the mean is not above zero.

Own sums, not the `inequality` package's: its Gini, Theil and Atkinson know no
population weights, and between areas those are what makes them say something.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
import pandas as pd

from indicators.inequality import _kernels
from indicators.inequality._areas import Areas, Array, known_areas

__all__ = [
    "atkinson",
    "between_group_variance",
    "coefficient_of_variation",
    "gini",
    "index_of_disparity",
    "mean_difference",
    "mean_log_deviation",
    "theil",
    "weighted_standard_deviation",
]


def between_group_variance(value: pd.Series, population: pd.Series) -> float:
    """Mean squared distance of the residents' areas from the mean: sum p (y - m)^2.

    p are shares of the population, m = sum p y. In the unit of `value`, squared.

    Parameters
    ----------
    value : Series of float, shape (n,), indexed by area_code; NaN means "no figure"
    population : Series of number, shape (n,), the same areas; above zero

    Raises
    ------
    ValueError
        As all measures here: an area twice, or in one Series only; a figure that is
        infinite or no number; a population missing or not above zero at a figure.

    Source: Schlotheuber and Hosseinpoor (2022), Int J Environ Res Public Health
    19:3697, table A1 (BGV; `bgv` of healthequal).

    >>> people = pd.Series({"A": 100, "B": 300})
    >>> between_group_variance(pd.Series({"A": 20.0, "B": 12.0}), people)
    12.0
    """
    areas = known_areas(value, population)
    return _number(areas, lambda: _kernels.variance(areas.value, areas.share))


def weighted_standard_deviation(value: pd.Series, population: pd.Series) -> float:
    """Square root of `between_group_variance`, in the unit of `value` (BGSD).

    >>> people = pd.Series({"A": 100, "B": 100})
    >>> weighted_standard_deviation(pd.Series({"A": 20.0, "B": 12.0}), people)
    4.0
    """
    return float(np.sqrt(between_group_variance(value, population)))


def coefficient_of_variation(value: pd.Series, population: pd.Series) -> float:
    """100 * weighted standard deviation / weighted mean, in percent of the mean (COV).

    Source and errors: as `between_group_variance`.

    >>> people = pd.Series({"A": 100, "B": 100})
    >>> coefficient_of_variation(pd.Series({"A": 20.0, "B": 12.0}), people)
    25.0
    """
    areas = known_areas(value, population)
    return _number(
        areas,
        lambda: (
            100
            * np.sqrt(_kernels.variance(areas.value, areas.share))
            / _kernels.ratio_base(areas.value, areas.share)
        ),
    )


def index_of_disparity(
    value: pd.Series, population: pd.Series, *, weighted: bool = True
) -> float:
    """Mean distance from the population's mean, in percent of it.

    100 * sum a |y - m| / m with m = sum p y, the population-weighted mean, in both
    forms. a = p when weighted (IDISW), 1/n when not (IDISU): that is Pearcy and
    Keppel's, and HD*Calc's.

    Source: Pearcy and Keppel (2002), Public Health Reports 117:273-280; WHO's
    `idisu`, `idisw` of healthequal. Errors: as `between_group_variance`.

    >>> people = pd.Series({"A": 100, "B": 300})
    >>> value = pd.Series({"A": 8.0, "B": 16.0})  # mean 14
    >>> round(index_of_disparity(value, people), 4)  # (6 * 1/4 + 2 * 3/4) / 14
    21.4286
    >>> round(index_of_disparity(value, people, weighted=False), 4)  # (6 + 2)/2 / 14
    28.5714
    """
    areas = known_areas(value, population)
    return _number(
        areas,
        lambda: (
            100
            * _mean_distance(
                areas, float(_kernels.mean(areas.value, areas.share)), weighted
            )
            / _kernels.ratio_base(areas.value, areas.share)
        ),
    )


def mean_difference(
    value: pd.Series,
    population: pd.Series,
    *,
    reference: str = "mean",
    weighted: bool = True,
    worse: Literal["high", "low"] | None = None,
) -> float:
    """Mean distance from the mean, the best area or a named area, in `value`'s unit.

    sum a |y - r|; a = p when weighted, else 1/n.

    Parameters
    ----------
    value, population : as in `between_group_variance`
    reference : "mean" (MDMW, MDMU), "best" (MDBW, MDBU), or an area_code (MDRW, MDRU)
        The mean is population-weighted in both forms.
    weighted : False lets a small area count as much as a large one
    worse : "high" or "low": needed for "best", which is the other end

    Raises
    ------
    ValueError
        As `between_group_variance`; "best" without `worse`; an area without a figure.

    Source: Schlotheuber and Hosseinpoor (2022), table A1; names of healthequal.

    >>> people = pd.Series({"A": 100, "B": 300})
    >>> value = pd.Series({"A": 8.0, "B": 16.0})
    >>> mean_difference(value, people, reference="best", worse="high")
    6.0
    """
    areas = known_areas(value, population)
    if reference == "best" and worse not in ("high", "low"):
        raise ValueError('the best area is not known: give worse="high" or worse="low"')
    if not len(areas.value):
        return float("nan")
    if reference == "mean":
        level = float(_kernels.mean(areas.value, areas.share))
    elif reference == "best":
        level = float(areas.value.min() if worse == "high" else areas.value.max())
    elif reference in areas.codes:
        level = float(areas.value[areas.codes.get_loc(reference)])
    else:
        raise ValueError(
            f'reference {reference!r} has no figure; give "mean", "best" or an area '
            "that has one"
        )
    return float(_mean_distance(areas, level, weighted))


def gini(value: pd.Series, population: pd.Series) -> float:
    """Gini coefficient between areas: 0 alike, towards 1 all in a few hands.

    sum p y (2 R - 1) / m: R is the relative rank of the area's middle resident when
    all are in order of the figure. Twice the area between the Lorenz curve and the
    diagonal. No small-sample correction: two copies of a city have the same Gini.

    Source: Lerman and Yitzhaki (1989), Journal of Econometrics 42:43-47, equation 5.
    Errors: as `between_group_variance`.

    >>> people = pd.Series({"A": 100, "B": 100})
    >>> gini(pd.Series({"A": 0.0, "B": 12.0}), people)  # half of all have nothing
    0.5
    """
    areas = known_areas(value, population)
    return _number(areas, lambda: _kernels.gini(areas.value, areas.share))


def theil(value: pd.Series, population: pd.Series) -> float:
    """Theil's T between areas: sum p r ln r with r = y / m. No unit (nats).

    Most sensitive to high figures. A figure of 0 adds nothing, 0 ln 0 = 0. WHO prints
    it times 1000.

    Source: Theil (1967), Economics and Information Theory; GE(1) of Cowell (2011),
    Measuring Inequality. Errors: as `between_group_variance`.

    >>> people = pd.Series({"A": 100, "B": 100})
    >>> round(theil(pd.Series({"A": 0.0, "B": 12.0}), people), 6)  # ln 2
    0.693147
    """
    areas = known_areas(value, population)
    return _number(areas, lambda: _kernels.theil(areas.value, areas.share))


def mean_log_deviation(value: pd.Series, population: pd.Series) -> float:
    """Mean log deviation, Theil's L: sum p ln(m / y). No unit (nats).

    Most sensitive to low figures; infinite where a figure is 0 (WHO's `mld` puts
    0.000001 there, so that its answer depends on the unit).

    Source: GE(0) of Cowell (2011), Measuring Inequality. Errors: as
    `between_group_variance`.

    >>> people = pd.Series({"A": 100, "B": 100})
    >>> round(mean_log_deviation(pd.Series({"A": 5.0, "B": 15.0}), people), 6)
    0.143841
    """
    areas = known_areas(value, population)
    return _number(areas, lambda: _kernels.mean_log_deviation(areas.value, areas.share))


def atkinson(value: pd.Series, population: pd.Series, *, epsilon: float = 0.5) -> float:
    """Atkinson's index: the share of the total that inequality is worth, 0 to 1.

    1 - (sum p r^(1-e))^(1/(1-e)) with r = y / m; 1 - exp(sum p ln r) for e = 1. 1 with
    e of 1 or more where a figure is 0. Meant for what is good to have; of shares of
    misfortune its welfare reading does not hold.

    Parameters
    ----------
    value, population : as in `between_group_variance`
    epsilon : 0 or above; the larger, the more the lowest figures count

    Raises
    ------
    ValueError
        As `between_group_variance`; epsilon negative or not finite.

    Source: Atkinson (1970), Journal of Economic Theory 2:244-263.

    >>> people = pd.Series({"A": 100, "B": 100})
    >>> round(atkinson(pd.Series({"A": 4.0, "B": 16.0}), people, epsilon=1), 6)
    0.2
    """
    if not (0 <= epsilon < float("inf")):
        raise ValueError(f"epsilon must be 0 or above, not {epsilon}")
    areas = known_areas(value, population)
    return _number(areas, lambda: _kernels.atkinson(areas.value, areas.share, epsilon))


def _mean_distance(areas: Areas, level: float, weighted: bool) -> float:
    away = np.abs(areas.value - level)
    return float(away @ areas.share) if weighted else float(away.mean())


def _number(areas: Areas, measure: Callable[[], Array]) -> float:
    """The measure's value; NaN where no area has a figure."""
    return float(measure()) if len(areas.value) else float("nan")
