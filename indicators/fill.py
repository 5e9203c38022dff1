"""Years between two releases, filled and marked. Pure: observations in, new rows out.

Only for looking at levels and for indexes: an estimate says nothing of what a
programme did, and every row carries status estimated and the method in its source.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indicators.fill_scale import (
    ERROR_COLUMNS,
    conformal_quantile,
    filled_rows,
    known_shares,
    log_odds,
    share_of,
)
from indicators.tables import OBSERVATION_COLUMNS

__all__ = ["BETWEEN", "between_errors", "fill_between"]

BETWEEN = "fill_between"  # stands in `source` of each row


def fill_between(
    observations: pd.DataFrame, keys: Sequence[str], *, confidence: float = 0.95
) -> pd.DataFrame:
    """Shares for the years between two known years of the same area.

    With a years to the known year before and b to the one after, and y = ln(p/(100-p)):

    ŷ = (b y_before + a y_after) / (a + b),   interval ŷ ± q √(a b / (a + b))

    q is the conformal quantile of |ŷ - y| / √(a b / (a + b)) over all known years that
    have a known year on both sides, each left out in turn: the interval is narrow by a
    known year and widest half-way, as a random walk between two known points is.
    It is of a usual year: areas err together, and a year that stands out everywhere
    (a crisis, a change of definition) may lie outside for most of them.

    Parameters
    ----------
    observations : DataFrame
        The columns of the observations; values in percent. Published and estimated
        figures count as known.
    keys : the indicators to fill
    confidence : of the interval, above 0, below 1

    Returns
    -------
    DataFrame
        Only new rows: the observations' columns, `lower` and `upper` (percent). status
        estimated; source names both years' sources and fill_between. Never before the
        first or after the last known year of an area, and never in a year in which the
        indicator has any row (a release): a cell that was suppressed or not published
        stays so. lower and upper are NaN where too few years could be left out to tell
        (95 % needs 19). The value lies between the two known ones.

    Raises
    ------
    ValueError
        An indicator has no rows, two rows for an area and year, or a value outside 0
        to 100; `confidence` is not between 0 and 1.

    Source: linear interpolation on log-odds. Variance of a Brownian bridge, t(T-t)/T:
    Karatzas and Shreve (1991), Brownian Motion and Stochastic Calculus, section 5.6.B.

    >>> rows = pd.DataFrame({
    ...     "area_code": "A", "indicator": "share", "year": [2016, 2018],
    ...     "value": [20.0, 20.0], "numerator": None, "denominator": None,
    ...     "status": "published", "source": ["release_2016", "release_2018"]})
    >>> made = fill_between(rows, ["share"])
    >>> made[["year", "value", "source"]].round(6).values.tolist()
    [[2017, 20.0, 'release_2016;release_2018;fill_between']]
    """
    frames = [_one_indicator(observations, key, confidence) for key in keys]
    if not frames:
        return pd.DataFrame(columns=OBSERVATION_COLUMNS)
    return pd.concat(frames, ignore_index=True)


def between_errors(
    observations: pd.DataFrame, key: str, *, confidence: float = 0.95
) -> pd.DataFrame:
    """What `fill_between` would have said of each known year that is left out.

    Returns
    -------
    DataFrame
        indicator, area_code, year, value (the truth), guess, lower, upper (percent).
        An area's own errors take no part in its intervals.
    """
    left_out = _left_out(known_shares(observations, key))
    q = [
        conformal_quantile(left_out["error"][left_out["area_code"] != code], confidence)
        for code in left_out["area_code"].unique()
    ]
    width = dict(zip(left_out["area_code"].unique(), q, strict=True))
    half = left_out["area_code"].map(width).astype("float64") * left_out["spread"]
    return left_out.assign(
        indicator=key,
        guess=share_of(left_out["odds"]),
        lower=share_of(left_out["odds"] - half),
        upper=share_of(left_out["odds"] + half),
    )[ERROR_COLUMNS].reset_index(drop=True)


def _one_indicator(
    observations: pd.DataFrame, key: str, confidence: float
) -> pd.DataFrame:
    known = known_shares(observations, key)
    released = observations.loc[observations["indicator"] == key, "year"].unique()
    q = conformal_quantile(_left_out(known)["error"], confidence)
    rows = _beside(known, ["after"]).dropna(subset="year_after")
    rows = rows.loc[rows.index.repeat(rows["year_after"] - rows["year"] - 1)]
    passed = rows.groupby(["area_code", "year"]).cumcount() + 1
    rows = rows.assign(new_year=rows["year"] + passed)
    rows = rows[~rows["new_year"].isin(released)]
    odds, spread = _bridge(
        rows["value"],
        rows["value_after"],
        rows["new_year"] - rows["year"],
        rows["year_after"] - rows["new_year"],
    )
    made = filled_rows(
        {
            "area_code": rows["area_code"].to_numpy(),
            "indicator": key,
            "year": rows["new_year"].to_numpy(),
            "source": [
                _sources(*pair)
                for pair in zip(rows["source"], rows["source_after"], strict=True)
            ],
        },
        odds,
        q * spread,
    )
    # 0 and 100 have no log-odds: back to what the known years allow.
    ends = rows[["value", "value_after"]].to_numpy(dtype="float64")
    value = np.clip(made["value"], ends.min(axis=1), ends.max(axis=1))
    return made.assign(
        value=value,
        lower=made["lower"].clip(upper=value),
        upper=made["upper"].clip(lower=value),
    )


def _left_out(known: pd.DataFrame) -> pd.DataFrame:
    """Known years with a known year on both sides, guessed from those two.

    error: |guess - truth| in log-odds, divided by spread.
    """
    both = _beside(known, ["before", "after"])
    both = both.dropna(subset=["year_before", "year_after"])
    odds, spread = _bridge(
        both["value_before"],
        both["value_after"],
        both["year"] - both["year_before"],
        both["year_after"] - both["year"],
    )
    error = np.abs(odds - log_odds(both["value"])) / spread
    return both.assign(odds=odds, spread=spread, error=error)


def _beside(known: pd.DataFrame, sides: Sequence[str]) -> pd.DataFrame:
    """Each known year with the known years before or after it of the same area."""
    by_area = known.groupby("area_code")[["year", "value", "source"]]
    steps = {"before": 1, "after": -1}
    near = [by_area.shift(steps[side]).add_suffix(f"_{side}") for side in sides]
    return pd.concat([known, *near], axis=1)


def _bridge(
    before: pd.Series, after: pd.Series, a: pd.Series, b: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds on the line between two values, and √(ab / (a + b))."""
    left, right = (np.asarray(x, dtype="float64") for x in (a, b))
    line = (right * log_odds(before) + left * log_odds(after)) / (left + right)
    return line, np.sqrt(left * right / (left + right))


def _sources(before: str, after: str) -> str:
    """Both cells' sources, each once, and the method."""
    both = dict.fromkeys([*before.split(";"), *after.split(";")])
    return ";".join([*both, BETWEEN])
