"""Ways to say what a share was, years ago, from what it is today and other areas.

All give log-odds, shape (m areas, t years). The areas to learn from have every year.
"""

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from indicators.fill_scale import log_odds, share_of

__all__ = ["METHODS", "Method", "common_path", "yearly_change"]

Numbers = NDArray[np.float64]
Method = Literal[
    "constant", "difference", "ratio", "logit_shift", "logit_level", "logit_shrunken"
]
METHODS: tuple[Method, ...] = get_args(Method)


def common_path(
    today: Numbers, history: Numbers, weights: Numbers, method: Method
) -> Numbers:
    """Log-odds of each area in each year, guessed from its newest year.

    Parameters
    ----------
    today : shape (m,)
        Log-odds of the areas to guess, in the newest year.
    history : shape (n, t)
        Log-odds of the areas to learn from; the last column is the newest year.
    weights : shape (n,)
        Residents, above zero.
    method : with means over the areas to learn from, weighted by residents, p the
        shares in percent, y their log-odds, and 0 the newest year:
        constant: p(t) = p(0);
        difference: p(t) = p(0) + mean p(t) - mean p(0), kept inside 0 to 100;
        ratio: p(t) = p(0) mean p(t) / mean p(0), kept inside 0 to 100;
        logit_shift: y(t) = y(0) + mean[y(t) - y(0)];
        logit_level: y(t) = y(0) + the weighted least squares line of y(t) - y(0) on
        y(0): areas with a high share today may have changed more;
        logit_shrunken: the same with the slope times max(0, 1 - se² / slope²),
        se its robust (HC0) standard error.

    Returns
    -------
    shape (m, t), log-odds

    Raises
    ------
    ValueError
        `method` is not one of `METHODS`.
    """
    if method not in _WAYS:
        ways = ", ".join(METHODS)
        raise ValueError(
            f"there is no way to backcast {method!r}; choose one of {ways}"
        )
    weights = weights / weights.sum()
    return _WAYS[method](today, history, weights)


def yearly_change(history: Numbers, years: Numbers) -> Numbers:
    """Each area's change a year in its first three years, in log-odds, shape (n,).

    From the first year to the first that is three or more years later, or else the
    newest: a trend of three years, since one year's is noisy.
    """
    later = np.flatnonzero(years - years[0] >= 3)
    to = int(later[0]) if len(later) else len(years) - 1
    return (history[:, to] - history[:, 0]) / (years[to] - years[0])


def _constant(today: Numbers, history: Numbers, _: Numbers) -> Numbers:
    return np.repeat(today[:, None], history.shape[1], axis=1)


def _difference(today: Numbers, history: Numbers, weights: Numbers) -> Numbers:
    mean = weights @ share_of(history)
    return log_odds(share_of(today)[:, None] + mean - mean[-1])


def _ratio(today: Numbers, history: Numbers, weights: Numbers) -> Numbers:
    mean = weights @ share_of(history)
    return log_odds(share_of(today)[:, None] * mean / mean[-1])


def _shift(today: Numbers, history: Numbers, weights: Numbers) -> Numbers:
    mean = weights @ history
    return today[:, None] + mean - mean[-1]


def _level(today: Numbers, history: Numbers, weights: Numbers) -> Numbers:
    slope, _ = _slopes(history, weights)
    return _sloped(today, history, weights, slope)


def _shrunken(today: Numbers, history: Numbers, weights: Numbers) -> Numbers:
    slope, variance = _slopes(history, weights)
    square = np.where(slope == 0, 1, slope**2)
    return _sloped(
        today, history, weights, slope * np.clip(1 - variance / square, 0, None)
    )


def _sloped(
    today: Numbers, history: Numbers, weights: Numbers, slope: Numbers
) -> Numbers:
    centre = weights @ history[:, -1]
    return _shift(today, history, weights) + (today - centre)[:, None] * slope


def _slopes(history: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Weighted slopes of the change on today's level, one a year, and variances."""
    level = history[:, -1] - weights @ history[:, -1]
    change = history - history[:, -1:]
    change = change - weights @ change
    spread = weights @ level**2
    if spread < 1e-12:  # all areas stand level: nothing to learn of it
        nought = np.zeros(history.shape[1])
        return nought, nought
    slope = (weights * level) @ change / spread
    rest = change - level[:, None] * slope
    return slope, ((weights * level)[:, None] * rest).T ** 2 @ np.ones(len(level)) / (
        spread**2
    )


_WAYS: dict[str, Callable[[Numbers, Numbers, Numbers], Numbers]] = {
    "constant": _constant,
    "difference": _difference,
    "ratio": _ratio,
    "logit_shift": _shift,
    "logit_level": _level,
    "logit_shrunken": _shrunken,
}
