"""Sliders and map of an index: what answers while a slider moves.

They are a fragment of the page: a move is answered by the map alone. When the slider
rests, and at any other choice here, a run of the whole page brings the rest.
"""

from collections.abc import Sequence

import streamlit as st

from indicators.index import to_address
from ui import data as stored
from ui.credits import boundary_credit
from ui.index_choice import (
    choose_weights,
    current_definition,
    is_being_weighed,
    with_moves,
)
from ui.index_map import index_map
from ui.index_parts import current_varied, index_of
from ui.index_view import IndexView
from ui.legend import Outline
from ui.view import remember

__all__ = ["index_workbench"]

_WHOLE = "index:whole"  # in the session while the whole page is run
_MADE = "index:made"


def index_workbench(
    page: str, level: str, year: int, outlines: Sequence[Outline]
) -> IndexView | None:
    """Show them; the index that they show, or None where there is none."""
    st.session_state[_WHOLE] = True
    _workbench(page, level, year, outlines)
    made: IndexView | None = st.session_state.pop(_MADE)
    return made


@st.fragment
def _workbench(page: str, level: str, year: int, outlines: Sequence[Outline]) -> None:
    if not st.session_state.pop(_WHOLE, False) and not is_being_weighed(page):
        st.rerun()
    catalogue = stored.figures().catalogue
    definition = with_moves(page, current_definition(catalogue), catalogue)
    remember("index", to_address(definition))
    view = index_of(level, year, definition, current_varied(page))
    left, right = st.columns([3, 5], gap="medium")
    if view is not None:
        with right:
            index_map(page, view, outlines, boundary_credit(level))
    with left:
        choose_weights(page, definition, catalogue)
    st.session_state[_MADE] = view
