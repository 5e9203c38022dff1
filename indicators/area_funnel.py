"""The funnel of one indicator around the city: which areas chance could explain."""

from dataclasses import dataclass

import pandas as pd

from indicators.catalogue import Indicator
from indicators.funnel import funnel_curve, funnel_limits
from indicators.series import CITY
from indicators.smoothing import empirical_bayes

__all__ = ["NO_FUNNEL", "AreaFunnel", "area_funnel", "why_no_funnel"]

NO_FUNNEL = (
    *("no_figure", "index", "size", "mean", "estimated", "no_counts", "no_city"),
    "no_others",
)
_PERCENT = 100


@dataclass(frozen=True, kw_only=True)
class AreaFunnel:
    """The areas of a level around the city's share, in percent.

    target : the city's value
    table : DataFrame indexed by area_code, sorted by denominator: value, denominator,
        target, lower_998, lower_95, upper_95, upper_998, z, band as in
        `indicators.funnel.funnel_limits`; and smoothed, by `empirical_bayes`
    curve : the limits to draw, as `indicators.funnel.funnel_curve` returns them
    """

    target: float
    table: pd.DataFrame
    curve: pd.DataFrame


def why_no_funnel(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    entry: Indicator,
    *,
    area_code: str,
    year: int,
) -> str:
    """Why an area's figure has no funnel: one of `NO_FUNNEL`; empty where it has one.

    no_figure : the area has none in this year; index : it is made of others; size : it
    counts residents, who are no chance event; mean : no share of people; estimated : no
    count behind it; no_counts : published without its counts; no_city : the city has no
    figure; no_others : no other area has counts.
    """
    rows = _rows(observations, entry, year)
    own = rows[(rows["area_code"] == area_code) & rows["value"].notna()]
    counted = _counted(rows, areas, str(areas.at[area_code, "level"]))
    reasons = {
        "no_figure": own.empty,
        "index": entry.index is not None,
        "size": entry.is_count,
        "mean": entry.unit != "percent",
        "estimated": (own["status"] == "estimated").any(),
        "no_counts": area_code not in counted.index,
        "no_city": _city_value(rows, areas) is None,
        "no_others": len(counted) < 2,
    }
    return next((reason for reason in NO_FUNNEL if reasons[reason]), "")


def area_funnel(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    entry: Indicator,
    *,
    area_code: str,
    year: int,
) -> AreaFunnel:
    """All areas of an area's level that have counts, around the city's share.

    The limits are those at which an area's Wilson interval just reaches the city's
    value (method "phe"), so that the funnel says the same of an area as its interval.

    Parameters
    ----------
    observations : DataFrame, one row a figure; areas : DataFrame indexed by area_code
    entry : an indicator in percent
    area_code, year : an area and a year for which `why_no_funnel` is empty

    Returns
    -------
    AreaFunnel

    Raises
    ------
    ValueError
        There is no funnel; the sentence says why.
    """
    where = {"area_code": area_code, "year": year}
    reason = why_no_funnel(observations, areas, entry, **where)  # type: ignore[arg-type]
    rows = _rows(observations, entry, year)
    city = _city_value(rows, areas)
    if reason or city is None:
        raise ValueError(
            f"{entry.key}, area {area_code}, {year}: no funnel ({reason}); ask "
            "why_no_funnel first"
        )
    counted = _counted(rows, areas, str(areas.at[area_code, "level"]))
    counts = counted["numerator"], counted["denominator"]
    target = city / _PERCENT
    table = funnel_limits(*counts, target=target, method="phe", multiplier=_PERCENT)
    smoothed = empirical_bayes(*counts, multiplier=_PERCENT)["value"]
    curve = funnel_curve(
        target,
        float(counted["denominator"].min()),
        float(counted["denominator"].max()),
        method="phe",
        multiplier=_PERCENT,
    )
    table = table.assign(smoothed=smoothed).sort_values(["denominator", "value"])
    return AreaFunnel(target=city, table=table, curve=curve)


def _rows(observations: pd.DataFrame, entry: Indicator, year: int) -> pd.DataFrame:
    return observations[
        (observations["indicator"] == entry.key) & (observations["year"] == year)
    ]


def _counted(rows: pd.DataFrame, areas: pd.DataFrame, level: str) -> pd.DataFrame:
    """The level's published figures with both counts, indexed by area_code."""
    known = rows[["value", "numerator", "denominator"]].notna().all(axis=1)
    known &= (rows["status"] == "published") & (rows["denominator"] > 0)
    known &= rows["area_code"].map(areas["level"]) == level
    return rows[known].set_index("area_code")


def _city_value(rows: pd.DataFrame, areas: pd.DataFrame) -> float | None:
    city = rows.loc[rows["area_code"].map(areas["level"]) == CITY, "value"].dropna()
    return float(city.iloc[0]) if len(city) else None
