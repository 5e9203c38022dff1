"""Every figure beside the city's in five bands, as the map colours them."""

import numpy as np
import pandas as pd

from indicators.catalogue import Catalogue
from indicators.counts import normal_z
from indicators.series import city_of
from indicators.uncertainty import with_intervals

__all__ = ["city_bands"]

_WIDER = 0.998
_USUAL = 0.95


def city_bands(
    observations: pd.DataFrame, areas: pd.DataFrame, catalogue: Catalogue
) -> pd.Series:
    """How each figure stands beside the city's of the same indicator and year.

    Parameters
    ----------
    observations : DataFrame, shape (n, k)
        Those of all levels, with lower and upper, ends of the 95 % intervals.
    areas : DataFrame indexed by area_code, with column level
    catalogue : says which end of an indicator is worse

    Returns
    -------
    Series of int, shape (n,), same index, named "band"
        1 far better than the city, 2 better, 3 cannot be told from it, 4 worse, 5 far
        worse; where neither end is worse from far lower to far higher. 0: no interval,
        no city's figure, or a number of people. "Far" is outside the 99.8 % interval
        too: from the counts, else the 95 % interval widened by the ratio of the normal
        quantiles, 3.09 to 1.96. The city's value counts as exact, and an index is
        measured from the city, at 0.

    Source: as `indicators.comparison.compared_with_city`.
    """
    entries = {entry.key: entry for entry in catalogue.indicator}
    reference = _reference(observations, areas, catalogue)
    value, lower, upper = (
        observations[name].to_numpy("float64") for name in ("value", "lower", "upper")
    )
    far_lower, far_upper = _wider(observations, catalogue)
    above = (reference < lower).astype(int) + (reference < far_lower)
    below = (reference > upper).astype(int) + (reference > far_upper)
    low_is_worse = observations["indicator"].map(
        {key: entry.worse == "low" for key, entry in entries.items()}
    )
    step = np.where(low_is_worse.to_numpy("bool"), below - above, above - below)
    counted = observations["indicator"].map(
        {key: entry.is_count for key, entry in entries.items()}
    )
    untold = (
        np.isnan(value + lower + upper + reference)
        | counted.to_numpy("bool")
        | (observations["area_code"] == city_of(areas)).to_numpy("bool")
    )
    return pd.Series(
        np.where(untold, 0, 3 + step), index=observations.index, name="band"
    )


def _reference(
    observations: pd.DataFrame, areas: pd.DataFrame, catalogue: Catalogue
) -> np.ndarray:
    city = observations[observations["area_code"] == city_of(areas)]
    whole = city.set_index(["indicator", "year"])["value"]
    at = pd.MultiIndex.from_frame(observations[["indicator", "year"]])
    reference = whole.reindex(at).to_numpy("float64", copy=True)
    indexes = [entry.key for entry in catalogue.indicator if entry.index]
    reference[observations["indicator"].isin(indexes).to_numpy("bool")] = 0.0
    return reference


def _wider(
    observations: pd.DataFrame, catalogue: Catalogue
) -> tuple[np.ndarray, np.ndarray]:
    """The ends of 99.8 %, never inside those of 95 %."""
    blank = observations.assign(lower=np.nan, upper=np.nan)
    exact = with_intervals(blank, catalogue, confidence=_WIDER)
    ratio = normal_z(_WIDER) / normal_z(_USUAL)
    ends = []
    for name, widest in (("lower", np.minimum), ("upper", np.maximum)):
        usual = observations[name].to_numpy("float64")
        value = observations["value"].to_numpy("float64")
        own = exact[name].to_numpy("float64")
        stretched = value + ratio * (usual - value)
        ends.append(widest(np.where(np.isnan(own), stretched, own), usual))
    return ends[0], ends[1]
