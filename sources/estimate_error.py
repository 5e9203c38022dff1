"""How far estimates are from the truth, where a district's truth is published."""

from collections.abc import Mapping

import pandas as pd

from geo.crosswalk import area_crosswalk
from sources.aggregate import estimate
from sources.areas import BuiltAreas

__all__ = ["COLUMNS", "estimate_error"]

COLUMNS = ["indicator", "year", "method", "districts", "mean_error", "largest_error"]


def estimate_error(
    postal: pd.DataFrame,
    published: pd.DataFrame,
    areas: BuiltAreas,
    crosswalks: Mapping[int, pd.DataFrame],
    factors: Mapping[str, float],
) -> pd.DataFrame:
    """Error of the estimates, for each indicator and year known at both levels.

    Parameters
    ----------
    postal, published : observations of postal areas and of districts
    areas : for the plain alternative, spreading by area
    crosswalks : the dasymetric ones, by grid year
    factors : as in `sources.aggregate.estimate`

    Returns
    -------
    DataFrame, `COLUMNS`
        method: dasymetric or by area; districts: how many were compared; mean_error:
        mean absolute error weighted by estimated residents, in the indicator's unit;
        largest_error: the largest absolute error.
    """
    people = postal[postal["indicator"] == "population"]
    residents = {
        year: people[people["year"] == year].set_index("area_code")["value"]
        for year in people["year"].unique()
    }
    newest = crosswalks[max(crosswalks)].groupby("target_code")["residents"].sum()
    keys = ["indicator", "year"]
    truth = published[published["value"].notna()]
    both = (
        truth[keys].merge(postal.dropna(subset="denominator")[keys]).drop_duplicates()
    )
    rows = []
    for indicator, year in both.itertuples(index=False):
        counts = postal[(postal["indicator"] == indicator) & (postal["year"] == year)]
        spread = residents[year].reindex(areas.postal_areas.index).fillna(0)
        by_area = area_crosswalk(
            areas.postal_areas, areas.districts, spread, no_residents="list"
        )
        known = truth[(truth["indicator"] == indicator) & (truth["year"] == year)]
        known = known.set_index("area_code")["value"]
        for method, walk in {
            "dasymetric": dict(crosswalks),
            "by area": {year: by_area},
        }.items():
            guess = estimate(counts, walk, dict(factors)).set_index("area_code")[
                "value"
            ]
            error = (guess - known).dropna().abs()
            weight = newest.reindex(error.index)
            rows.append(
                {
                    "indicator": indicator,
                    "year": year,
                    "method": method,
                    "districts": len(error),
                    "mean_error": round((error * weight).sum() / weight.sum(), 2),
                    "largest_error": round(error.max(), 2),
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)
