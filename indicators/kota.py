"""Kota, the educational-equality indicator for school health care, and its like.

Which figures of which year an index of the catalogue is made of, over levels and years.
How they are made into one is the definition's: see `indicators.index`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from indicators.index import IndexDefinition, build_index
from indicators.index.build import used_definition
from indicators.index.screen import screen
from indicators.index.simulate import simulate

__all__ = ["IndexInputs", "component_values", "index_inputs", "index_observations"]

_WITH_VALUE = ("published", "estimated")
_COLUMNS = ["value", "lower", "upper", "year", "status", "source"]
_YEARS_OF_WEIGHT = 3  # a population some years away still weighs an area rightly
_RUNS = 500  # of figures within their intervals
_LEVELS = ("district", "major_area", "postal_area")


@dataclass(frozen=True)
class IndexInputs:
    """The figures that an index is made of: the areas of one level in one year.

    Attributes
    ----------
    values : DataFrame of float, shape (n, k), indexed by area_code
        A column a component, of the year or the nearest within the definition's
        `max_year_gap`. NaN where there is none, and in an area without residents.
    population : Series of float, shape (n,); NaN where it is not known
    lower, upper : DataFrames as values, ends of the figures' own 95 % intervals
        NaN where a figure has none.
    years : DataFrame as values, the year that each figure is of
    exact : DataFrames as values, of bool: published, so that no interval is of need
    estimated : Series of bool, whether a component of the area is an estimate
    source : Series of text, keys of the sources of the area's components
    """

    values: pd.DataFrame
    population: pd.Series
    lower: pd.DataFrame
    upper: pd.DataFrame
    years: pd.DataFrame
    exact: pd.DataFrame
    estimated: pd.Series
    source: pd.Series


def component_values(
    observations: pd.DataFrame, component: str, year: int, max_year_gap: int
) -> pd.DataFrame:
    """A component's figure for each area, of the year itself or a year near it.

    The nearest year with a value is taken, area by area; of two as near, the earlier.

    Returns
    -------
    DataFrame indexed by area_code: value, lower, upper, year, status, source
        Only areas that have a value within `max_year_gap` years. lower and upper are
        NaN where the observations do not tell them.
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
    return nearest.reindex(columns=_COLUMNS)


def index_inputs(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    definition: IndexDefinition,
    *,
    level: str,
    year: int,
) -> IndexInputs:
    """What an index is built from, for the areas of one level in one year."""
    codes = areas.index[areas["level"] == level]
    rows = observations[observations["area_code"].isin(codes)]
    parts, people = _parts(rows, definition, year)
    return _inputs(parts, people.reindex(codes))


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
        years a component may be away; the population may be 3
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
    wanted = [*definition.keys, "population"]
    groups = areas.get("parent")
    frames = []
    for name in _LEVELS:
        # Looked through again and again: only what an index can be made of.
        rows = observations[(level == name) & observations["indicator"].isin(wanted)]
        codes = areas.index[areas["level"] == name]
        years = rows.loc[rows["indicator"].isin(definition.keys), "year"]
        if years.empty:
            continue
        for year in range(years.min(), years.max() + 1):
            parts, people = _parts(rows, definition, year)
            inputs = _inputs(parts, people.reindex(codes))
            frames.append(_one_year(key, year, inputs, definition, worse, groups))
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
    people = component_values(rows, "population", year, max(gap, _YEARS_OF_WEIGHT))
    return parts, people["value"]


def _inputs(parts: dict[str, pd.DataFrame], population: pd.Series) -> IndexInputs:
    codes = population.index
    empty = ~(population > 0)

    def column(name: str) -> pd.DataFrame:
        found = {key: part[name].reindex(codes) for key, part in parts.items()}
        return pd.DataFrame(found, index=codes)

    return IndexInputs(
        values=column("value").mask(empty, float("nan")),
        population=population,
        lower=column("lower").mask(empty, float("nan")),
        upper=column("upper").mask(empty, float("nan")),
        years=column("year"),
        exact=column("status") == "published",
        estimated=column("status").isin(["estimated"]).any(axis=1),
        source=_sources(column("source")),
    )


def _sources(cells: pd.DataFrame) -> pd.Series:
    """The keys in the cells of each row, each once."""
    joined = [
        ";".join(sorted({key for cell in row for key in cell.split(";") if key}))
        for row in cells.fillna("").to_numpy("object")
    ]
    return pd.Series(joined, index=cells.index, dtype="str")


def _one_year(
    key: str,
    year: int,
    inputs: IndexInputs,
    definition: IndexDefinition,
    worse: Mapping[str, str],
    groups: pd.Series | None,
) -> pd.DataFrame | None:
    values, population = inputs.values, inputs.population
    if screen(values, definition.minimum_availability)[0].sum() < 2:
        return None
    result = build_index(values, population, definition, worse, groups=groups)
    codes = values.index
    estimated = inputs.estimated | codes.isin(result.imputed["area_code"])
    status = pd.Series("published", index=codes).mask(estimated, "estimated")
    lower, upper = _interval(inputs, definition, worse)
    keys = {key for cell in inputs.source for key in cell.split(";") if key}
    known = result.index.notna()
    return pd.DataFrame(
        {
            "area_code": codes,
            "indicator": key,
            "year": year,
            "value": result.index.to_numpy(),
            "lower": lower.to_numpy(),
            "upper": upper.to_numpy(),
            "numerator": float("nan"),
            "denominator": float("nan"),
            "status": status.where(known, "component_missing").to_numpy(),
            "source": ";".join(sorted(keys)),
            "detail": _details(inputs, known),
        }
    )


def _interval(
    inputs: IndexInputs, definition: IndexDefinition, worse: Mapping[str, str]
) -> tuple[pd.Series, pd.Series]:
    """What the figures' own intervals leave of the index.

    A published figure is a count of everybody, and exact; none where an estimate has no
    interval, or where nothing has one.
    """
    if inputs.lower.notna().to_numpy().any():
        table = simulate(
            inputs.values,
            inputs.population,
            definition,
            worse,
            runs=_RUNS,
            weight_spread=0,
            lower=inputs.lower,
            upper=inputs.upper,
        ).table
        known = inputs.lower.notna()
        whole = (known | inputs.exact).all(axis=1) & known.any(axis=1)
        return table["index_lower"].where(whole), table["index_upper"].where(whole)
    none = pd.Series(float("nan"), index=inputs.values.index)
    return none, none


def _details(inputs: IndexInputs, known: pd.Series) -> list[str]:
    """The years of each area's components; without an index, what is missing."""
    years = inputs.years.to_dict("records")
    told = []
    for row, whole, people in zip(years, known, inputs.population, strict=True):
        if whole:
            have = {name: year for name, year in row.items() if not pd.isna(year)}
            told.append(";".join(f"{name}={int(year)}" for name, year in have.items()))
            continue
        missing = [str(name) for name, year in row.items() if pd.isna(year)]
        lacking = [] if people > 0 else ["population"]
        told.append("missing=" + ",".join([*missing, *lacking]))
    return told
