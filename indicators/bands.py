"""Every figure beside the city's in five bands, as the map colours them."""

import numpy as np
import pandas as pd

from indicators.catalogue import Catalogue
from indicators.comparison import compared_with_city
from indicators.counts import normal_z
from indicators.series import city_of
from indicators.uncertainty import with_intervals

__all__ = ["city_bands"]

_WIDER = 0.998
_USUAL = 0.95
_WORDS = (
    ("better 99.8", "better 95", "similar", "worse 95", "worse 99.8"),
    ("lower 99.8", "lower 95", "similar", "higher 95", "higher 99.8"),
)
_BANDS = {word: at for words in _WORDS for at, word in enumerate(words, start=1)} | {
    "not compared": 0
}


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
    limits = observations[["lower", "upper"]].astype("float64")
    told = pd.Series(0, index=observations.index, name="band")
    reference = _reference(observations, areas, catalogue)
    wider = _wider(observations, catalogue)
    for worse in ("high", "low", "neither"):
        rows = observations["indicator"].isin(_keys(catalogue, worse)).to_numpy("bool")
        verdict = compared_with_city(
            limits[rows], reference[rows], worse, wider=wider[rows]
        )
        told[rows] = verdict.map(_BANDS).astype(int)
    return told.mask(observations["area_code"] == city_of(areas), 0)


def _keys(catalogue: Catalogue, worse: str) -> list[str]:
    """Indicators with this worse end, none of those that differ by size alone."""
    return [
        entry.key
        for entry in catalogue.indicator
        if entry.worse == worse and not entry.is_count
    ]


def _reference(
    observations: pd.DataFrame, areas: pd.DataFrame, catalogue: Catalogue
) -> pd.Series:
    city = observations[observations["area_code"] == city_of(areas)]
    whole = city.set_index(["indicator", "year"])["value"]
    at = pd.MultiIndex.from_frame(observations[["indicator", "year"]])
    reference = whole.reindex(at).to_numpy("float64", copy=True)
    indexes = [entry.key for entry in catalogue.indicator if entry.index]
    reference[observations["indicator"].isin(indexes).to_numpy("bool")] = 0.0
    return pd.Series(reference, index=observations.index)


def _wider(observations: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The ends of 99.8 %, never inside those of 95 %."""
    blank = observations.assign(lower=np.nan, upper=np.nan)
    exact = with_intervals(blank, catalogue, confidence=_WIDER)
    ratio = normal_z(_WIDER) / normal_z(_USUAL)
    ends = {}
    for name, widest in (("lower", np.minimum), ("upper", np.maximum)):
        usual = observations[name].to_numpy("float64")
        value = observations["value"].to_numpy("float64")
        own = exact[name].to_numpy("float64")
        stretched = value + ratio * (usual - value)
        ends[name] = widest(np.where(np.isnan(own), stretched, own), usual)
    return pd.DataFrame(ends, index=observations.index)
