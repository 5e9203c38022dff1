"""Figures over the years, and one area's figures for every indicator."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from indicators.catalogue import Catalogue

__all__ = ["CITY", "area_overview", "city_of", "over_years"]

CITY = "city"


def city_of(areas: pd.DataFrame) -> str:
    """The code of the city: the one area of level city."""
    return str(areas.index[areas["level"] == CITY][0])


def over_years(
    observations: pd.DataFrame, areas: pd.DataFrame, key: str, area_code: str
) -> pd.DataFrame:
    """One indicator over the years: the area, the city, the other areas of its level.

    Returns
    -------
    DataFrame
        area_code, year, value, lower, upper (float), status, role ("area", "city" or
        "other"); only rows that have a value, sorted by role and year. lower and upper
        are the ends of the 95 % interval, NaN where there is none.
    """
    level = areas.at[area_code, "level"]
    city = city_of(areas)
    peers = areas.index[areas["level"] == level]
    rows = observations[
        (observations["indicator"] == key)
        & observations["value"].notna()
        & (observations["area_code"].isin(peers) | (observations["area_code"] == city))
    ]
    role = pd.Series("other", index=rows.index)
    role = role.mask(rows["area_code"] == city, "city")
    role = role.mask(rows["area_code"] == area_code, "area")
    columns = ["area_code", "year", "value", "lower", "upper", "status"]
    table = rows.reindex(columns=columns).assign(role=role)
    return table.sort_values(["role", "area_code", "year"], ignore_index=True)


def area_overview(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    catalogue: Catalogue,
    area_code: str,
) -> pd.DataFrame:
    """Every indicator of an area, of its newest year with a figure.

    Returns
    -------
    DataFrame, one row an indicator that its level has, in the catalogue's order
        key, year, then the fields of `indicators.ranking.Profile`. An indicator that
        others of the level have and the area has not stands with the newest year of
        the others.
    """
    level = areas["level"]
    peers = areas.index[level == level[area_code]]
    cities = areas.index[level == CITY]
    near = observations[observations["area_code"].isin(peers.union(cities))]
    year = _newest_years(near, peers, area_code)
    rows = near[near["year"] == near["indicator"].map(year)]
    entries = [entry for entry in catalogue.indicator if entry.key in year.index]
    keys = [entry.key for entry in entries]
    worse = {entry.key: entry.worse for entry in entries}
    rank = _ranks(rows[rows["area_code"].isin(peers)], worse)
    own = rows[rows["area_code"] == area_code]
    fields = ["value", "lower", "upper", "status", "detail", "rank"]
    table = own.assign(rank=rank.reindex(own.index)).set_index("indicator")
    table = table.reindex(index=keys, columns=fields)
    city = rows[rows["area_code"].isin(cities)].set_index("indicator")["value"]
    whole = city[~city.index.duplicated()].reindex(keys)
    whole = whole.mask(np.array([bool(entry.index) for entry in entries]), 0.0)
    compared = ~np.array([entry.is_count for entry in entries], dtype="bool")
    ranked = rank.groupby(rows["indicator"]).count()
    return pd.DataFrame(
        {
            "key": keys,
            "year": year[keys].to_numpy("int64"),
            "value": table["value"].to_numpy("float64"),
            "lower": table["lower"].to_numpy("float64"),
            "upper": table["upper"].to_numpy("float64"),
            "status": table["status"].fillna("not_published").to_numpy(),
            "detail": table["detail"].fillna("").to_numpy(),
            "rank": table["rank"].to_numpy("float64"),
            "ranked": ranked.reindex(keys, fill_value=0).to_numpy("int64"),
            "city": whole.to_numpy("float64"),
            "difference": (table["value"] - whole).where(compared).to_numpy("float64"),
        }
    )


def _ranks(rows: pd.DataFrame, worse: Mapping[str, str]) -> pd.Series:
    """`ranking.need_rank` of every indicator at once; NaN without a rank."""
    end = rows["indicator"].map(worse)
    turned = rows["value"].where(end != "high", -rows["value"])
    turned = turned.where(end != "neither")
    return turned.groupby(rows["indicator"]).rank(method="min", na_option="keep")


def _newest_years(near: pd.DataFrame, peers: pd.Index, area_code: str) -> pd.Series:
    """indicator -> the area's newest year with a figure, else that of its level."""
    known = near.loc[
        near["value"].notna() & near["area_code"].isin(peers),
        ["area_code", "indicator", "year"],
    ]
    own = known[known["area_code"] == area_code]
    newest = known.groupby("indicator")["year"].max()
    return own.groupby("indicator")["year"].max().combine_first(newest)
