"""The words of the Gaps page: names of measures, verdicts, answers in sentences."""

from typing import Any

import pandas as pd

from indicators.catalogue import Indicator
from indicators.inequality import MEASURES, NOTES, TEXTS, sentence
from indicators.trend import CANNOT_BE_TOLD, GROWING, NO_CHANGE, SHRINKING, Trend
from ui.formats import number_text
from ui.language import _

__all__ = [
    "finer",
    "meaning",
    "measure_names",
    "measure_number",
    "measure_texts",
    "need_text",
    "no_intervals",
    "note_texts",
    "range_text",
    "trend_sentence",
    "unit_word",
    "verdict_text",
    "yearly",
]


def measure_texts() -> dict[str, str]:
    """Sentences of the measures in the language of the page."""
    return {key: _(text) if text else "" for key, text in TEXTS.items()}


def note_texts() -> dict[str, str]:
    """Why a measure has no answer, in the language of the page.

    Where nothing has an interval the page says so once: see `no_intervals`.
    """
    return {key: _(text) for key, text in NOTES.items()} | {
        "no_interval": "",
        "no_rank": _("The areas cannot be ranked: low income is not known for each."),
        "no_major": _("Only districts lie within major areas."),
        "no_denominator": _("Of how many people the figures are a share is not known."),
    }


def no_intervals(estimated: bool, some: bool) -> str:
    """Why measures have none; `some`: those found by regression have."""
    here = _("No 95 % intervals")
    if some:
        here = _("95 % intervals of slope and concentration indexes only")
    if estimated:
        why = _("how far each estimate may be off is not known")
    else:
        why = _("neither counts nor limits of the figures are known")
    return f"{here}: {why}."


def finer(entry: Indicator, more: int) -> int:
    """Decimals of a change a year or a spread; none for whole euros."""
    return entry.decimals + more if entry.decimals else 0


def yearly(unit: str) -> str:
    """ "a year", or "each year" after a unit that has it already."""
    return _("each year") if unit.endswith(_("a year")) else _("a year")


def meaning(key: str, row: Any, entry: Indicator) -> str:
    """What a measure says, with its value as the page writes it."""
    said = sentence(
        key,
        row["value"],
        unit=str(row["unit"]),
        worse=entry.worse,
        texts=measure_texts(),
        number=lambda value: measure_number(key, value, entry),
    )
    if key == "fewer_people" and said:  # writes its number itself
        said = said.replace(f"{row['value']:,.0f}", number_text(row["value"], 0))
    return said


def unit_word(entry: Indicator) -> str:
    """The unit as the measures' sentences name it."""
    return {
        "percent": "percent",
        "percent a year": _("percentage points a year"),
        "euros a year": _("euros a year"),
        "standard deviations": _("standard deviations"),
    }.get(entry.unit, entry.unit)


def measure_names() -> dict[str, str]:
    """measure -> its short name."""
    return {
        "absolute_gap": _("Highest minus lowest area"),
        "gap_between_fifths": _("Gap between the extreme fifths"),
        "between_group_variance": _("Between-group variance"),
        "weighted_standard_deviation": _("Standard deviation"),
        "mean_difference_from_mean": _("Mean distance from the mean"),
        "mean_difference_from_best": _("Mean distance from the best area"),
        "slope_index": _("Slope index of inequality"),
        "absolute_concentration_index": _("Absolute concentration index"),
        "attributable_risk": _("If worse areas were as the best fifth"),
        "fewer_people": _("The same in people"),
        "relative_gap": _("Highest to lowest area"),
        "ratio_of_fifths": _("Ratio of the extreme fifths"),
        "coefficient_of_variation": _("Coefficient of variation"),
        "index_of_disparity_unweighted": _("Index of disparity, areas alike"),
        "index_of_disparity": _("Index of disparity, by residents"),
        "gini": _("Gini"),
        "theil": _("Theil's T"),
        "theil_between": _("Theil's T between major areas"),
        "theil_within": _("Theil's T within major areas"),
        "mean_log_deviation": _("Mean log deviation"),
        "mean_log_deviation_between": _("Mean log deviation between major areas"),
        "mean_log_deviation_within": _("Mean log deviation within major areas"),
        "atkinson": _("Atkinson's index"),
        "relative_index": _("Relative index of inequality"),
        "relative_concentration_index": _("Relative concentration index"),
        "attributable_fraction": _("If worse areas were as the best fifth, share"),
    }


def measure_number(key: str, value: float | None, entry: Indicator) -> str:
    """A measure's value without its unit; a dash where there is none."""
    if value is None or pd.isna(value):
        return "–"
    unit = MEASURES[key].unit
    decimals = {"times": 2, "percent": 1, "none": 3, "people": 0}.get(
        unit, entry.decimals + (unit == "squared")
    )
    return number_text(value, decimals)


def range_text(key: str, lower: Any, upper: Any, entry: Indicator) -> str:
    """The ends of a measure's interval; empty where there is none."""
    if pd.isna(lower) or pd.isna(upper):
        return ""
    low, high = (measure_number(key, end, entry) for end in (lower, upper))
    if min(lower, upper) < 0:  # a dash beside a minus is hard to read
        return _("{low} to {high}").format(low=low, high=high)
    return f"{low}–{high}"


def verdict_text(verdict: str) -> str:
    """A trend's verdict in the language of the page."""
    return {
        GROWING: _("growing"),
        SHRINKING: _("shrinking"),
        NO_CHANGE: _("no change can be told"),
        CANNOT_BE_TOLD: _("cannot be told"),
    }[verdict]


def need_text(need: str) -> str:
    """What a trend means for need; empty where nothing can be said."""
    return {
        "more need": _("more need"),
        "less need": _("less need"),
        "": "",
    }[need]


def trend_sentence(found: Trend, key: str, unit: str, entry: Indicator) -> str:
    """A measure's trend with its years, its change and how sure it is."""
    count = len(found.years)
    if found.verdict == CANNOT_BE_TOLD:
        return _(
            "Whether it grows cannot be told: there are figures of {count} "
            "{years}, and five are needed."
        ).format(count=count, years=_("year") if count == 1 else _("years"))
    span = _("{first}–{last}, {count} years with figures").format(
        first=found.years[0], last=found.years[-1], count=count
    )
    if found.verdict == NO_CHANGE:
        return _("No change can be told apart from chance ({span}).").format(span=span)
    decimals = finer(entry, 1)
    if MEASURES[key].unit in ("times", "none"):
        decimals = 3
    change = number_text(found.slope, decimals, sign=True)
    ends = ""
    if not pd.isna(found.lower):
        low, high = (
            number_text(end, decimals, sign=True) for end in (found.lower, found.upper)
        )
        ends = _(", 95 % interval {low} to {high}").format(low=low, high=high)
    parts = [change, unit, yearly(unit)] if unit else [change, yearly(unit)]
    return _("It is {verdict}: {change} ({span}{ends}).").format(
        verdict=verdict_text(found.verdict),
        change=" ".join(parts),
        span=span,
        ends=ends,
    )
