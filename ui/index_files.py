"""An index to take along and to load again: its definition, and its ranking."""

from datetime import date

import streamlit as st

from indicators.catalogue import Catalogue
from indicators.index import IndexDefinition, from_json, to_json
from reports.figures_csv import file_name, index_csv
from ui import data as stored
from ui.formats import plain
from ui.index_choice import on_sliders, set_definition
from ui.index_view import IndexView
from ui.language import _
from ui.mode_table import ModeTable

__all__ = ["definition_files", "index_download"]

_MOST = 100_000  # bytes: a definition has a few hundred
_FAULT = "index:file"


def definition_files(page: str, definition: IndexDefinition) -> None:
    """Download the definition as a file, or load one."""
    catalogue = stored.figures().catalogue
    st.download_button(
        _("Save"),
        lambda: to_json(definition),
        "tasapaino_index.json",
        "application/json",
        key=f"{page}_save",
        icon=":material/download:",
        on_click="ignore",
        help=_("The definition of this index as a file; the address holds it too."),
    )
    with st.popover(_("Load"), icon=":material/upload:"):
        key = f"{page}_file"
        st.file_uploader(
            _("Definition of an index (.json)"),
            type="json",
            key=key,
            on_change=_load,
            args=(key, catalogue),
        )
        if fault := st.session_state.get(_FAULT):
            st.error(plain(fault))


def _load(key: str, catalogue: Catalogue) -> None:
    """Takes a file over as a whole, or leaves everything and says why."""
    st.session_state.pop(_FAULT, None)
    file = st.session_state[key]
    if file is None:
        return
    try:
        if file.size > _MOST:
            raise ValueError("the file is no index definition: it is far too large")
        definition = from_json(file.getvalue().decode("utf-8"))
        definition.check_against(catalogue)
    except UnicodeDecodeError:
        st.session_state[_FAULT] = _("{file}: not UTF-8; save it as UTF-8").format(
            file=file.name
        )
    except ValueError as error:
        st.session_state[_FAULT] = f"{file.name}: {error}"
    else:
        set_definition(on_sliders(definition))


def index_download(page: str, table: ModeTable, view: IndexView) -> None:
    """The ranking with its intervals, components and sources as CSV."""
    st.download_button(
        _("Ranking (CSV)"),
        lambda: index_csv(
            table.rows.drop(columns=["interval"]),
            view.inputs.values,
            to_json(view.definition),
            stored.sources(),
            date.today(),
        ),
        file_name("index", view.level, view.year, "csv"),
        "text/csv",
        key=f"{page}_csv",
        icon=":material/download:",
        on_click="ignore",
    )
