"""All figures in one place: the catalogue, the areas, the observations with indexes."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from indicators.catalogue import Catalogue, Indicator, load_catalogue
from indicators.disclosure import suppress, suppress_indexes
from indicators.kota import index_observations
from indicators.ranking import available
from indicators.tables import load_areas_table, load_observations

__all__ = ["DATA_FOLDER", "IndicatorData", "load_data"]

DATA_FOLDER = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class IndicatorData:
    """What pages and the command line read.

    areas: DataFrame indexed by area_code (level, parent, name_fi, name_sv).
    observations: DataFrame, the observations and the indexes computed from them, with
    `detail` saying which years an index's components are of, or what it lacks.
    """

    catalogue: Catalogue
    areas: pd.DataFrame
    observations: pd.DataFrame

    @cached_property
    def available(self) -> pd.DataFrame:
        """Which indicators have figures, by level and year; see `ranking.available`."""
        return available(self.observations, self.areas)


def load_data(folder: Path = DATA_FOLDER) -> IndicatorData:
    """Reads and checks data/, and computes the indexes the catalogue defines.

    Figures of too few people are suppressed here, before anything reads them: pages,
    downloads and the command line know no others.

    Raises
    ------
    CatalogueError, TableError
        A file breaks a rule; the sentence names file, row and column.
    """
    catalogue = load_catalogue(folder / "indicators.toml")
    areas = load_areas_table(folder / "areas.csv")
    read = load_observations(folder / "observations.csv", catalogue, list(areas.index))
    observations = suppress(read, areas, catalogue).assign(detail="")
    worse: dict[str, str] = {entry.key: entry.worse for entry in catalogue.indicator}
    parts = [observations]
    for entry in catalogue.indicator:
        if entry.index:
            parts += [_index(observations, areas, entry, worse)]
    return IndicatorData(catalogue, areas, pd.concat(parts, ignore_index=True))


def _index(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    entry: Indicator,
    worse: dict[str, str],
) -> pd.DataFrame:
    definition = entry.index
    if definition is None:
        raise ValueError(f"{entry.key} is no index")
    indexes = index_observations(
        observations,
        areas,
        key=entry.key,
        components=definition.components,
        weights=definition.weights,
        worse=worse,
        max_year_gap=definition.max_year_gap,
    )
    return suppress_indexes(indexes, observations, definition.components)
