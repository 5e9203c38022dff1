"""What one indicator says of each area in a year: value, rank, the city beside."""

import numbers
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.catalogue import Indicator

__all__ = [
    "TABLE_COLUMNS",
    "Profile",
    "area_table",
    "available",
    "need_rank",
    "profile",
]

TABLE_COLUMNS = [
    *("area_code", "area_name", "year", "value"),
    *("unit", "rank", "status", "source"),
]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One area's figure. None where there is none; differences in the unit."""

    value: float | None
    lower: float | None  # ends of the 95 % interval
    upper: float | None
    status: str
    detail: str  # an index: the years of its components, or what is missing
    rank: int | None  # 1 = greatest need
    ranked: int  # how many areas of the level have a rank
    city: float | None
    difference: float | None  # value - city; none for a count


def need_rank(value: pd.Series, worse: str) -> pd.Series:
    """Ranks with 1 for the greatest need; equal values share the better number.

    Parameters
    ----------
    value : Series of float
        NaN has no rank.
    worse : "high", "low" or "neither"
        A context figure, "neither", has no ranks at all.

    >>> need_rank(pd.Series([3.0, 9.0, None, 9.0]), "high").tolist()
    [3, 1, <NA>, 1]
    """
    if worse == "neither":
        return pd.Series(pd.NA, index=value.index, dtype="Int64", name="rank")
    rank = value.rank(method="min", ascending=worse == "low", na_option="keep")
    return rank.astype("Int64").rename("rank")


def available(observations: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Which indicators have a figure, by level and year.

    Returns
    -------
    DataFrame
        indicator, level, year, areas (how many have a figure); sorted.
    """
    known = observations[observations["value"].notna()]
    level = known["area_code"].map(areas["level"]).rename("level")
    count = known.groupby(["indicator", level, "year"])["area_code"].nunique()
    return count.rename("areas").reset_index()


def area_table(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    entry: Indicator,
    *,
    level: str,
    year: int,
    language: str = "fi",
) -> pd.DataFrame:
    """One row an area of the level: its figure, rank of need, status and source.

    Returns
    -------
    DataFrame
        `TABLE_COLUMNS`, then lower, upper (ends of the 95 % interval, NaN where there
        is none), numerator, denominator and detail; in the order of rank, areas without
        one by code at the end. Empty where the year has no figure.
    """
    rows = observations[
        (observations["indicator"] == entry.key)
        & (observations["year"] == year)
        & observations["area_code"].isin(areas.index[areas["level"] == level])
    ]
    name = f"name_{'sv' if language == 'sv' else 'fi'}"
    table = rows.assign(
        area_name=rows["area_code"].map(areas[name]),
        unit=entry.unit,
        rank=need_rank(rows["value"], entry.worse),
    )
    more = ("lower", "upper", "numerator", "denominator", "detail")
    columns = [*TABLE_COLUMNS, *more]
    table = table.sort_values(["rank", "area_code"]).reset_index(drop=True)
    return table.reindex(columns=columns)


def profile(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    entry: Indicator,
    *,
    area_code: str,
    year: int,
) -> Profile:
    """One area's figure beside the city's.

    An index is measured from the city: its population-weighted mean is 0, and so the
    city's value is.
    """
    level = str(areas.at[area_code, "level"])
    table = area_table(observations, areas, entry, level=level, year=year)
    rows = table[table["area_code"] == area_code].to_dict("records")
    city = area_table(observations, areas, entry, level="city", year=year)
    whole = 0.0 if entry.index else _number(city["value"].squeeze())
    row = rows[0] if rows else {"status": "not_published", "detail": ""}
    value = _number(row.get("value"))
    rank = row.get("rank")
    return Profile(
        value=value,
        lower=_number(row.get("lower")),
        upper=_number(row.get("upper")),
        status=str(row["status"]),
        detail=str(row["detail"]),
        rank=None if pd.isna(rank) else int(rank),
        ranked=int(table["rank"].notna().sum()),
        city=whole,
        difference=(
            None if value is None or whole is None or entry.is_count else value - whole
        ),
    )


def _number(value: Any) -> float | None:
    """A float; None for what is missing, an empty selection too."""
    known = isinstance(value, numbers.Real) and value == value
    return float(value) if known else None
