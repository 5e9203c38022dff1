"""History of a share for areas that have only its newest years. Pure functions.

What is common to the areas with a history is learnt from them; an area's own level is
its own. Not for judging a programme: each row says estimated, and by what method.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.backcast_history import EXTENSION, History, exact_table, history_of
from indicators.backcast_paths import Method, common_path
from indicators.fill_scale import (
    conformal_quantile,
    filled_rows,
    known_shares,
    log_odds,
)

__all__ = ["BACKCAST", "backcast"]

BACKCAST = "backcast"  # stands in `source` of each row
_MIN_ANCHORS = 5  # from fewer, their error cannot be told
_NORMAL_95 = 1.959964  # an interval given beside an anchor is of 95 %
Numbers = NDArray[np.float64]


def backcast(
    observations: pd.DataFrame,
    residents: pd.Series,
    key: str,
    *,
    years: Sequence[int],
    method: Method = "logit_level",
    exact: Sequence[str] = ("published",),
    confidence: float = 0.95,
) -> pd.DataFrame:
    """A share in earlier years, for areas that have it in the newest year.

    y = ln(p / (100 - p)) of area i in year t is guessed as g(t) + d(t). g is the
    common path from the area's own newest figure (`backcast_paths.common_path`).
    d is how far the area goes its own way, a random walk back from 0 in the newest
    year: variance σ² s, s years back; covariance of two years σ² min(s, s'). Given the
    area's other known figures, d(t) and its variance σ² v(t) are the best linear
    prediction. A figure that is itself an estimate (an anchor) has a variance τ²: from
    its `lower` and `upper` if the observations have them (taken as 95 %), else
    mean(r² - σ² s) over all anchors' distances r from their paths, not below 0.
    Interval: ŷ ± q √v(t), v in years; σ² = mean(e² / s) and q = the conformal quantile
    of |e| / √s come from the errors e of leaving each area with a history out.

    One or two years n before the first year of the history (`EXTENSION`), the figure of
    the first is carried on with the common change a year of the first three years, and
    half the interval is √(q² v + u² n), u the conformal quantile of |e| / √n for the
    errors e of doing so from later years, where the truth is known.

    Parameters
    ----------
    observations : DataFrame
        The columns of the observations, values in percent; lower, upper optional.
    residents : Series of number, indexed by area_code
        The areas to learn from and to fill, of one level. Weights of the common path;
        needed above zero only for areas with a history.
    key : the indicator
    years : which years to fill; years with a figure are left as they are
    method : of the common path
    exact : statuses that count as the truth; other figures are anchors
    confidence : of the interval, above 0, below 1

    Returns
    -------
    DataFrame
        Only new rows: the observations' columns, `lower` and `upper` (percent), by
        year and area_code. status estimated; source names the sources used and
        backcast. No row for an area without a figure in the newest year, nor for a
        suppressed cell. Anchors without an interval of their own take no part where
        there are fewer than five. lower and upper are NaN where there are too few
        errors to tell (95 % needs 19). 0 and 100 percent count as 0.05 and 99.95.

    Raises
    ------
    ValueError
        As `history_of`; a year is neither a year of the history nor one or two before
        it; values are no shares in percent; `confidence` is not between 0 and 1.

    Source: best linear prediction, Robinson (1991), That BLUP is a good thing,
    Statistical Science 6, with the covariance of a random walk (Wiener process).

    >>> table = {"A": [10, 20], "B": [20, 40], "C": [30, 50], "D": [None, 30]}
    >>> rows = pd.DataFrame([
    ...     {"area_code": code, "indicator": "share", "year": year, "value": value,
    ...      "numerator": None, "denominator": None, "status": "published",
    ...      "source": "series"}
    ...     for code, values in table.items()
    ...     for year, value in zip([2014, 2025], values) if value])
    >>> people = pd.Series(100, index=list("ABCD"))
    >>> made = backcast(rows, people, "share", years=[2014], method="ratio")
    >>> made[["area_code", "year", "value"]].round(4).values.tolist()  # 30 × 60 / 110
    [['D', 2014, 16.3636]]
    """
    history = history_of(observations, residents, key, exact=exact)
    _check_years(key, years, history)
    known = known_shares(observations, key)
    table = exact_table(known, residents.index, exact)[list(history.years.astype(int))]
    table = table[table.iloc[:, -1].notna()]
    path = common_path(
        log_odds(table.iloc[:, -1]), history.odds, history.weights, method
    )
    errors = history.errors(method)[:, :-1] / np.sqrt(history.back[:-1])
    variance = float(np.mean(errors**2))
    anchors = _anchors(known, table, path, history.back, exact, variance)
    wanted = np.array(sorted(set(years)), dtype="float64")
    before = np.maximum(history.years[0] - wanted, 0)  # years before the first
    odds, left = _predict(log_odds(table), path, anchors, history, wanted + before)
    odds -= before * history.trend()
    half = conformal_quantile(errors, confidence) * np.sqrt(left)
    if before.any():
        u = conformal_quantile(history.extension_scaled(), confidence)
        half = np.hypot(half, np.where(before > 0, u * np.sqrt(before), 0))
    taken = observations[observations["indicator"] == key]
    taken = taken[taken["value"].notna() | (taken["status"] == "suppressed")]
    cells = pd.MultiIndex.from_product([table.index, wanted.astype(int)])
    free = ~cells.isin(pd.MultiIndex.from_frame(taken[["area_code", "year"]]))
    code = cells.get_level_values(0)[free]
    year = cells.get_level_values(1)[free].to_numpy()
    columns = {
        "area_code": code,
        "indicator": key,
        "year": year,
        "source": _sources(known, history, code, year),
    }
    made = filled_rows(columns, odds.ravel()[free], half.ravel()[free])
    return made.sort_values(["year", "area_code"], ignore_index=True)


def _check_years(key: str, years: Sequence[int], history: History) -> None:
    first = history.years[0]
    allowed = {*history.years, *(first - step for step in range(1, EXTENSION + 1))}
    if outside := sorted(set(years) - allowed):
        raise ValueError(
            f"{key}: {outside[0]} is no year of the areas with a history, nor one or "
            f"two before {first:.0f}; ask for another year or use fill_between"
        )


def _anchors(
    known: pd.DataFrame,
    table: pd.DataFrame,
    path: Numbers,
    back: Numbers,
    exact: Sequence[str],
    variance: float,
) -> tuple[Numbers, Numbers]:
    """Log-odds of estimated figures (NaN: none) and their variances over σ²."""
    rows = known[~known["status"].isin(exact)]
    rows = rows[rows["area_code"].isin(table.index) & rows["year"].isin(table.columns)]
    if rows.empty or variance == 0:  # others never err: nothing is left to learn
        return np.full(table.shape, np.nan), np.zeros(table.shape)

    def grid(values: Numbers) -> Numbers:
        cells = rows.assign(_=values).pivot(
            index="area_code", columns="year", values="_"
        )
        cells = cells.reindex(index=table.index, columns=table.columns)
        return cells.to_numpy("float64", copy=True)

    odds = grid(log_odds(rows["value"]))
    odds[table.notna().to_numpy()] = np.nan  # the truth is known there
    own = np.full(table.shape, np.nan)
    if {"lower", "upper"} <= set(rows.columns):
        ends = log_odds(rows["upper"]) - log_odds(rows["lower"])
        own = (grid(ends) / (2 * _NORMAL_95)) ** 2 / variance
    without = np.isnan(own) & ~np.isnan(odds)
    noise = ((odds - path) ** 2 / variance - back)[without]
    if len(noise) < _MIN_ANCHORS:
        odds[without] = np.nan
    else:
        own[without] = max(0.0, float(noise.mean()))
    return odds, own


def _predict(
    exact: Numbers,
    path: Numbers,
    anchors: tuple[Numbers, Numbers],
    history: History,
    wanted: Numbers,
) -> tuple[Numbers, Numbers]:
    """Log-odds of every area in the wanted years, and their v, in years."""
    odds, noise = anchors
    back, ahead = history.back, history.years[-1] - wanted
    guess = path[:, np.searchsorted(history.years, wanted)]
    residual = np.where(np.isnan(exact), odds, exact) - path
    noise = np.where(np.isnan(exact), noise, 0)
    left = np.tile(ahead, (len(path), 1))
    for i, own in enumerate(residual):
        use = ~np.isnan(own) & (back > 0)
        near = np.minimum.outer(back[use], back[use]) + np.diag(noise[i, use])
        far = np.minimum.outer(ahead, back[use])
        weight = np.linalg.solve(near, far.T).T
        guess[i] += weight @ own[use]
        left[i] -= (weight * far).sum(axis=1)
    return guess, np.clip(left, 0, None)


def _sources(
    known: pd.DataFrame, history: History, codes: pd.Index, years: Numbers
) -> list[str]:
    """The area's own sources, and the others' of the year and of the newest."""
    own = known.groupby("area_code")["source"].agg(";".join)
    others = known[known["area_code"].isin(history.codes)]
    by_year = others.groupby("year")["source"].agg(lambda cells: ";".join(set(cells)))
    first, newest = int(history.years[0]), int(history.years[-1])
    lists = {
        (code, year): f"{own[code]};{by_year[max(year, first)]};{by_year[newest]}"
        for code, year in zip(codes, years, strict=True)
    }
    return [
        ";".join([*sorted(set(cell.split(";"))), BACKCAST]) for cell in lists.values()
    ]
