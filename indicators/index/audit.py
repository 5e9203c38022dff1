"""What the components of an index have to do with each other and with it. Pure."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.index.build import IndexResult
from indicators.index.weigh import loadings_of

__all__ = [
    "COLLINEAR",
    "Audit",
    "audit",
    "correlations",
    "cronbach_alpha",
    "influence",
    "principal_components",
    "variance_inflation",
]

COLLINEAR = 0.9


@dataclass(frozen=True)
class Audit:
    """The statistical coherence of an index; every figure over its areas.

    Attributes
    ----------
    correlations : see `correlations`
    influence : see `influence`
    inflation : Series of float by component, see `variance_inflation`
    alpha : Series of float by pillar, and "" for all components, see `cronbach_alpha`
    components : DataFrame, see `principal_components`
    loadings : DataFrame, components by principal components
    areas : how many areas have every component; below 3 nothing can be told: NaN
    """

    correlations: pd.DataFrame
    influence: pd.DataFrame
    inflation: pd.Series
    alpha: pd.Series
    components: pd.DataFrame
    loadings: pd.DataFrame
    areas: int


def audit(result: IndexResult) -> Audit:
    """Correlations, reliability, collinearity, influence, principal components.

    Everything is of the normalised components, high = more need: components that speak
    of one need correlate positively.

    Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), step 4;
    Becker, Saisana, Paruolo, Vandecasteele (2017), Ecological Indicators 80, 12-22.
    """
    x = result.normalised
    pillar = pd.Series(
        {part.indicator: part.pillar for part in result.definition.components},
        dtype="object",
    )
    alpha = {"": cronbach_alpha(x)}
    for name, keys in pillar[pillar != ""].groupby(pillar):
        alpha[str(name)] = cronbach_alpha(x[keys.index])
    table, loadings = principal_components(x)
    return Audit(
        correlations=correlations(x, pillar),
        influence=influence(x, result.index, result.weights),
        inflation=variance_inflation(x),
        alpha=pd.Series(alpha, name="alpha", dtype="float64"),
        components=table,
        loadings=loadings,
        areas=int(x.notna().all(axis=1).sum()),
    )


def correlations(
    x: pd.DataFrame, pillar: pd.Series | None = None, collinear: float = COLLINEAR
) -> pd.DataFrame:
    """Every pair of components once, within and across pillars.

    Parameters
    ----------
    x : DataFrame of float, shape (n, k); of the areas that have both of a pair
    pillar : Series of text by component
    collinear : from which correlation on, up or down, a pair says the same twice

    Returns
    -------
    DataFrame, k (k - 1) / 2 rows
        component, other, within (the same pillar, or no pillars), pearson, spearman,
        areas, flag: "collinear"; "negative" (below -0.4 within a pillar, where one
        cancels the other); "" otherwise. NaN where fewer than 3 areas have both, or one
        is the same everywhere.

    Source: COINr's get_corr; limits 0.9 and -0.4 as in its plot_corr.
    """
    keys = list(x.columns)
    first, second = np.triu_indices(len(keys), k=1)
    known = x.notna().to_numpy().astype("int64")
    flat = _flat(x)
    either = flat[first] | flat[second]
    group = np.array([None if pillar is None else pillar[key] for key in keys])
    table = pd.DataFrame(
        {
            "component": [keys[i] for i in first],
            "other": [keys[j] for j in second],
            "within": group[first] == group[second],
            "pearson": x.corr(min_periods=3).to_numpy()[first, second],
            "spearman": x.corr("spearman", min_periods=3).to_numpy()[first, second],
            "areas": (known.T @ known)[first, second],
        }
    )
    table.loc[either, ["pearson", "spearman"]] = np.nan
    flag = pd.Series("", index=table.index, dtype="object")
    flag = flag.mask(table["within"] & (table["pearson"] < -0.4), "negative")
    return table.assign(
        flag=flag.mask(table["pearson"].abs() >= collinear, "collinear")
    )


def cronbach_alpha(x: pd.DataFrame, *, standardised: bool = True) -> float:
    """How far the components measure one thing: k/(k-1) (1 - sum var(x) / var(sum x)).

    Parameters
    ----------
    x : DataFrame of float, shape (n, k); areas without a component are left out
    standardised : each component to a standard deviation of 1 first

    Returns
    -------
    float, at most 1; NaN for one component, fewer than 3 areas, or one the same
    everywhere

    Source: L. Cronbach (1951); OECD and JRC, Handbook (2008), section 4.3, equation 18.

    >>> x = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [1.0, 3.0, 2.0]})
    >>> round(cronbach_alpha(x), 6)  # r = 0.5: 2 (1 - 2 / 3)
    0.666667
    """
    known = x.dropna()
    k = x.shape[1]
    if k < 2 or len(known) < 3 or _flat(known).any():
        return float("nan")
    values = known.to_numpy()
    if standardised:
        values = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    total = values.sum(axis=1).var(ddof=1)
    if total <= 1e-12 * values.var(axis=0, ddof=1).sum():
        return float("-inf")  # the components cancel each other
    return float(k / (k - 1) * (1 - values.var(axis=0, ddof=1).sum() / total))


def variance_inflation(x: pd.DataFrame) -> pd.Series:
    """1 / (1 - R^2) of each component explained by the others; above 4 is collinear.

    The diagonal of the inverse of the correlation matrix.

    Returns
    -------
    Series of float, shape (k,), named "inflation"
        inf for a component that the others explain wholly; NaN for all where no more
        areas than components have every one, or one is the same everywhere.

    Source: OECD and JRC, Handbook (2008), box 5 (variance-inflation factor, limit 4).

    >>> x = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [1.0, 3.0, 2.0]})
    >>> variance_inflation(x).round(6).tolist()  # r = 0.5: 1 / (1 - 0.25)
    [1.333333, 1.333333]
    """
    known = x.dropna()
    if len(known) <= x.shape[1] or _flat(known).any():
        return pd.Series(np.nan, index=x.columns, name="inflation")
    values, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(known.T)))
    share = vectors**2
    none = values < 1e-10
    inflation = (share[:, ~none] / values[~none]).sum(axis=1)
    inflation[(share[:, none] > 1e-8).any(axis=1)] = np.inf
    return pd.Series(inflation, index=x.columns, name="inflation")


def influence(x: pd.DataFrame, index: pd.Series, weights: pd.Series) -> pd.DataFrame:
    """What share a component has in fact in how the index differs between areas.

    Parameters
    ----------
    x : DataFrame of float, shape (n, k), the normalised components
    index : Series of float, shape (n,), same index
    weights : Series of float by component

    Returns
    -------
    DataFrame indexed by component
        weight, divided by the sum; correlation with the index; main_effect, its square:
        by how much the index's variance would fall if the component were known, if they
        are related by a straight line; main_effect_share, divided by the sum;
        variance_share, w cov(x, index) / var(index): for an arithmetic index it sums to
        1. All NaN where fewer than 3 areas have everything, or the index is the same
        everywhere.

    Source: P. Paruolo, M. Saisana, A. Saltelli (2013), JRSS A 176, 609-634, section 3
    (main effect, linear); Becker et al. (2017), Ecological Indicators 80, 12-22.

    >>> x = pd.DataFrame({"a": [0.0, 0.0, 1.0, 1.0], "b": [0.0, 2.0, 0.0, 2.0]})
    >>> y = (x["a"] + x["b"]) / 2  # variances 1 and 4, no covariance: 1/5 and 4/5
    >>> influence(x, y, pd.Series({"a": 1, "b": 1}))["variance_share"].tolist()
    [0.2, 0.8]
    """
    weight = (weights / weights.sum()).reindex(x.columns)
    known = x.notna().all(axis=1) & index.notna()
    values, y = x[known].to_numpy(), index[known].to_numpy()
    table = pd.DataFrame({"weight": weight}, index=x.columns)
    columns = ["correlation", "main_effect", "main_effect_share", "variance_share"]
    if known.sum() < 3 or _flat(index[known].to_frame()).any():
        return table.assign(**dict.fromkeys(columns, np.nan))
    y = y - y.mean()
    centred = values - values.mean(axis=0)
    covariance = centred.T @ y / len(y)
    variance = (y**2).mean()
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = covariance / np.sqrt((centred**2).mean(axis=0) * variance)
    correlation[_flat(x[known])] = np.nan
    effect = correlation**2
    return table.assign(
        correlation=correlation,
        main_effect=effect,
        main_effect_share=effect / np.nansum(effect),
        variance_share=weight.to_numpy() * covariance / variance,
    )


def principal_components(x: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Eigenvalues of the correlation matrix, and the loadings of the components.

    Returns
    -------
    table : DataFrame indexed 1 to k: eigenvalue, share of the variance, cumulative
    loadings : DataFrame, components by 1 to k: their correlations with each principal
        component, whose sign is such that its loadings' sum is not negative
        Both NaN where fewer than 3 areas have every component, or one is the same
        everywhere.

    Source: OECD and JRC, Handbook (2008), section 4.1 with tables 7 and 8.
    """
    number = pd.RangeIndex(1, x.shape[1] + 1)
    if len(x.dropna()) < 3 or _flat(x.dropna()).any():
        columns = ["eigenvalue", "share", "cumulative"]
        return (
            pd.DataFrame(np.nan, index=number, columns=columns),
            pd.DataFrame(np.nan, index=x.columns, columns=number),
        )
    values, loadings = loadings_of(x)
    share = values / values.sum()
    table = {"eigenvalue": values, "share": share, "cumulative": share.cumsum()}
    return (
        pd.DataFrame(table, index=number),
        pd.DataFrame(loadings, index=x.columns, columns=number),
    )


def _flat(x: pd.DataFrame) -> np.ndarray:
    """Which columns are the same everywhere but for rounding, or have no figure."""
    spread = x.max() - x.min()
    return ~(spread > 1e-12 * x.abs().max()).to_numpy()
