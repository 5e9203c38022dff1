"""An index of the page: its figures, its ranks with their intervals; kept in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from indicators.catalogue import Catalogue
from indicators.data import IndicatorData
from indicators.index import IndexDefinition, IndexResult, build_index, to_json
from indicators.index.simulate import Simulation, simulate
from indicators.kota import IndexInputs, index_inputs
from ui import data as stored

__all__ = [
    "VARIED",
    "IndexView",
    "index_view",
    "possible_years",
    "usable_components",
    "worse_ends",
]

VARIED = ("weights", "figures", "method")
_RUNS = 1000
_SPREAD = 0.25
_OTHER_SCALES = ("z", "min_max", "rank")
_OTHER_MEANS = ("arithmetic", "geometric")


@dataclass(frozen=True)
class IndexView:
    """One index at one level in one year.

    varied : of VARIED, what the intervals of the ranks take in
    worse, groups : as `build_index` takes them
    """

    definition: IndexDefinition
    level: str
    year: int
    inputs: IndexInputs
    result: IndexResult
    varied: tuple[str, ...]
    worse: Mapping[str, str]
    groups: pd.Series

    @cached_property
    def simulation(self) -> Simulation:
        """What 1 000 other indexes say of the ranks; made when first asked for.

        So that the map, which needs none of it, need not wait.

        Raises
        ------
        ValueError
            The index has no such intervals; one sentence.
        """
        other = "method" in self.varied
        known = "figures" in self.varied
        return simulate(
            self.inputs.values,
            self.inputs.population,
            self.definition,
            self.worse,
            runs=_RUNS,
            weight_spread=_SPREAD if "weights" in self.varied else 0,
            normalisations=_OTHER_SCALES if other else (),
            aggregations=_OTHER_MEANS if other else (),
            lower=self.inputs.lower if known else None,
            upper=self.inputs.upper if known else None,
            groups=self.groups,
        )

    @property
    def status(self) -> pd.Series:
        """As on the map: estimated where a component is, or one was filled."""
        guessed = self.inputs.estimated | self.result.index.index.isin(
            self.result.imputed["area_code"]
        )
        status = pd.Series("published", self.result.index.index).mask(
            guessed, "estimated"
        )
        return status.where(self.result.index.notna(), "component_missing")


def index_view(
    level: str, year: int, definition: IndexDefinition, varied: Sequence[str]
) -> IndexView:
    """The index, and behind it what other indexes like it say of its ranks.

    `varied`, of `VARIED`: weights by a quarter up or down, figures within their own
    intervals, the method among scales and means.

    Raises
    ------
    ValueError
        There is no such index of these figures; one sentence.
    """
    return _view(
        stored.figures_stamp(),
        level,
        year,
        to_json(definition),
        tuple(varied),
        definition,
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def _view(
    stamp: tuple[object, ...],
    level: str,
    year: int,
    text: str,  # noqa: ARG001 - what the definition is known by
    varied: tuple[str, ...],
    _definition: IndexDefinition,
) -> IndexView:
    data = stored.figures()
    inputs = _inputs(
        stamp, level, year, _definition.keys, _definition.max_year_gap, _definition
    )
    worse = worse_ends(data.catalogue)
    groups = data.areas["parent"].reindex(inputs.values.index)
    result = build_index(
        inputs.values, inputs.population, _definition, worse, groups=groups
    )
    return IndexView(_definition, level, year, inputs, result, varied, worse, groups)


@st.cache_resource(show_spinner=False, max_entries=64)
def _inputs(
    stamp: tuple[object, ...],  # noqa: ARG001
    level: str,
    year: int,
    keys: tuple[str, ...],  # noqa: ARG001
    gap: int,  # noqa: ARG001
    _definition: IndexDefinition,
) -> IndexInputs:
    data = stored.figures()
    return index_inputs(
        data.observations, data.areas, _definition, level=level, year=year
    )


def worse_ends(catalogue: Catalogue) -> dict[str, str]:
    """indicator -> its worse end."""
    return {entry.key: entry.worse for entry in catalogue.indicator}


def usable_components(data: IndicatorData, level: str) -> list[str]:
    """Indicators with a worse end that the level has figures of, no indexes."""
    have = data.available
    there = set(have.loc[have["level"] == level, "indicator"])
    return [
        entry.key
        for entry in data.catalogue.indicator
        if entry.key in there and entry.index is None and entry.worse != "neither"
    ]


def possible_years(
    data: IndicatorData, level: str, definition: IndexDefinition
) -> list[int]:
    """Years in which some area can have every component, the newest first.

    At least one component is of the year itself: what is made of another year's
    figures alone is that year's index.
    """
    have = data.available[data.available["level"] == level]
    gap = definition.max_year_gap
    own_years = set(have.loc[have["indicator"].isin(definition.keys), "year"])
    possible: set[int] | None = None
    for key in definition.keys:
        own = {
            int(year) + away
            for year in have.loc[have["indicator"] == key, "year"]
            for away in range(-gap, gap + 1)
        }
        possible = own if possible is None else possible & own
    return sorted((possible or set()) & own_years, reverse=True)
