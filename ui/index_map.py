"""The map of an index: one series, drawn anew when a weight is moved."""

from collections.abc import Sequence

import pandas as pd

from ui import data as stored
from ui.figure_set import MapSeries, figure_set
from ui.formats import worse_text
from ui.index_tables import unit_of
from ui.index_view import IndexView
from ui.language import AREA_NAME, _
from ui.legend import Outline
from ui.map import MapChoice, area_map
from ui.view import current, remember

__all__ = ["index_map"]

_KEY = "index"


def index_map(
    page: str, view: IndexView, outlines: Sequence[Outline], credit: str
) -> None:
    """The areas of the level by the index; a choice of an area goes into the view."""
    geometry = stored.geometry(view.level)
    codes = pd.Index(geometry.codes)
    year = view.year
    series = MapSeries(
        key=_KEY,
        name=view.definition.name or _("Index"),
        group=_("Index"),
        unit=unit_of(view),
        change_unit=unit_of(view),
        decimals=2,
        worse="high",
        direction=worse_text("high"),
        note="",
        values=pd.DataFrame({year: view.result.index.reindex(codes)}),
        statuses=pd.DataFrame({year: view.status.reindex(codes)}),
    )
    names = stored.figures().areas.loc[codes, AREA_NAME]
    area_map(
        geometry,
        figure_set([series], names),
        MapChoice(series=_KEY, year=year, area=current("area")),
        key=f"{page}_map",
        controls=("search",),
        ranking=False,
        inline=True,
        outlines=outlines,
        credit=credit,
        on_choice=lambda choice: remember("area", choice.area),
    )
