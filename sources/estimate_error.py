"""How far estimates are from the truth, where a district's truth is published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from geo.crosswalk import area_crosswalk
from sources.aggregate import estimate
from sources.areas import BuiltAreas
from sources.covariates import COVARIATES
from sources.district_model import DistrictModel

__all__ = ["COLUMNS", "estimate_error"]

COLUMNS = [
    *("indicator", "year", "method", "districts"),
    *("mean_error", "largest_error", "coverage", "postal_counts"),
]
_PERCENT = 100.0
_WRITTEN = 0.001  # percentage points: to what intervals are written, outwards
_GRID = 0  # the one crosswalk of a case, whatever its year


@dataclass(frozen=True)
class _Case:
    """One figure that is known of postal areas and of districts.

    counts : observations of postal areas; truth : Series by district
    pieces, by_area : crosswalks; basis : where the postal counts are from
    """

    indicator: str
    year: int
    basis: str
    counts: pd.DataFrame
    truth: pd.Series
    pieces: pd.DataFrame
    by_area: pd.DataFrame


def estimate_error(
    postal: pd.DataFrame,
    published: pd.DataFrame,
    areas: BuiltAreas,
    crosswalks: Mapping[int, pd.DataFrame],
    factors: Mapping[str, float],
) -> pd.DataFrame:
    """Error of the estimates, for each indicator and year whose truth is known.

    Where postal areas publish the same figure, their counts are used ("published").
    Where none does, districts' published shares are summed to postal areas ("summed"):
    over the pieces that postal areas share with districts of known truth, residents ×
    share. The truth then fits the postal areas exactly, and what is left is the error
    of taking them apart again. The model never sees a published figure, of any year, of
    the indicator that is judged.

    Parameters
    ----------
    postal, published : observations of postal areas and of districts
    areas : for the plain alternative, spreading by area
    crosswalks : the dasymetric ones, by grid year
    factors : as in `sources.aggregate.estimate`

    Returns
    -------
    DataFrame, `COLUMNS`
        method: model, dasymetric or by area; districts: how many were compared;
        mean_error: mean absolute error weighted by estimated residents, in the
        indicator's unit; largest_error: the largest absolute error; coverage: the share
        (0 to 1) of truths inside the 95 % interval, NaN without intervals;
        postal_counts: published or summed.
    """
    weight = crosswalks[max(crosswalks)].groupby("target_code")["residents"].sum()
    districts = areas.districts.index.union(published["area_code"].unique())
    rows = []
    for case in _cases(postal, published, areas, crosswalks):
        model = DistrictModel({_GRID: case.pieces}, published, districts)
        factor = {case.indicator: factors.get(case.indicator, _PERCENT)}
        for method, walk, used in (
            ("model", case.pieces, model),
            ("dasymetric", case.pieces, None),
            ("by area", case.by_area, None),
        ):
            guess = estimate(case.counts, {_GRID: walk}, factor, used)
            rows.append(
                {
                    "indicator": case.indicator,
                    "year": case.year,
                    "method": method,
                    **_errors(guess.set_index("area_code"), case.truth, weight),
                    "postal_counts": case.basis,
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def _errors(
    guess: pd.DataFrame, truth: pd.Series, weight: pd.Series
) -> dict[str, float]:
    both = guess.join(truth.rename("truth"), how="inner").dropna(
        subset=["value", "truth"]
    )
    error = (both["value"] - both["truth"]).abs()
    people = weight.reindex(error.index)
    interval = both.dropna(subset=["lower", "upper"])
    inside = interval["truth"].between(
        interval["lower"] - _WRITTEN, interval["upper"] + _WRITTEN
    )
    return {
        "districts": len(error),
        "mean_error": round((error * people).sum() / people.sum(), 2),
        "largest_error": round(error.max(), 2),
        "coverage": round(inside.mean(), 3) if len(inside) else float("nan"),
    }


def _cases(
    postal: pd.DataFrame,
    published: pd.DataFrame,
    areas: BuiltAreas,
    crosswalks: Mapping[int, pd.DataFrame],
) -> Iterator[_Case]:
    """Published at both levels; else, of what can be a covariate, summed."""
    newest = crosswalks[max(crosswalks)].groupby("source_code")["residents"].sum()
    by_area = area_crosswalk(
        areas.postal_areas,
        areas.districts,
        newest.reindex(areas.postal_areas.index).fillna(0),
        no_residents="list",
    )
    counted = postal.dropna(subset=["numerator", "denominator"])
    truths = published[published["value"].notna()]
    for key, rows in truths.groupby(["indicator", "year"]):
        indicator, year = str(key[0]), int(str(key[1]))
        grid = min(crosswalks, key=lambda other: (abs(other - year), other))
        truth = rows.set_index("area_code")["value"]
        same = (counted["indicator"] == indicator) & (counted["year"] == year)
        if same.any():
            yield _Case(
                *(indicator, year, "published", counted[same], truth),
                *(crosswalks[grid], by_area),
            )
        elif indicator in COVARIATES:
            pieces = _of(crosswalks[grid], truth.index)
            counts = _summed(pieces, truth, indicator, year)
            parts = _of(by_area, truth.index)
            parts = parts[parts["source_code"].isin(pieces["source_code"])]
            yield _Case(*(indicator, year, "summed", counts, truth, pieces, parts))


def _of(crosswalk: pd.DataFrame, districts: pd.Index) -> pd.DataFrame:
    """The pieces that lie in these districts; the shares sum to 1 again."""
    rows = crosswalk[crosswalk["target_code"].isin(districts)]
    total = rows.groupby("source_code")["share"].transform("sum")
    return rows.assign(share=rows["share"] / total)


def _summed(
    pieces: pd.DataFrame, truth: pd.Series, indicator: str, year: int
) -> pd.DataFrame:
    """Districts' shares summed to observations of postal areas."""
    people = pieces["residents"]
    counted = people * pieces["target_code"].map(truth) / _PERCENT
    table = pd.DataFrame({"numerator": counted, "denominator": people})
    table = table.groupby(pieces["source_code"]).sum().rename_axis("area_code")
    return table.reset_index().assign(
        indicator=indicator, year=year, status="published", source="summed"
    )
