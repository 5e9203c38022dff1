"""All measures of one indicator in one year, each with interval and sentence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from indicators.inequality._areas import Areas, Array, aligned, known_areas
from indicators.inequality._values import Setting, all_values
from indicators.inequality.concentration import concentration_index
from indicators.inequality.decomposition import groups_of
from indicators.inequality.draws import draw_figures, scale_of
from indicators.inequality.meaning import (
    MEASURES,
    NOTES,
    TEXTS,
    Measure,
    plain_number,
    sentence,
)
from indicators.inequality.slope import disadvantage_rank, slope_index

__all__ = ["TABLE_COLUMNS", "inequality_table"]

TABLE_COLUMNS = [
    *("measure", "value", "lower", "upper", "unit", "kind", "weighted"),
    *("meaning", "areas", "interval", "bias", "note"),
]
_SLOPES = ("slope_index", "relative_index")
_HEAPS = ("absolute_concentration_index", "relative_concentration_index")
# Means of squares, or nearly: chance adds to them as it does to a variance.
_SQUARED = (
    *("between_group_variance", "theil", "theil_between", "theil_within"),
    *("mean_log_deviation", "mean_log_deviation_between"),
    *("mean_log_deviation_within", "atkinson"),
)
_NEED_WORSE = (
    *("mean_difference_from_best", "attributable_risk"),
    *("attributable_fraction", "fewer_people"),
)


class _Interval(NamedTuple):
    lower: float = float("nan")
    upper: float = float("nan")
    kind: str = "none"
    bias: float = float("nan")
    note: str = ""


class _Words(NamedTuple):
    unit: str
    worse: str
    texts: Mapping[str, str]
    notes: Mapping[str, str]
    number: Callable[[float], str]


def inequality_table(
    value: pd.Series,
    population: pd.Series,
    *,
    worse: Literal["high", "low", "neither"],
    unit: str = "percent",
    numerator: pd.Series | None = None,
    denominator: pd.Series | None = None,
    lower: pd.Series | None = None,
    upper: pd.Series | None = None,
    limits_level: float = 0.95,
    major: pd.Series | None = None,
    rank_by: pd.Series | None = None,
    rank_worse: Literal["high", "low"] = "high",
    ratio_scale: bool = True,
    epsilon: float = 0.5,
    confidence: float = 0.95,
    replicates: int = 1000,
    seed: int = 0,
    texts: Mapping[str, str] = TEXTS,
    notes: Mapping[str, str] = NOTES,
    number: Callable[[float], str] = plain_number,
) -> pd.DataFrame:
    """One row a measure, absolute before relative; the same rows whatever the figures.

    The interval says how chance in the areas' own figures moves the measure. They are
    drawn anew (`draw_figures`); but chance also makes areas differ, in the figures as
    in the draws, and each time it adds to the square of their distances. So the draws'
    quantiles, as squared distances from no inequality, are lessened by twice their
    bias, mean of the draws - value (once for the draws, once for the figures), cut at
    no inequality, and widened to hold the value itself. In trials with 61 areas of 140
    to 18 000 people the 95 % interval held the truth 92 times in 100 or more, with
    inequality and without; the draws' plain quantiles 71 to 88 times, without
    inequality never. Slope and relative index: plain quantiles
    of the draws, as `slope_index_simulated`; without draws, by regression, as
    `slope_index`. Concentration indexes: by regression, as `concentration_index`.

    Parameters
    ----------
    value : Series of float, shape (n,), indexed by area_code; NaN means "no figure"
    population : Series of number, shape (n,), the same areas; above zero
    worse : "high", "low" or "neither"
    unit : the unit of `value`: "percent", or another in the language of the texts
    numerator, denominator, or lower, upper, limits_level : as in `draw_figures`
    major : Series, each area's major area
    rank_by : Series, need or a socio-economic variable, known where `value` is
    rank_worse : "high" or "low", the end of `rank_by` that is disadvantage
    ratio_scale : False for an index or score whose zero is a choice: no ratios
    epsilon : of Atkinson's index
    confidence : between 0 and 1
    replicates, seed : as in `draw_figures`
    texts, notes, number : sentences, notes and numbers in another language

    Returns
    -------
    DataFrame with `TABLE_COLUMNS`
        measure: key of `MEASURES`; value, lower, upper: NaN where there is none, and
        the note says why; unit; kind: "absolute" or "relative"; weighted: by
        population; meaning: a sentence; areas: how many had a figure; interval:
        "bootstrap", "simulation", "regression" or "none"; bias: mean of the draws -
        value, NaN without draws; note.
        attributable_risk, attributable_fraction and fewer_people: if areas worse
        than the best fifth of the residents were as it.

    Raises
    ------
    ValueError
        As `between_group_variance`, `draw_figures`, `disadvantage_rank`, `decompose`.

    >>> value = pd.Series({"A": 10.0, "B": 20.0, "C": 30.0})
    >>> people = pd.Series({"A": 500, "B": 500, "C": 500})
    >>> table = inequality_table(value, people, worse="high").set_index("measure")
    >>> table.at["absolute_gap", "meaning"]
    'The highest area is 20.0 percentage points above the lowest.'
    """
    if worse not in ("high", "low", "neither"):
        raise ValueError(f'worse must be "high", "low" or "neither", not {worse!r}')
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    areas = known_areas(value, population)
    setting = _setting(
        value, population, areas, worse, epsilon, rank_by, rank_worse, major
    )
    figures = areas.value[None, :]
    counted = numerator is not None and denominator is not None
    if len(areas.value) and (counted or (lower is not None and upper is not None)):
        draws = draw_figures(
            value,
            population,
            numerator=numerator,
            denominator=denominator,
            lower=lower,
            upper=upper,
            limits_level=limits_level,
            replicates=replicates,
            seed=seed,
        )
        figures = np.vstack([figures, draws.to_numpy()])
    people = _people(value, areas, numerator, denominator, unit)
    setting = replace(setting, people=people)
    values = all_values(figures, setting)
    intervals = _from_draws(values, worse, confidence)
    if rank_by is not None:
        intervals |= _from_regression(
            value, population, rank_by, rank_worse, confidence, len(figures) > 1
        )
    words = _Words(unit, worse, texts, notes, number)
    rows = []
    for key, measure in MEASURES.items():
        found = float(values[key][0])
        without = _why_not(measure, found, areas, setting, ratio_scale)
        interval = _Interval() if without else intervals.get(key, _Interval())
        shown = float("nan") if without else found
        rows.append(_row(measure, shown, interval, without, areas, words))
    return pd.DataFrame(rows, columns=TABLE_COLUMNS)


def _row(
    measure: Measure,
    value: float,
    interval: _Interval,
    without: str,
    areas: Areas,
    words: _Words,
) -> dict[str, object]:
    unit = measure.unit_of(words.unit, words.texts)
    return {
        "measure": measure.key,
        "value": value,
        "lower": interval.lower,
        "upper": interval.upper,
        "unit": unit,
        "kind": measure.kind,
        "weighted": measure.weighted,
        "meaning": sentence(
            measure.key,
            value,
            unit=unit,
            worse=words.worse,
            texts=words.texts,
            number=words.number,
        ),
        "areas": len(areas.value),
        "interval": interval.kind,
        "bias": interval.bias,
        "note": _note(without, interval, value, measure, areas, words),
    }


def _setting(
    value: pd.Series,
    population: pd.Series,
    areas: Areas,
    worse: str,
    epsilon: float,
    rank_by: pd.Series | None,
    rank_worse: Literal["high", "low"],
    major: pd.Series | None,
) -> Setting:
    if not 0 <= epsilon < float("inf"):
        raise ValueError(f"epsilon must be 0 or above, not {epsilon}")
    rank = groups = None
    if rank_by is not None:
        ranks = disadvantage_rank(value, population, rank_by, disadvantaged=rank_worse)
        rank = ranks.to_numpy()
    if major is not None:
        names = groups_of(major, value.index, areas.codes)
        groups = pd.get_dummies(names, dtype="float64").to_numpy()
    return Setting(
        share=areas.share,
        worse=worse,
        epsilon=epsilon,
        rank=rank,
        major=groups,
        people=None,
    )


def _people(
    value: pd.Series,
    areas: Areas,
    numerator: pd.Series | None,
    denominator: pd.Series | None,
    unit: str,
) -> Array | None:
    """How many people one unit of the figure is, area by area; None if not known."""
    if denominator is None or not len(areas.value):
        return None
    people = aligned("denominator", denominator, value.index)[areas.codes]
    if numerator is not None:
        cases = aligned("numerator", numerator, value.index)[areas.codes].to_numpy()
        scale = scale_of(areas.value, cases, people.to_numpy(), areas.codes)
    elif unit == "percent":
        scale = 100.0
    else:
        return None
    if not (people >= 0).all():
        bad = people.index[~(people >= 0)].tolist()
        raise ValueError(f"denominator must be known, not negative; check areas {bad}")
    return people.to_numpy() / scale


def _from_draws(
    values: dict[str, Array], worse: str, confidence: float
) -> dict[str, _Interval]:
    """Limits and bias of each measure from its draws, the rows after the first."""
    if len(next(iter(values.values()))) < 2:
        return {}
    found = {}
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    for key, x in values.items():
        if not np.isfinite(x).all():
            if np.isfinite(x[0]):
                found[key] = _Interval(note="no_interval_zero")
            continue
        bias = float(x[1:].mean() - x[0])
        if key in _SLOPES:
            low, high = np.quantile(x[1:], tails)
            found[key] = _Interval(float(low), float(high), "simulation", bias)
        elif key not in _HEAPS:
            low, high = _without_chance(MEASURES[key], x, tails)
            if key.startswith("attributable") and worse == "high":
                low, high = -high, -low
            low, high = min(low, float(x[0])), max(high, float(x[0]))
            found[key] = _Interval(low, high, "bootstrap", bias)
    return found


def _without_chance(
    measure: Measure, x: Array, tails: list[float]
) -> tuple[float, float]:
    """The draws' quantiles as distances from no inequality, twice the bias taken off.

    Chance adds to the square of a distance: to a variance and the like as they are,
    to a deviation, a gap or the logarithm of a ratio squared.
    """
    times, squared = measure.unit == "times", measure.key in _SQUARED
    away = np.log(x) if times else np.abs(x)
    square = away if squared else away**2
    limits = np.quantile(square[1:], tails) - 2 * (square[1:].mean() - square[0])
    back = np.maximum(limits, 0)
    if not squared:
        back = np.sqrt(back)
    low, high = np.exp(back) if times else back
    return float(low), float(high)


def _from_regression(
    value: pd.Series,
    population: pd.Series,
    rank_by: pd.Series,
    rank_worse: Literal["high", "low"],
    confidence: float,
    drawn: bool,
) -> dict[str, _Interval]:
    heap = concentration_index(
        value, population, rank_by, disadvantaged=rank_worse, confidence=confidence
    )
    pairs = {
        _HEAPS[0]: (heap.absolute_lower, heap.absolute_upper),
        _HEAPS[1]: (heap.relative_lower, heap.relative_upper),
    }
    if not drawn:
        slope = slope_index(
            value, population, rank_by, disadvantaged=rank_worse, confidence=confidence
        )
        pairs[_SLOPES[0]] = (slope.sii_lower, slope.sii_upper)
        pairs[_SLOPES[1]] = (slope.rii_lower, slope.rii_upper)
    return {
        key: _Interval(low, high, "regression")
        if low == low
        else _Interval(note="few_areas")
        for key, (low, high) in pairs.items()
    }


def _why_not(
    measure: Measure, found: float, areas: Areas, setting: Setting, ratio_scale: bool
) -> str:
    """The key of the note that says why there is no value; empty where there is one."""
    key = measure.key
    relative = measure.kind == "relative"
    if not len(areas.value):
        return "no_figures"
    if relative and not ratio_scale:
        return "interval_scale"
    if np.isfinite(found):
        return ""
    if setting.rank is None and key in _SLOPES + _HEAPS:
        return "no_rank"
    if setting.worse == "neither" and key in _NEED_WORSE:
        return "neither"
    if setting.major is None and key.endswith(("_between", "_within")):
        return "no_major"
    if key == "fewer_people":
        return "no_denominator"
    if relative and (areas.value < 0).any():
        return "negative"
    if relative and not (areas.value > 0).any():
        return "mean_zero"
    if np.isinf(found) or key.startswith("mean_log_deviation"):
        return "zero"
    few = setting.rank is None or len(areas.value) < 3 or not np.ptp(setting.rank) > 0
    return "few_areas" if few else "no_fit"


def _note(
    without: str,
    interval: _Interval,
    value: float,
    measure: Measure,
    areas: Areas,
    words: _Words,
) -> str:
    if without:
        return words.notes[without]
    if len(areas.value) == 1:
        return words.notes["one_area"]
    if interval.kind == "none":
        return words.notes[interval.note or "no_interval"]
    # Less than a tenth of the distance from no inequality is not worth a sentence.
    away = abs(value - measure.none)
    if interval.kind == "bootstrap" and abs(interval.bias) > 0.1 * away > 0:
        bias = words.number(abs(interval.bias))
        return words.notes["chance"].format(bias=bias)
    return ""
