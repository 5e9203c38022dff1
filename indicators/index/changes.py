"""What would change a rank: the weight at which two areas change places. Exact."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.index._runs import Model, model_of
from indicators.index.definition import IndexDefinition

__all__ = ["CHANGE_COLUMNS", "swap_weights", "what_would_change"]

CHANGE_COLUMNS = [
    *("component", "level", "weight", "weight_needed", "share", "share_needed"),
    *("change", "other", "rank", "rank_after"),
]
_Floats = NDArray[np.float64]
_NEAR = 1e-12  # of the size of the terms: rounding


def swap_weights(
    values: pd.DataFrame,
    population: pd.Series,
    definition: IndexDefinition,
    worse: Mapping[str, str],
    area: str,
    other: str,
    *,
    groups: pd.Series | None = None,
) -> pd.DataFrame:
    """For each component, the weight nearest its own at which two areas are equal.

    All other weights stay as they are. Arithmetic mean, with d the difference of the
    two areas in a normalised component (x; ln x or 1 / x for the other means): they are
    equal where sum(w d) = 0, so

        w_j = -(sum of w_i d_i over i other than j) / d_j

    and beyond that weight they have changed places. Within pillars, and for areas that
    lack a component, whose weights are divided by other sums, it is the root of a
    quadratic.

    Parameters
    ----------
    values, population, definition, worse, groups : as in `build_index`
    area, other : area codes

    Returns
    -------
    DataFrame, a row a component in the definition's order, then a row a pillar, with
    `CHANGE_COLUMNS`:
        component, level : the indicator and "component", or a name and "pillar"
        weight, weight_needed : in the scale of the definition's weights (under equal or
            PCA weighting: shares of the index or of the pillar). NaN: no weight does it
        share, share_needed : of the whole index, all shares summing to 1
        change : weight_needed / weight - 1
        other : the area to change places with
        rank, rank_after : of `area`, now and just beyond the weight needed

    Raises
    ------
    ValueError
        An area has no index, or both are the same one; the definition is Copeland's,
        whose ranks have no formula in the weights; `build_index` refuses.

    Source: closed form of the rule that a linear index is compensatory, OECD and JRC,
    Handbook on Constructing Composite Indicators (2008), section 6.10: weights as
    trade-offs between components.

    >>> from indicators.index.definition import Component
    >>> x = pd.DataFrame({"a": [3.0, 1.0, 2.0], "b": [1.0, 2.0, 3.0]}, list("ABC"))
    >>> parts = (Component(indicator="a"), Component(indicator="b"))
    >>> index = IndexDefinition(components=parts)
    >>> high = {"a": "high", "b": "high"}
    >>> found = swap_weights(x, pd.Series(1, index=x.index), index, high, "A", "C")
    >>> found["weight_needed"].tolist()  # z: A has 1 and -1, C has 0 and 1
    [2.0, 0.5]
    """
    model = _linear(values, population, definition, worse, groups)
    a, b = _place(model, area), _place(model, other)
    if a == b:
        raise ValueError(f"area and other are both {area}: name two areas")
    rows = []
    for lever in _levers(model):
        met = [
            (abs(way.weight[number] - lever.weight), order, way, int(number))
            for order, way in enumerate(_events(model, lever, a))
            for number in np.flatnonzero(way.other == b)[:1]
        ]
        nearest = min(met)[2:] if met else None
        rows.append(_row(model, lever, a, nearest, b))
    return _frame(rows)


def what_would_change(
    values: pd.DataFrame,
    population: pd.Series,
    definition: IndexDefinition,
    worse: Mapping[str, str],
    area: str,
    *,
    top: int | None = None,
    groups: pd.Series | None = None,
) -> pd.DataFrame:
    """The smallest change of each single weight that gives an area another rank.

    Parameters
    ----------
    values, population, definition, worse, groups : as in `build_index`
    area : area code
    top : None: any other rank counts. Else only a rank that is among the first `top`
        where the present one is not, or the other way round.

    Returns
    -------
    DataFrame with `CHANGE_COLUMNS`, see `swap_weights`; for each weight a row for
        the nearest such weight above its own and a row for the one below, where there
        is one, and one row of NaN where there is neither. The smallest |change| first.
        `other` is the area with which places are changed at that weight.

    Raises
    ------
    ValueError
        See `swap_weights`; `top` is below 1.

    >>> from indicators.index.definition import Component
    >>> x = pd.DataFrame({"a": [3.0, 1.0, 2.0], "b": [1.0, 2.0, 3.0]}, list("ABC"))
    >>> parts = (Component(indicator="a"), Component(indicator="b"))
    >>> index = IndexDefinition(components=parts)
    >>> high = {"a": "high", "b": "high"}
    >>> found = what_would_change(x, pd.Series(1, index=x.index), index, high, "C")
    >>> found[["component", "weight_needed", "other"]].to_numpy().tolist()
    [['b', 0.5, 'A'], ['a', 2.0, 'A']]
    """
    if top is not None and top < 1:
        raise ValueError(f"top is {top}: at least 1")
    model = _linear(values, population, definition, worse, groups)
    a = _place(model, area)
    now = int(model.rank[a])
    rows = []
    for lever in _levers(model):
        chosen: list[tuple[_Events, int] | None] = []
        for way in _events(model, lever, a):
            other = way.after != now
            if top is not None:
                other = (way.after <= top) != (now <= top)
            chosen += [(way, int(number)) for number in np.flatnonzero(other)[:1]]
        rows += [_row(model, lever, a, one) for one in chosen or [None]]
    table = _frame(rows)
    order = table["change"].abs().sort_values(kind="stable", na_position="last").index
    return table.loc[order].reset_index(drop=True)


@dataclass(frozen=True)
class _Lever:
    """One weight t, and each area's index as r + c (A + B t) / (V + m t), arrays (n,).

    weight : t as it is, in shares of the index
    scale : what makes it the definition's weight
    rest, whole : its share of the index, in an area with every component, is
        whole t / (rest + t)
    """

    name: str
    level: str
    weight: float
    scale: float
    rest: float
    whole: float
    r: _Floats
    c: _Floats
    sums: tuple[_Floats, _Floats, _Floats, _Floats]  # A, B, V, m


def _linear(
    values: pd.DataFrame,
    population: pd.Series,
    definition: IndexDefinition,
    worse: Mapping[str, str],
    groups: pd.Series | None,
) -> Model:
    if definition.aggregation == "copeland":
        raise ValueError(
            "ranks by copeland have no formula in the weights: choose a mean to see "
            "what would change them"
        )
    return model_of(values, population, definition, worse, groups=groups)


def _place(model: Model, area: str) -> int:
    if area not in model.areas:
        raise ValueError(f"area {area} has no index: name one that has a rank")
    return int(model.areas.get_indexer(pd.Index([area]))[0])


def _levers(model: Model) -> list[_Lever]:
    """The weights of components, then of pillars where there are some."""
    variant = model.variants[0]
    definition, w = variant.definition, variant.weights
    turn = -1.0 if definition.aggregation == "harmonic" else 1.0  # 1 / x falls
    s = np.where(model.known, turn * variant.basis.T, np.nan)
    own = np.array([part.weight for part in definition.components])
    scale = own / w if definition.weighting == "given" else np.ones(len(w))
    if not definition.pillars:
        zero, one = np.zeros(len(s)), np.ones(len(s))
        return [
            _Lever(key, "component", w[j], scale[j], 1 - w[j], 1.0, zero, one, sums)
            for j, key in enumerate(model.keys)
            for sums in [_sums(s, w, j)]
        ]
    top = np.bincount(model.pillar, w).astype("float64")
    means = np.stack(
        [_mean(s[:, inside], w[inside]) for inside in _members(model)], axis=1
    )
    levers = []
    for j, key in enumerate(model.keys):
        p = model.pillar[j]
        inside = np.flatnonzero(model.pillar == p)
        sums = _sums(s[:, inside], w[inside], int(np.flatnonzero(inside == j)[0]))
        have = ~np.isnan(means)
        total = have @ top
        r = np.where(have, means, 0)[:, np.arange(len(top)) != p] @ np.delete(top, p)
        c = np.where(have[:, p], top[p], 0) / total
        rest = top[p] - w[j]
        levers.append(
            _Lever(key, "component", w[j], scale[j], rest, top[p], r / total, c, sums)
        )
    given = np.array([pillar.weight for pillar in definition.pillars])
    factor = np.ones(len(top)) if definition.weighting == "equal" else given / top
    zero, one = np.zeros(len(s)), np.ones(len(s))
    return levers + [
        _Lever(name, "pillar", top[p], factor[p], 1 - top[p], 1.0, zero, one, sums)
        for p, name in enumerate(pillar.name for pillar in definition.pillars)
        for sums in [_sums(means, top, p)]
    ]


def _members(model: Model) -> list[NDArray[np.bool_]]:
    return [model.pillar == p for p in range(model.pillar.max() + 1)]


def _mean(s: _Floats, w: _Floats) -> _Floats:
    known = ~np.isnan(s)
    with np.errstate(invalid="ignore"):
        return (np.where(known, s, 0) @ w) / (known @ w)


def _sums(s: _Floats, w: _Floats, j: int) -> tuple[_Floats, _Floats, _Floats, _Floats]:
    """A, B, V, m of `_Lever`, for the weight j of the columns of s."""
    known = ~np.isnan(s)
    filled = np.where(known, s, 0.0)
    others = np.where(np.arange(len(w)) == j, 0.0, w)
    a, v, m = filled @ others, known @ others, known[:, j].astype("float64")
    empty = (v == 0) & (m == 0)  # c is 0 there: anything but 0 / 0
    return a, filled[:, j], np.where(empty, 1.0, v), m


@dataclass(frozen=True)
class _Events:
    """Where an area meets others as a weight changes one way, the nearest first.

    weight : as `_Lever.weight`; a present tie is there at its own weight
    other : places of the areas met
    after : the area's rank just beyond
    """

    weight: _Floats
    other: NDArray[np.intp]
    after: NDArray[np.intp]


def _events(model: Model, lever: _Lever, area: int) -> tuple[_Events, _Events]:
    """As the weight rises, and as it falls."""
    a, b, v, m = lever.sums
    r, c = lever.r[area] - lever.r, lever.c
    a0, b0, v0, m0, c0 = (x[area] for x in (a, b, v, m, c))
    terms = (
        (r * v0 * v, c0 * a0 * v, -c * a * v0),
        (r * (v0 * m + v * m0), c0 * (a0 * m + b0 * v), -c * (a * m0 + b * v0)),
        (r * m0 * m, c0 * b0 * m, -c * b * m0),
    )
    q0, q1, q2 = (_sum(*parts) for parts in terms)
    root, other = _roots(q0, q1, q2)
    slope = 2 * q2[other] * root + q1[other]
    size = np.abs(q1[other]) + np.abs(q2[other] * root)
    real = (root > 0) & (np.abs(slope) > 1e-9 * size)  # a double root is no crossing
    root, other, slope = root[real], other[real], slope[real]
    now = np.abs(root - lever.weight) <= 1e-10 * lever.weight
    root = np.where(now, lever.weight, root)
    ways = []
    for rising in (True, False):
        ours = now | ((root > lever.weight) == rising)
        better = (slope[ours] > 0) == rising
        # tied now: the better number is shared, so that only a worse one is a change
        step = np.where(better, np.where(now[ours], 0, -1), 1)
        order = np.argsort(np.abs(root[ours] - lever.weight), kind="stable")
        at = root[ours][order]
        after = int(model.rank[area]) + np.cumsum(step[order])
        # what is met at one weight is met together: the rank beyond all of it
        last = np.append(np.flatnonzero(np.diff(at)), len(at) - 1)
        after = after[last[np.searchsorted(last, np.arange(len(at)))]]
        ways.append(_Events(at, other[ours][order], after))
    return ways[0], ways[1]


def _sum(*terms: _Floats) -> _Floats:
    """Their sum; 0 where it is rounding beside its terms."""
    total = np.sum(terms, axis=0)
    return np.where(np.abs(total) > _NEAR * np.abs(terms).sum(axis=0), total, 0.0)


def _roots(q0: _Floats, q1: _Floats, q2: _Floats) -> tuple[_Floats, NDArray[np.intp]]:
    """Real roots of q0 + q1 t + q2 t^2, and of which polynomial each is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        # the two forms that do not subtract near equals
        half = -0.5 * (q1 + np.where(q1 < 0, -1, 1) * np.sqrt(q1**2 - 4 * q0 * q2))
        both = np.stack([half / q2, q0 / half])
        both[:, q2 == 0] = np.nan
        both[0] = np.where(q2 == 0, -q0 / q1, both[0])
    which, other = np.nonzero(np.isfinite(both))
    return both[which, other], other


def _row(
    model: Model,
    lever: _Lever,
    area: int,
    event: tuple[_Events, int] | None,
    other: int | None = None,
) -> dict[str, object]:
    weight: float = np.nan
    after: int | None = None
    if event is not None:
        met, number = event
        weight = float(met.weight[number])
        after, other = int(met.after[number]), int(met.other[number])
    return {
        "component": lever.name,
        "level": lever.level,
        "weight": lever.weight * lever.scale,
        "weight_needed": weight * lever.scale,
        "share": lever.whole * lever.weight / (lever.rest + lever.weight),
        "share_needed": lever.whole * weight / (lever.rest + weight),
        "change": weight / lever.weight - 1 if lever.weight else np.inf,
        "other": None if other is None else model.areas[other],
        "rank": int(model.rank[area]),
        "rank_after": after,
    }


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=CHANGE_COLUMNS)
    return table.astype({"rank": "Int64", "rank_after": "Int64", "other": "object"})
