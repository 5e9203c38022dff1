"""Which choice matters: the variance of ranks shared out between the choices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import sobol as sobol_sample

from indicators.index._figures import figures_of
from indicators.index._kernel import descending_ranks, slices
from indicators.index._runs import Model, model_of
from indicators.index.definition import IndexDefinition

__all__ = [
    "SENSITIVITY_COLUMNS",
    "Choices",
    "Sensitivity",
    "sensitivity",
    "sobol_indices",
]

SENSITIVITY_COLUMNS = [
    *("output", "choice", "first_order", "first_order_lower", "first_order_upper"),
    *("total", "total_lower", "total_upper", "important"),
]
SHIFT, MEAN = "mean_shift", "mean_rank"  # outputs, beside the areas' own codes
_DRAWS = 4096  # sets of figures to choose from
_BLOCK = 1 << 18
_Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What could reasonably have been chosen otherwise.

    weight_spread : each weight times 1 + U(-s, s); 0: weights are certain
    each_weight : whether each weight is a choice of its own, or all are one
    normalisations, aggregations : alternatives, beside the definition's own
    leave_out : one component left out, or none, each as likely (k + 1 cases)
    """

    weight_spread: float = 0.25
    each_weight: bool = False
    normalisations: tuple[str, ...] = ()
    aggregations: tuple[str, ...] = ()
    leave_out: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.weight_spread < 1:
            raise ValueError(
                f"weight_spread is {self.weight_spread}: give a share of the weight, 0 "
                "to below 1"
            )


@dataclass(frozen=True)
class Sensitivity:
    """Shares of the variance, and the variances.

    Attributes
    ----------
    table : DataFrame with `SENSITIVITY_COLUMNS`, see `sensitivity`
    outputs : DataFrame indexed by output: mean and variance over the runs
    runs : how many indexes were computed
    """

    table: pd.DataFrame
    outputs: pd.DataFrame
    runs: int


def sensitivity(
    values: pd.DataFrame,
    population: pd.Series,
    definition: IndexDefinition,
    worse: Mapping[str, str],
    choices: Choices | None = None,
    *,
    areas: Sequence[str] = (),
    samples: int = 512,
    lower: pd.DataFrame | None = None,
    upper: pd.DataFrame | None = None,
    plausible: Mapping[str, tuple[float, float]] | None = None,
    confidence: float = 0.95,
    groups: pd.Series | None = None,
    seed: int = 0,
) -> Sensitivity:
    """How much of the variance of ranks each choice explains.

    All choices are varied together, by a quasi-random design (Sobol' and Saltelli).

    Parameters
    ----------
    values, population, definition, worse, groups : as in `build_index`
    choices : `Choices()` by default
    areas : codes of areas whose ranks are looked at, and whose mean rank
    samples : a power of 2, at least 4; samples x (choices + 2) indexes are computed
    lower, upper, plausible : the figures' own intervals, as in `simulate`; one choice
    confidence : of the intervals of the indices, by bootstrap
    seed : the same seed gives the same answer

    Returns
    -------
    Sensitivity, with a table of a row an output and choice, the greatest total first:
        output : "mean_shift", mean over areas of |rank - rank as defined|; each of
            `areas`, its rank; with two or more, "mean_rank" of them
        choice : "weights" or "weight:..." each, "normalisation", "aggregation",
            "figures", "left_out"
        first_order : share of the variance that would go if this choice were certain
            (V(E(Y|X)) / V(Y)); may be just below 0 by sampling
        total : share that would remain if all the others were certain; above
            first_order by what the choice does together with others
        ..._lower, ..._upper : ends of their intervals
        important : first_order is above 1 / (number of choices)
        An output that never changes has the variance 0, and indices of 0. A single
        choice explains all, so that its indices are 1. NaN where so few of the runs
        differ that they cannot be told: take more samples.

    Raises
    ------
    ValueError
        Nothing is varied; samples is not a power of 2; an area has no index; a
        component that is left out is the only one that an area has; see `simulate`.

    Source: Saisana, Saltelli and Tarantola (2005), J. R. Statist. Soc. A 168(2),
    307-323, equations 3-8, and 4.2.1 for what is important; OECD and JRC, Handbook
    (2008), section 7.3, and X3 of 7.2 for leaving out. SALib computes the indices
    (Saltelli et al. 2010, Comput. Phys. Commun. 181, 259-270).
    """
    choices = choices or Choices()
    if (lower is None) != (upper is None):
        raise ValueError("lower and upper belong together: give both or neither")
    model = model_of(
        values,
        population,
        definition,
        worse,
        normalisations=choices.normalisations,
        aggregations=choices.aggregations,
        groups=groups,
    )
    lacking = [area for area in areas if area not in model.areas]
    if lacking or not len(model.areas):
        raise ValueError(
            f"area {lacking[0]} has no index: name areas that have a rank"
            if lacking
            else "no area has an index, so no rank can change"
        )
    if lower is not None and upper is not None:
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
        model = replace(model, figures=figures)
    inputs = _inputs(model, choices)
    if not inputs:
        raise ValueError("nothing is varied: give a weight_spread or alternatives")
    places = model.areas.get_indexer(pd.Index(areas)).tolist()
    names = [SHIFT, *areas, *([MEAN] if len(areas) > 1 else [])]
    found, outputs, runs = _indices(
        lambda chance: _outputs(model, choices, inputs, chance, places, seed),
        inputs,
        names,
        samples,
        confidence,
        seed,
    )
    return Sensitivity(table=found, outputs=outputs, runs=runs)


def sobol_indices(
    function: Callable[[_Floats], _Floats],
    names: Sequence[str],
    *,
    samples: int = 512,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """First-order and total indices of a function of independent uniform inputs.

    Parameters
    ----------
    function : of an array (runs, inputs) between 0 and 1 -> array (runs,)
    names : of the inputs; those of the same name are one choice
    samples, confidence, seed : as in `sensitivity`

    Returns
    -------
    DataFrame with `SENSITIVITY_COLUMNS`, output "y", in the order of the names

    Raises
    ------
    ValueError
        samples is not a power of 2, at least 4; confidence is out of its range.

    >>> found = sobol_indices(lambda x: 3 * x[:, 0] + x[:, 1], ["a", "b"], samples=1024)
    >>> found["total"].round(1).tolist()  # variances 9 and 1 of 10
    [0.9, 0.1]
    """
    found, _, _ = _indices(
        lambda chance: function(chance)[:, None],
        list(names),
        ["y"],
        samples,
        confidence,
        seed,
    )
    return (
        found.set_index("choice")
        .loc[list(dict.fromkeys(names))]
        .reset_index()[SENSITIVITY_COLUMNS]
    )


def _indices(
    function: Callable[[_Floats], _Floats],
    inputs: list[str],
    names: list[str],
    samples: int,
    confidence: float,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    if samples < 4 or samples & (samples - 1):
        raise ValueError(f"samples is {samples}: give a power of 2, as 512")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}: above 0 and below 1, as 0.95")
    choices = list(dict.fromkeys(inputs))
    problem = {
        "num_vars": len(inputs),
        "names": [f"{name} {number}" for number, name in enumerate(inputs)],
        "groups": inputs,
        "bounds": [[0.0, 1.0]] * len(inputs),
    }
    if len(choices) > 1:
        chance = sobol_sample.sample(
            problem, samples, calc_second_order=False, seed=seed
        )
    else:  # all variance is its own; SALib knows no single group
        chance = np.random.default_rng([seed, 4]).random((3 * samples, len(inputs)))
    results = function(chance)
    tables = [
        _shares_of_variance(problem, y, confidence, seed).assign(output=name)
        for name, y in zip(names, results.T, strict=True)
    ]
    outputs = pd.DataFrame(
        {"mean": results.mean(axis=0), "variance": results.var(axis=0)},
        index=pd.Index(names, name="output"),
    )
    found = pd.concat(tables, ignore_index=True)[SENSITIVITY_COLUMNS]
    return found, outputs, len(chance)


def _shares_of_variance(
    problem: dict[str, Any], y: _Floats, confidence: float, seed: int
) -> pd.DataFrame:
    """What each choice has of an output's variance, the greatest total first."""
    choices = list(dict.fromkeys(problem["groups"]))
    table = pd.DataFrame(
        0.0, index=range(len(choices)), columns=SENSITIVITY_COLUMNS[2:-1]
    )
    # SALib divides by the deviation; all equal means that nothing matters
    varies = np.ptp(y) > 1e-12 * np.abs(y).max(initial=0)
    if varies and len(choices) == 1:
        table.loc[:] = 1.0
    elif varies:
        found = sobol_analysis.analyze(
            problem,
            y,
            calc_second_order=False,
            conf_level=confidence,
            seed=seed + 1,  # SALib takes 0 for no seed
        )
        for column, key in (("first_order", "S1"), ("total", "ST")):
            table[column] = found[key]
            table[f"{column}_lower"] = found[key] - found[f"{key}_conf"]
            table[f"{column}_upper"] = found[key] + found[f"{key}_conf"]
    table = table.assign(
        choice=choices, important=table["first_order"] > 1 / max(2, len(choices))
    )
    return table.sort_values("total", ascending=False, kind="stable")


def _inputs(model: Model, choices: Choices) -> list[str]:
    """The name of the choice that each uniform number belongs to."""
    pillars = model.variants[0].definition.pillars
    weights = [*model.keys, *(pillar.name for pillar in pillars)]
    inputs = []
    if choices.weight_spread > 0:
        inputs = [
            f"weight:{name}" if choices.each_weight else "weights" for name in weights
        ]
    first = model.variants[0].definition
    for what in ("normalisation", "aggregation"):
        if any(
            getattr(v.definition, what) != getattr(first, what) for v in model.variants
        ):
            inputs.append(what)
    if model.figures is not None and (model.figures.deviation > 0).any():
        inputs.append("figures")
    return inputs + ["left_out"] * choices.leave_out


def _outputs(
    model: Model,
    choices: Choices,
    inputs: list[str],
    chance: _Floats,
    places: list[int],
    seed: int,
) -> _Floats:
    """Mean shift, ranks of the areas at `places` and their mean, (runs, outputs)."""
    step = max(1, _BLOCK // len(model.areas))
    parts = []
    for part in slices(0, len(chance), step):
        ranks = descending_ranks(_index(model, choices, inputs, chance[part], seed))
        ranks = ranks.astype("float64")
        shift = np.abs(ranks - model.rank).mean(axis=1)
        own = ranks[:, places]
        mean = [own.mean(axis=1)] if len(places) > 1 else []
        parts.append(np.column_stack([shift, own, *mean]))
    return np.concatenate(parts)


def _index(
    model: Model, choices: Choices, inputs: list[str], chance: _Floats, seed: int
) -> _Floats:
    """The index in each run, (runs, n)."""
    runs, count = len(chance), len(model.keys)
    column = {name: chance[:, number] for number, name in enumerate(inputs)}
    middle = np.full(runs, 0.0)  # the definition's own: the first alternative
    kinds = len(dict.fromkeys(v.definition.aggregation for v in model.variants))
    number = _pick(column.get("normalisation", middle), len(model.variants) // kinds)
    number = number * kinds + _pick(column.get("aggregation", middle), kinds)
    kept = None
    if "left_out" in column:
        kept = _pick(column["left_out"], count + 1)[:, None] != np.arange(1, count + 1)
        _refuse_empty(model)
    base = np.stack([variant.weights for variant in model.variants])[number]
    width = count + int(model.pillar.max()) + 1
    noise = np.full((runs, width), 0.5)
    own = [i for i, name in enumerate(inputs) if name.startswith("weight")]
    noise[:, : len(own)] = chance[:, own]
    weights = model.noisy_weights(base, noise, choices.weight_spread, kept)
    drawn = None
    if "figures" in column:
        drawn = _drawn(model, _pick(column["figures"], _DRAWS), seed)
    result = np.empty((runs, len(model.areas)))
    for one in range(len(model.variants)):
        rows = np.flatnonzero(number == one)
        if rows.size:
            figures = None if drawn is None else drawn[:, rows]
            result[rows] = model.scores(one, weights[rows], figures)
    return result


def _drawn(model: Model, sets: NDArray[np.intp], seed: int) -> _Floats:
    """Chances of the figures in each run, (n, runs, k), by the number of their set."""
    shape = (len(model.areas), len(model.keys))
    made = {
        one: np.random.default_rng([seed, 3, one]).random(shape) for one in set(sets)
    }
    return np.stack([made[one] for one in sets], axis=1)


def _pick(chance: _Floats, count: int) -> NDArray[np.intp]:
    """0 to count - 1, each as likely."""
    return np.minimum((chance * count).astype(np.intp), count - 1)


def _refuse_empty(model: Model) -> None:
    only = model.known.sum(axis=1) == 1
    if only.any():
        key = model.keys[int(model.known[only][0].argmax())]
        raise ValueError(
            f"area {model.areas[only][0]} has no component but {key}, so that it "
            "cannot be left out: raise minimum_availability, or set leave_out to False"
        )
