"""All figures in one place: the catalogue, the areas, the observations with indexes."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from indicators.bands import city_bands
from indicators.catalogue import Catalogue, Indicator, load_catalogue
from indicators.disclosure import suppress, suppress_indexes
from indicators.kota import index_observations
from indicators.ranking import available
from indicators.tables import load_areas_table, load_observations
from indicators.uncertainty import with_intervals

__all__ = ["DATA_FOLDER", "IndicatorData", "load_data", "load_errors"]

DATA_FOLDER = Path(__file__).parent.parent / "data"
_ERRORS = {
    **{"indicator": "str", "year": "int", "method": "str", "districts": "int"},
    **dict.fromkeys(("mean_error", "largest_error", "coverage"), "float"),
    "postal_counts": "str",
}


@dataclass(frozen=True)
class IndicatorData:
    """What pages and the command line read.

    areas: DataFrame indexed by area_code (level, parent, name_fi, name_sv).
    observations: DataFrame, the observations and the indexes computed from them, with
    lower and upper, ends of the 95 % intervals, NaN where there is none, and `detail`
    saying which years an index's components are of, or what it lacks.
    """

    catalogue: Catalogue
    areas: pd.DataFrame
    observations: pd.DataFrame

    @cached_property
    def available(self) -> pd.DataFrame:
        """Which indicators have figures, by level and year; see `ranking.available`."""
        return available(self.observations, self.areas)

    @cached_property
    def bands(self) -> pd.Series:
        """How each observation stands beside the city; see `bands.city_bands`."""
        return city_bands(self.observations, self.areas, self.catalogue)


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
    shown = suppress(read, areas, catalogue).assign(detail="")
    observations = with_intervals(shown, catalogue)
    worse: dict[str, str] = {entry.key: entry.worse for entry in catalogue.indicator}
    parts = [observations]
    for entry in catalogue.indicator:
        if entry.index:
            parts += [_index(observations, areas, entry, worse)]
    return IndicatorData(catalogue, areas, pd.concat(parts, ignore_index=True))


def load_errors(folder: Path = DATA_FOLDER) -> pd.DataFrame:
    """How far estimates are from the truth, where it is published.

    Returns
    -------
    DataFrame
        indicator, year, method, districts, mean_error and largest_error (in the unit of
        the indicator), coverage (share of the truths within the 95 % interval),
        postal_counts (whether they are published or summed up from the truth).

    Raises
    ------
    ValueError
        The file is missing or is not as the build writes it.
    """
    file = folder / "estimate_error.csv"
    try:
        return pd.read_csv(file, encoding="utf-8")[list(_ERRORS)].astype(_ERRORS)
    except FileNotFoundError:
        raise ValueError(f"{file.name}: the file is missing; run: make data") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(
            f"{file.name}: not as built ({reason}); run: make data"
        ) from None


def _index(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    entry: Indicator,
    worse: dict[str, str],
) -> pd.DataFrame:
    if entry.index is None:
        raise ValueError(f"{entry.key} is no index")
    indexes = index_observations(
        observations,
        areas,
        key=entry.key,
        definition=entry.index.definition,
        worse=worse,
    )
    return suppress_indexes(indexes, observations, entry.index.components)
