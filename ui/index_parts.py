"""The choices of the index page besides the index itself, and the index or why not."""

from collections.abc import Sequence

import streamlit as st

from indicators.data import IndicatorData
from indicators.index import IndexDefinition
from ui.formats import plain
from ui.index_view import VARIED, IndexView, index_view, possible_years
from ui.language import _
from ui.view import choose, current, remember

__all__ = [
    "choose_varied",
    "choose_year",
    "current_varied",
    "has_intervals",
    "index_of",
]

_USUAL = VARIED[:2]


def choose_year(
    page: str, data: IndicatorData, level: str, definition: IndexDefinition
) -> int:
    """A year that has every component; the newest to begin with."""
    years = possible_years(data, level, definition) or [
        int(data.available["year"].max())
    ]
    return choose(st.selectbox, page, "year", _("Year"), years, default=years[0])


def current_varied(page: str) -> tuple[str, ...]:
    """What the intervals of the ranks take in, before its choice is shown."""
    chosen = st.session_state.get(_key(page))
    if chosen is None:
        chosen = (current("varied") or "-".join(_USUAL)).split("-")
    return tuple(name for name in VARIED if name in chosen)


def choose_varied(page: str) -> None:
    """What the intervals of the ranks take into account."""
    words = {
        "weights": _("Weights ±25 %"),
        "figures": _("The figures' own intervals"),
        "method": _("Other scales and means"),
    }
    varied = current_varied(page)
    st.session_state.setdefault(_key(page), list(varied))
    st.pills(
        _("Intervals of ranks take in"),
        VARIED,
        selection_mode="multi",
        format_func=words.__getitem__,
        key=_key(page),
    )
    remember("varied", None if varied == _USUAL else "-".join(varied) or "none")


def _key(page: str) -> str:
    return f"{page}_varied"


def index_of(
    level: str, year: int, definition: IndexDefinition, varied: Sequence[str]
) -> IndexView | None:
    """The index; a sentence instead where the figures do not give one."""
    try:
        view = index_view(level, year, definition, varied)
    except ValueError as error:
        st.warning(
            plain(_("There is no such index: {reason}").format(reason=str(error)))
        )
        return None
    if view.result.index.notna().any():
        return view
    st.warning(
        _(
            "No area has every component in {year}: choose another year, take a "
            "component out, or let missing figures be filled."
        ).format(year=year)
    )
    return None


def has_intervals(view: IndexView) -> bool:
    """Whether it can be told how sure the ranks are; a sentence where it cannot."""
    try:
        return len(view.simulation.table) > 0
    except ValueError as error:
        st.warning(
            plain(
                _("Not told how sure the ranks are: {reason}").format(reason=str(error))
            )
        )
        return False
