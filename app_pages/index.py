"""Page: an index of components and weights of one's own, and how sure its ranks are."""

import streamlit as st

from indicators.index import to_address
from ui import data as stored
from ui.controls import choose_level
from ui.credits import boundary_credit
from ui.figure_table import figure_table
from ui.formats import plain
from ui.index_choice import (
    choose_components,
    choose_method,
    choose_weights,
    current_definition,
    tell_fault,
    with_moves,
)
from ui.index_files import definition_files, index_download
from ui.index_map import index_map
from ui.index_parts import (
    choose_varied,
    choose_year,
    current_varied,
    has_intervals,
    index_of,
)
from ui.index_sections import index_sections
from ui.index_tables import ranking_table
from ui.language import _
from ui.programme import choose_period, target_outline
from ui.view import address, current, open_view, remember

PAGE = "index"
NAMES = ("level", "year", "period", "area", "varied", "index")

open_view(PAGE, NAMES)
data, programme = stored.figures(), stored.measures()
definition = with_moves(PAGE, current_definition(data.catalogue), data.catalogue)

columns = st.columns([6, 2, 2], vertical_alignment="bottom")
with columns[0]:
    st.title(_("An index of your own"), anchor=False)
with columns[1]:
    level = choose_level(PAGE)
with columns[2]:
    year = choose_year(PAGE, data, level, definition)

left, middle, right = st.columns([3, 5, 4], gap="medium")
# The map first: a moved slider waits for it, and for nothing that stands around it.
with left:
    components = st.popover(_("Components"), width="stretch")
    weights = st.container()
    method = st.popover(_("Method"), width="stretch")
with method:
    period = choose_period(PAGE, programme, year)
view = index_of(level, year, definition, current_varied(PAGE))
outlines = [target_outline(period)] if period and level == "district" else []
if view is not None:
    with middle:
        index_map(PAGE, view, outlines, boundary_credit(level))
with weights:
    choose_weights(PAGE, definition, data.catalogue)
with components:
    choose_components(PAGE, definition, data, level)
with method:
    choose_method(PAGE, definition)
    choose_varied(PAGE)
with left:
    definition_files(PAGE, definition)
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
remember("index", to_address(definition))
remember("area", current("area"))
address(PAGE, NAMES)
