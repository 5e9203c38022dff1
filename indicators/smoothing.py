"""Rates of small areas, steadied by what all areas have in common; and the guard that
keeps such figures out of every evaluation.

A smoothed figure is a good guess of where need is. It is no measurement: it has been
pulled towards the others, so that what a programme changed in one area is partly taken
away from it and given to the rest.
"""

import numpy as np
import pandas as pd

from indicators.counts import Column, checked_counts, checked_multiplier

__all__ = ["SMOOTHED", "empirical_bayes", "refuse_modelled"]

SMOOTHED = "smoothed"  # in the column `method`
_MODELLED = (SMOOTHED, "modelled")


def empirical_bayes(
    numerator: Column, denominator: Column, *, multiplier: float = 1
) -> pd.DataFrame:
    """Rates pulled towards the rate of all areas, the more the smaller the area.

    NEVER for evaluating a programme: see the module, and `refuse_modelled`.

    With r = e/b the area's rate, m = Σe/Σb, and the variance between areas beyond
    chance A = max(0, Σ b (r - m)² / Σ b - m / mean(b)): weight = A / (A + m/b), and
    value = m + weight (r - m).

    Parameters
    ----------
    numerator, denominator : Series of number, shape (n,), indexed by area_code
        Events e and people at risk b; an event of a rate may happen more than once.
    multiplier : 1, 100 for percent, 100 000 for a rate per 100 000

    Returns
    -------
    DataFrame, shape (n, 5), same index
        value (smoothed) and raw, times `multiplier`; weight, from 0 (only the common
        rate) to 1 (only the area's own); status "estimated" and method "smoothed", by
        which the guard knows them. Where a count is missing, or 0 of 0, value, raw and
        weight are NaN and status is "not_published": such areas take no part. Without
        any event, with one area, or where chance explains all, weight is 0.

    Raises
    ------
    ValueError
        Indexes differ; a count is negative; events without people.

    Source: Marshall (1991), Applied Statistics 40: 283-294, section 2. Own code, equal
    to esda.smoothing.Empirical_Bayes where A is above 0. Where A comes out negative
    esda keeps it, which pushes rates away from the common one or beyond it (Marshall
    sets A to 0), and without any event it divides by zero.

    >>> table = empirical_bayes(pd.Series({"A": 0, "B": 40}), pd.Series([100, 100],
    ...                         index=["A", "B"]), multiplier=100)
    >>> table[["value", "raw", "weight"]].round(2).values.tolist()
    [[1.0, 0.0, 0.95], [39.0, 40.0, 0.95]]
    """
    scale = checked_multiplier(multiplier)
    counts = checked_counts(numerator, denominator, share=False)
    known = counts.dropna()
    events, people = known["numerator"], known["denominator"]
    raw = counts["numerator"] / counts["denominator"].where(counts["numerator"].notna())
    if known.empty:
        common, between = np.nan, 0.0
    else:
        common = events.sum() / people.sum()
        variance = (people * (events / people - common) ** 2).sum() / people.sum()
        between = max(0.0, float(variance - common / people.mean()))
    weight = pd.Series(0.0, index=counts.index).where(raw.notna())
    if between > 0:
        weight = between / (between + common / counts["denominator"].where(raw.notna()))
    value = common + weight * (raw - common)
    table = pd.DataFrame({"value": scale * value, "raw": scale * raw, "weight": weight})
    status = np.where(value.notna(), "estimated", "not_published")
    return table.assign(status=status, method=SMOOTHED)


def refuse_modelled(observations: pd.DataFrame) -> None:
    """Stops an evaluation that is about to use smoothed or modelled figures.

    To be called first by whatever asks whether a measure had an effect. An estimate
    borrows from other areas and other years, so that an effect in one area shows in
    the others' figures, and an effect may be seen where the model put it.

    Parameters
    ----------
    observations : DataFrame, shape (n, k)
        Column status; indicator, area_code (or the index), value and method if there
        are. Rows without a value (suppressed, not published) are no figures, and pass.

    Returns
    -------
    None
        If every figure is published and none is by a method that smooths or models.

    Raises
    ------
    ValueError
        Some are not; the sentence names indicators and areas. There is no column
        status, so that it cannot be told.

    >>> rows = {"area_code": ["A", "B"], "indicator": "unemployment_rate",
    ...         "value": [9.0, 8.0], "status": ["published", "estimated"]}
    >>> refuse_modelled(pd.DataFrame(rows))
    Traceback (most recent call last):
    ...
    ValueError: never evaluate a programme with smoothed or modelled figures: \
unemployment_rate in areas ['B'] is not published; leave these rows out
    """
    if "status" not in observations:
        raise ValueError(
            "observations have no column status: without it nobody can tell measured "
            "from modelled figures; add it"
        )
    modelled = observations["status"] != "published"
    if "method" in observations:
        modelled |= observations["method"].isin(_MODELLED)
    if "value" in observations:
        modelled &= observations["value"].notna()
    if not modelled.any():
        return
    rows = observations[modelled]
    codes = rows["area_code"] if "area_code" in rows else rows.index.to_series()
    names = rows["indicator"].unique() if "indicator" in rows else ["a figure"]
    areas = codes.unique().tolist()
    more = " and more" if len(areas) > 10 else ""
    raise ValueError(
        "never evaluate a programme with smoothed or modelled figures: "
        f"{', '.join(map(str, names))} in areas {areas[:10]}{more} is not published; "
        "leave these rows out"
    )
