"""Files to take along: the figures shown as CSV, and the stand-alone map."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from reports.figures_csv import comparison_csv, figures_csv, file_name
from ui import data as stored
from ui.language import _
from ui.legend import Outline
from ui.map import MapChoice
from ui.mode_table import ModeTable
from ui.stand_alone_file import stand_alone_file

__all__ = ["download_row"]


def download_row(
    page: str,
    table: ModeTable,
    level: str,
    choice: MapChoice,
    outlines: Sequence[Outline],
) -> None:
    """Two buttons; a file is made when its button is pressed, not before.

    The figures are those of the table shown, in the map's mode.

    Raises
    ------
    ValueError
        What a file has to say of its sources is not known: told on the page, since a
        button that is pressed can tell nothing.
    """
    entry = table.entries[0]
    known = stored.sources()
    if unknown := _source_keys(table) - set(known):
        raise ValueError(
            f"sources.json: there is no source {min(unknown)!r}, which "
            "observations.csv names; run: make data"
        )
    with st.container(horizontal=True):
        st.download_button(
            _("Figures (CSV)"),
            lambda: _figures_file(table, known),
            file_name(table.name, level, choice.year, "csv"),
            "text/csv",
            key=f"{page}_csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            _("Stand-alone map (HTML)"),
            lambda: stand_alone_file(level, choice, outlines),
            file_name(entry.key, level, choice.year, "html"),
            "text/html",
            key=f"{page}_html",
            icon=":material/map:",
            on_click="ignore",
            help=_(
                "One file that opens without a network: every indicator's newest year, "
                "and all years of the one shown."
            ),
        )


def _figures_file(table: ModeTable, known: Mapping[str, Any]) -> bytes:
    made = date.today()
    if table.main == "value" and len(table.entries) == 1:
        return figures_csv(table.rows, table.entries[0], known, made)
    return comparison_csv(table.rows, table.entries, known, made)


def _source_keys(table: ModeTable) -> set[str]:
    return {key for cell in table.rows["source"] for key in cell.split(";")}
