"""The inequality of one indicator as the Gaps page shows it; kept while in use."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from geo.clusters import Moran, local_moran, morans_i
from geo.neighbours import neighbour_graph
from indicators.catalogue import Indicator
from indicators.convergence import Convergence, convergence
from indicators.gaps import (
    YearFigures,
    measure_trend,
    same_areas,
    year_figures,
    yearly_inequality,
)
from indicators.segregation import segregation_table
from indicators.trend import MINIMUM_YEARS, Trend, district_slopes
from ui import data as stored
from ui.formats import number_text
from ui.gaps_words import measure_texts, note_texts, unit_word
from ui.language import _

__all__ = [
    "GapsView",
    "areas_change",
    "clusters_of",
    "convergence_of",
    "gaps_view",
    "living_apart",
    "published_by_default",
    "slopes_of",
]


_FEWEST = 2  # areas that can be compared


@dataclass(frozen=True)
class GapsView:
    """What the page shows of an indicator at a level, over all years."""

    entry: Indicator
    level: str
    published_only: bool
    panel: bool  # the same areas in every year
    everything: YearFigures  # of all areas that have a figure
    figures: YearFigures  # of the areas compared
    table: pd.DataFrame  # from indicators.gaps.yearly_inequality

    @property
    def known_by(self) -> tuple[object, ...]:
        """What all that is made of it depends on."""
        return (
            *stored.figures_stamp(),
            self.level,
            self.entry.key,
            self.published_only,
            self.panel,
        )

    @property
    def years(self) -> list[int]:
        """Years with figures of the areas compared."""
        return self.figures.years if len(self.figures.value) else []

    @property
    def filled(self) -> bool:
        """Whether years are left out that were filled from other years."""
        have = stored.figures().available
        there = have[
            (have["indicator"] == self.entry.key) & (have["level"] == self.level)
        ]
        return not self.published_only and there["year"].nunique() > len(self.years)

    @property
    def estimated(self) -> bool:
        """Whether any figure compared is an estimate."""
        return bool(self.figures.estimated.to_numpy().any())

    @property
    def yearly_scale(self) -> bool:
        """Whether each year is measured by that year's own spread, as an index is."""
        return self.entry.index is not None

    def of(self, year: int) -> pd.DataFrame:
        """The measures of one year, indexed by measure."""
        return self.table[self.table["year"] == year].set_index("measure")

    def over_years(self, key: str) -> pd.DataFrame:
        """One measure, a row a year."""
        rows = self.table[self.table["measure"] == key]
        return rows.sort_values("year", ignore_index=True)

    def trend(self, key: str) -> Trend:
        """Whether a measure grows."""
        return measure_trend(self.table, key)


def gaps_view(level: str, key: str, *, published_only: bool, panel: bool) -> GapsView:
    """The measures of all years.

    Raises
    ------
    ValueError
        The indicator is a number of persons; one sentence.
    """
    return _view(stored.figures_stamp(), level, key, published_only, panel)


@st.cache_resource(show_spinner=False, max_entries=64)
def _view(
    stamp: tuple[object, ...],
    level: str,
    key: str,
    published_only: bool,
    panel: bool,
) -> GapsView:
    entry = stored.figures().catalogue[key]
    everything = _year_figures(stamp, level, key, published_only)
    figures = same_areas(everything) if panel else everything
    if len(figures.value) < _FEWEST:  # none, or one, has a figure in every year
        figures, panel = everything, False
    table = yearly_inequality(
        figures,
        entry,
        texts=measure_texts(),
        notes=note_texts(),
        unit=unit_word(entry),
        number=_number,
    )
    return GapsView(entry, level, published_only, panel, everything, figures, table)


@st.cache_resource(show_spinner=False, max_entries=64)
def _year_figures(
    stamp: tuple[object, ...],  # noqa: ARG001
    level: str,
    key: str,
    published_only: bool,
) -> YearFigures:
    data = stored.figures()
    return year_figures(
        data.observations,
        data.areas,
        data.catalogue[key],
        level,
        published_only=published_only,
    )


def published_by_default(level: str, key: str) -> tuple[bool, bool]:
    """Whether published figures alone are shown to begin with, and can be chosen.

    They are where they give enough years for a trend, or where they are all there is.
    """
    stamp = stored.figures_stamp()
    published = len(_year_figures(stamp, level, key, True).years)
    whole = _year_figures(stamp, level, key, False)
    mixed = bool(whole.estimated.to_numpy().any()) and published > 0
    return published >= MINIMUM_YEARS or not mixed and published > 0, mixed


def areas_change(level: str, key: str, published_only: bool) -> bool:
    """Whether some area has a figure in one year and none in another."""
    figures = _year_figures(stored.figures_stamp(), level, key, published_only)
    known = figures.value.notna()
    return bool((known.any(axis=1) & ~known.all(axis=1)).any())


@st.cache_resource(show_spinner=False, max_entries=32)
def _slopes(
    stamp: tuple[object, ...], level: str, key: str, published_only: bool
) -> pd.DataFrame:
    figures = _year_figures(stamp, level, key, published_only)
    known = figures.value.notna()
    drawn = ((figures.upper > figures.lower) | ~known).to_numpy().all()
    return district_slopes(
        figures.value[known.any(axis=1)],
        figures.lower[known.any(axis=1)] if drawn else None,
        figures.upper[known.any(axis=1)] if drawn else None,
        worse=stored.figures().catalogue[key].worse,
    )


def slopes_of(view: GapsView) -> pd.DataFrame:
    """Every area's change a year, from `district_slopes`."""
    stamp = stored.figures_stamp()
    return _slopes(stamp, view.level, view.entry.key, view.published_only)


def convergence_of(view: GapsView) -> Convergence:
    """Whether the areas draw together; residents of the newest year as weights.

    Raises
    ------
    ValueError
        Fewer than two years.
    """
    whole = same_areas(view.everything)
    if len(whole.years) < 2:
        raise ValueError(_("One year says nothing of areas drawing together."))
    return convergence(whole.value, whole.population[whole.years[-1]])


@st.cache_resource(show_spinner=False, max_entries=32)
def _apart(
    stamp: tuple[object, ...], level: str, key: str, published_only: bool, panel: bool
) -> pd.DataFrame:
    figures = _year_figures(stamp, level, key, published_only)
    figures = same_areas(figures) if panel else figures
    tables = []
    for year in figures.years:
        parts = figures.of(year)
        group, total = parts["numerator"], parts["denominator"]
        if len(group) and group.notna().all() and total.notna().all():
            table = segregation_table(group, total).reset_index()
            if parts["estimated"].any():  # their error is not that of the counts
                table[["lower", "upper"]] = float("nan")
            tables.append(
                table.assign(
                    year=year,
                    areas=len(group),
                    estimated=int(parts["estimated"].sum()),
                )
            )
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def living_apart(view: GapsView) -> pd.DataFrame:
    """`segregation_table` of every year with counts; empty where there is none."""
    return _apart(
        stored.figures_stamp(),
        view.level,
        view.entry.key,
        view.published_only,
        view.panel,
    )


def clusters_of(view: GapsView, year: int) -> tuple[Moran, pd.DataFrame]:
    """Moran's I and the local table of one year, of all areas with a figure."""
    stamp = stored.figures_stamp()
    return _clusters(stamp, view.level, view.entry.key, view.published_only, year)


@st.cache_resource(show_spinner=False, max_entries=64)
def _clusters(
    stamp: tuple[object, ...], level: str, key: str, published_only: bool, year: int
) -> tuple[Moran, pd.DataFrame]:
    figures = _year_figures(stamp, level, key, published_only)
    value, graph = figures.value[year], _graph(stamp[0], level)
    value = value.reindex(value.index.intersection(graph.unique_ids))
    return morans_i(value, graph), local_moran(value, graph)


@st.cache_resource(show_spinner=False, max_entries=8)
def _graph(folder: object, level: str) -> Any:  # noqa: ARG001
    return neighbour_graph(stored.areas_of_level(level))


def _number(value: float) -> str:
    """Three figures or so, as people read them."""
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return number_text(value, 4 if 0 < size < 0.01 else decimals)
