"""The measures over the years to take along, with source, licence and date."""

from datetime import date

import streamlit as st

from reports.figures_csv import file_name, inequality_csv
from ui import data as stored
from ui.gaps_data import GapsView
from ui.language import _

__all__ = ["gaps_download"]


def gaps_download(page: str, view: GapsView) -> None:
    """A button; the file is made when it is pressed."""
    st.download_button(
        _("Every measure, every year (CSV)"),
        lambda: inequality_csv(
            view.table, view.entry, view.level, stored.sources(), date.today()
        ),
        file_name(f"gaps_{view.entry.key}", view.level, view.years[-1], "csv"),
        "text/csv",
        key=f"{page}_csv",
        icon=":material/download:",
        on_click="ignore",
    )
