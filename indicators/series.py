"""Figures over the years, and one area's figures for every indicator."""

from dataclasses import asdict

import pandas as pd

from indicators.catalogue import Catalogue, Indicator
from indicators.ranking import profile

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
        area_code, year, value (float), status, role ("area", "city" or "other"); only
        rows that have a value, sorted by role and year.
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
    table = rows[["area_code", "year", "value", "status"]].assign(role=role)
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
        key, year, value, city, difference, rank, ranked, status, detail. An indicator
        that others of the level have and the area has not stands with the newest year
        of the others.
    """
    peers = areas.index[areas["level"] == areas.at[area_code, "level"]]
    mine = observations[observations["area_code"].isin(peers)]
    mine = mine[mine["value"].notna()]
    rows = [
        _newest(observations, areas, entry, area_code, known)
        for entry in catalogue.indicator
        if len(known := mine[mine["indicator"] == entry.key])
    ]
    return pd.DataFrame(rows)


def _newest(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    entry: Indicator,
    area_code: str,
    known: pd.DataFrame,
) -> dict[str, object]:
    own = known[known["area_code"] == area_code]
    year = int((own if len(own) else known)["year"].max())
    facts = profile(observations, areas, entry, area_code=area_code, year=year)
    return {"key": entry.key, "year": year, **asdict(facts)}
