"""Treatment of outliers, with a record of each point that it changed. Pure."""

import numpy as np
import pandas as pd
from scipy.stats import boxcox

__all__ = ["CHANGE_COLUMNS", "has_outliers", "skewness_kurtosis", "treat", "winsorise"]

CHANGE_COLUMNS = ["area_code", "component", "before", "after", "method"]
SKEWNESS, KURTOSIS = 2.0, 3.5
Array = np.ndarray


def skewness_kurtosis(x: Array) -> tuple[float, float]:
    """Sample skewness G1 and excess kurtosis G2 of the known values.

    G1 = g1 sqrt(n(n-1)) / (n-2); G2 = ((n+1) g2 + 6) (n-1) / ((n-2)(n-3)). NaN where
    fewer than 4 values are known or all are equal. Own code: scipy's takes ten times as
    long, and an index asks for it at each move of a slider; tests hold it to scipy's.

    Source: Joanes and Gill (1998), The Statistician 47, 183-189 (type 2, as in COINr).

    >>> [round(one, 6) for one in skewness_kurtosis(np.array([*range(1, 11), 30, 100]))]
    [3.063241, 9.741391]
    """
    known = np.asarray(x, dtype="float64")
    known = known[~np.isnan(known)]
    n = len(known)
    if n < 4 or known.max() - known.min() <= 1e-12 * np.abs(known).max():
        return float("nan"), float("nan")
    centred = known - known.mean()
    centred = centred / np.abs(centred).max()  # no power of it overflows
    square = centred * centred
    spread = square.mean()
    g1 = (square * centred).mean() / spread**1.5
    g2 = (square * square).mean() / spread**2 - 3
    return (
        float(g1 * (n * (n - 1)) ** 0.5 / (n - 2)),
        float(((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3))),
    )


def has_outliers(x: Array) -> bool:
    """Whether absolute skewness is above 2 and kurtosis above 3.5.

    False where they cannot be told (fewer than 4 values, or all equal).

    Source: JRC practice; COINr's check_SkewKurt (defaults).

    >>> has_outliers(np.array([*range(1, 11), 100.0]))
    True
    """
    skewness, kurtosis = skewness_kurtosis(x)
    return abs(skewness) > SKEWNESS and kurtosis > KURTOSIS


def winsorise(x: Array, at_most: int) -> Array:
    """The farthest point set to the next one, again until the figures pass.

    High points where the skewness is positive, low ones where it is negative. Tied
    points move together, so that the last step may go beyond `at_most`.

    Parameters
    ----------
    x : array of float, shape (n,); NaN for no figure
    at_most : no further step once so many points are moved

    Source: COINr's winsorise (W. Becker et al. 2022, JOSS 7(78), 4567).

    >>> winsorise(np.array([*range(1, 11), 100.0]), 5)[-1]
    np.float64(10.0)
    """
    x = np.array(x, dtype="float64")
    moved = 0
    while moved < at_most and has_outliers(x):
        sign = 1 if skewness_kurtosis(x)[0] >= 0 else -1
        end = np.nanmax(sign * x)
        points = sign * x == end
        x[points] = sign * np.nanmax(np.where(points, -np.inf, sign * x))
        moved = int(points.sum())
    return x


def treat(
    values: pd.DataFrame, method: str, at_most: int = 5
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Components with outliers winsorised, and where that is not enough transformed.

    A component fails that `has_outliers`. It is winsorised; where it still fails, "log"
    or "box_cox" transforms its first values, and "winsorise" leaves it winsorised.

    log : ln(x - min + 0.01 (max - min)); from the other end, -ln(max - x + ...), where
        the skewness is negative, so that it is the long tail that is drawn in
    box_cox : ((y^p - 1) / p) with y = (x - min) / (max - min) + 0.01 and p of greatest
        likelihood (Box and Cox 1964)

    Both keep the order of the areas, and change the unit.

    Parameters
    ----------
    values : DataFrame of float, shape (n, k), indexed by area_code; NaN stays NaN
    method : "none", "winsorise", "log" or "box_cox"
    at_most : how many points of a component may be winsorised

    Returns
    -------
    treated : DataFrame of float, same shape
    changes : DataFrame with columns area_code, component, before, after, method
        A row a changed point; `before` and `after` in the component's unit, but `after`
        a transform.

    Raises
    ------
    ValueError
        The method is unknown, or `at_most` is negative.

    Source: COINr's Treat with winsorise and log_CT (Becker et al. 2022).

    >>> x = pd.DataFrame({"a": [*range(1, 11), 100.0]})
    >>> treat(x, "winsorise")[1].drop(columns="area_code").to_dict("records")
    [{'component': 'a', 'before': 100.0, 'after': 10.0, 'method': 'winsorise'}]
    """
    if method not in ("none", "winsorise", "log", "box_cox"):
        raise ValueError(f"there is no treatment of outliers {method!r}")
    if at_most < 0:
        raise ValueError(f"at most {at_most} points: give 0 or more")
    before = values.to_numpy(dtype="float64")
    after = before.copy()
    names = np.full(before.shape[1], "", dtype="object")
    for column in range(before.shape[1]) if method != "none" else ():
        after[:, column], names[column] = _treated(before[:, column], method, at_most)
    rows, columns = np.nonzero((before != after) & ~np.isnan(before))
    changes = pd.DataFrame(
        {
            "area_code": values.index[rows],
            "component": values.columns[columns],
            "before": before[rows, columns],
            "after": after[rows, columns],
            "method": names[columns],
        }
    )
    return pd.DataFrame(after, index=values.index, columns=values.columns), changes


def _treated(x: Array, method: str, at_most: int) -> tuple[Array, str]:
    if not has_outliers(x):
        return x, ""
    moved = winsorise(x, at_most)
    if method == "winsorise" or not has_outliers(moved):
        return moved, "winsorise"
    return (_log(x) if method == "log" else _box_cox(x)), method


def _log(x: Array) -> Array:
    sign = 1 if skewness_kurtosis(x)[0] >= 0 else -1
    y = sign * x
    low, high = np.nanmin(y), np.nanmax(y)
    return sign * np.log(y - low + 0.01 * (high - low))


def _box_cox(x: Array) -> Array:
    known = ~np.isnan(x)
    low, high = np.nanmin(x), np.nanmax(x)
    result = np.full(len(x), np.nan)
    result[known] = boxcox((x[known] - low) / (high - low) + 0.01)[0]
    return result
