"""Intervals around a figure: shares, counts, rates and means.

What they mean here. Figures from registers have no sampling error: everybody was
counted. The interval is about the risk behind the count, which would have given other
counts under the same conditions (Brillinger 1986, "The natural variability of vital
rates", Biometrics 42: 693-734). It says how far a small district's figure would move
by chance alone, and nothing of errors in the register. A number of residents is no
such event, and a mean whose spread is not published cannot have an interval: both are
left without one, never with an invented one.
"""

import numpy as np
import pandas as pd
from scipy.special import gammainccinv, gammaincinv, stdtrit

from indicators.catalogue import Catalogue
from indicators.counts import (
    Column,
    aligned,
    checked_counts,
    checked_multiplier,
    normal_z,
    require_columns,
)

__all__ = [
    "EXACT_BELOW",
    "count_interval",
    "mean_interval",
    "proportion_interval",
    "rate_interval",
    "wilson_limits",
    "with_intervals",
]

EXACT_BELOW = 10  # below this many events Byar's approximation is not good enough


def proportion_interval(
    numerator: Column,
    denominator: Column,
    *,
    confidence: float = 0.95,
    multiplier: float = 1,
) -> pd.DataFrame:
    """Share with its Wilson score interval.

    (2x + z² ± z √(z² + 4x(1 - x/n))) / (2(n + z²)), x of n, z the normal quantile.

    Parameters
    ----------
    numerator, denominator : Series of number, shape (n,), indexed by area_code
        Part and whole. Fractions are allowed: a percentage times a whole.
    confidence : between 0 and 1, such as 0.95 or 0.998
    multiplier : 1 for a share, 100 for percent

    Returns
    -------
    DataFrame of float, shape (n, 3), same index: value, lower, upper
        Times `multiplier`, always within 0 and `multiplier`. The lower end is exactly
        0 for none and the upper exactly 1 for all. NaN where a count is missing, and
        for 0 of 0.

    Raises
    ------
    ValueError
        Indexes differ; a count is negative or infinite; a part exceeds its whole.

    Source: Wilson (1927), J Am Stat Assoc 22: 209-212; as in Newcombe and Altman,
    Statistics with Confidence (2000), 46-48. Own code: statsmodels' is right to 12
    digits, but takes 0.6 s to import.

    >>> proportion_interval(pd.Series({"A": 81}), pd.Series({"A": 263})).round(4)
       value   lower   upper
    A  0.308  0.2553  0.3662
    """
    counts = checked_counts(numerator, denominator, share=True)
    scale = checked_multiplier(multiplier)
    x, n = (counts[name].to_numpy() for name in counts)
    value, lower, upper = wilson_limits(x, n, confidence)
    ends = {"value": scale * value, "lower": scale * lower, "upper": scale * upper}
    return pd.DataFrame(ends, index=counts.index)


def count_interval(count: Column, *, confidence: float = 0.95) -> pd.DataFrame:
    """Number of events with its interval: exact Poisson below 10, Byar's from 10 up.

    Exact: χ²(α/2; 2x) / 2 and χ²(1 - α/2; 2x + 2) / 2. Byar's:
    x (1 - 1/(9x) - z/(3√x))³ and (x + 1) (1 - 1/(9(x + 1)) + z/(3√(x + 1)))³.

    Parameters
    ----------
    count : Series of number, shape (n,), indexed by area_code
        Events such as deaths or new cases: not residents, who are no chance event. A
        fraction is allowed, and the formulas then interpolate between whole numbers:
        nothing is exact about it.
    confidence : between 0 and 1, such as 0.95 or 0.998

    Returns
    -------
    DataFrame, shape (n, 4), same index: value, lower, upper, method
        In events; method is "exact", "byar" or, where the count is missing, "none".

    Raises
    ------
    ValueError
        A count is negative or infinite; the index repeats an area.

    Source: Garwood (1936), Biometrika 28: 437-442; Breslow and Day, Statistical
    Methods in Cancer Research II (1987), 69. Threshold as in PHEindicatormethods.

    >>> count_interval(pd.Series({"A": 7, "B": 13}), confidence=0.95).round(3)
       value  lower   upper method
    A    7.0  2.814  14.423  exact
    B   13.0  6.915  22.232   byar
    """
    return _events(count, None, confidence, 1)


def rate_interval(
    count: Column,
    denominator: Column,
    *,
    confidence: float = 0.95,
    multiplier: float = 1,
) -> pd.DataFrame:
    """Rate with its interval: the limits of `count_interval` over the denominator.

    Parameters
    ----------
    count : as in `count_interval`
    denominator : Series of number, same index
        Person-years or residents at risk. The count may exceed it.
    confidence : between 0 and 1
    multiplier : 1 000 or 100 000 for a rate per so many

    Returns
    -------
    DataFrame, shape (n, 4), same index: value, lower, upper, method
        Events per `multiplier` of the denominator. NaN and "none" for 0 out of 0.

    Raises
    ------
    ValueError
        As in `count_interval`; indexes differ; events without a denominator.

    >>> rate_interval(pd.Series({"A": 15}), [400], multiplier=1000).round(3)
       value   lower   upper method
    A   37.5  20.973  61.854   byar
    """
    return _events(count, denominator, confidence, checked_multiplier(multiplier))


def mean_interval(
    mean: Column,
    standard_deviation: Column,
    count: Column,
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Mean with its interval by Student's t: mean ± t(n - 1) s / √n.

    Only where the spread between persons is published. For mean or median income of a
    district it is not, and neither has an interval (see `with_intervals`).

    Parameters
    ----------
    mean, standard_deviation : Series of float, shape (n,), indexed by area_code
        In one unit; the standard deviation is that of the n persons, with n - 1.
    count : Series of number, same index
        Persons. With fewer than two there is no interval: NaN.

    Returns
    -------
    DataFrame of float, shape (n, 3), same index: value, lower, upper

    Raises
    ------
    ValueError
        Indexes differ; a standard deviation or a count is negative.

    >>> mean_interval(pd.Series({"A": 10.0}), [2.0], [16]).round(3)
       value  lower   upper
    A   10.0  8.934  11.066
    """
    table = aligned(mean=mean, standard_deviation=standard_deviation, count=count)
    for name in ("standard_deviation", "count"):
        if (bad := table.index[table[name] < 0].tolist()[:10]) != []:
            raise ValueError(f"{name} is below zero in areas {bad}; correct it")
    normal_z(confidence)
    persons = table["count"].where(table["count"] >= 2)
    reach = stdtrit(persons - 1, (1 + confidence) / 2)
    half = reach * table["standard_deviation"] / persons**0.5
    value = table["mean"]
    ends = {"value": value, "lower": value - half, "upper": value + half}
    return pd.DataFrame(ends)


def with_intervals(
    observations: pd.DataFrame, catalogue: Catalogue, *, confidence: float = 0.95
) -> pd.DataFrame:
    """The observations with `lower` and `upper` where they can be defended.

    =============================================  ====================================
    row                                            interval
    =============================================  ====================================
    lower or upper is there already (estimates)    kept as it is
    published, in percent, with both counts        Wilson's, numerator of denominator
    published, in percent, without counts          none: of how many is not known
    estimated, without an interval of its own      none: chance is its least error
    persons (residents)                            none: counted, no event of chance
    euros, years, an index, percent a year         none: the spread is not published
    =============================================  ====================================

    Parameters
    ----------
    observations : DataFrame, shape (n, k)
        Columns indicator, value, numerator, denominator, status; perhaps lower, upper.
    catalogue : Catalogue
        Says which indicators are in "percent".

    Returns
    -------
    DataFrame, shape (n, k) and lower, upper
        In the unit of the value; NaN for none. The rows and the index are the same.

    Raises
    ------
    ValueError
        A column is missing; a published part exceeds its whole or is negative.

    >>> from indicators.catalogue import load_catalogue
    >>> row = {"indicator": "unemployment_rate", "value": 25.0, "numerator": 25.0,
    ...        "denominator": 100.0, "status": "published"}
    >>> table = with_intervals(pd.DataFrame([row]), load_catalogue())
    >>> table[["lower", "upper"]].round(2).values.tolist()
    [[17.55, 34.3]]
    """
    names = ("indicator", "value", "numerator", "denominator", "status")
    require_columns(observations, *names)
    result = observations.copy()
    for end in ("lower", "upper"):
        if end not in result:
            result[end] = np.nan
    shares = {entry.key for entry in catalogue.indicator if entry.unit == "percent"}
    chosen = (
        (observations["status"] == "published")
        & observations["indicator"].isin(shares)
        & observations[["value", "numerator", "denominator"]].notna().all(axis=1)
        & result[["lower", "upper"]].isna().all(axis=1)
    ).to_numpy(dtype="bool")
    rows = observations[chosen]
    labels = pd.RangeIndex(len(rows)) if rows.index.has_duplicates else rows.index
    wilson = proportion_interval(
        rows["numerator"].set_axis(labels),
        rows["denominator"].set_axis(labels),
        confidence=confidence,
        multiplier=100,
    )
    for end in ("lower", "upper"):
        column = result[end].to_numpy(dtype="float64", na_value=np.nan, copy=True)
        column[chosen] = wilson[end].to_numpy()
        result[end] = column
    return result


def wilson_limits(
    x: np.ndarray, n: np.ndarray, confidence: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share and Wilson limits of checked counts, as arrays: see `proportion_interval`.

    >>> [float(end[0].round(4)) for end in
    ...  wilson_limits(np.array([81.0]), np.array([263.0]), 0.95)]
    [0.308, 0.2553, 0.3662]
    """
    z = normal_z(confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = x / n
        middle = 2 * x + z**2
        spread = z * np.sqrt(z**2 + 4 * x * (1 - value))
        # (middle - spread) / 2 / (n + z²) without the loss of digits near zero
        lower = 2 * x**2 / n / (middle + spread)
        upper = np.where(x >= n, 1.0, (middle + spread) / 2 / (n + z**2))
    return value, lower, np.where(np.isnan(n), n, upper)


def _events(
    count: Column, denominator: Column | None, confidence: float, scale: float
) -> pd.DataFrame:
    whole = 1.0 if denominator is None else denominator
    counts = checked_counts(count, whole, share=False)
    x, n = (counts[name].to_numpy() for name in counts)
    x = np.where(np.isnan(n), np.nan, x)
    lower, upper = _poisson_limits(x, confidence)
    few = np.where(x < EXACT_BELOW, "exact", "byar")
    ends = {"value": x, "lower": lower, "upper": upper}
    table = pd.DataFrame({name: scale * end / n for name, end in ends.items()})
    table["method"] = np.where(np.isnan(x), "none", few)
    return table.set_axis(counts.index)


def _poisson_limits(x: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    z, tail = normal_z(confidence), (1 - confidence) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        # χ²(p; 2a) / 2 is the gamma quantile of shape a; shape 0 has all its mass at 0
        exact_lower = np.where(x == 0, 0.0, gammaincinv(np.maximum(x, 1e-300), tail))
        exact_upper = gammainccinv(x + 1, tail)
        byar_lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
        y = x + 1
        byar_upper = y * (1 - 1 / (9 * y) + z / (3 * np.sqrt(y))) ** 3
    few = x < EXACT_BELOW
    return (
        np.where(few, exact_lower, byar_lower),
        np.where(few, exact_upper, byar_upper),
    )
