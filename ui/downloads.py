"""Files to take along: the figures shown as CSV, and the stand-alone map."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from geo.stand_alone import Words
from indicators.catalogue import Indicator
from indicators.classes import Classes
from indicators.series import city_of
from reports.figures_csv import figures_csv, file_name, licences, source_names
from reports.stand_alone import MapTexts, figure_map_html
from ui import data as stored
from ui.figure_map import legend_of, map_figures
from ui.formats import status_text
from ui.language import AREA_NAME, LANGUAGE, _
from ui.legend import STATUSES, Outline

__all__ = ["download_row"]


def download_row(
    page: str,
    table: pd.DataFrame,
    entry: Indicator,
    level: str,
    year: int,
    classes: Classes,
    outlines: Sequence[Outline],
) -> None:
    """Two buttons; a file is made when its button is pressed, not before.

    Raises
    ------
    ValueError
        What a file has to say of its sources is not known: told on the page, since a
        button that is pressed can tell nothing.
    """
    known = stored.sources()
    if unknown := _source_keys(table) - set(known):
        raise ValueError(
            f"sources.json: there is no source {min(unknown)!r}, which "
            "observations.csv names; run: make data"
        )
    with st.container(horizontal=True):
        st.download_button(
            _("Figures (CSV)"),
            lambda: figures_csv(table, entry, known, date.today()),
            file_name(entry.key, level, year, "csv"),
            "text/csv",
            key=f"{page}_csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            _("Stand-alone map (HTML)"),
            lambda: _map_file(table, entry, level, year, classes, outlines),
            file_name(entry.key, level, year, "html"),
            "text/html",
            key=f"{page}_html",
            icon=":material/map:",
            on_click="ignore",
            help=_("One file that opens without a network."),
        )


def _map_file(
    table: pd.DataFrame,
    entry: Indicator,
    level: str,
    year: int,
    classes: Classes,
    outlines: Sequence[Outline],
) -> bytes:
    figures = map_figures(table, entry, classes)
    codes = table["area_code"].tolist()
    rows = pd.DataFrame(
        {
            "value_text": figures.value,
            "rank_text": figures.rank,
            "status": figures.status,
            "status_text": figures.status.map(status_text),
            "class_number": figures.class_number,
        }
    ).loc[codes]
    areas = stored.areas_of_level(level).rename(columns={AREA_NAME: "name"})
    return figure_map_html(
        areas,
        rows,
        [(outline.label, outline.codes) for outline in outlines],
        _texts(table, entry, year, classes),
    )


def _texts(
    table: pd.DataFrame, entry: Indicator, year: int, classes: Classes
) -> MapTexts:
    legend = legend_of(entry, year, classes)
    joined, known = ";".join(sorted(_source_keys(table))), stored.sources()
    return MapTexts(
        page_title=_("{city}: {title}").format(city=_city_name(), title=legend.title),
        title=legend.title,
        legend_title=f"{legend.unit}. {legend.direction}.",
        labels=[entry.label for entry in legend.classes],
        colors=[entry.color for entry in legend.classes],
        statuses={status: status_text(status) for status in STATUSES},
        notes=[
            (_("Note"), entry.caveat),
            (_("Source"), source_names(joined, known)),
            (_("Licence"), licences(joined, known)),
            (_("Made"), date.today().isoformat()),
        ],
        language=LANGUAGE,
        words=Words(
            map=_("Map"),
            figure=_("Figure shown"),
            area=_("Area"),
            value=_("Value"),
            rank=_("Rank"),
            status=_("Status"),
            hint=_("The same figures as a table. Choose an area to see it on the map."),
            zoom_in=_("Zoom in"),
            zoom_out=_("Zoom out"),
        ),
    )


def _city_name() -> str:
    areas = stored.figures().areas
    return str(areas.loc[city_of(areas), AREA_NAME])


def _source_keys(table: pd.DataFrame) -> set[str]:
    return {key for cell in table["source"] for key in cell.split(";")}
