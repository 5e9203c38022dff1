"""Standardised rates and ratios: what the figures were if ages were alike.

Direct: the area's own rates, weighted by a standard population. Indirect: the area's
events beside those expected if the city's rates held there.
"""

import numpy as np
import pandas as pd

from indicators.counts import Column, aligned, checked_multiplier
from indicators.uncertainty import EXACT_BELOW, count_interval

__all__ = [
    "directly_standardised_rate",
    "expected_count",
    "indirectly_standardised_ratio",
]


def directly_standardised_rate(
    count: pd.DataFrame,
    population: pd.DataFrame,
    standard: pd.Series,
    *,
    confidence: float = 0.95,
    multiplier: float = 1,
    minimum_count: float = EXACT_BELOW,
) -> pd.DataFrame:
    """Rate weighted by a standard population, with Dobson's interval.

    D = Σ w x/n / Σ w, var D = Σ w² x/n² / (Σ w)², and with X = Σ x and its limits
    X_L, X_U by `count_interval`: D + √(var D / X) (X_L - X), and so with X_U.

    Parameters
    ----------
    count, population : DataFrame of number, shape (n, k)
        Events and person-years, areas by strata (age groups), the same index and
        columns. A stratum without people has no rate: its population is refused.
    standard : Series of number, shape (k,), indexed by stratum
        Standard population; not negative, not all zero.
    confidence : between 0 and 1
    multiplier : 100 000 for a rate per 100 000
    minimum_count : areas with fewer events have no figure
        10 as in PHEindicatormethods, after Morris et al. (2018), BMC Public Health
        18: 1379: below it the rate says little. 0 gives the figure of any count.

    Returns
    -------
    DataFrame, shape (n, 4), same index: value, lower, upper, count
        count is Σ x. NaN where a stratum's count is missing (it is not taken for 0,
        as PHEindicatormethods does), where Σ x is below `minimum_count`, and the
        limits for no event at all.

    Raises
    ------
    ValueError
        Areas or strata differ; a count is negative; a population is not above zero.

    Source: Dobson et al. (1991), Stat Med 10: 457-462.

    >>> count = pd.DataFrame({"young": [10], "old": [30]}, index=["A"])
    >>> population = pd.DataFrame({"young": [1000], "old": [500]}, index=["A"])
    >>> standard = pd.Series({"young": 3, "old": 1})
    >>> directly_standardised_rate(
    ...     count, population, standard, multiplier=1000
    ... ).round(3)
       value   lower   upper  count
    A   22.5  15.955  30.789   40.0
    """
    scale = checked_multiplier(multiplier)
    x, n = _same_strata(count, population)
    weight = aligned(standard=standard)["standard"].reindex(x.columns)
    if not (weight >= 0).all() or weight.sum() <= 0:
        raise ValueError(
            f"standard must give every stratum of {x.columns.tolist()} a population, "
            "not negative and not all zero"
        )
    share = weight / weight.sum()
    rate = (x / n).mul(share).sum(axis=1, skipna=False)
    variance = (x / n**2).mul(share**2).sum(axis=1, skipna=False)
    total = x.sum(axis=1, skipna=False)
    ends = count_interval(total, confidence=confidence)
    unit = (variance / total.where(total > 0)) ** 0.5
    result = pd.DataFrame(
        {
            "value": scale * rate,
            "lower": scale * (rate + unit * (ends["lower"] - total)),
            "upper": scale * (rate + unit * (ends["upper"] - total)),
        }
    )
    result[total < minimum_count] = np.nan
    return result.assign(count=total)


def expected_count(population: pd.DataFrame, reference_rate: pd.Series) -> pd.Series:
    """Events expected of an area if the reference's rates held there: Σ n r.

    Parameters
    ----------
    population : DataFrame of number, shape (n, k)
        Person-years, areas by strata; not negative.
    reference_rate : Series of float, shape (k,), indexed by stratum
        Events per person-year in the reference, such as the city; not negative.

    Returns
    -------
    Series of float, shape (n,), same index, named "expected"
        NaN where a stratum's population is missing.

    Raises
    ------
    ValueError
        A stratum has no rate, or a number is negative.

    >>> people = pd.DataFrame({"young": [1000], "old": [500]}, index=["A"])
    >>> expected_count(people, pd.Series({"young": 0.01, "old": 0.04})).to_dict()
    {'A': 30.0}
    """
    rate = aligned(reference_rate=reference_rate)["reference_rate"]
    rate = rate.reindex(population.columns)
    if not (rate >= 0).all():
        bad = rate.index[~(rate >= 0)].tolist()
        raise ValueError(f"reference_rate must not be missing or negative in {bad}")
    people = aligned(**{str(k): c for k, c in population.items()})
    if (people < 0).any(axis=None):
        bad = people.index[(people < 0).any(axis=1)].tolist()[:10]
        raise ValueError(f"population is below zero in areas {bad}; correct it")
    expected = people.mul(rate.to_numpy()).sum(axis=1, skipna=False)
    return expected.rename("expected")


def indirectly_standardised_ratio(
    observed: Column,
    expected: Column,
    *,
    confidence: float = 0.95,
    reference: float = 1,
) -> pd.DataFrame:
    """Observed over expected events (SMR, SIR), with its interval.

    O / E, and the limits of O by `count_interval` over E, times `reference`.

    Parameters
    ----------
    observed : Series of number, shape (n,), indexed by area_code
    expected : Series of number, same index
        By `expected_count`, above zero. Taken as exact: the reference is far larger.
    confidence : between 0 and 1
    reference : 1 or 100 for a ratio; the reference's crude rate for a rate
        (the "indirectly standardised rate").

    Returns
    -------
    DataFrame, shape (n, 4), same index: value, lower, upper, method
        Above `reference`: more events than the reference's rates explain. method is
        "exact", "byar" or "none".

    Raises
    ------
    ValueError
        Indexes differ; observed is negative; expected is not above zero.

    Source: Breslow and Day, Statistical Methods in Cancer Research II (1987), 65-72.

    >>> indirectly_standardised_ratio(pd.Series({"A": 8}), [4.0]).round(3)
       value  lower  upper method
    A    2.0  0.863  3.941  exact
    """
    scale = checked_multiplier(reference)
    table = aligned(observed=observed, expected=expected)
    if (bad := table.index[table["expected"] <= 0].tolist()[:10]) != []:
        raise ValueError(f"expected must be above zero; check areas {bad}")
    ends = count_interval(table["observed"], confidence=confidence)
    limits = ends[["value", "lower", "upper"]].div(table["expected"], axis=0) * scale
    return limits.assign(method=ends["method"].where(limits["value"].notna(), "none"))


def _same_strata(
    count: pd.DataFrame, population: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if not count.columns.equals(population.columns):
        codes = list(count.columns.symmetric_difference(population.columns))[:10]
        raise ValueError(
            f"count and population must have the same strata in one order; "
            f"only one has {codes}"
        )
    columns = {f"count of {k}": count[k] for k in count}
    people = {f"population of {k}": population[k] for k in population}
    both = aligned(**columns, **people)
    x = both[list(columns)].set_axis(count.columns, axis=1)
    n = both[list(people)].set_axis(count.columns, axis=1)
    for name, wrong in (("count", x < 0), ("population", n <= 0)):
        if (rows := wrong.any(axis=1)).any():
            raise ValueError(
                f"{name} must {'not be negative' if name == 'count' else 'be above 0'}"
                f" in every stratum; check areas {rows.index[rows].tolist()[:10]}"
            )
    return x, n
