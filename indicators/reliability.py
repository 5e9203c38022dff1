"""How far a figure can be relied on: its standard error beside the figure itself."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from indicators.catalogue import Catalogue
from indicators.counts import (
    Column,
    aligned,
    checked_counts,
    normal_z,
    require_columns,
)

__all__ = [
    "BANDS",
    "count_variation",
    "interval_variation",
    "reliability",
    "share_variation",
    "with_reliability",
]

# Percent: below the first end good, above the second unreliable, between with caution.
BANDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        # Statistics Canada, release guidelines of its surveys (such as the Canadian
        # Community Health Survey, user guide): to 16.5 acceptable, 16.6 to 33.3
        # marginal, above 33.3 not to be released.
        "statistics_canada": (16.6, 33.3),
        # Esri, "The American Community Survey" (2014), used with the Census Bureau's
        # figures: 12 or less high, to 40 medium, above 40 low reliability.
        "acs": (12.0, 40.0),
    }
)


def share_variation(numerator: Column, denominator: Column) -> pd.Series:
    """Coefficient of variation of a share: √(p (1 - p) / n) / p, in percent.

    Parameters
    ----------
    numerator, denominator : Series of number, shape (n,), indexed by area_code

    Returns
    -------
    Series of float, shape (n,), same index, named "variation"
        Percent of the share itself. NaN for a share of 0, of which nothing can be a
        percentage, and where a count is missing. 0 for a share of 1: the formula has no
        error there, and the Wilson interval says more.

    Raises
    ------
    ValueError
        As in `indicators.uncertainty.proportion_interval`.

    >>> share_variation(pd.Series({"A": 20}), pd.Series({"A": 100})).to_dict()
    {'A': 20.0}
    """
    counts = checked_counts(numerator, denominator, share=True)
    x, n = counts["numerator"], counts["denominator"]
    # √(p (1 - p) / n) / p = √((1 - p) / x)
    return (100 * ((1 - x / n) / x.where(x > 0)) ** 0.5).rename("variation")


def count_variation(count: Column) -> pd.Series:
    """Coefficient of variation of a number of events: 1 / √x, in percent.

    Parameters
    ----------
    count : Series of number, shape (n,), indexed by area_code
        Events, or the events of a rate.

    Returns
    -------
    Series of float, shape (n,), same index, named "variation"
        NaN for no event and where the count is missing.

    Raises
    ------
    ValueError
        A count is negative or infinite.

    >>> count_variation(pd.Series({"A": 25, "B": 0})).to_dict()
    {'A': 20.0, 'B': nan}
    """
    x = checked_counts(count, 1, share=False)["numerator"]
    return (100 / x.where(x > 0) ** 0.5).rename("variation")


def interval_variation(
    value: Column, lower: Column, upper: Column, *, confidence: float = 0.95
) -> pd.Series:
    """Coefficient of variation of an estimate, from its interval, in percent.

    (upper - lower) / (2 z) / |value|, z the normal quantile: 1.96 for 95 %.

    Parameters
    ----------
    value, lower, upper : Series of float, shape (n,), indexed by area_code
        In one unit. Meaningful on a scale with a true zero only: not for z-scores.
    confidence : of the interval

    Returns
    -------
    Series of float, shape (n,), same index, named "variation"
        NaN for a value of 0, and where a figure is missing.

    Raises
    ------
    ValueError
        Indexes differ; a lower limit exceeds its upper one.

    >>> interval_variation(pd.Series({"A": 10.0}), [8.04], [11.96]).round(2).to_dict()
    {'A': 10.0}
    """
    table = aligned(value=value, lower=lower, upper=upper)
    if (bad := table.index[table["lower"] > table["upper"]].tolist()[:10]) != []:
        raise ValueError(f"lower exceeds upper in areas {bad}; give them in order")
    error = (table["upper"] - table["lower"]) / (2 * normal_z(confidence))
    size = table["value"].abs()
    return (100 * error / size.where(size > 0)).rename("variation")


def reliability(variation: Column, *, bands: str = "statistics_canada") -> pd.Series:
    """The flag that goes with a coefficient of variation.

    Parameters
    ----------
    variation : Series of float, shape (n,), indexed by area_code
        Percent, not below zero.
    bands : "statistics_canada" (below 16.6, to 33.3) or "acs" (to 12, to 40)

    Returns
    -------
    Series of str, shape (n,), same index, named "reliability"
        "good", "use with caution", "unreliable"; "not known" where there is none, so
        for a value of 0 too.

    Raises
    ------
    ValueError
        A variation is negative or infinite; unknown bands.

    Source: see `BANDS`.

    >>> reliability(pd.Series([5.0, 16.6, 33.4, float("nan")])).tolist()
    ['good', 'use with caution', 'unreliable', 'not known']
    """
    if bands not in BANDS:
        raise ValueError(f"bands must be one of {', '.join(BANDS)}; got {bands!r}")
    column = aligned(variation=variation)["variation"]
    if (column < 0).any():
        bad = column.index[column < 0].tolist()[:10]
        raise ValueError(f"variation is below zero in areas {bad}; correct it")
    first, second = BANDS[bands]
    good = column <= first if bands == "acs" else column < first
    conditions = [column.isna(), good, column <= second]
    names = ["not known", "good", "use with caution"]
    flag = np.select(conditions, names, default="unreliable")
    return pd.Series(flag, index=column.index, dtype="str", name="reliability")


def with_reliability(
    observations: pd.DataFrame,
    catalogue: Catalogue,
    *,
    confidence: float = 0.95,
    bands: str = "statistics_canada",
) -> pd.DataFrame:
    """The observations with `variation` and `reliability`.

    From the counts where the row is a published share in percent, else from lower and
    upper if the row has them, else not known. An index has no true zero: not known.

    Parameters
    ----------
    observations : DataFrame, shape (n, k)
        As `indicators.uncertainty.with_intervals` returns them.
    catalogue : Catalogue
    confidence : of lower and upper
    bands : as in `reliability`

    Returns
    -------
    DataFrame, shape (n, k + 2), same rows and index

    Raises
    ------
    ValueError
        As in `share_variation`, `interval_variation` and `reliability`.

    >>> from indicators.catalogue import load_catalogue
    >>> row = {"indicator": "unemployment_rate", "value": 20.0, "numerator": 20.0,
    ...        "denominator": 100.0, "status": "published"}
    >>> table = with_reliability(pd.DataFrame([row]), load_catalogue())
    >>> table[["variation", "reliability"]].values.tolist()
    [[20.0, 'use with caution']]
    """
    names = ("indicator", "value", "numerator", "denominator", "status")
    require_columns(observations, *names)
    rows = observations.reset_index(drop=True)
    shares = {entry.key for entry in catalogue.indicator if entry.unit == "percent"}
    scored = {entry.key for entry in catalogue.indicator if entry.index}
    counted = (rows["status"] == "published") & rows["indicator"].isin(shares)
    counts = rows[["numerator", "denominator"]].where(counted)
    variation = share_variation(counts["numerator"], counts["denominator"])
    if {"lower", "upper"} <= set(rows):
        known = rows[["value", "lower", "upper"]].where(~rows["indicator"].isin(scored))
        variation = variation.fillna(
            interval_variation(
                known["value"], known["lower"], known["upper"], confidence=confidence
            ).where(counts["denominator"].isna())
        )
    flag = reliability(variation, bands=bands)
    return observations.assign(
        variation=variation.to_numpy(), reliability=flag.to_numpy()
    )
