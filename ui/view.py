"""The view: what is chosen, kept in the address, so that a link shows the same.

One view serves all pages of a session: an area chosen on the map is the area of the
area page. What a page shows because nothing was chosen stays on that page. Addresses
hold keys and codes, never words, so that they last over languages.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

__all__ = ["address", "choose", "current", "open_view", "remember"]

_VIEW = "view"
_SHOWN = "view:shown"
_WRITTEN = "view:written"
Option = TypeVar("Option", str, int)


def open_view(page: str, names: Sequence[str]) -> None:
    """Takes over what the address asks for, if it is not what we wrote ourselves.

    Called first on a page. `names` are what this page keeps in the address.
    """
    asked = {name: st.query_params[name] for name in names if name in st.query_params}
    written = st.session_state.get(_WRITTEN)
    here = written is not None and written[0] == page
    if written != (page, asked) and not (here and _chosen_anew(page)):
        for name, value in asked.items():
            _view()[name] = value
        for name in names:
            st.session_state.pop(f"{page}_{name}", None)
    st.session_state[_SHOWN] = {}


def current(name: str) -> str | None:
    """What the view holds for a name, as text."""
    return _view().get(name)


def remember(name: str, value: str | int | None) -> None:
    """Sets a part of the view; None takes it out."""
    if value is None:
        _view().pop(name, None)
    else:
        _view()[name] = str(value)


def choose(
    widget: Callable[..., Option | None],
    page: str,
    name: str,
    label: str,
    options: Sequence[Option],
    *,
    default: Option,
    format_func: Callable[[Option], str] = str,
    **settings: object,
) -> Option:
    """A choice by the widget given, begun with the view's value and kept in it.

    A value that is no option, from a mistyped address or another indicator, gives way
    to the default.
    """
    key = f"{page}_{name}"
    texts = {str(option): option for option in options}
    if st.session_state.get(key) not in options:
        st.session_state[key] = texts.get(str(current(name)), default)
    value = widget(label, options, format_func=format_func, key=key, **settings)
    chosen = default if value is None else value
    st.session_state[_SHOWN][name] = str(chosen)
    if chosen != default or current(name) in texts:
        remember(name, chosen)
    return chosen


def address(page: str, names: Sequence[str]) -> None:
    """Writes what the page shows into the address. Called last on a page."""
    chosen = st.session_state[_SHOWN]
    shown = {name: chosen[name] for name in names if name in chosen}
    if st.query_params.to_dict() != shown:
        st.query_params.from_dict(shown)
    st.session_state[_WRITTEN] = (page, shown)


def _chosen_anew(page: str) -> bool:
    """Whether someone chose something since the page was shown.

    Then the browser may have sent the address of before our last writing: it is old,
    not asked for.
    """
    return any(
        str(st.session_state.get(f"{page}_{name}", value)) != value
        for name, value in st.session_state.get(_SHOWN, {}).items()
    )


def _view() -> dict[str, str]:
    return st.session_state.setdefault(_VIEW, {})
