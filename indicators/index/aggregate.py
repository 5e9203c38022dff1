"""Several figures an area made into one. Pure."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

__all__ = ["aggregate", "copeland", "outranking"]

Array = np.ndarray
_ROWS = 32


def aggregate(x: pd.DataFrame, weights: pd.Series, method: str) -> pd.Series:
    """One figure an area, from its known components.

    Weights w are over the components that an area has, and divided by their sum:
    arithmetic sum(w x); geometric exp(sum(w ln x)); harmonic 1 / sum(w / x); copeland
    see `copeland`.

    Parameters
    ----------
    x : DataFrame of float, shape (n, k), indexed by area_code; NaN for no figure
    weights : Series of float, shape (k,), indexed by component; not negative, not all 0
    method : "arithmetic", "geometric", "harmonic" or "copeland"

    Returns
    -------
    Series of float, shape (n,), same index, named "index"
        NaN for an area without a component that has a weight.

    Raises
    ------
    ValueError
        The weights do not fit; the method is unknown; a geometric or harmonic mean of a
        figure that is not above 0.

    Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), sections
    6.10, 6.11; COINr's a_amean, a_gmean, a_hmean, a_copeland.

    >>> x = pd.DataFrame({"a": [1.0, 4.0], "b": [4.0, None]}, index=["A", "B"])
    >>> w = pd.Series({"a": 1.0, "b": 1.0})
    >>> means = ("arithmetic", "geometric", "harmonic")
    >>> [float(aggregate(x, w, how)["A"]) for how in means]
    [2.5, 2.0, 1.6]
    """
    weight = weights.reindex(x.columns).to_numpy(dtype="float64")
    if np.isnan(weight).any() or (weight < 0).any() or not weight.sum() > 0:
        raise ValueError("weights must not be negative, missing, nor all zero")
    values = x.to_numpy(dtype="float64")
    if method == "copeland":
        return copeland(x, weights)
    if method in ("geometric", "harmonic"):
        _refuse_not_positive(x, values, weight, method)
    elif method != "arithmetic":
        raise ValueError(f"there is no aggregation {method!r}")
    known = ~np.isnan(values)
    share = known * weight
    with np.errstate(invalid="ignore", divide="ignore"):
        share = share / share.sum(axis=1, keepdims=True)
        used = np.where(known & (weight > 0), values, 1.0)
        if method == "arithmetic":
            result = (share * used).sum(axis=1)
        elif method == "geometric":
            result = np.exp((share * np.log(used)).sum(axis=1))
        else:
            result = 1 / (share / used).sum(axis=1)
    return pd.Series(result, index=x.index, name="index")


def outranking(x: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """For each pair of areas, the weight of the components in which the row is higher.

    Of the components that both areas have, divided by their sum; those in which both
    are the same count half. m(a, b) + m(b, a) = 1; the diagonal is 0. Two areas without
    a common component are told apart by nothing: 0.5.

    Parameters
    ----------
    x : DataFrame of float, shape (n, k), indexed by area_code; NaN for no figure
    weights : Series of float, shape (k,), indexed by component

    Returns
    -------
    DataFrame of float, shape (n, n), areas by areas

    Source: OECD and JRC, Handbook (2008), section 6.13, equation 32; COINr's
    outrankMatrix, which has no rule for a missing figure.

    >>> x = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 3.0]}, index=["A", "B"])
    >>> outranking(x, pd.Series({"a": 1.0, "b": 1.0})).loc["B", "A"]
    np.float64(0.75)
    """
    if x.empty:
        return pd.DataFrame(index=x.index, columns=x.index, dtype="float64")
    lead, common = zip(*_pairs(x, weights), strict=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.vstack(lead) / np.vstack(common)
    matrix = np.where(np.isnan(share), 0.5, 0.5 + 0.5 * share)
    np.fill_diagonal(matrix, 0.0)
    return pd.DataFrame(matrix, index=x.index, columns=x.index)


def copeland(x: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """How many areas an area outranks, less how many outrank it.

    Area a outranks b where the components in which it is higher have more than half of
    the weight. The score is between -(n - 1) and n - 1, and the scores sum to 0. Only
    the order of the figures counts: a component may be changed in any rising way.

    Returns
    -------
    Series of float, shape (n,), named "index"; NaN for an area without a figure

    Source: A. H. Copeland (1951), University of Michigan, on the pairs of OECD and JRC,
    Handbook (2008), section 6.12 (Condorcet); COINr's a_copeland as it is now (its
    first versions summed the outranking matrix).

    >>> x = pd.DataFrame({"a": [1.0, 2.0, 3.0]}, index=["A", "B", "C"])
    >>> copeland(x, pd.Series({"a": 1.0})).tolist()
    [-2.0, 0.0, 2.0]
    """
    known = x.loc[:, weights.reindex(x.columns).to_numpy() > 0].notna().any(axis=1)
    scores: list[Array] = []
    for lead, common in _pairs(x[known], weights):
        clear = 1e-9 * common  # weights such as 0.1 + 0.4 must make a half
        scores.append((lead > clear).sum(axis=1) - (lead < -clear).sum(axis=1))
    score = np.concatenate(scores) if scores else np.zeros(0)
    result = pd.Series(score, index=x.index[known], dtype="float64")
    return result.reindex(x.index).rename("index")


def _pairs(x: pd.DataFrame, weights: pd.Series) -> Iterator[tuple[Array, Array]]:
    """Some areas after others against all: the weight of the components in which they
    are higher less that of those in which they are lower, and that of the common ones.

    A few rows at a time stay in the processor's cache, and need no n x n matrices.
    """
    weight = weights.reindex(x.columns).to_numpy(dtype="float64")
    known = x.notna().to_numpy()
    order = x.rank(method="dense").fillna(0).to_numpy(dtype="int32")
    columns = [
        (order[:, k].copy(), known[:, k].copy(), weight[k])
        for k in range(len(weight))
        if weight[k] > 0
    ]
    every = known.all()
    for start in range(0, len(x), _ROWS):
        here = slice(start, start + _ROWS)
        lead = np.zeros((len(known[here]), len(x)))
        common = np.full_like(lead, weight.sum()) if every else np.zeros_like(lead)
        for place, there, share in columns:
            sign = np.sign(place[here, None] - place)
            if every:
                lead += share * sign
                continue
            both = there[here, None] & there
            lead += share * (sign * both)
            common += share * both
        yield lead, common


def _refuse_not_positive(
    x: pd.DataFrame, values: Array, weight: Array, how: str
) -> None:
    bad = (values <= 0) & (weight > 0)
    if bad.any():
        row, column = np.argwhere(bad)[0]
        raise ValueError(
            f"a {how} mean needs figures above 0, but {x.columns[column]} is "
            f"{values[row, column]:g} in area {x.index[row]}: choose a scale from 1, "
            "other goalposts, or the arithmetic mean"
        )
