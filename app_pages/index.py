"""Page: an index of components and weights of one's own, and how sure its ranks are."""

import streamlit as st

from ui import data as stored
from ui.controls import choose_level
from ui.figure_table import figure_table
from ui.formats import plain
from ui.index_choice import (
    choose_components,
    choose_method,
    current_definition,
    tell_fault,
)
from ui.index_files import definition_files, index_download
from ui.index_parts import choose_varied, choose_year, has_intervals
from ui.index_sections import index_sections
from ui.index_tables import ranking_table
from ui.index_workbench import index_workbench
from ui.language import _
from ui.programme import choose_period, target_outline
from ui.view import address, current, open_view, remember

PAGE = "index"
NAMES = ("level", "year", "period", "area", "varied", "index")

open_view(PAGE, NAMES)
data, programme = stored.figures(), stored.measures()
definition = current_definition(data.catalogue)

columns = st.columns([6, 2, 2], vertical_alignment="bottom")
with columns[0]:
    st.title(_("An index of your own"), anchor=False)
with columns[1]:
    level = choose_level(PAGE)
with columns[2]:
    year = choose_year(PAGE, data, level, definition)

wide, right = st.columns([8, 4], gap="medium")
with wide:
    with st.container(horizontal=True):
        with st.popover(_("Components")):
            choose_components(PAGE, definition, data, level)
        with st.popover(_("Method")):
            choose_method(PAGE, definition)
            choose_varied(PAGE)
            period = choose_period(PAGE, programme, year)
        definition_files(PAGE, definition)
    outlines = [target_outline(period)] if period and level == "district" else []
    view = index_workbench(PAGE, level, year, outlines)
    tell_fault()
if view is not None and has_intervals(view):
    table = ranking_table(view, data)
    with right:
        figure_table(
            PAGE,
            table,
            outlines=outlines,
            selected=current("area"),
            on_row=lambda code: remember("area", code),
        )
        index_download(PAGE, table, view)
        st.caption(plain(table.note))
    index_sections(PAGE, view, data, outlines)
remember("area", current("area"))
address(PAGE, NAMES)
