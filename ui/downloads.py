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
from ui.figure_map import class_labels, classes_for, file_rows
from ui.formats import name_of, status_text, unit_text, worse_text
from ui.language import AREA_NAME, LANGUAGE, _
from ui.legend import STATUSES, Outline
from ui.map import MapChoice
from ui.palette import class_colors

__all__ = ["download_row"]


def download_row(
    page: str,
    table: pd.DataFrame,
    entry: Indicator,
    level: str,
    choice: MapChoice,
    outlines: Sequence[Outline],
) -> None:
    """Two buttons; a file is made when its button is pressed, not before."""
    with st.container(horizontal=True):
        st.download_button(
            _("Figures (CSV)"),
            lambda: figures_csv(table, entry, stored.sources(), date.today()),
            file_name(entry.key, level, choice.year, "csv"),
            "text/csv",
            key=f"{page}_csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            _("Stand-alone map (HTML)"),
            lambda: _map_file(table, entry, level, choice, outlines),
            file_name(entry.key, level, choice.year, "html"),
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
    choice: MapChoice,
    outlines: Sequence[Outline],
) -> bytes:
    classes = classes_for(table, stored.figures().observations, choice)
    return figure_map_html(
        stored.areas_of_level(level).rename(columns={AREA_NAME: "name"}),
        file_rows(table, entry, classes),
        [(outline.label, outline.codes) for outline in outlines],
        _texts(table, entry, choice, classes),
    )


def _texts(
    table: pd.DataFrame, entry: Indicator, choice: MapChoice, classes: Classes
) -> MapTexts:
    title = f"{name_of(entry)}, {choice.year}"
    labels = class_labels(classes, entry)
    keys = sorted({key for cell in table["source"] for key in cell.split(";")})
    joined, known = ";".join(keys), stored.sources()
    return MapTexts(
        page_title=_("{city}: {title}").format(city=_city_name(), title=title),
        title=title,
        legend_title=f"{unit_text(entry)}. {worse_text(entry.worse)}.",
        labels=labels,
        colors=class_colors(len(labels), entry.worse, choice.palette),
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
