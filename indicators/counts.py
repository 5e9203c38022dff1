"""Counts that belong together, checked before anything is worked out from them."""

import numbers
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd
from scipy.special import ndtri

__all__ = [
    "Column",
    "aligned",
    "checked_counts",
    "checked_multiplier",
    "normal_z",
    "require_columns",
]

Column: TypeAlias = pd.Series | Sequence[float] | np.ndarray | float


def aligned(**columns: Column) -> pd.DataFrame:
    """Columns of numbers beside each other, if they are about the same areas.

    Parameters
    ----------
    columns : Series, shape (n,), indexed by area_code
        A single number holds for every area. A plain list is taken as it stands, in
        the order of the others. NaN means that there is no figure.

    Returns
    -------
    DataFrame of float, shape (n, k)
        A column an argument, with the index of the Series (0, 1, ... without one).

    Raises
    ------
    ValueError
        The indexes differ or repeat a code, lengths differ, or a value is infinite or
        no number; the sentence names column and areas.

    >>> aligned(count=pd.Series({"A": 3}), persons=100)
       count  persons
    A    3.0    100.0
    """
    series = {n: c for n, c in columns.items() if isinstance(c, pd.Series)}
    index = _shared_index(series, columns)
    table = {name: _numbers(name, column, index) for name, column in columns.items()}
    frame = pd.DataFrame(table, index=index)
    for name in frame:
        if (infinite := np.isinf(frame[name])).any():
            raise ValueError(
                f"{name} is infinite in {_named(infinite)}; give a number, or NaN "
                "where there is none"
            )
    return frame


def checked_counts(
    numerator: Column, denominator: Column, *, share: bool
) -> pd.DataFrame:
    """Numerator and denominator, if a share or a rate can be made of them.

    Nothing out of nothing, 0 / 0, is no figure: both become NaN.

    Parameters
    ----------
    numerator, denominator : as in `aligned`
        Not below zero; fractions are allowed (a percentage times a whole).
    share : bool
        The numerator is part of the denominator, and cannot exceed it.

    Raises
    ------
    ValueError
        A count is negative, a numerator has no denominator to it, or a part exceeds
        the whole; the sentence names the areas.

    >>> checked_counts(pd.Series({"A": 0, "B": 4}), [0, 8], share=True).values.tolist()
    [[nan, nan], [4.0, 8.0]]
    """
    counts = aligned(numerator=numerator, denominator=denominator)
    part, whole = counts["numerator"], counts["denominator"]
    for name, column in counts.items():
        if (column < 0).any():
            raise ValueError(
                f"{name} is below zero in {_named(column < 0)}; correct the count"
            )
    if (nothing := (whole == 0) & (part > 0)).any():
        raise ValueError(
            f"denominator is zero but numerator is not in {_named(nothing)}; "
            "correct the counts"
        )
    # A percentage times a whole exceeds the whole by rounding of the last bit.
    if share and (over := part > whole * (1 + 1e-9)).any():
        raise ValueError(
            f"numerator exceeds denominator in {_named(over)}; a share needs a part "
            "of the whole"
        )
    if share:
        counts["numerator"] = part.clip(upper=whole)
    counts[whole == 0] = np.nan
    return counts


def normal_z(confidence: float) -> float:
    """Standard normal quantile of a two-sided confidence: 1.959964 for 0.95.

    Raises
    ------
    ValueError
        `confidence` is not between 0 and 1, both excluded.

    >>> round(normal_z(0.998), 6)
    3.090232
    """
    if not isinstance(confidence, numbers.Real) or not 0 < confidence < 1:
        raise ValueError(
            "confidence must lie between 0 and 1, such as 0.95 or 0.998; "
            f"got {confidence!r}"
        )
    return float(-ndtri((1 - confidence) / 2))


def checked_multiplier(multiplier: float) -> float:
    """A multiplier such as 100 (percent) or 100 000, if it is above zero and finite."""
    if not isinstance(multiplier, numbers.Real) or not 0 < multiplier < np.inf:
        raise ValueError(f"multiplier must be a number above zero; got {multiplier!r}")
    return float(multiplier)


def require_columns(table: pd.DataFrame, *names: str) -> None:
    """Refuses a table that lacks one of the columns.

    Raises
    ------
    ValueError
        It names the columns that are missing.

    >>> require_columns(pd.DataFrame({"lower": [1.0]}), "lower", "upper")
    Traceback (most recent call last):
    ...
    ValueError: the table has no column upper; add it
    """
    if missing := [name for name in names if name not in table]:
        raise ValueError(f"the table has no column {', '.join(missing)}; add it")


def _shared_index(series: dict[str, pd.Series], columns: dict[str, Column]) -> pd.Index:
    if not series:
        sizes = [len(np.atleast_1d(c)) for c in columns.values() if np.ndim(c)]
        return pd.RangeIndex(sizes[0] if sizes else 1)
    (first, one), *others = series.items()
    if one.index.has_duplicates:
        twice = one.index[one.index.duplicated()].unique().tolist()
        raise ValueError(f"{first} has areas twice: {twice[:10]}; keep one row an area")
    for name, other in others:
        if not other.index.equals(one.index):
            codes = list(one.index.symmetric_difference(other.index))[:10]
            differs = f"only one has {codes}" if codes else "the order differs"
            raise ValueError(
                f"{first} and {name} must share one index ({differs}); "
                "reindex one of them first"
            )
    return one.index


def _numbers(name: str, column: Column, index: pd.Index) -> np.ndarray:
    try:
        values = np.asarray(column) if not isinstance(column, pd.Series) else column
        texts = values.dtype.kind == "O" and any(
            isinstance(value, str) for value in np.ravel(values)
        )
        if texts or values.dtype.kind not in "biufO":
            raise TypeError  # dates, and texts that look like numbers, are no counts
        values = pd.Series(np.ravel(values)).to_numpy(dtype="float64", na_value=np.nan)
    except (TypeError, ValueError):
        raise ValueError(
            f"{name} must hold numbers only; write NaN where there is none"
        ) from None
    if np.ndim(column) == 0:
        return np.full(len(index), values[0])
    if np.ndim(column) > 1 or len(values) != len(index):
        raise ValueError(
            f"{name} has {len(values)} values for {len(index)} areas; give one column "
            "with one value an area"
        )
    return values


def _named(rows: pd.Series) -> str:
    """The areas where it is so, at most ten of them."""
    codes = rows.index[rows].tolist()
    return f"areas {codes[:10]}" + (" and more" if len(codes) > 10 else "")
