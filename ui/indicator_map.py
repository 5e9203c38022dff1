"""One indicator on the map: what every page that has a map shows."""

from collections.abc import Callable, Sequence

import pandas as pd

from indicators.catalogue import Indicator
from indicators.classes import Classes
from ui import data as stored
from ui.figure_map import legend_of, map_figures, map_summary
from ui.formats import name_of
from ui.language import _
from ui.legend import Outline
from ui.map import area_map

__all__ = ["indicator_map"]


def indicator_map(
    page: str,
    table: pd.DataFrame,
    entry: Indicator,
    classes: Classes,
    *,
    level: str,
    year: int,
    outlines: Sequence[Outline] = (),
    selected: str | None = None,
    on_select: Callable[[str | None], None] | None = None,
) -> str | None:
    """The map of a table from indicators.ranking.area_table; the area selected.

    Raises
    ------
    ValueError
        An area of the level has no row in the table.
    """
    geometry = stored.geometry(level)
    lacking = pd.Index(geometry.codes).difference(pd.Index(table["area_code"]))
    if len(lacking):
        raise ValueError(
            f"observations.csv: area {lacking[0]} has no row for {entry.key}, {year}; "
            "run: make data"
        )
    return area_map(
        geometry,
        map_figures(table, entry, classes),
        legend_of(entry, year, classes),
        key=f"{page}_map",
        label=_("Map: {name}, {year}").format(name=name_of(entry), year=year),
        summary=map_summary(table, entry),
        outlines=outlines,
        selected=selected,
        on_select=on_select,
    )
