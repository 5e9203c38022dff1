"""The measures of inequality on the method page: name, formula in words, source."""

from collections.abc import Mapping

import pandas as pd

from indicators.inequality.meaning import MEASURES, Measure
from ui.language import _

__all__ = ["measure_table"]

_GENERAL = "Cowell (2011)"
_TABLE_A1 = "Schlotheuber, Hosseinpoor (2022)"


def measure_table(measures: Mapping[str, Measure] = MEASURES) -> pd.DataFrame:
    """One row a measure, in their order; narrow enough for a phone."""
    words = _words()
    kinds = {"absolute": _("absolute"), "relative": _("relative")}
    rows = []
    for key, measure in measures.items():
        name, formula, source = words[key]
        if not measure.weighted:
            formula += _("; every area counts alike")
        rows.append(
            {
                _("Measure"): name,
                _("How it is worked out"): f"{formula} ({source})",
                _("Kind"): kinds[measure.kind],
            }
        )
    return pd.DataFrame(rows)


def _words() -> dict[str, tuple[str, str, str]]:
    """measure -> name, formula in words, source."""
    return {
        "absolute_gap": (
            _("Highest minus lowest area"),
            _("highest figure minus the lowest"),
            "WHO (2013)",
        ),
        "gap_between_fifths": (
            _("Gap between the extreme fifths"),
            _(
                "mean of the fifth of residents with the highest figures minus that of "
                "the lowest fifth; an area on the border is split"
            ),
            "WHO (2013)",
        ),
        "between_group_variance": (
            _("Between-group variance"),
            _("sum of pᵢ (xᵢ − μ)²"),
            _TABLE_A1,
        ),
        "weighted_standard_deviation": (
            _("Standard deviation"),
            _("square root of the between-group variance"),
            _TABLE_A1,
        ),
        "mean_difference_from_mean": (
            _("Mean distance from the mean"),
            _("sum of pᵢ |xᵢ − μ|"),
            _TABLE_A1,
        ),
        "mean_difference_from_best": (
            _("Mean distance from the best area"),
            _("sum of pᵢ |xᵢ − best|"),
            _TABLE_A1,
        ),
        "slope_index": (
            _("Slope index of inequality"),
            _(
                "line through all areas along Rᵢ: its end at the least disadvantaged "
                "minus its end at the most disadvantaged"
            ),
            "Pamuk (1985)",
        ),
        "absolute_concentration_index": (
            _("Absolute concentration index"),
            _("2 × sum of pᵢ (xᵢ − μ)(Rᵢ − ½)"),
            "Kakwani, Wagstaff, van Doorslaer (1997)",
        ),
        "attributable_risk": (
            _("If worse areas were as the best fifth"),
            _(
                "mean if every area worse than the best fifth of residents were as "
                "that fifth, minus the mean as it is"
            ),
            _TABLE_A1,
        ),
        "fewer_people": (
            _("The same in people"),
            _("the change counted in people, summed over the areas"),
            _TABLE_A1,
        ),
        "relative_gap": (
            _("Highest to lowest area"),
            _("highest figure divided by the lowest"),
            "WHO (2013)",
        ),
        "ratio_of_fifths": (
            _("Ratio of the extreme fifths"),
            _("mean of the highest fifth of residents divided by the lowest's"),
            "WHO (2013)",
        ),
        "coefficient_of_variation": (
            _("Coefficient of variation"),
            _("100 × standard deviation / μ"),
            _TABLE_A1,
        ),
        "index_of_disparity_unweighted": (
            _("Index of disparity, areas alike"),
            _("100 × mean of |xᵢ − μ| / μ"),
            "Pearcy, Keppel (2002)",
        ),
        "index_of_disparity": (
            _("Index of disparity, by residents"),
            _("100 × sum of pᵢ |xᵢ − μ| / μ"),
            "Pearcy, Keppel (2002)",
        ),
        "gini": (
            _("Gini"),
            _("sum of pᵢ xᵢ (2Rᵢ − 1) / μ, areas in the order of their own figures"),
            "Lerman, Yitzhaki (1989)",
        ),
        "theil": (_("Theil's T"), _("sum of pᵢ r ln r, r = xᵢ / μ"), "Theil (1967)"),
        "theil_between": (
            _("Theil's T between major areas"),
            _("the same from the means of the major areas"),
            "Shorrocks (1980)",
        ),
        "theil_within": (
            _("Theil's T within major areas"),
            _("what is left: between and within add up to Theil's T"),
            "Shorrocks (1980)",
        ),
        "mean_log_deviation": (
            _("Mean log deviation"),
            _("sum of pᵢ ln(μ / xᵢ)"),
            _GENERAL,
        ),
        "mean_log_deviation_between": (
            _("Mean log deviation between major areas"),
            _("the same from the means of the major areas"),
            "Shorrocks (1980)",
        ),
        "mean_log_deviation_within": (
            _("Mean log deviation within major areas"),
            _("what is left: between and within add up to it"),
            "Shorrocks (1980)",
        ),
        "atkinson": (
            _("Atkinson's index"),
            _("1 − (sum of pᵢ √(xᵢ / μ))², aversion ½"),
            "Atkinson (1970)",
        ),
        "relative_index": (
            _("Relative index of inequality"),
            _("the same line: its one end divided by the other"),
            "Kunst, Mackenbach (1994)",
        ),
        "relative_concentration_index": (
            _("Relative concentration index"),
            _("absolute concentration index / μ"),
            "Kakwani, Wagstaff, van Doorslaer (1997)",
        ),
        "attributable_fraction": (
            _("If worse areas were as the best fifth, share"),
            _("100 × the change of the mean / μ"),
            _TABLE_A1,
        ),
    }
