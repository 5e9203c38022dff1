"""One indicator's inequality between the areas of a level, year by year.

Pure: takes the observations apart into figures by area and year, and hands each year to
`indicators.inequality`; frames in, new frames out.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import pandas as pd

from indicators.backcast import BACKCAST
from indicators.catalogue import Indicator
from indicators.fill import BETWEEN
from indicators.inequality import MEASURES, TABLE_COLUMNS, inequality_table
from indicators.trend import Trend, trend

__all__ = [
    "YEAR_COLUMNS",
    "YearFigures",
    "measure_trend",
    "same_areas",
    "year_figures",
    "yearly_inequality",
]

YEAR_COLUMNS = ["year", *TABLE_COLUMNS, "estimated", "source"]
_NUMBERS = ("value", "numerator", "denominator", "lower", "upper")
_RANK_BY, _RANK_INCOME_BY = "lowest_income_fifth", "basic_education_only"
_OF_INCOME = (_RANK_BY, "mean_income", "median_income", "median_income_revised")
_FILLED = rf"\b(?:{BETWEEN}|{BACKCAST})\b"  # in the source of a figure
_NEAR = 2  # years that residents, or the variable of the rank, may be away


@dataclass(frozen=True)
class YearFigures:
    """One indicator of one level; frames of shape (areas, years), NaN: no figure."""

    value: pd.DataFrame
    population: pd.DataFrame  # residents of the year, or the nearest within two
    numerator: pd.DataFrame
    denominator: pd.DataFrame
    lower: pd.DataFrame  # ends of the figures' own 95 % intervals
    upper: pd.DataFrame
    estimated: pd.DataFrame  # bool
    rank_by: pd.DataFrame  # share with low income, or basic education for incomes
    source: pd.Series  # year -> keys of the sources
    major: pd.Series | None  # of districts: their major area

    @property
    def years(self) -> list[int]:
        """Years with a figure of some area, rising."""
        return [int(year) for year in self.value.columns]

    def of(self, year: int) -> dict[str, pd.Series]:
        """The frames' columns of one year, of the areas that have a figure then."""
        known = self.value.index[self.value[year].notna()]
        return {
            name: getattr(self, name).loc[known, year]
            for name in (*_NUMBERS, "population", "estimated", "rank_by")
        }


def year_figures(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    entry: Indicator,
    level: str,
    *,
    published_only: bool = False,
) -> YearFigures:
    """The figures of an indicator at a level, areas without residents left out.

    Figures filled in between two years, or carried back from a later one, are left out
    too: they tell nothing new, and a trend test would take them for years of their own.
    Not so those of an index, of which no trend can be told anyway.

    Parameters
    ----------
    observations : DataFrame as `IndicatorData.observations`
    areas : DataFrame indexed by area_code, with level and parent
    entry : the indicator
    level : "district", "major_area" or "postal_area"
    published_only : bool
        Leaves estimates out.

    Returns
    -------
    YearFigures
        Without any year where there is no figure.

    Raises
    ------
    ValueError
        The indicator is a number of persons: areas differ by their size.
    """
    if entry.is_count:
        raise ValueError(
            f"{entry.key} is a number of persons: areas differ by their size, which "
            "is no inequality; choose a share, a mean or an index"
        )
    codes = areas.index[areas["level"] == level]
    here = observations[observations["area_code"].isin(codes)]
    rows = here[(here["indicator"] == entry.key) & here["value"].notna()]
    if entry.index is None:
        rows = rows[~rows["source"].str.contains(_FILLED)]
    if published_only:
        rows = rows[rows["status"] == "published"]
    years = sorted(int(year) for year in rows["year"].unique())
    people = _near(here, "population", codes, years)
    frames = {name: _wide(rows, name, codes, years) for name in _NUMBERS}
    lived_in = people > 0
    frames = {name: frame.where(lived_in) for name, frame in frames.items()}
    if entry.unit != "percent":  # sums and their divisors, no people to count
        for name in ("numerator", "denominator"):
            frames[name] = frames[name] * math.nan
    known = frames["value"].notna()
    rank = _RANK_INCOME_BY if entry.key in _OF_INCOME else _RANK_BY
    usable = here[here["status"] == "published"] if published_only else here
    status = _wide(rows, "status", codes, years)
    return YearFigures(
        population=people.where(known),
        estimated=(status == "estimated") & known,
        rank_by=_near(usable, rank, codes, years).where(known),
        source=pd.Series({year: _keys(rows, year) for year in years}, dtype="str"),
        major=areas.loc[codes, "parent"] if level == "district" else None,
        **frames,
    )


def same_areas(figures: YearFigures) -> YearFigures:
    """The figures of the areas that have one in every year.

    A gap can change because an area comes into the figures or leaves them. With the
    same areas in every year, it changes because the areas do.
    """
    kept = figures.value.index[figures.value.notna().all(axis=1)]
    frames = {
        one.name: getattr(figures, one.name).loc[kept]
        for one in fields(figures)
        if isinstance(getattr(figures, one.name), pd.DataFrame)
    }
    major = None if figures.major is None else figures.major.loc[kept]
    return replace(figures, **frames, major=major)


def yearly_inequality(
    figures: YearFigures,
    entry: Indicator,
    *,
    years: list[int] | None = None,
    replicates: int = 1000,
    seed: int = 0,
    **words: Any,
) -> pd.DataFrame:
    """Every measure of `inequality_table` for every year.

    Intervals need counts behind published figures, or limits of their own. Estimates
    without limits get none: their counts say nothing of the error of the estimate.
    Slope and concentration indexes rank areas by the share of people in the lowest
    income fifth, incomes themselves by the share with basic education only.

    Parameters
    ----------
    figures : from `year_figures`
    entry : the indicator; an index has no zero of its own, and so no relative measure
    years : those wanted; all if None
    replicates, seed : of the bootstrap; each year is drawn from the same seed
    words : texts, notes, number and unit of `inequality_table`, in another language

    Returns
    -------
    DataFrame with `YEAR_COLUMNS`: estimated is how many areas' figures are estimates.
    """
    words = {"unit": entry.unit, **words}
    tables = [
        _of_year(figures, entry, year, replicates, seed, words)
        for year in (figures.years if years is None else years)
    ]
    if not tables:
        return pd.DataFrame(columns=YEAR_COLUMNS)
    return pd.concat(tables, ignore_index=True)[YEAR_COLUMNS]


def measure_trend(table: pd.DataFrame, key: str) -> Trend:
    """Whether the inequality that a measure tells of grows or shrinks over the years.

    A signed measure is taken by its size, a ratio of ends below one turned over, so
    that growing is always away from no inequality. With an interval in every year
    the line is weighted by them, else it is Theil and Sen's; see `indicators.trend`.

    Parameters
    ----------
    table : from `yearly_inequality`
    key : of `MEASURES`
    """
    rows = table[table["measure"] == key].set_index("year")
    rows = rows[rows["value"].notna()]
    ends = rows[["value", "lower", "upper"]].astype("float64")
    measure = MEASURES[key]
    if measure.signed:
        one_side = (ends["value"] >= measure.none).nunique() <= 1
        ends = _sizes(ends, measure.unit == "times")
        if not one_side:
            ends[["lower", "upper"]] = math.nan
    drawn = len(ends) > 0 and bool((ends["upper"] > ends["lower"]).all())
    return trend(
        ends["value"],
        ends["lower"] if drawn else None,
        ends["upper"] if drawn else None,
        worse="high",
    )


def _sizes(ends: pd.DataFrame, times: bool) -> pd.DataFrame:
    """Away from no inequality, with the ends in their order."""
    turned = ends["value"] < (1 if times else 0)
    other = 1 / ends if times else -ends
    sizes = ends.where(~turned, other)
    low, high = (
        sizes[["lower", "upper"]].min(axis=1),
        sizes[["lower", "upper"]].max(axis=1),
    )
    return sizes.assign(lower=low, upper=high)


def _of_year(
    figures: YearFigures,
    entry: Indicator,
    year: int,
    replicates: int,
    seed: int,
    words: Mapping[str, Any],
) -> pd.DataFrame:
    parts = figures.of(year)
    rank = parts["rank_by"]
    major = figures.major
    table = inequality_table(
        parts["value"],
        parts["population"],
        worse=entry.worse,
        major=None if major is None else major.loc[rank.index],
        rank_by=rank if len(rank) and rank.notna().all() else None,
        rank_worse="high",
        ratio_scale=entry.index is None,
        replicates=replicates,
        seed=seed,
        **_errors(parts),
        **words,
    )
    return table.assign(
        year=year,
        estimated=int(parts["estimated"].sum()),
        source=figures.source[year],
    )


def _errors(parts: dict[str, pd.Series]) -> dict[str, Any]:
    """What the figures can be drawn anew from: counts, or limits; else nothing."""
    whole = {name: part.notna().all() and len(part) for name, part in parts.items()}
    counts = {name: parts[name] for name in ("numerator", "denominator")}
    limits = {name: parts[name] for name in ("lower", "upper")}
    people = {"denominator": parts["denominator"]} if whole["denominator"] else {}
    counted = whole["numerator"] and whole["denominator"]
    if counted and not parts["estimated"].any():
        return counts
    if whole["lower"] and whole["upper"]:
        return {**people, **limits}
    return people


def _wide(
    rows: pd.DataFrame, name: str, codes: pd.Index, years: list[int]
) -> pd.DataFrame:
    wide = rows.pivot(index="area_code", columns="year", values=name)
    return wide.reindex(index=codes, columns=years)


def _near(
    rows: pd.DataFrame, key: str, codes: pd.Index, years: list[int]
) -> pd.DataFrame:
    """The figure of each year, or the nearest within two, the earlier of two."""
    known = rows[(rows["indicator"] == key) & rows["value"].notna()]
    wide = known.pivot(index="area_code", columns="year", values="value")
    wide = wide.reindex(codes)
    steps = sorted(range(-_NEAR, _NEAR + 1), key=lambda step: (abs(step), step))
    columns = {}
    for year in years:
        found = pd.Series(math.nan, index=codes)
        for step in steps:
            if year + step in wide:
                found = found.fillna(wide[year + step])
        columns[year] = found
    return pd.DataFrame(columns, index=codes, columns=years, dtype="float64")


def _keys(rows: pd.DataFrame, year: int) -> str:
    cells = rows.loc[rows["year"] == year, "source"]
    return ";".join(sorted({key for cell in cells for key in cell.split(";") if key}))
