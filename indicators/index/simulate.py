"""How sure a rank is: the index again and again, otherwise chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.index._figures import Figures, figures_of
from indicators.index._kernel import spread_of_runs
from indicators.index._runs import Model, model_of
from indicators.index.definition import IndexDefinition

__all__ = ["SIMULATION_COLUMNS", "Simulation", "rank_intervals", "simulate"]

SIMULATION_COLUMNS = [
    *("index", "rank", "rank_mean", "rank_median", "rank_lower", "rank_upper"),
    *("rank_shift", "index_lower", "index_upper", "probability_top"),
]
_MOST = 160_000_000  # ranks kept: 1 GB
_MOST_RUNS = 1_000_000
_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Simulation:
    """What became of each area's rank, and what was varied.

    Attributes
    ----------
    table : DataFrame indexed by area_code, see `simulate`
    runs, seed, confidence, top : as asked for; `top` with its default filled in
    weight_spread : share by which each weight may differ from its own
    normalisations, aggregations : those that were drawn from, the definition's first
    figures : how many figures were drawn from their intervals
    """

    table: pd.DataFrame
    runs: int
    seed: int
    confidence: float
    top: int
    weight_spread: float
    normalisations: tuple[str, ...]
    aggregations: tuple[str, ...]
    figures: int

    @property
    def mean_shift(self) -> float:
        """Mean over runs and areas of |rank - rank as defined|; NaN without areas.

        Source: Saisana, Saltelli and Tarantola (2005), equation 3, averaged over runs.
        """
        return float(self.table["rank_shift"].mean())


def simulate(
    values: pd.DataFrame,
    population: pd.Series,
    definition: IndexDefinition,
    worse: Mapping[str, str],
    *,
    runs: int = 1000,
    weight_spread: float = 0.25,
    normalisations: Sequence[str] = (),
    aggregations: Sequence[str] = (),
    lower: pd.DataFrame | None = None,
    upper: pd.DataFrame | None = None,
    plausible: Mapping[str, tuple[float, float]] | None = None,
    top: int | None = None,
    confidence: float = 0.95,
    groups: pd.Series | None = None,
    seed: int = 0,
) -> Simulation:
    """Ranks with the interval that other reasonable choices would have given.

    In each run, independently:

    - each weight, and each pillar's, is multiplied by 1 + U(-s, s), s = weight_spread,
      and the weights divided by their sum (COINr's get_noisy_weights);
    - a normalisation and an aggregation are drawn, each as likely as another;
    - where `lower` and `upper` are given, each figure is drawn from a normal
      distribution around it with the standard deviation (upper - lower) / (2 x 1.96),
      cut to its plausible range, and all are normalised again.

    Then the areas are ranked. Drawn figures differ from each other by their error once
    more than the true ones do, so that intervals are rather too wide than too narrow.
    Imputation, and what is done about outliers, are not
    repeated: they are the definition's, on the figures as given.

    Parameters
    ----------
    values, population, definition, worse, groups : as in `build_index`
    runs : how many, 1 to 1 000 000; times areas at most 160 million
    weight_spread : 0 to below 1; 0.25 is plus or minus 25 %
    normalisations, aggregations : alternatives, beside the definition's own
    lower, upper : DataFrames of float, the areas of `values`, in its units
        Ends of the figures' own 95 % intervals. A figure without one, or without a
        column here, counts as exact.
    plausible : indicator -> the least and the greatest value there can be
    top : which ranks count as the top; a fifth of the ranked areas, rounded down, at
        least 1, by default
    confidence : share of the runs within the interval, above 0, below 1
    seed : the same seed gives the same answer, however many threads there are

    Returns
    -------
    Simulation, with a table indexed as `values`:
        index, rank : of the definition as given; rank 1 for the greatest need, a tie
            (closer than 1e-12 of the index's range) shares the better rank
        rank_mean, rank_median : over the runs; the median may be half a rank
        rank_lower, rank_upper : whole ranks that did occur; at most the share
            (1 - confidence) / 2 of the runs is better, or worse
        rank_shift : mean over the runs of |rank - rank as defined|
        index_lower, index_upper : likewise of the index, to 7 digits; NaN where
            normalisations or aggregations differ, as their units do
        probability_top : share of the runs with a rank of at most `top`
        All missing for an area that has no index.

    Raises
    ------
    ValueError
        A parameter is out of its range; lower without upper, or a figure outside its
        interval or range; more than 500 areas under Copeland; `build_index` refuses.

    Source: M. Saisana, A. Saltelli, S. Tarantola (2005), J. R. Statist. Soc. A 168(2),
    307-323; OECD and JRC, Handbook (2008), step 7; weights as W. Becker's COINr.

    >>> from indicators.index.definition import Component
    >>> x = pd.DataFrame({"a": [3.0, 2.0, 1.0], "b": [3.0, 1.0, 2.0]}, list("ABC"))
    >>> parts = (Component(indicator="a", weight=1.1), Component(indicator="b"))
    >>> people = pd.Series(1, index=x.index)
    >>> index = IndexDefinition(components=parts)
    >>> ranks = simulate(x, people, index, {"a": "high", "b": "high"}).table
    >>> ranks[["rank", "rank_lower", "rank_upper"]].to_numpy().tolist()
    [[1, 1, 1], [2, 2, 3], [3, 2, 3]]
    """
    _check(runs, weight_spread, confidence, top)
    if (lower is None) != (upper is None):
        raise ValueError("lower and upper belong together: give both or neither")
    model = model_of(
        values,
        population,
        definition,
        worse,
        normalisations=normalisations,
        aggregations=aggregations,
        groups=groups,
    )
    n = len(model.areas)
    most = min(_MOST_RUNS, _MOST // max(n, 1))
    if runs > most:
        raise ValueError(f"{runs} runs of {n} areas are too many: at most {most}")
    figures = None
    if lower is not None and upper is not None and n:
        figures = figures_of(
            model.areas,
            model.variants[0].definition,
            values,
            population,
            worse,
            lower,
            upper,
            plausible=plausible,
            groups=groups,
        )
    limit = max(1, n // 5) if top is None else top
    return Simulation(
        table=_table(
            model, figures, runs, weight_spread, confidence, limit, seed
        ).reindex(values.index),
        runs=runs,
        seed=seed,
        confidence=confidence,
        top=limit,
        weight_spread=weight_spread,
        normalisations=_names(model, "normalisation"),
        aggregations=_names(model, "aggregation"),
        figures=0 if figures is None else int((figures.deviation > 0).sum()),
    )


def rank_intervals(
    values: pd.DataFrame,
    population: pd.Series,
    definition: IndexDefinition,
    worse: Mapping[str, str],
    *,
    runs: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Ranks with 95 % intervals under weights of plus or minus 25 %.

    Returns
    -------
    DataFrame of Int64 indexed as `values`: rank, rank_lower, rank_upper
        See `simulate`, whose columns they are.
    """
    done = simulate(values, population, definition, worse, runs=runs, seed=seed)
    return done.table[["rank", "rank_lower", "rank_upper"]]


def _table(
    model: Model,
    figures: Figures | None,
    runs: int,
    spread: float,
    confidence: float,
    top: int,
    seed: int,
) -> pd.DataFrame:
    n = len(model.areas)
    if not n:
        empty = pd.DataFrame(index=model.areas, columns=SIMULATION_COLUMNS)
        return _typed(empty)
    found = spread_of_runs(
        _scores(replace(model, figures=figures), runs, spread, seed),
        runs,
        n,
        nominal=model.rank,
        tail=(1 - confidence) / 2,
        top=top,
    )
    comparable = len(model.variants) == 1
    columns = {
        "index": model.index,
        "rank": model.rank,
        "rank_mean": found.rank_mean,
        "rank_median": found.rank_median,
        "rank_lower": found.rank_lower,
        "rank_upper": found.rank_upper,
        "rank_shift": found.shift,
        "index_lower": found.index_lower if comparable else np.nan,
        "index_upper": found.index_upper if comparable else np.nan,
        "probability_top": found.top,
    }
    return _typed(pd.DataFrame(columns, index=model.areas))


def _scores(
    model: Model, runs: int, spread: float, seed: int
) -> Callable[[slice], _Floats]:
    """The index of any slice of the runs. Chances do not depend on what is varied."""
    pillars = int(model.pillar.max()) + 1
    chance = np.random.default_rng([seed, 0]).random(
        (runs, len(model.pillar) + pillars)
    )
    count = len(model.variants)
    chosen = np.random.default_rng([seed, 1]).integers(count, size=runs)
    base = np.stack([variant.weights for variant in model.variants])[chosen]
    weights = model.noisy_weights(base, chance, spread)

    def scores(part: slice) -> _Floats:
        drawn = None
        if model.figures is not None:
            shape = (len(model.areas), part.stop - part.start, len(model.pillar))
            drawn = np.random.default_rng([seed, 2, part.start]).random(shape)
        if count == 1:
            return model.scores(0, weights[part], drawn)
        result = np.empty((part.stop - part.start, len(model.areas)))
        for number in range(count):
            rows = np.flatnonzero(chosen[part] == number)
            if rows.size:
                own = None if drawn is None else drawn[:, rows]
                result[rows] = model.scores(number, weights[part][rows], own)
        return result

    return scores


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    whole = dict.fromkeys(("rank", "rank_lower", "rank_upper"), "Int64")
    return table.astype(dict.fromkeys(SIMULATION_COLUMNS, "float64") | whole)


def _names(model: Model, what: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(getattr(v.definition, what) for v in model.variants))


def _check(runs: int, spread: float, confidence: float, top: int | None) -> None:
    if runs < 1:
        raise ValueError(f"runs is {runs}: at least 1")
    if not 0 <= spread < 1:
        raise ValueError(
            f"weight_spread is {spread}: give a share of the weight, 0 to below 1"
        )
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}: above 0 and below 1, as 0.95")
    if top is not None and top < 1:
        raise ValueError(f"top is {top}: at least 1")
