"""All figures of one level of areas, as the map wants them."""

from collections.abc import Sequence

import pandas as pd

from indicators.catalogue import Catalogue, Indicator
from indicators.data import IndicatorData
from indicators.kota import component_values
from indicators.series import city_of
from indicators.spread import weighted_spread
from ui.figure_set import FigureSet, MapSeries, figure_set
from ui.formats import change_unit_text, name_of, unit_text, worse_text
from ui.language import AREA_NAME

__all__ = ["level_figures"]


def level_figures(
    data: IndicatorData, codes: Sequence[str], *, words: pd.Series | None = None
) -> FigureSet:
    """Every indicator and year that some area of a level has a figure of.

    `codes` are the areas of the level, in the order of the map's geometry; `words`, by
    area code, find an area beside its names and its code.

    Raises
    ------
    ValueError
        An area has no row in a year of an indicator that other areas have a figure of.
    """
    areas = data.areas.loc[list(codes)]
    observations = data.observations.assign(band=data.bands)
    here = observations[observations["area_code"].isin(areas.index)]
    city = data.observations[
        data.observations["area_code"] == city_of(data.areas)
    ].set_index(["indicator", "year"])["value"]
    people = here[here["indicator"] == "population"]
    series = []
    for entry in data.catalogue.indicator:
        rows = here[here["indicator"] == entry.key]
        if rows["value"].notna().any():
            source = _source(entry, data.catalogue)
            series.append(_series(rows, areas.index, entry, city, people, source))
    names = areas[AREA_NAME]
    return figure_set(
        series, names, search=_search(areas, words), parts=_parts(areas, data.areas)
    )


def _series(
    rows: pd.DataFrame,
    codes: pd.Index,
    entry: Indicator,
    city: pd.Series,
    people: pd.DataFrame,
    source: str,
) -> MapSeries:
    values = rows.pivot(index="area_code", columns="year", values="value")
    statuses = rows.pivot(index="area_code", columns="year", values="status")
    known = [int(year) for year in values.columns[values.notna().any()]]
    statuses = statuses.reindex(index=codes)[known]
    _require_rows(statuses, entry.key)
    own = city[entry.key] if entry.key in city.index.get_level_values(0) else {}
    reference = {int(year): float(value) for year, value in dict(own).items()}
    if entry.index:  # measured from the city
        reference = dict.fromkeys(known, 0.0)
    return MapSeries(
        key=entry.key,
        name=name_of(entry),
        group=_group(entry.theme),
        unit=unit_text(entry),
        change_unit=change_unit_text(entry),
        decimals=entry.decimals,
        worse=entry.worse,
        direction=worse_text(entry.worse),
        note=entry.caveat,
        values=values.reindex(codes)[known],
        statuses=statuses,
        bands=rows.pivot(index="area_code", columns="year", values="band").reindex(
            codes
        )[known],
        reference={} if entry.is_count else reference,
        spread={year: _spread(values[year], people, year) for year in known},
        source=source,
        licence=entry.licence,
    )


def _require_rows(statuses: pd.DataFrame, key: str) -> None:
    lacking = statuses.isna()
    if lacking.any(axis=None):
        year = lacking.columns[lacking.any()][0]
        raise ValueError(
            f"observations.csv: area {lacking.index[lacking[year]][0]} has no row for "
            f"{key}, {year}; run: make data"
        )


def _source(entry: Indicator, catalogue: Catalogue) -> str:
    """Who published the figures; of an index, also those of its components."""
    if not entry.index:
        return entry.source
    parts = (catalogue[key].source for key in entry.index.components)
    return "; ".join(dict.fromkeys((entry.source, *parts)))


def _spread(value: pd.Series, people: pd.DataFrame, year: int) -> float:
    residents = component_values(people, "population", int(year), 1)["value"]
    return weighted_spread(value, residents)


def _group(theme: str) -> str:
    return theme[0].upper() + theme[1:]


def _search(areas: pd.DataFrame, words: pd.Series | None) -> pd.Series:
    """The name in the other language and further words; all else is found anyway."""
    more = "" if words is None else words.reindex(areas.index).fillna("")
    names = areas[["name_fi", "name_sv"]].apply(lambda name: name + " ")
    other = names.mask(names.eq(areas[AREA_NAME] + " ", axis=0), "")
    return (other.sum(axis=1) + more).str.strip()


def _parts(areas: pd.DataFrame, everything: pd.DataFrame) -> pd.Series:
    names = everything[AREA_NAME].to_dict()
    return areas["parent"].map(lambda code: names.get(code, ""))
