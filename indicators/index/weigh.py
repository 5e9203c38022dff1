"""Weights of the components: given, equal, or from principal components. Pure."""

import numpy as np
import pandas as pd

from indicators.index.definition import IndexDefinition

__all__ = [
    "first_component_weights",
    "hierarchical",
    "loadings_of",
    "pca_weights",
    "varimax",
    "weights_of",
]

Array = np.ndarray
# Jolliffe's rule: it keeps the four factors that the handbook keeps of its example.
SMALLEST = 0.7


def weights_of(definition: IndexDefinition, normalised: pd.DataFrame) -> pd.Series:
    """What share of the index each component has, by the definition's weighting.

    given : the components' weights, within pillars the pillars' weights too
    equal : pillars alike, and the components of a pillar alike
    pca : `pca_weights` of the components, or of those within each pillar, whose weights
        are the given ones

    Parameters
    ----------
    definition
    normalised : DataFrame of float, shape (n, k); only "pca" looks at the figures

    Returns
    -------
    Series of float, shape (k,), indexed by indicator, named "weight"; sums to 1
        In the order of `normalised`.

    Raises
    ------
    ValueError
        See `pca_weights`.
    """
    keys = [str(key) for key in normalised.columns]
    parts = {part.indicator: part for part in definition.components}
    pillar = pd.Series({key: parts[key].pillar for key in keys}, dtype="object")
    own = pd.Series({key: parts[key].weight for key in keys}, dtype="float64")
    top = pd.Series(
        {one.name: one.weight for one in definition.pillars}, dtype="float64"
    )
    if definition.weighting == "equal":
        own[:], top[:] = 1.0, 1.0
    elif definition.weighting == "pca" and normalised.empty:
        own[:] = 1.0  # no area, no index: any weights will do
    elif definition.weighting == "pca":
        for _, group in pillar.groupby(pillar):
            inside = normalised[group.index]
            own[group.index] = pca_weights(inside).to_numpy()
    return hierarchical(own, pillar, top)


def hierarchical(own: pd.Series, pillar: pd.Series, top: pd.Series) -> pd.Series:
    """Share of the pillar x share of the component within the pillar.

    w_i = v_p / sum(v) * u_i / sum of u within p.

    Parameters
    ----------
    own : Series of float, shape (k,), indexed by component; not negative
    pillar : Series of text, shape (k,), same index; all empty for no pillars
    top : Series of float, indexed by pillar; empty for no pillars

    Returns
    -------
    Series of float, shape (k,), same index, named "weight"; sums to 1

    Source: COINr's get_eff_weights (weights multiplied down the levels).

    >>> own = pd.Series({"a": 1.0, "b": 3.0, "c": 1.0})
    >>> pillar = pd.Series({"a": "p", "b": "p", "c": "q"})
    >>> hierarchical(own, pillar, pd.Series({"p": 1.0, "q": 1.0})).to_dict()
    {'a': 0.125, 'b': 0.375, 'c': 0.5}
    """
    if top.empty:
        return (own / own.sum()).rename("weight")
    inside = own / own.groupby(pillar).transform("sum")
    share = pillar.map(top / top[pillar.unique()].sum())
    return (inside * share.astype("float64")).rename("weight")


def pca_weights(x: pd.DataFrame, factors: int | None = None) -> pd.Series:
    """Weights by factors: squared varimax loadings, each factor by what it explains.

    The correlation matrix is decomposed; the factors kept have an eigenvalue of at
    least 0.7 (or as many as `factors`), their loadings are rotated by varimax. Each
    component belongs to the factor on which its loading is the greatest and gets
    (loading^2 / sum of loading^2 of the factor) x (variance that the factor explains /
    that of all kept); then all are divided by their sum.

    Parameters
    ----------
    x : DataFrame of float, shape (n, k); areas without a component are left out
    factors : how many to keep

    Returns
    -------
    Series of float, shape (k,), indexed by component, named "weight"; sums to 1

    Raises
    ------
    ValueError
        Fewer than 3 areas have every component; a component is the same everywhere.

    Source: G. Nicoletti, S. Scarpetta, O. Boylaud (2000), OECD Economics Department
    Working Papers 226; OECD and JRC, Handbook (2008), section 6.1 with tables 16-18,
    box 6 (how many factors).
    """
    if x.shape[1] == 1:
        return pd.Series(1.0, index=x.columns, name="weight")
    values, loadings = loadings_of(x)
    keep = factors or int((values >= SMALLEST).sum())
    # Share of the factor x what the factor explains: the factor's own sum cancels out.
    weight = (varimax(loadings[:, :keep]) ** 2).max(axis=1)
    return pd.Series(weight / weight.sum(), index=x.columns, name="weight")


def first_component_weights(x: pd.DataFrame) -> pd.Series:
    """Loadings of the first principal component of the standardised columns.

    They explain as much variance as a weighted sum can. They may be negative: then the
    component tells against the others, and no weight should be made of them.

    Returns
    -------
    Series of float, shape (k,), named "weight"; unit length, its sum not negative

    Raises
    ------
    ValueError
        See `pca_weights`.

    Source: COINr's get_PCA (weights from the first component).
    """
    _, loadings = loadings_of(x)
    first = loadings[:, 0] / np.linalg.norm(loadings[:, 0])
    return pd.Series(first, x.columns, name="weight")


def varimax(loadings: Array, rounds: int = 500) -> Array:
    """Loadings rotated so that each factor is carried by few components.

    Kaiser's (1958) criterion with his normalisation of the rows, solved by repeated
    singular value decomposition. One factor is returned as it is.
    """
    k, count = loadings.shape
    if count < 2:
        return loadings
    size = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    size[size == 0] = 1.0
    scaled, turn, before = loadings / size, np.eye(count), 0.0
    for _ in range(rounds):
        now = scaled @ turn
        target = now**3 - now * (now**2).sum(axis=0) / k
        left, values, right = np.linalg.svd(scaled.T @ target)
        turn = left @ right
        if values.sum() <= before * (1 + 1e-12):
            break
        before = values.sum()
    return scaled @ turn * size


def loadings_of(x: pd.DataFrame) -> tuple[Array, Array]:
    """Eigenvalues of the correlations, falling, and loadings: vectors x their roots.

    A factor's sign is such that its loadings' sum is not negative.

    Raises
    ------
    ValueError
        Fewer than 3 areas have every component; a component is the same everywhere.
    """
    known = x.to_numpy(dtype="float64")
    known = known[~np.isnan(known).any(axis=1)]
    if len(known) < 3:
        raise ValueError(
            f"weights by principal components need 3 areas with every component, not "
            f"{len(known)}: choose equal or given weights"
        )
    spread = known.std(axis=0)
    if (flat := ~(spread > 1e-12 * np.abs(known).max(axis=0))).any():
        raise ValueError(
            f"{x.columns[flat][0]} is the same everywhere, so nothing to weigh by: "
            "take it out"
        )
    values, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(known.T)))
    order = np.argsort(values)[::-1]
    values, vectors = np.clip(values[order], 0, None), vectors[:, order]
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1, 1)
    return values, vectors * np.sqrt(values)
