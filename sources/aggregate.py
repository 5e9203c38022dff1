"""From the areas that have published counts to other areas, always through counts.

Districts get estimates from postal areas, of shares by a model and of other counts
through a crosswalk alone; major areas and the city are sums. Rates are never averaged
and medians never added.
"""

from collections.abc import Callable, Iterable, Iterator

import pandas as pd

from geo.crosswalk import transfer

__all__ = ["MAX_MISSING", "MIN_DENOMINATOR", "complete_rows", "estimate", "sum_up"]

# A sum may lack this share of its residents, and is then marked as an estimate.
MAX_MISSING = 0.05
# A count has no denominator in which the same people are missing: it may lack less.
MAX_MISSING_IN_COUNT = 0.01
# Estimated rates for fewer people than this say nothing of those people.
MIN_DENOMINATOR = 30
_COUNTS = ["numerator", "denominator"]
_BOUNDS = ["lower", "upper"]
_PERCENT = 100.0  # the factor of a share: what is counted is part of the denominator
# counts, indicator, year, grid year -> numerator, denominator, lower, upper by target
Model = Callable[[pd.DataFrame, str, int, int], pd.DataFrame]


def estimate(
    observations: pd.DataFrame,
    crosswalks: dict[int, pd.DataFrame],
    factors: dict[str, float],
    model: Model | None = None,
) -> pd.DataFrame:
    """Counts of source areas carried to target areas, as estimated observations.

    Parameters
    ----------
    observations : DataFrame
        One row a source area, indicator and year, with numerator and denominator
        (persons, households or euros). Rows without counts give nothing.
    crosswalks : dict of grid year -> DataFrame (source_code, target_code, share)
        The grid nearest the figures' year is used; of two as near, the earlier.
    factors : dict of indicator -> number
        value = factor × numerator / denominator; indicators that have no denominator
        are counts.
    model : function, or None
        Gives the numerators of shares (indicators with the factor 100 and a
        denominator) and their intervals, such as `sources.district_model` does. Other
        figures (numbers of people, mean income) and everything without a model are
        spread by the crosswalk alone, and have no interval.

    Returns
    -------
    DataFrame
        The columns of the observations, with lower and upper, the ends of the 95 %
        interval of the value where a model gave it; status estimated, or suppressed
        where the estimated denominator is under `MIN_DENOMINATOR`, or not_published
        where more than `MAX_MISSING` of the area's residents live in source areas
        without a figure.
    """
    frames = []
    for (indicator, year), rows in _by_figure(observations):
        if rows["numerator"].notna().sum() == 0 or indicator not in factors:
            continue
        grid = _nearest(crosswalks, year)
        counts = rows.set_index("area_code")[_COUNTS]
        has_whole = bool(counts["denominator"].notna().any())
        columns = _COUNTS if has_whole else ["numerator"]
        codes = pd.Index(crosswalks[grid]["source_code"].unique())
        carried = pd.DataFrame(
            transfer(
                counts[columns].reindex(codes),
                crosswalks[grid],
                max_missing_share=MAX_MISSING if has_whole else MAX_MISSING_IN_COUNT,
            )
        )
        if model and has_whole and factors[indicator] == _PERCENT:
            share = model(counts.reindex(codes), indicator, year, grid)
            carried = _modelled(carried, share)
        result = _observations(carried, factors[indicator], has_whole=has_whole)
        sources = sorted(set(rows["source"])) + [f"hsy_grid_{grid}"]
        frames.append(
            result.assign(indicator=indicator, year=year, source=";".join(sources))
        )
    return pd.concat(frames, ignore_index=True)


def sum_up(
    observations: pd.DataFrame,
    parents: pd.Series,
    people: pd.Series,
    factors: dict[str, float],
) -> pd.DataFrame:
    """Sums of the counts of areas into the areas that they lie in.

    Parameters
    ----------
    observations : DataFrame
        One row an area, indicator and year.
    parents : Series of str, indexed by area_code
        The area that each lies in.
    people : Series of number, indexed by area_code
        Residents, to judge how much is missing where an area has no figure.
    factors : dict of indicator -> number, as in `estimate`

    Returns
    -------
    DataFrame
        published where every area's count is published; estimated where one is
        estimated or where at most `MAX_MISSING` of the residents are missing;
        not_published otherwise.
    """
    frames = []
    for (indicator, year), rows in _by_figure(observations):
        if rows["numerator"].notna().sum() == 0 or indicator not in factors:
            continue
        counts = rows.set_index("area_code").reindex(parents.index)
        has_whole = bool(counts["denominator"].notna().any())
        missing = counts["numerator"].isna()
        weights = people.reindex(parents.index).fillna(0)
        share = weights.where(missing, 0).groupby(parents).sum() / weights.groupby(
            parents
        ).sum().where(lambda total: total > 0)
        carried = counts[_COUNTS].groupby(parents).sum(min_count=1)
        limit = MAX_MISSING if has_whole else MAX_MISSING_IN_COUNT
        carried = carried.where(share.fillna(0) <= limit)
        result = _observations(carried, factors[indicator], has_whole=has_whole)
        empty = people.reindex(parents.index).eq(0)
        whole = (counts["status"].eq("published") | empty).groupby(parents).all()
        exact = result["area_code"].map(whole) & (result["status"] == "estimated")
        result["status"] = result["status"].mask(exact, "published")
        sources = ";".join(sorted(set(rows["source"])))
        frames.append(result.assign(indicator=indicator, year=year, source=sources))
    return pd.concat(frames, ignore_index=True)


def _modelled(carried: pd.DataFrame, share: pd.DataFrame) -> pd.DataFrame:
    """The model's counts, where the crosswalk has enough people to give any."""
    told = share.reindex(carried.index)[["numerator", *_BOUNDS]]
    told = told.where(carried["numerator"].notna())
    return carried.assign(**told)


def _by_figure(
    observations: pd.DataFrame,
) -> Iterator[tuple[tuple[str, int], pd.DataFrame]]:
    """The rows of each indicator and year."""
    for (indicator, year), rows in observations.groupby(["indicator", "year"]):
        yield (str(indicator), int(str(year))), rows


def _nearest(years: Iterable[int], year: int) -> int:
    """The year nearest to the given one; of two as near, the earlier."""
    return min(years, key=lambda other: (abs(other - year), other))


def complete_rows(observations: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Adds a not_published row for each area without one, by indicator and year.

    `codes` are the areas of one level. A figure that is not there is then a row that
    says so, and no reader has to guess.
    """
    have = observations[["indicator", "year"]].drop_duplicates()
    grid = have.merge(pd.DataFrame({"area_code": codes}), how="cross")
    sources = observations.groupby(["indicator", "year"])["source"].first().rename("_s")
    full = grid.merge(observations, how="left", on=["indicator", "year", "area_code"])
    full = full.merge(sources.reset_index(), on=["indicator", "year"])
    full["source"] = full["source"].fillna(full["_s"])
    full["status"] = full["status"].fillna("not_published")
    return full.drop(columns="_s")


def _observations(
    counts: pd.DataFrame, factor: float, *, has_whole: bool
) -> pd.DataFrame:
    numerator = counts["numerator"]
    if has_whole:
        denominator = counts["denominator"]
        value = factor * numerator / denominator.where(denominator > 0)
        few = denominator < MIN_DENOMINATOR
    else:
        denominator = pd.Series(float("nan"), index=counts.index)
        value = factor * numerator
        few = pd.Series(False, index=counts.index)
    status = pd.Series("estimated", index=counts.index)
    status = status.mask(value.isna(), "not_published").mask(few, "suppressed")
    shown = status == "estimated"
    bounds = counts.reindex(columns=_BOUNDS).mul(factor).div(denominator, axis=0)
    return pd.DataFrame(
        {
            "area_code": counts.index,
            "value": value.where(shown).to_numpy(),
            "lower": bounds["lower"].where(shown).to_numpy(),
            "upper": bounds["upper"].where(shown).to_numpy(),
            "numerator": numerator.where(shown).round(3).to_numpy(),
            "denominator": denominator.where(shown).round(3).to_numpy(),
            "status": status.to_numpy(),
        }
    )
