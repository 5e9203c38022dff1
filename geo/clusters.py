"""Do like areas lie side by side? Moran's I and its local parts, by permutation.

Own sums on arrays rather than esda's: its local Moran compiles for about 20 seconds at
the first call and its Moran draws from numpy's global state, so that no seed can be
given. Tested against esda: values, quadrants, variance; pseudo p-values also against
the share of every placing.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

if TYPE_CHECKING:
    from libpysal.graph import Graph

__all__ = [
    "ALTERNATIVES",
    "CLUSTER_SENTENCE",
    "QUADRANTS",
    "Moran",
    "false_discovery",
    "local_moran",
    "morans_i",
]

CLUSTER_SENTENCE = (
    "A cluster says that an area and its neighbours are more alike, or more unlike, "
    "than chance would place them: not why, not that one influences the other, and not "
    "that everyone there is in need. An area outside a cluster is not thereby well off."
)
QUADRANTS = ("high-high", "low-high", "low-low", "high-low")  # esda's 1, 2, 3, 4
ALTERNATIVES = ("two-sided", "greater", "less", "directed")
Array = npt.NDArray[np.float64]
_NAN = float("nan")
_CHUNK = 4_000_000  # numbers held at once while permuting
_FULL_UP_TO = 300


@dataclass(frozen=True, kw_only=True)
class Moran:
    """Moran's I; NaN where it has no answer, see `morans_i`."""

    i: float  # about -1 to 1; above `expected` like lies beside like
    expected: float  # -1 / (n - 1), if values were placed at random
    variance: float  # of I under randomisation
    z: float  # (i - expected) / sqrt(variance)
    p_value: float  # pseudo p-value by permutation
    areas: int  # n
    islands: tuple[str, ...]  # counted in n, but without a neighbour with a value
    left_out: tuple[str, ...]  # without a value

    @property
    def sentence(self) -> str:
        """What it says, in plain words, at 5 percent."""
        if math.isnan(self.p_value):
            return "Whether like areas lie side by side cannot be told."
        if self.p_value > 0.05:
            return "Like areas lie no more side by side than chance would place them."
        how = "side by side" if self.i > self.expected else "apart"
        return f"Like areas lie {how} more than chance would place them."


def morans_i(
    values: pd.Series,
    graph: "Graph",
    *,
    transformation: str = "r",
    permutations: int = 9999,
    seed: int = 0,
    alternative: str = "two-sided",
) -> Moran:
    """Moran's I of a figure over neighbouring areas.

    I = n / S0 * sum_ij w_ij z_i z_j / sum_i z_i^2, z = x - mean, S0 = sum w; under H0
    every placing of the values over the areas is as likely. p = (m + 1) / (P + 1), m
    how many of P permutations are as extreme.

    Parameters
    ----------
    values : Series of float, shape (n,), indexed by area_code
        NaN leaves an area out, with its links.
    graph : libpysal.graph.Graph
        Has every area of `values`; more are left out. See `neighbours.neighbour_graph`.
    transformation : "r" (weights divided by their sum in each row) or "b" (as 1)
    permutations : 0 (no p) or at least 99
    seed : same seed, same p
    alternative : one of `ALTERNATIVES`
        "two-sided" doubles the smaller tail, at most 1. "directed" is the smaller tail
        itself, as GeoDa and esda's p_sim print it: half as large, and too small for a
        question that was open beforehand.

    Returns
    -------
    Moran
        Without links, with fewer than three areas or with the same value everywhere I
        and p are NaN; variance and z also with three areas. Areas without a neighbour
        count in n and in the mean, as in esda and GeoDa.

    Raises
    ------
    ValueError
        Areas are not in the graph or there twice; a value is infinite; a parameter is
        none of the above.

    Source: Moran, Biometrika 37 (1950) 17-23; Cliff and Ord, Spatial Processes (1981),
    chapters 1 and 2.

    >>> from libpysal.graph import Graph
    >>> row = Graph.from_arrays(list("ABBCCD"), list("BACBDC"), [1] * 6)
    >>> found = morans_i(pd.Series([1.0, 2, 3, 4], list("ABCD")), row)
    >>> round(found.i, 6), round(found.expected, 6)
    (0.4, -0.333333)
    """
    _check(values, graph, transformation, permutations, alternative)
    known, weights = _subset(values, graph, transformation)
    n, z = len(known), _centred(known)
    has_link = np.asarray(weights.sum(axis=1)).ravel() > 0
    common: dict[str, Any] = {
        "areas": n,
        "expected": -1 / (n - 1) if n > 1 else _NAN,
        "islands": tuple(known.index[~has_link]),
        "left_out": tuple(values.index[values.isna()]),
    }
    if n < 3 or not has_link.any() or not z.any():
        return Moran(i=_NAN, variance=_NAN, z=_NAN, p_value=_NAN, **common)
    scale = n / weights.sum() / (z @ z)
    value = float(scale * (z @ (weights @ z)))
    variance = _variance(z, weights)
    p_value = _NAN
    if permutations:
        rng = np.random.default_rng(seed)
        drawn = scale * _permuted_products(z, weights, permutations, rng)
        p_value = float(_pseudo_p(np.array([value]), drawn[:, None], alternative)[0])
    return Moran(
        i=value,
        variance=variance,
        z=(value - common["expected"]) / math.sqrt(variance) if variance > 0 else _NAN,
        p_value=p_value,
        **common,
    )


def local_moran(
    values: pd.Series,
    graph: "Graph",
    *,
    transformation: str = "r",
    permutations: int = 9999,
    seed: int = 0,
    alternative: str = "two-sided",
    correction: str = "fdr",
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Local Moran's I of each area, and whether it is in a cluster or stands out.

    I_i = (n - 1) z_i sum_j w_ij z_j / sum z^2, z = x - mean (esda, GeoDa). Under H0 the
    values of all other areas are placed at random round area i (conditional
    permutation); p as in `morans_i`.

    Parameters
    ----------
    values, graph, transformation, permutations, seed, alternative : as `morans_i`;
        permutations at least 99
    correction : "fdr" or "none"
        "fdr": the p-values of all areas together by Benjamini and Hochberg, of which
        at most a share alpha of the clusters named is expected to be false; with
        overlapping neighbourhoods it is nearly so. "none": some 5 percent of all areas
        are named by chance alone.
    alpha : significance, 0 to 1

    Returns
    -------
    DataFrame indexed by area_code, in the order of `values`
        local_i : float
        lag : float, the neighbours' mean (transformation "r") or sum of the figure
        p_value : float, pseudo
        p_adjusted : float, equal to p_value without correction
        quadrant : one of `QUADRANTS`: the area itself, then its neighbours, above or
        below the mean; empty at the mean exactly
        cluster : the quadrant where p_adjusted <= alpha, else "not significant";
        "no figure" or "no neighbours" where that is why; "no answer" with fewer than
        four areas or the same value everywhere

    Raises
    ------
    ValueError
        As `morans_i`; correction or alpha is none of the above.

    Source: Anselin, Geographical Analysis 27 (1995) 93-115; Benjamini and Hochberg,
    JRSS B 57 (1995) 289-300; Caldas de Castro and Singer, Geographical Analysis 38
    (2006) 180-208 (its use here).
    """
    if correction not in ("fdr", "none"):
        raise ValueError(f"correction is {correction!r}; use fdr or none")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is {alpha}; give a share between 0 and 1, like 0.05")
    if not permutations:
        raise ValueError("local p-values need permutations; give 99 or more")
    _check(values, graph, transformation, permutations, alternative)
    known, weights = _subset(values, graph, transformation)
    n, z = len(known), _centred(known)
    linked = np.diff(weights.indptr) > 0
    table = pd.DataFrame(index=known.index)
    table["local_i"], table["p_value"] = _NAN, _NAN
    table["lag"] = np.where(linked, weights @ known.to_numpy(), _NAN)
    table["quadrant"], table["cluster"] = "", "no answer"
    if n > 3 and z.any():
        lag = weights @ z
        scale = (n - 1) / (z @ z)
        statistic = np.where(linked, scale * z * lag, _NAN)
        rng = np.random.default_rng(seed)
        tails = _conditional_tails(z, lag, weights, permutations, rng)
        p_value = np.where(linked, _from_tails(*tails, permutations, alternative), _NAN)
        table["local_i"], table["p_value"] = statistic, p_value
        table["quadrant"] = np.where(linked, _quadrant(z, lag), "")
        table["cluster"] = "not significant"
    table["p_adjusted"] = table["p_value"]
    if correction == "fdr":
        table["p_adjusted"] = false_discovery(table["p_value"])
    named = (table["p_adjusted"] <= alpha) & (table["quadrant"] != "")
    table["cluster"] = table["cluster"].mask(named, table["quadrant"])
    table.loc[~linked, "cluster"] = "no neighbours"
    table = table.reindex(values.index)
    table["quadrant"] = table["quadrant"].fillna("")
    table["cluster"] = table["cluster"].fillna("no figure")
    columns = ["local_i", "lag", "p_value", "p_adjusted", "quadrant", "cluster"]
    result = table[columns]
    result.index.name = values.index.name
    return result


def false_discovery(p_value: pd.Series) -> pd.Series:
    """P-values adjusted by Benjamini and Hochberg; NaN stays NaN and is no test.

    p_adj(i) = min over j >= i of p(j) m / j, at most 1. Comparing them with alpha is
    the same as comparing p with the cut-off i alpha / m of `esda.fdr`.

    >>> false_discovery(pd.Series([0.01, 0.04, None, 0.03])).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    known = p_value.dropna().sort_values(ascending=False)
    rank = np.arange(len(known), 0, -1)
    adjusted = (known * len(known) / rank).cummin().clip(upper=1.0)
    return adjusted.reindex(p_value.index)


def _subset(
    values: pd.Series, graph: "Graph", transformation: str
) -> tuple[pd.Series, sparse.csr_array]:
    """The known values, and the weights among them in their order."""
    known = values.dropna().astype("float64")
    links = graph.adjacency
    focal = known.index.get_indexer(links.index.get_level_values("focal"))
    neighbour = known.index.get_indexer(links.index.get_level_values("neighbor"))
    weight = links.to_numpy(dtype="float64")
    inside = (focal >= 0) & (neighbour >= 0) & (focal != neighbour) & (weight != 0)
    weight = weight[inside] if transformation == "r" else np.ones(inside.sum())
    n = len(known)
    matrix = sparse.csr_array((weight, (focal[inside], neighbour[inside])), (n, n))
    if transformation == "r":
        total = np.asarray(matrix.sum(axis=1)).ravel()
        matrix.data /= np.repeat(total, np.diff(matrix.indptr))
    return known, matrix


def _centred(known: pd.Series) -> Array:
    """Deviations from the mean; zero where values differ by rounding only."""
    x = known.to_numpy(dtype="float64")
    if not len(x) or np.ptp(x) <= 1e-12 * np.abs(x).max():
        return np.zeros(len(x))
    return np.asarray(x - x.mean())


def _variance(z: Array, weights: sparse.csr_array) -> float:
    """Of I under randomisation, Cliff and Ord (1981), chapter 1."""
    n = len(z)
    if n < 4:
        return _NAN
    s0 = float(weights.sum())
    both = weights + weights.T
    s1 = float((both * both).sum()) / 2
    rows = np.asarray(weights.sum(axis=1)).ravel()
    columns = np.asarray(weights.sum(axis=0)).ravel()
    s2 = float(((rows + columns) ** 2).sum())
    kurtosis = n * (z**4).sum() / (z @ z) ** 2
    first = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    second = kurtosis * ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
    whole = (first - second) / ((n - 1) * (n - 2) * (n - 3) * s0**2)
    return float(whole - 1 / (n - 1) ** 2)


def _permuted_products(
    z: Array, weights: sparse.csr_array, permutations: int, rng: np.random.Generator
) -> Array:
    """z' W z for the values in random order, shape (permutations,)."""
    parts, step = [], max(1, _CHUNK // len(z))
    # A full matrix is faster than a sparse one as long as it is small.
    around: Any = weights.toarray() if len(z) <= _FULL_UP_TO else weights
    for start in range(0, permutations, step):
        count = min(step, permutations - start)
        order = rng.permuted(np.tile(z, (count, 1)), axis=1).T
        parts.append(np.einsum("ij,ij->j", order, around @ order))
    return np.concatenate(parts)


def _conditional_tails(
    z: Array,
    lag: Array,
    weights: sparse.csr_array,
    permutations: int,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """How many placings give an area a local I at least, and at most, as large."""
    n, degree = len(z), np.diff(weights.indptr)
    above, below = np.zeros(n), np.zeros(n)
    near = 1e-12 * np.abs(z).max()
    step = max(1, _CHUNK // n)
    for start in range(0, permutations, step):
        count = min(step, permutations - start)
        drawn = _placings(n - 1, int(degree.max(initial=0)), count, rng)
        for i in np.flatnonzero(degree):
            others = np.delete(z, i)
            share = weights.data[weights.indptr[i] : weights.indptr[i + 1]]
            around = np.zeros(count)
            for j, one in enumerate(share):
                around += one * others.take(drawn[j])
            higher = (around >= lag[i] - near).sum()
            lower = (around <= lag[i] + near).sum()
            # I_i is z_i times the lag, so for z_i below zero the tails change places.
            above[i] += lower if z[i] < 0 else higher
            below[i] += higher if z[i] < 0 else lower
    return above, below


def _placings(
    size: int, most: int, count: int, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    """The first `most` places of `count` random orders of range(size), as columns."""
    left = np.tile(np.arange(size), (count, 1))
    row = np.arange(count)
    drawn = np.empty((most, count), dtype=np.intp)
    for j in range(most):  # Fisher and Yates' shuffle, stopped early
        pick = rng.integers(j, size, count)
        drawn[j] = left[row, pick]
        left[row, pick] = left[:, j]
    return drawn


def _pseudo_p(value: Array, drawn: Array, alternative: str) -> Array:
    near = 1e-12 * np.maximum(np.abs(value), 1)
    above = (drawn >= value - near).sum(axis=0)
    below = (drawn <= value + near).sum(axis=0)
    return _from_tails(above, below, len(drawn), alternative)


def _from_tails(above: Array, below: Array, count: int, alternative: str) -> Array:
    tail = {"greater": above, "less": below}.get(alternative, np.minimum(above, below))
    p_value = (tail + 1) / (count + 1)
    return np.minimum(1.0, 2 * p_value) if alternative == "two-sided" else p_value


def _quadrant(z: Array, lag: Array) -> npt.NDArray[np.str_]:
    own, around = z > 0, lag > 0
    high = np.where(around, QUADRANTS[0], QUADRANTS[3])
    low = np.where(around, QUADRANTS[1], QUADRANTS[2])
    return np.where((z == 0) | (lag == 0), "", np.where(own, high, low))


def _check(
    values: pd.Series,
    graph: "Graph",
    transformation: str,
    permutations: int,
    alternative: str,
) -> None:
    if values.index.has_duplicates:
        twice = values.index[values.index.duplicated()].unique().tolist()
        raise ValueError(f"areas {twice} are there twice; keep one figure an area")
    unknown = values.index.difference(graph.unique_ids).tolist()
    if unknown:
        raise ValueError(f"areas {unknown} are not in the graph; build it with them")
    numbers = values.astype("float64")
    infinite = values.index[np.isinf(numbers)].tolist()
    if infinite:
        raise ValueError(f"infinite values in areas {infinite}; use NaN for no figure")
    if transformation not in ("r", "b"):
        raise ValueError(f"transformation is {transformation!r}; use r or b")
    if permutations and permutations < 99:
        raise ValueError(f"{permutations} permutations are too few; give 99 or more")
    if alternative not in ALTERNATIVES:
        raise ValueError(f"alternative is {alternative!r}; use one of {ALTERNATIVES}")
