"""Components brought onto one scale, high = more need. Pure."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from indicators.index.definition import POSITIVE_MEANS, IndexDefinition
from indicators.index.orient import signs

__all__ = [
    "distance_to_reference",
    "goalposts",
    "min_max",
    "normalise",
    "percentile",
    "rank",
    "z_score",
]

Array = np.ndarray


def normalise(
    values: pd.DataFrame,
    population: pd.Series,
    definition: IndexDefinition,
    worse: Mapping[str, str],
) -> pd.DataFrame:
    """Each component on the definition's scale, turned so that high is more need.

    Parameters
    ----------
    values : DataFrame of float, shape (n, k), indexed by area_code
        Each column in its own unit. NaN stays NaN and takes no part.
    population : Series of number, shape (n,), same index
        Residents, above zero; only looked at where the definition weighs by them.
    definition : its components must have the columns of `values`
    worse : indicator -> "high" or "low"

    Returns
    -------
    DataFrame of float, same shape
        z: standard deviations; rank: 1 to n; distance_to_reference: 1 at the reference;
        else on the definition's scale. See the function of each.

    Raises
    ------
    ValueError
        A component has no spread to compare with; a population is not above zero.
    """
    sign = signs(list(values.columns), worse).to_numpy()
    x = values.to_numpy(dtype="float64") * sign
    people = _people(values, population) if definition.population_weighted else None
    columns = values.columns
    low, high = _ends(definition)
    method = definition.normalisation
    if method == "z" and definition.aggregation in POSITIVE_MEANS:
        method = (
            "min_max"  # a z-score has no zero: min_max of it is min_max of the value
        )
    if method == "z":
        result = z_score(x, people, columns)
    elif method == "min_max":
        result = min_max(x, low, high, columns)
    elif method == "rank":
        result = rank(x)
    elif method == "percentile":
        result = low + (high - low) * percentile(x, people)
    else:
        parts = {part.indicator: part for part in definition.components}
        chosen = [parts[str(key)] for key in columns]
        if method == "goalposts":
            posts = np.array([part.goalposts for part in chosen], dtype="float64")
            result = goalposts(x, posts * sign[:, None], low, high)
        else:
            named = [np.nan if p.reference is None else p.reference for p in chosen]
            result = distance_to_reference(x, sign * named, people, columns)
    return pd.DataFrame(result, index=values.index, columns=columns)


def z_score(
    x: Array, weight: Array | None = None, names: pd.Index | None = None
) -> Array:
    """z = (x - m) / s of each column.

    With weights p: m = sum(p x) / sum(p), s^2 = sum(p (x - m)^2) / sum(p), so that two
    copies of a city have the z of one. Without: m the mean and s the sample standard
    deviation, with n - 1, as the OECD handbook's example and COINr have it.

    Parameters
    ----------
    x : array of float, shape (n, k); NaN takes no part
    weight : array of float, shape (n,), above zero, or None
    names : k names for the refusal

    Raises
    ------
    ValueError
        A column is the same everywhere, or has one value only.

    Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), section
    5.2 (standardisation).

    >>> z_score(np.array([[10.0], [20.0]]), np.array([1, 1])).tolist()
    [[-1.0], [1.0]]
    """
    known = ~np.isnan(x)
    share = known * (np.ones(len(x)) if weight is None else weight)[:, None]
    total = share.sum(axis=0)
    size = np.abs(np.where(known, x, 0.0)).max(axis=0, initial=0.0)
    x = x / np.where(size > 0, size, 1.0)  # of any size: no square overflows
    filled = np.where(known, x, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        centred = x - (share * filled).sum(axis=0) / total
        squares = (share * np.where(known, centred, 0.0) ** 2).sum(axis=0)
        deviation = np.sqrt(squares / (total - 1 if weight is None else total))
    # Values that differ by rounding only, compared with their size, have no spread.
    _refuse_flat(known, ~(deviation > 1e-12), names)
    with np.errstate(invalid="ignore", divide="ignore"):
        return centred / deviation


def min_max(
    x: Array, low: float = 0.0, high: float = 100.0, names: pd.Index | None = None
) -> Array:
    """low + (high - low) (x - min) / (max - min) of each column.

    Raises
    ------
    ValueError
        A column is the same everywhere, or has one value only.

    Source: OECD and JRC, Handbook (2008), section 5.3 (min-max).

    >>> min_max(np.array([[10.0], [20.0], [15.0]])).ravel().tolist()
    [0.0, 100.0, 50.0]
    """
    known = ~np.isnan(x)
    least = np.where(known, x, np.inf).min(axis=0, initial=np.inf)
    most = np.where(known, x, -np.inf).max(axis=0, initial=-np.inf)
    size = np.maximum(np.abs(least), np.abs(most))
    _refuse_flat(known, ~(most - least > 1e-12 * size), names)
    with np.errstate(invalid="ignore", divide="ignore"):
        return low + (high - low) * (x - least) / (most - least)


def rank(x: Array) -> Array:
    """1 for the least need up to n for the most, by column; ties share the lower.

    Source: OECD and JRC, Handbook (2008), tables 3 and 15 (ranking); COINr's n_rank.

    >>> rank(np.array([[3.0], [1.0], [3.0], [np.nan]])).ravel().tolist()
    [2.0, 1.0, 2.0, nan]
    """
    return pd.DataFrame(x).rank(method="min").to_numpy()


def percentile(x: Array, weight: Array | None = None) -> Array:
    """Share of the others, or of the residents, with less need: 0 to 1, by column.

    Without weights (r - 1) / (n - 1) with r the rank, ties sharing the lower; NaN where
    only one value is known. (The handbook's table 15 prints r / n.) With weights p the
    ridit: (P(less) + P(same) / 2) / P, with P the residents of all areas with a value.

    Source: COINr's n_prank; I. Bross (1958), Biometrics 14, 18-38 (ridit).

    >>> percentile(np.array([[5.0], [7.0], [9.0]])).ravel().tolist()
    [0.0, 0.5, 1.0]
    >>> percentile(np.array([[5.0], [7.0]]), np.array([100, 300])).ravel().tolist()
    [0.125, 0.625]
    """
    if weight is None:
        with np.errstate(invalid="ignore", divide="ignore"):
            return (rank(x) - 1) / ((~np.isnan(x)).sum(axis=0) - 1)
    result = np.full(x.shape, np.nan)
    for column in range(x.shape[1]):
        known = ~np.isnan(x[:, column])
        level, place = np.unique(x[known, column], return_inverse=True)
        people = np.bincount(place, weight[known], len(level))
        below = np.cumsum(people) - people / 2
        result[known, column] = below[place] / people.sum()
    return result


def goalposts(x: Array, posts: Array, low: float = 0.0, high: float = 100.0) -> Array:
    """low + (high - low) (x - a) / (b - a), kept within low and high, by column.

    Parameters
    ----------
    x : array of float, shape (n, k)
    posts : array of float, shape (k, 2): a is `low`, b is `high`
        Of an x whose sign was changed the signs are changed, and the order: a > b.

    Source: UNDP, Human Development Report, technical note 1 (dimension indices).

    >>> goalposts(np.array([[73.2], [90.0]]), np.array([[20.0, 85.0]]), 0, 1).tolist()
    [[0.8184615384615385], [1.0]]
    """
    ends = np.sort(posts, axis=1)
    share = (x - ends[:, 0]) / (ends[:, 1] - ends[:, 0])
    return low + (high - low) * np.clip(share, 0, 1)


def distance_to_reference(
    x: Array,
    reference: Array,
    weight: Array | None = None,
    names: pd.Index | None = None,
) -> Array:
    """1 + (x - r) / |r| of each column: 1 at the reference, x / r where r > 0.

    Parameters
    ----------
    x : array of float, shape (n, k), each column turned so that high is more need
    reference : array of float, shape (k,), turned likewise
        NaN: the mean of the column, weighted where there are weights.

    Raises
    ------
    ValueError
        A reference is 0: it has no ratio.

    Source: OECD and JRC, Handbook (2008), section 5.4 (distance to a reference).
    COINr's n_dist2ref also sets the least value to 0: for that, use `min_max` or
    `goalposts` with the reference as an end.

    >>> distance_to_reference(np.array([[30.0], [20.0]]), np.array([40.0])).tolist()
    [[0.75], [0.5]]
    """
    known = ~np.isnan(x)
    share = known * (np.ones(len(x)) if weight is None else weight)[:, None]
    with np.errstate(invalid="ignore"):
        mean = (share * np.where(known, x, 0.0)).sum(axis=0) / share.sum(axis=0)
    reference = np.where(np.isnan(reference), mean, reference)
    size = np.abs(np.where(known, x, 0.0)).max(axis=0, initial=0.0)
    if (zero := np.abs(reference) <= 1e-12 * size).any():
        raise ValueError(
            f"the reference of {_names(names, zero)} is 0, which has no ratio: give "
            "another reference"
        )
    return 1 + (x - reference) / np.abs(reference)


def _ends(definition: IndexDefinition) -> tuple[float, float]:
    if definition.scale is not None:
        return definition.scale
    positive = definition.aggregation in POSITIVE_MEANS
    return (1.0 if positive and definition.normalisation != "goalposts" else 0.0), 100.0


def _people(values: pd.DataFrame, population: pd.Series) -> Array:
    people = population.reindex(values.index).astype("float64")
    if not (people > 0).all() or np.isinf(people).any():
        bad = people.index[~(people > 0) | np.isinf(people)].tolist()
        raise ValueError(f"population must be above zero; check areas {bad}")
    return people.to_numpy()


def _refuse_flat(known: Array, flat: Array, names: pd.Index | None) -> None:
    if (flat := flat & known.any(axis=0)).any():
        raise ValueError(
            f"the same everywhere, so nothing to compare: {_names(names, flat)}; take "
            "it out or choose other areas"
        )


def _names(names: pd.Index | None, chosen: Array) -> str:
    labels = [f"column {i + 1}" for i in range(len(chosen))] if names is None else names
    return ", ".join(
        str(label) for label, here in zip(labels, chosen, strict=True) if here
    )
