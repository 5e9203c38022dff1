"""The choices of an index in words."""

from ui.language import _

__all__ = ["choice_words"]


def choice_words() -> dict[str, dict[str, str]]:
    """Part of a definition -> its choices -> the words for them."""
    return {
        "normalisation": {
            "z": _("Distance from the mean, in SD"),
            "min_max": _("From lowest to highest"),
            "rank": _("Rank"),
            "percentile": _("Percentile"),
            "goalposts": _("Between goalposts"),
            "distance_to_reference": _("Relative to a reference"),
        },
        "aggregation": {
            "arithmetic": _("Arithmetic mean: one component makes up for another"),
            "geometric": _("Geometric mean: makes up less"),
            "harmonic": _("Harmonic mean: makes up least"),
            "copeland": _("Copeland: in how many comparisons an area has more need"),
        },
        "weighting": {
            "given": _("By the sliders"),
            "equal": _("Equal"),
            "pca": _("By the first principal component"),
        },
        "outliers": {
            "none": _("Left as they are"),
            "winsorise": _("Winsorised: drawn in to the next value"),
            "log": _("Winsorised, else logarithm"),
            "box_cox": _("Winsorised, else Box–Cox"),
        },
        "imputation": {
            "none": _("Not filled"),
            "mean": _("Mean of the areas"),
            "median": _("Median of the areas"),
            "group_mean": _("Mean of the major area"),
        },
    }
