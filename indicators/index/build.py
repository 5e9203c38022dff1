"""An index built from its definition and the figures of the areas. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.index.aggregate import aggregate
from indicators.index.definition import IndexDefinition
from indicators.index.impute import impute
from indicators.index.normalise import normalise
from indicators.index.outliers import treat
from indicators.index.screen import check_values, screen
from indicators.index.weigh import weights_of

__all__ = ["IndexResult", "build_index", "contributions", "used_definition"]


@dataclass(frozen=True)
class IndexResult:
    """An index and every step on the way to it.

    Attributes
    ----------
    definition : IndexDefinition, without components and pillars of the weight 0
    index : Series of float, shape (n,), indexed by area_code, named "index"
        High means more need; NaN for an area that is left out.
    pillars : DataFrame of float, shape (n, pillars); no columns without pillars
    normalised : DataFrame of float, shape (n, k), high means more need
        NaN for areas that are left out, and for figures that are missing.
    weights : Series of float, shape (k,), indexed by indicator, sums to 1
        The share of each component in the index of an area that has every one.
    changes : DataFrame: area_code, component, before, after, method (outliers)
    imputed : DataFrame: area_code, component, value, method
    excluded : DataFrame: area_code, why
    """

    definition: IndexDefinition
    index: pd.Series
    pillars: pd.DataFrame
    normalised: pd.DataFrame
    weights: pd.Series
    changes: pd.DataFrame
    imputed: pd.DataFrame
    excluded: pd.DataFrame

    @property
    def rank(self) -> pd.Series:
        """1 for the greatest need; equal values share the better number; Int64."""
        rank = self.index.rank(method="min", ascending=False)
        return rank.astype("Int64").rename("rank")


def build_index(
    values: pd.DataFrame,
    population: pd.Series,
    definition: IndexDefinition,
    worse: Mapping[str, str],
    *,
    groups: pd.Series | None = None,
) -> IndexResult:
    """Screened, treated, imputed, normalised, weighed and aggregated, in this order.

    Parameters
    ----------
    values : DataFrame of float, shape (n, k or more), indexed by area_code
        A column an indicator, in its own unit; NaN means that there is no figure.
    population : Series of number, shape (n,), the same areas
        Residents; looked at only where the definition weighs by them.
    definition
    worse : indicator -> "high" or "low", the end that means more need
    groups : Series, the same areas, for imputation by "group_mean"

    Returns
    -------
    IndexResult
        Where no area has enough figures, the index is NaN everywhere.

    Raises
    ------
    ValueError
        A component has no column, is infinite somewhere, or is the same everywhere;
        areas differ or are there twice; a population is not above zero; see the steps.

    Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), steps
    3-7. Outliers are treated before missing figures are filled, so that neither a mean
    is drawn by an outlier nor the spread narrowed by filled figures.

    >>> from indicators.index.definition import Component
    >>> a, b = Component(indicator="a"), Component(indicator="b")
    >>> x = pd.DataFrame({"a": [10.0, 20.0], "b": [0.0, 4.0]}, index=["A", "B"])
    >>> definition = IndexDefinition(components=(a, b), population_weighted=True)
    >>> people = pd.Series({"A": 1, "B": 1})
    >>> build_index(x, people, definition, {"a": "high", "b": "high"}).index.to_dict()
    {'A': -1.0, 'B': 1.0}
    """
    definition = used_definition(definition)
    chosen = _columns(values, definition)
    check_values(chosen, population)
    keep, excluded = screen(chosen, definition.minimum_availability)
    kept = chosen[keep.to_numpy()]
    treated, changes = treat(kept, definition.outliers, definition.max_winsorised)
    filled, imputed = impute(treated, definition.imputation, groups)
    normalised = normalise(filled, population, definition, worse)
    weights = weights_of(definition, normalised)
    pillars = _pillars(normalised, weights, definition)
    index = _index(normalised, weights, pillars, definition)
    return IndexResult(
        definition=definition,
        index=index.reindex(values.index).rename("index"),
        pillars=pillars.reindex(values.index),
        normalised=normalised.reindex(values.index),
        weights=weights,
        changes=changes,
        imputed=imputed,
        excluded=excluded,
    )


def contributions(result: IndexResult) -> pd.DataFrame:
    """How much each component adds to each area's index; a row sums to the index.

    The weight of the component in the area (over those it has, pillar by pillar) times
    its normalised figure.

    Returns
    -------
    DataFrame of float, shape (n, k); NaN where the area lacks the component

    Raises
    ------
    ValueError
        The index is no arithmetic mean, which alone is a sum.
    """
    if result.definition.aggregation != "arithmetic":
        raise ValueError(
            f"a {result.definition.aggregation} index is no sum of its components: "
            "contributions are for the arithmetic mean"
        )
    return result.normalised * _area_weights(result)


def used_definition(definition: IndexDefinition) -> IndexDefinition:
    """The definition without the components and pillars that have the weight 0."""
    if definition.weighting == "equal":
        return definition
    none = {pillar.name for pillar in definition.pillars if pillar.weight == 0}
    components = tuple(
        part
        for part in definition.components
        if part.pillar not in none
        and (part.weight > 0 or definition.weighting == "pca")
    )
    if len(components) == len(definition.components):
        return definition
    pillars = tuple(one for one in definition.pillars if one.weight > 0)
    return definition.model_copy(update={"components": components, "pillars": pillars})


def _columns(values: pd.DataFrame, definition: IndexDefinition) -> pd.DataFrame:
    lacking = [key for key in definition.keys if key not in values.columns]
    if lacking:
        raise ValueError(f"values has no column {lacking[0]}: add it")
    chosen = values[list(definition.keys)]
    try:
        return chosen.astype("float64")
    except (TypeError, ValueError):
        text = [str(key) for key in chosen if chosen[key].dtype.kind not in "iufb"]
        raise ValueError(
            f"{', '.join(text)} holds what is no number: give numbers, and NaN for none"
        ) from None


def _members(definition: IndexDefinition) -> dict[str, list[str]]:
    return {
        pillar.name: [
            part.indicator
            for part in definition.components
            if part.pillar == pillar.name
        ]
        for pillar in definition.pillars
    }


def _pillars(
    normalised: pd.DataFrame, weights: pd.Series, definition: IndexDefinition
) -> pd.DataFrame:
    columns = {
        name: aggregate(normalised[keys], weights[keys], definition.aggregation)
        for name, keys in _members(definition).items()
    }
    return pd.DataFrame(columns, index=normalised.index)


def _index(
    normalised: pd.DataFrame,
    weights: pd.Series,
    pillars: pd.DataFrame,
    definition: IndexDefinition,
) -> pd.Series:
    # Outranking asks in how many components an area is higher: no step by pillars.
    if pillars.shape[1] == 0 or definition.aggregation == "copeland":
        return aggregate(normalised, weights, definition.aggregation)
    members = _members(definition)
    top = pd.Series({name: weights[keys].sum() for name, keys in members.items()})
    return aggregate(pillars, top, definition.aggregation)


def _area_weights(result: IndexResult) -> pd.DataFrame:
    """Each area's own weights: those of the components it has, within each pillar."""
    known = result.normalised.notna()
    share = known * result.weights
    members = _members(result.definition) or {"": list(share.columns)}
    with np.errstate(invalid="ignore", divide="ignore"):
        for keys in members.values():
            inside = share[keys].sum(axis=1)
            share[keys] = (
                share[keys].div(inside, axis=0).mul(result.weights[keys].sum())
            )
            share.loc[inside == 0, keys] = 0.0
        return share.div(share.sum(axis=1), axis=0)
