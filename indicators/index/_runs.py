"""One index computed very many times: other weights, methods and figures. Arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import ValidationError

from indicators.index._figures import Figures
from indicators.index._kernel import descending_ranks
from indicators.index.build import build_index
from indicators.index.definition import POSITIVE_MEANS, IndexDefinition
from indicators.index.files import refusal

__all__ = ["Model", "Variant", "model_of"]

Floats = NDArray[np.float64]
_MOST_COPELAND = 500  # areas: each run compares all pairs
_WITH_SCALE = ("min_max", "percentile", "goalposts")


@dataclass(frozen=True)
class Variant:
    """The index with one normalisation and one aggregation.

    basis : (k, n) what a weighted mean is taken of: x, ln x or 1 / x; 0 where missing.
        Copeland: (k, n * n), 1 where the first area is higher, -1 where it is lower.
    common : where Copeland's two areas both have the component, else None
    weights : (k,), share of each component, sums to 1
    """

    definition: IndexDefinition
    basis: Floats
    common: Floats | None
    weights: Floats


@dataclass(frozen=True)
class Model:
    """What is needed to compute runs; only areas that have an index.

    areas : (n,) codes; index, rank : of the definition as given
    known : (n, k), where there is a figure, after imputation
    pillar : (k,), number of each component's pillar; all 0 without pillars
    """

    areas: pd.Index
    index: Floats
    rank: NDArray[np.integer]
    known: NDArray[np.bool_]
    pillar: NDArray[np.intp]
    variants: tuple[Variant, ...]
    figures: Figures | None

    @property
    def keys(self) -> tuple[str, ...]:
        """The components, in the order of the arrays."""
        return self.variants[0].definition.keys

    def weights(self, own: Floats, top: Floats) -> Floats:
        """Share of each component in each run, from its pillar's and its own weight.

        Parameters
        ----------
        own : (runs, k), any scale within a pillar; 0 leaves a component out
        top : (runs, pillars)
        """
        result = np.zeros_like(own)
        for number in range(top.shape[1]):
            inside = self.pillar == number
            total = own[:, inside].sum(axis=1, keepdims=True)
            scale = top[:, [number]] / np.where(total > 0, total, np.inf)
            result[:, inside] = own[:, inside] * scale
        return result / result.sum(axis=1, keepdims=True)

    def noisy_weights(
        self,
        base: Floats,
        chance: Floats,
        spread: float,
        kept: NDArray[np.bool_] | None = None,
    ) -> Floats:
        """Each weight, of components and of pillars, times 1 + U(-spread, spread).

        Parameters
        ----------
        base : (runs, k), each run's sum to 1
        chance : (runs, k + pillars), between 0 and 1
        kept : (runs, k), components that are not left out; a pillar keeps its weight
        """
        count = len(self.pillar)
        factor = 1 + spread * (2 * chance - 1)
        pillars = chance.shape[1] - count
        top = np.stack(
            [base[:, self.pillar == p].sum(axis=1) for p in range(pillars)], axis=1
        )
        own = base * factor[:, :count]
        return self.weights(
            own if kept is None else own * kept, top * factor[:, count:]
        )

    def scores(
        self, number: int, weights: Floats, chance: Floats | None = None
    ) -> Floats:
        """The index in each run, array (runs, n), high = more need.

        Parameters
        ----------
        number : of the variant
        weights : (runs, k), each run's sum to 1
        chance : (n, runs, k), where the figures are drawn too
        """
        variant = self.variants[number]
        how = variant.definition.aggregation
        if chance is None or self.figures is None:
            if how == "copeland":
                return _copeland(weights, variant.basis, variant.common)
            return _back(self._means(weights, variant.basis), how)
        figures = self.figures
        z = figures.normalised(figures.drawn(chance), variant.definition)
        if how != "copeland" and self.known.all():
            return _back(np.einsum("nbk,bk->bn", _forth(z, how), weights), how)
        result = np.empty((len(weights), len(self.areas)))
        for run, own in enumerate(weights):
            basis, common = _basis(z[:, run], how)
            if how == "copeland":
                result[run] = _copeland(own[None], basis, common)[0]
            else:
                result[run] = _back(self._means(own[None], basis), how)[0]
        return result

    def _means(self, weights: Floats, basis: Floats) -> Floats:
        """Weighted means over the components that an area has, pillar by pillar."""
        if self.known.all():
            return weights @ basis
        known = self.known.T.astype("float64")
        total = np.zeros((len(weights), basis.shape[1]))
        weight = np.zeros_like(total)
        with np.errstate(invalid="ignore", divide="ignore"):
            for number in range(self.pillar.max() + 1):
                inside = self.pillar == number
                own = weights[:, inside]
                have = own @ known[inside]
                share = np.where(have > 0, own.sum(axis=1, keepdims=True), 0)
                mean = (own @ basis[inside]) / have
                total += np.where(have > 0, share * mean, 0)
                weight += share
            return total / weight


def model_of(
    values: pd.DataFrame,
    population: pd.Series,
    definition: IndexDefinition,
    worse: Mapping[str, str],
    *,
    normalisations: Sequence[str] = (),
    aggregations: Sequence[str] = (),
    groups: pd.Series | None = None,
) -> Model:
    """The definition's index and its variants, the definition itself first.

    Raises
    ------
    ValueError
        `build_index` refuses the definition or a variant; Copeland for too many areas.
    """
    values = values.sort_index()  # what is drawn for an area does not depend on order
    result = build_index(values, population, definition, worse, groups=groups)
    given = result.definition
    keep = result.index.notna().to_numpy()
    variants = []
    for normalisation in _first(given.normalisation, normalisations):
        for aggregation in _first(given.aggregation, aggregations):
            one = _varied(given, normalisation, aggregation)
            built = (
                result
                if one == given
                else build_index(values, population, one, worse, groups=groups)
            )
            z = built.normalised.to_numpy()[keep]
            if aggregation == "copeland" and len(z) > _MOST_COPELAND:
                raise ValueError(
                    f"copeland compares all pairs of areas in each run: {len(z)} areas "
                    f"are too many, at most {_MOST_COPELAND}"
                )
            basis, common = _basis(z, aggregation)
            variants.append(Variant(one, basis, common, built.weights.to_numpy()))
    index = result.index.to_numpy()[keep]
    names = [pillar.name for pillar in given.pillars]
    pillar = [names.index(c.pillar) if names else 0 for c in given.components]
    return Model(
        areas=result.index.index[keep],
        index=index,
        rank=descending_ranks(index[None])[0] if len(index) else np.array([], int),
        known=result.normalised.notna().to_numpy()[keep],
        pillar=np.array(pillar, dtype=np.intp),
        variants=tuple(variants),
        figures=None,
    )


def _first(given: str, others: Sequence[str]) -> list[str]:
    return [given, *dict.fromkeys(other for other in others if other != given)]


def _varied(
    definition: IndexDefinition, normalisation: str, aggregation: str
) -> IndexDefinition:
    content = definition.model_dump()
    if content["normalisation"] != normalisation:
        content["scale"] = content["scale"] if normalisation in _WITH_SCALE else None
    if content["scale"] and aggregation in POSITIVE_MEANS and content["scale"][0] <= 0:
        content["scale"] = None  # its own, from 1
    content |= {"normalisation": normalisation, "aggregation": aggregation}
    try:
        return IndexDefinition.model_validate(content)
    except ValidationError as error:
        raise ValueError(refusal(error)) from None


def _basis(z: Floats, aggregation: str) -> tuple[Floats, Floats | None]:
    """See `Variant`; z of shape (n, k)."""
    known = ~np.isnan(z)
    if aggregation == "copeland":
        order = np.nan_to_num(z.T)
        both = known.T[:, :, None] & known.T[:, None, :]
        sign = np.sign(order[:, :, None] - order[:, None, :]) * both
        count = len(z.T)
        whole = known.all()
        return (
            sign.reshape(count, -1),
            None if whole else both.reshape(count, -1).astype("float64"),
        )
    return np.ascontiguousarray(np.where(known, _forth(z, aggregation), 0).T), None


def _forth(z: Floats, aggregation: str) -> Floats:
    """What a geometric or harmonic mean takes the arithmetic mean of."""
    if aggregation == "geometric":
        return np.log(z)
    return 1 / z if aggregation == "harmonic" else z


def _back(mean: Floats, aggregation: str) -> Floats:
    if aggregation == "geometric":
        return np.exp(mean)
    return 1 / mean if aggregation == "harmonic" else mean


def _copeland(weights: Floats, sign: Floats, common: Floats | None) -> Floats:
    n = int(np.sqrt(sign.shape[1]))
    result = np.empty((len(weights), n))
    for run, own in enumerate(weights):
        lead = own @ sign
        share = own.sum() if common is None else own @ common
        # as in `copeland`: weights such as 0.1 + 0.4 must make a half
        win = (lead > 2e-9 * share).reshape(n, n)
        result[run] = win.sum(axis=1) - win.sum(axis=0)
    return result
