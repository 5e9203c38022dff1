"""Inequality between areas: gaps, dispersion, gradients, and what they cost in people.

Pure: Series indexed by area_code in, numbers or new tables out.
"""

from indicators.inequality.concentration import (
    ConcentrationIndex,
    concentration_index,
)
from indicators.inequality.decomposition import Decomposition, decompose
from indicators.inequality.dispersion import (
    atkinson,
    between_group_variance,
    coefficient_of_variation,
    gini,
    index_of_disparity,
    mean_difference,
    mean_log_deviation,
    theil,
    weighted_standard_deviation,
)
from indicators.inequality.draws import draw_figures
from indicators.inequality.gaps import (
    absolute_gap,
    gap_between_fifths,
    quantile_means,
    ratio_of_fifths,
    relative_gap,
)
from indicators.inequality.impact import (
    PopulationImpact,
    fewer_people,
    population_impact,
)
from indicators.inequality.meaning import MEASURES, NOTES, TEXTS, Measure, sentence
from indicators.inequality.slope import (
    SlopeIndex,
    disadvantage_rank,
    slope_index,
)
from indicators.inequality.slope_simulated import slope_index_simulated
from indicators.inequality.summary import TABLE_COLUMNS, inequality_table

__all__ = [
    "MEASURES",
    "NOTES",
    "TABLE_COLUMNS",
    "TEXTS",
    "ConcentrationIndex",
    "Decomposition",
    "Measure",
    "PopulationImpact",
    "SlopeIndex",
    "absolute_gap",
    "atkinson",
    "between_group_variance",
    "coefficient_of_variation",
    "concentration_index",
    "decompose",
    "disadvantage_rank",
    "draw_figures",
    "fewer_people",
    "gap_between_fifths",
    "gini",
    "index_of_disparity",
    "inequality_table",
    "mean_difference",
    "mean_log_deviation",
    "population_impact",
    "quantile_means",
    "ratio_of_fifths",
    "relative_gap",
    "sentence",
    "slope_index",
    "slope_index_simulated",
    "theil",
    "weighted_standard_deviation",
]
