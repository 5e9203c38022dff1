"""How far `backcast` is from the truth, where the truth is known."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.backcast_history import History, history_of
from indicators.backcast_paths import Method
from indicators.fill_scale import ERROR_COLUMNS, conformal_quantile, share_of

__all__ = ["backcast_errors", "extension_errors"]

Numbers = NDArray[np.float64]


def backcast_errors(
    observations: pd.DataFrame,
    residents: pd.Series,
    key: str,
    *,
    method: Method = "logit_level",
    exact: Sequence[str] = ("published",),
    confidence: float = 0.95,
) -> pd.DataFrame:
    """What `backcast` would have said of areas with a history, had they none.

    Each area is guessed from its newest figure and the other areas; its own errors
    take no part in its intervals. No anchors.

    Parameters
    ----------
    observations, residents, key, method, exact, confidence : as in `backcast`

    Returns
    -------
    DataFrame
        indicator, area_code, year, value (the truth), guess, lower, upper (percent).
    """
    history = history_of(observations, residents, key, exact=exact)
    error = history.errors(method)[:, :-1]
    root = np.sqrt(history.back[:-1])
    q = _width_without_own(error / root, confidence)
    truth = history.odds[:, :-1]
    guess = truth - error
    years = history.years[:-1]
    return _error_rows(history, key, years, truth, guess, q[:, None] * root)


def extension_errors(
    observations: pd.DataFrame,
    residents: pd.Series,
    key: str,
    *,
    steps: int,
    exact: Sequence[str] = ("published",),
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Errors of carrying the trend on before the first year, where the truth is known.

    The history is cut to begin in each later year in turn (three years of it must be
    left), and the year `steps` before the cut is guessed, with the trend of the others.

    Parameters
    ----------
    observations, residents, key, exact, confidence : as in `backcast`
    steps : years before the first, 1 or 2

    Returns
    -------
    DataFrame
        As `backcast_errors`; empty where the history is too short.
    """
    history = history_of(observations, residents, key, exact=exact)
    years, error = history.extension_errors(steps)
    truth = history.odds[:, np.isin(history.years, years)]
    q = _width_without_own(history.extension_scaled(), confidence)
    half = q * np.sqrt(steps)
    return _error_rows(history, key, years, truth, truth - error, half[:, None])


def _width_without_own(error: Numbers, confidence: float) -> Numbers:
    """For each area, the quantile of the other areas' errors."""
    return np.array(
        [
            conformal_quantile(np.delete(error, i, axis=0).ravel(), confidence)
            for i in range(len(error))
        ]
    )


def _error_rows(
    history: History,
    key: str,
    years: Numbers,
    truth: Numbers,
    guess: Numbers,
    half: Numbers,
) -> pd.DataFrame:
    cells = pd.MultiIndex.from_product([history.codes, years.astype(int)])
    return pd.DataFrame(
        {
            "indicator": key,
            "area_code": cells.get_level_values(0),
            "year": cells.get_level_values(1),
            "value": share_of(truth).ravel(),
            "guess": share_of(guess).ravel(),
            "lower": share_of(guess - half).ravel(),
            "upper": share_of(guess + half).ravel(),
        }
    )[ERROR_COLUMNS]
