"""Kota, the educational-equality indicator for school health care, and its like.

Which figures of which year an index of the catalogue is made of, over levels and years.
How they are made into one is the definition's: see `indicators.index`.
"""

from collections.abc import Mapping

import pandas as pd

from indicators.index import IndexDefinition, build_index
from indicators.index.build import used_definition
from indicators.index.screen import screen

__all__ = ["component_values", "index_inputs", "index_observations"]

_WITH_VALUE = ("published", "estimated")
_LEVELS = ("district", "major_area", "postal_area")


def component_values(
    observations: pd.DataFrame, component: str, year: int, max_year_gap: int
) -> pd.DataFrame:
    """A component's figure for each area, of the year itself or a year near it.

    The nearest year with a value is taken, area by area; of two as near, the earlier.

    Returns
    -------
    DataFrame indexed by area_code: value, year, status, source
        Only areas that have a value within `max_year_gap` years.
    """
    rows = observations[
        (observations["indicator"] == component)
        & (observations["year"].sub(year).abs() <= max_year_gap)
        & observations["status"].isin(_WITH_VALUE)
    ]
    nearest = (
        rows.assign(gap=rows["year"].sub(year).abs())
        .sort_values(["area_code", "gap", "year"])
        .drop_duplicates("area_code")
        .set_index("area_code")
    )
    return nearest[["value", "year", "status", "source"]]


def index_inputs(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    definition: IndexDefinition,
    *,
    level: str,
    year: int,
) -> tuple[pd.DataFrame, pd.Series]:
    """What `build_index` takes, for the areas of one level in one year.

    Returns
    -------
    values : DataFrame of float, indexed by area_code, a column a component
        Of the year or the nearest within the definition's `max_year_gap`. NaN where
        there is none, and in an area without residents.
    population : Series of float, same index; NaN where it is not known
    """
    codes = areas.index[areas["level"] == level]
    rows = observations[observations["area_code"].isin(codes)]
    parts, people = _parts(rows, definition, year)
    return _values(parts, people.reindex(codes)), people.reindex(codes)


def index_observations(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    key: str,
    definition: IndexDefinition,
    worse: Mapping[str, str],
) -> pd.DataFrame:
    """The index for every level and year in which two areas have enough components.

    Parameters
    ----------
    observations : DataFrame
        Observations of the components and of `population`.
    areas : DataFrame indexed by area_code, with column level
        And parent, where the definition imputes the mean of the group.
    key : the index's name in the result
    definition : how the components are made into one; its `max_year_gap` is how many
        years a component, and the population, may be away
    worse : component -> "high" or "low"
        A component whose low end is worse is turned round.

    Returns
    -------
    DataFrame
        The columns of the observations and `detail`: for a value, each component's
        year ("unemployment_rate=2018;..."); for none, what is missing
        ("missing=foreign_language_share"). status is estimated where a component is,
        or is imputed, else published; component_missing without a value.

    Raises
    ------
    ValueError
        See `build_index`.
    """
    definition = used_definition(definition)
    level = observations["area_code"].map(areas["level"])
    gap = definition.max_year_gap
    groups = areas.get("parent")
    frames = []
    for name in _LEVELS:
        rows = observations[level == name]
        codes = areas.index[areas["level"] == name]
        years = rows.loc[rows["indicator"].isin(definition.keys), "year"]
        if years.empty:
            continue
        for year in range(years.min() - gap, years.max() + gap + 1):
            parts, people = _parts(rows, definition, year)
            frame = _one_year(
                key, year, codes, parts, people, definition, worse, groups
            )
            frames.append(frame)
    known = [frame for frame in frames if frame is not None]
    if not known:
        return observations.head(0).assign(detail="")
    result = pd.concat(known)
    return result.sort_values(["year", "area_code"]).reset_index(drop=True)


def _parts(
    rows: pd.DataFrame, definition: IndexDefinition, year: int
) -> tuple[dict[str, pd.DataFrame], pd.Series]:
    gap = definition.max_year_gap
    parts = {
        component: component_values(rows, component, year, gap)
        for component in definition.keys
    }
    return parts, component_values(rows, "population", year, gap)["value"]


def _values(parts: dict[str, pd.DataFrame], population: pd.Series) -> pd.DataFrame:
    codes = population.index
    values = pd.DataFrame(
        {name: part["value"].reindex(codes) for name, part in parts.items()}
    )
    return values.mask(~(population > 0), float("nan"))


def _one_year(
    key: str,
    year: int,
    codes: pd.Index,
    parts: dict[str, pd.DataFrame],
    people: pd.Series,
    definition: IndexDefinition,
    worse: Mapping[str, str],
    groups: pd.Series | None,
) -> pd.DataFrame | None:
    population = people.reindex(codes)
    values = _values(parts, population)
    if screen(values, definition.minimum_availability)[0].sum() < 2:
        return None
    result = build_index(values, population, definition, worse, groups=groups)
    estimated = pd.concat(
        [part["status"].reindex(codes) == "estimated" for part in parts.values()],
        axis=1,
    ).any(axis=1) | codes.isin(result.imputed["area_code"])
    status = pd.Series("published", index=codes).mask(estimated, "estimated")
    sources = {
        s for part in parts.values() for cell in part["source"] for s in cell.split(";")
    }
    known = result.index.notna()
    return pd.DataFrame(
        {
            "area_code": codes,
            "indicator": key,
            "year": year,
            "value": result.index.to_numpy(),
            "numerator": float("nan"),
            "denominator": float("nan"),
            "status": status.where(known, "component_missing").to_numpy(),
            "source": ";".join(sorted(sources)),
            "detail": [_detail(code, parts, population, known[code]) for code in codes],
        }
    )


def _detail(
    code: str, parts: dict[str, pd.DataFrame], population: pd.Series, known: bool
) -> str:
    """The years of the components it has; without an index, what is missing."""
    if known:
        years = {name: part["year"].get(code) for name, part in parts.items()}
        return ";".join(f"{name}={year}" for name, year in years.items() if year)
    missing = [name for name, part in parts.items() if code not in part.index]
    if not population[code] > 0:
        missing.append("population")
    return "missing=" + ",".join(missing)
