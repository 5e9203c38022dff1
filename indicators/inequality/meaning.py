"""What each measure is, and its one sentence of meaning; texts that can be translated.

A sentence is a template with {value} and {unit}. A signed measure has three:
`key:plus`, `key:minus`, `key:zero`. Words for the units begin with `unit:`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["MEASURES", "Measure", "NOTES", "TEXTS", "plain_number", "sentence"]


@dataclass(frozen=True)
class Measure:
    """One measure of the table."""

    key: str
    kind: Literal["absolute", "relative"]
    weighted: bool  # by population
    # difference: the figure's unit; squared: its square; times, none: without unit
    unit: Literal["difference", "squared", "percent", "times", "none", "people"]
    signed: bool = False

    @property
    def none(self) -> float:
        """Its value where there is no inequality."""
        return 1.0 if self.unit == "times" else 0.0

    def unit_of(self, unit: str, texts: Mapping[str, str] | None = None) -> str:
        """Its unit, given the figure's; a difference of percent is percentage points.

        >>> MEASURES["absolute_gap"].unit_of("percent")
        'percentage points'
        """
        words = TEXTS if texts is None else texts
        if self.unit not in ("difference", "squared"):
            return words[f"unit:{self.unit}"]
        difference = words["unit:points"] if unit == "percent" else unit
        if self.unit == "difference":
            return difference
        return words["unit:squared"].format(unit=difference)


_ALL = (
    Measure("absolute_gap", "absolute", False, "difference"),
    Measure("gap_between_fifths", "absolute", True, "difference"),
    Measure("between_group_variance", "absolute", True, "squared"),
    Measure("weighted_standard_deviation", "absolute", True, "difference"),
    Measure("mean_difference_from_mean", "absolute", True, "difference"),
    Measure("mean_difference_from_best", "absolute", True, "difference"),
    Measure("slope_index", "absolute", True, "difference", True),
    Measure("absolute_concentration_index", "absolute", True, "difference", True),
    Measure("attributable_risk", "absolute", True, "difference", True),
    Measure("fewer_people", "absolute", True, "people"),
    Measure("relative_gap", "relative", False, "times"),
    Measure("ratio_of_fifths", "relative", True, "times"),
    Measure("coefficient_of_variation", "relative", True, "percent"),
    Measure("index_of_disparity_unweighted", "relative", False, "percent"),
    Measure("index_of_disparity", "relative", True, "percent"),
    Measure("gini", "relative", True, "none"),
    Measure("theil", "relative", True, "none"),
    Measure("theil_between", "relative", True, "none"),
    Measure("theil_within", "relative", True, "none"),
    Measure("mean_log_deviation", "relative", True, "none"),
    Measure("mean_log_deviation_between", "relative", True, "none"),
    Measure("mean_log_deviation_within", "relative", True, "none"),
    Measure("atkinson", "relative", True, "none"),
    Measure("relative_index", "relative", True, "times", True),
    Measure("relative_concentration_index", "relative", True, "none", True),
    Measure("attributable_fraction", "relative", True, "percent", True),
)
MEASURES: dict[str, Measure] = {measure.key: measure for measure in _ALL}

TEXTS: dict[str, str] = {
    "unit:points": "percentage points",
    "unit:squared": "{unit} squared",
    "unit:percent": "percent of the mean",
    "unit:times": "times",
    "unit:none": "",
    "unit:people": "people",
    "absolute_gap": "The highest area is {value} {unit} above the lowest.",
    "gap_between_fifths": "The fifth of residents in the areas with the highest "
    "figures is on average {value} {unit} above the fifth in the lowest.",
    "between_group_variance": "The squared distance of a resident's area from the "
    "mean is on average {value} {unit}; 0 would mean that all areas are alike.",
    "weighted_standard_deviation": "Areas typically differ from the mean by "
    "{value} {unit}, far ones counting most; 0 would mean that all are alike.",
    "mean_difference_from_mean": "A resident's area is on average {value} {unit} "
    "away from the mean, above or below it.",
    "mean_difference_from_best": "A resident's area is on average {value} {unit} "
    "from the best area.",
    "slope_index:plus": "Along the line through all areas, the least disadvantaged "
    "end of the city is {value} {unit} higher than the most disadvantaged end.",
    "slope_index:minus": "Along the line through all areas, the least disadvantaged "
    "end of the city is {value} {unit} lower than the most disadvantaged end.",
    "slope_index:zero": "The line through all areas is level: no gradient from the "
    "most to the least disadvantaged.",
    "absolute_concentration_index:plus": "The figure is concentrated in the less "
    "disadvantaged areas, by {value} {unit}; 0 would mean not at all.",
    "absolute_concentration_index:minus": "The figure is concentrated in the more "
    "disadvantaged areas, by {value} {unit}; 0 would mean not at all.",
    "absolute_concentration_index:zero": "The figure is concentrated neither in the "
    "more nor in the less disadvantaged areas.",
    "attributable_risk:minus": "If the worse areas were as the best fifth, the "
    "mean would be {value} {unit} lower.",
    "attributable_risk:plus": "If the worse areas were as the best fifth, the "
    "mean would be {value} {unit} higher.",
    "attributable_risk:zero": "No area is worse than the best fifth.",
    "fewer_people:high": "{value} people fewer, if every worse area were as the "
    "best fifth.",
    "fewer_people:low": "{value} people more, if every worse area were as the best "
    "fifth.",
    "relative_gap": "The highest area's figure is {value} times the lowest's; 1 would "
    "mean no gap.",
    "ratio_of_fifths": "The figure of the fifth of residents in the highest areas is "
    "{value} times that of the fifth in the lowest; 1 would mean no gap.",
    "coefficient_of_variation": "Areas typically differ from the mean by {value} "
    "percent of it, far ones counting most.",
    "index_of_disparity_unweighted": "Areas differ from the mean by {value} percent "
    "of it on average, small areas counting as much as large ones.",
    "index_of_disparity": "A resident's area differs from the mean by {value} percent "
    "of it on average.",
    "gini": "Gini between areas {value}, from 0 (all alike) towards 1; differences "
    "inside an area do not show.",
    "theil": "Theil's T between areas {value}, without unit; 0 means that all are "
    "alike, and high figures count most.",
    "theil_between": "{value} of Theil's T lies between the major areas.",
    "theil_within": "{value} of Theil's T lies between areas inside the same major "
    "area.",
    "mean_log_deviation": "Mean log deviation between areas {value}, without unit; 0 "
    "means that all are alike, and low figures count most.",
    "mean_log_deviation_between": "{value} of the mean log deviation lies between the "
    "major areas.",
    "mean_log_deviation_within": "{value} of the mean log deviation lies between areas "
    "inside the same major area.",
    "atkinson": "Atkinson's index {value}, from 0 (all alike) to 1: the share of the "
    "mean that could be given up for all to be alike.",
    "relative_index:plus": "Along the line through all areas, the least disadvantaged "
    "end has {value} times the figure of the most disadvantaged end.",
    "relative_index:minus": "Along the line through all areas, the least disadvantaged "
    "end has only {value} times the figure of the most disadvantaged end.",
    "relative_index:zero": "Both ends of the line through all areas have the same "
    "figure.",
    "relative_concentration_index:plus": "The figure is concentrated in the less "
    "disadvantaged areas: {value} on a scale from 0 (not at all) to 1.",
    "relative_concentration_index:minus": "The figure is concentrated in the more "
    "disadvantaged areas: {value} on a scale from 0 (not at all) to 1.",
    "relative_concentration_index:zero": "The figure is concentrated neither in the "
    "more nor in the less disadvantaged areas.",
    "attributable_fraction:minus": "If the worse areas were as the best fifth, the "
    "mean would be {value} percent lower.",
    "attributable_fraction:plus": "If the worse areas were as the best fifth, the "
    "mean would be {value} percent higher.",
    "attributable_fraction:zero": "No area is worse than the best fifth.",
}

NOTES: dict[str, str] = {
    "no_figures": "No area has a figure.",
    "one_area": "Only one area has a figure: there is nothing to compare.",
    "few_areas": "A gradient needs three areas of different rank.",
    "negative": "A figure is negative: ratios to it have no meaning.",
    "interval_scale": "The figure has no zero of its own: ratios have no meaning.",
    "zero": "A figure is zero: the measure has no finite value.",
    "mean_zero": "All figures are zero: ratios have no meaning.",
    "no_fit": "The line falls to zero or below at one end: no ratio of the ends.",
    "neither": "Neither end of this figure is worse.",
    "no_rank": "No variable to rank the areas by was given.",
    "no_major": "No major areas were given.",
    "no_denominator": "The numbers of people behind the figures were not given.",
    "no_interval": "Neither counts nor limits were given: no interval.",
    "no_interval_zero": "No interval: in some draws the measure has no finite value.",
    "chance": "Chance alone makes areas differ: without it the value would be some "
    "{bias} nearer to no inequality; the interval allows for it.",
}


def sentence(
    key: str,
    value: float,
    *,
    unit: str,
    worse: str = "high",
    texts: Mapping[str, str] = TEXTS,
    number: Callable[[float], str] | None = None,
) -> str:
    """The measure's sentence with its value and unit, in the language of the texts.

    Parameters
    ----------
    key : a key of `MEASURES`
    value : the measure's value; NaN gives an empty sentence
    unit : the measure's unit in that language (`Measure.unit_of`)
    worse : "high" or "low"
    texts : templates, with the keys of `TEXTS`
    number : how a number is written; `plain_number` if None

    >>> sentence("slope_index", -3.4, unit="percentage points")[-61:]
    '3.40 percentage points lower than the most disadvantaged end.'
    """
    if value != value:
        return ""
    measure = MEASURES[key]
    write = number or plain_number
    if key == "fewer_people":
        return texts[f"{key}:{worse}"].format(value=f"{value:,.0f}", unit=unit)
    if not measure.signed:
        return texts[key].format(value=write(value), unit=unit)
    away = value - measure.none
    # Rounding leaves a trace of a difference where there is none.
    side = "zero" if abs(away) < 1e-9 else "plus" if away > 0 else "minus"
    shown = value if measure.unit == "times" else abs(value)
    return texts[f"{key}:{side}"].format(value=write(shown), unit=unit)


def plain_number(value: float) -> str:
    """Three figures or so, thousands apart.

    >>> [plain_number(x) for x in (12345.6, 123.4, 12.34, 1.234, 0.1234, 0.001234)]
    ['12,346', '123', '12.3', '1.23', '0.123', '0.0012']
    """
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    if 0 < size < 0.01:
        decimals = 4
    return f"{value:,.{decimals}f}"
