"""Values in classes for a map: quantiles, natural breaks or equal steps."""

from dataclasses import dataclass

import mapclassify
import numpy as np
import pandas as pd

__all__ = ["MAX_CLASSES", "SCHEMES", "Classes", "classify"]

SCHEMES = ("quantiles", "natural_breaks", "equal_steps")
MAX_CLASSES = 9
_CLASSIFIERS = {
    "quantiles": mapclassify.Quantiles,
    "natural_breaks": mapclassify.FisherJenks,
    "equal_steps": mapclassify.EqualInterval,
}


@dataclass(frozen=True)
class Classes:
    """k classes. Class i holds edges[i] < value <= edges[i + 1]; the first its low end.

    edges : k + 1 numbers, rising, in the unit of the values
    number : Series of int, by area; 0 is the lowest class, -1 no value
    counts : how many areas each class holds
    """

    edges: tuple[float, ...]
    number: pd.Series
    counts: tuple[int, ...]


def classify(
    values: pd.Series, scheme: str, k: int, *, pool: pd.Series | None = None
) -> Classes:
    """The values in at most k classes.

    Equal values are always in one class. Fewer classes come out where there are fewer
    than k different values, or where ties make quantiles fall together.

    Parameters
    ----------
    values : Series of float, indexed by area
        NaN means no value: class -1.
    scheme : one of `SCHEMES`
    k : 2 to `MAX_CLASSES`
    pool : Series of float, optional
        More values to find the borders by, such as those of all years, so that a
        colour means one thing in all of them. Must reach as far as `values`.

    Raises
    ------
    ValueError
        Unknown scheme, k out of range, infinite values, values outside the pool.

    Source of the methods: PySAL mapclassify (Quantiles; FisherJenks, after Fisher 1958
    and Jenks 1977; EqualInterval).

    >>> classes = classify(pd.Series([1.0, 2.0, 3.0, 4.0, None]), "equal_steps", 3)
    >>> classes.edges, classes.number.tolist(), classes.counts
    ((1.0, 2.0, 3.0, 4.0), [0, 0, 1, 2, -1], (2, 1, 1))
    """
    if scheme not in SCHEMES:
        raise ValueError(f"unknown scheme {scheme!r}: use one of {', '.join(SCHEMES)}")
    if not 2 <= k <= MAX_CLASSES:
        raise ValueError(f"{k} classes: choose from 2 to {MAX_CLASSES}")
    known = values.dropna().astype("float64")
    if not np.isfinite(known).all():
        bad = known.index[~np.isfinite(known)].tolist()
        raise ValueError(f"values must be finite; check areas {bad}")
    if known.empty:
        return Classes((), pd.Series(-1, index=values.index), ())
    wide = known if pool is None else pool.dropna().astype("float64")
    if wide.min() > known.min() or wide.max() < known.max():
        raise ValueError("values lie outside the pool: give a pool that holds them")
    upper = _upper_edges(wide, scheme, k)
    number = pd.Series(np.searchsorted(upper, known), index=known.index)
    counts = np.bincount(number, minlength=len(upper))
    return Classes(
        edges=(float(wide.min()), *map(float, upper)),
        number=number.reindex(values.index, fill_value=-1).astype(int),
        counts=tuple(int(count) for count in counts),
    )


def _upper_edges(known: pd.Series, scheme: str, k: int) -> np.ndarray:
    """Upper ends of the classes, rising, the last the greatest value."""
    different = known.nunique()
    if different == 1:
        return np.array([known.iloc[0]])
    classifier = _CLASSIFIERS[scheme]
    k = min(k, different) if scheme != "equal_steps" else k
    upper = np.unique(np.append(classifier(known, k=k).bins, known.max()))
    upper = upper[upper <= known.max()]
    return upper[np.append(True, np.diff(upper) > 0)]
