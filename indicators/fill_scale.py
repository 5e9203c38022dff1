"""The scale on which shares are filled, and how wide an interval must be.

Log-odds, not percentage points: a step there is the same for 5 and for 50 percent in
the sense of odds, and nothing taken back from it can leave 0 to 100.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from indicators.tables import OBSERVATION_COLUMNS

__all__ = [
    "ERROR_COLUMNS",
    "WITH_VALUE",
    "conformal_quantile",
    "filled_rows",
    "known_shares",
    "log_odds",
    "share_of",
]

# Of what was left out: value is the truth.
ERROR_COLUMNS = [
    *("indicator", "area_code", "year", "value"),
    *("guess", "lower", "upper"),
]
WITH_VALUE = ("published", "estimated")
# Shares are published to one decimal: 0.0 may be anything up to this.
_SMALLEST = 0.05

_NEEDED = [c for c in OBSERVATION_COLUMNS if c not in ("lower", "upper")]


def log_odds(share: ArrayLike) -> NDArray[np.float64]:
    """ln(p / (100 - p)) of a share p in percent, element by element.

    0 and 100 have no log-odds; they are taken as 0.05 and 99.95, half a unit of the
    one decimal that is published.

    >>> log_odds([50.0, 90.0]).round(4).tolist()
    [0.0, 2.1972]
    """
    inside = np.clip(np.asarray(share, dtype="float64"), _SMALLEST, 100 - _SMALLEST)
    return np.log(inside / (100 - inside))


def share_of(odds: ArrayLike) -> NDArray[np.float64]:
    """The share in percent with these log-odds: 100 / (1 + exp(-odds)).

    >>> share_of([0.0, float("inf"), float("-inf")]).tolist()
    [50.0, 100.0, 0.0]
    """
    with np.errstate(over="ignore"):  # exp(large) = inf gives 0 percent, as it should
        return 100 / (1 + np.exp(-np.asarray(odds, dtype="float64")))


def conformal_quantile(errors: ArrayLike, confidence: float) -> float:
    """The bound that a next error keeps with the given chance, if it is like these.

    Parameters
    ----------
    errors : n numbers, of any shape
        Their sign does not matter.
    confidence : above 0, below 1

    Returns
    -------
    float
        The k-th smallest absolute error, k = ⌈(n + 1) × confidence⌉; NaN where k > n:
        so few errors cannot tell (95 % needs 19).

    Raises
    ------
    ValueError
        `confidence` is not between 0 and 1.

    Source: Lei, G'Sell, Rinaldo, Tibshirani, Wasserman (2018), Distribution-Free
    Predictive Inference for Regression, JASA 113, algorithm 2 (split conformal).

    >>> conformal_quantile([1, -2, 3, -4], 0.6)  # k = 5 × 0.6 = 3
    3.0
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}")
    size = np.sort(np.abs(np.asarray(errors, dtype="float64")).ravel())
    k = int(np.ceil((len(size) + 1) * confidence - 1e-9))  # 5 × 0.6 is 3.0000000004
    return float(size[k - 1]) if k <= len(size) else float("nan")


def known_shares(observations: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows of an indicator that have a value, checked to be shares in percent.

    Raises
    ------
    ValueError
        A column is missing, the indicator has no rows, an area has two rows for a
        year, or a value is outside 0 to 100.
    """
    if absent := [c for c in _NEEDED if c not in observations]:
        raise ValueError(f"the observations lack the columns {absent}: add them")
    rows = observations[observations["indicator"] == key]
    if rows.empty:
        raise ValueError(f"{key}: the observations have no row of it; check the key")
    twice = rows[rows.duplicated(["area_code", "year"])]
    if len(twice):
        place = f"{twice['area_code'].iloc[0]} in {twice['year'].iloc[0]}"
        raise ValueError(f"{key}: two rows for {place}; keep one")
    known = rows[rows["status"].isin(WITH_VALUE) & rows["value"].notna()]
    wrong = known[~known["value"].between(0, 100)]
    if len(wrong):
        raise ValueError(
            f"{key}: {wrong['value'].iloc[0]:g} of area {wrong['area_code'].iloc[0]} "
            "is no share in percent; only shares can be filled"
        )
    return known.sort_values(["area_code", "year"], ignore_index=True)


def filled_rows(
    columns: dict[str, Any], odds: NDArray[np.float64], half: NDArray[np.float64]
) -> pd.DataFrame:
    """Observations of status estimated, with an interval of ± half in log-odds."""
    return pd.DataFrame(
        columns
        | {
            "value": share_of(odds),
            "numerator": float("nan"),  # a count would look as if it had been counted
            "denominator": float("nan"),
            "status": "estimated",
            "lower": share_of(odds - half),
            "upper": share_of(odds + half),
        }
    )[OBSERVATION_COLUMNS]
