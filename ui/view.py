"""The view: what is chosen, kept in the address, so that a link shows the same.

One view serves all pages of a session: an area chosen on the map is the area of the
area page. What a page shows because nothing was chosen stays on that page. Addresses
hold keys and codes, never words, so that they last over languages. The browser's back
button brings an earlier address, and with it the view of that time.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

__all__ = ["address", "choose", "current", "open_view", "remember"]

_VIEW = "view"
_OPEN = "view:page"
_SHOWN = "view:shown"
Option = TypeVar("Option", str, int)


def open_view(page: str, names: Sequence[str]) -> None:
    """Takes over what the address asks for, unless it is what we wrote ourselves.

    An address is somebody's wish when a page is opened by a link and when the back
    button brought it; then what it does not name is as usual. One that names nothing,
    as the navigation opens a page, leaves the view as it is. Called first on a page;
    `names` are what this page keeps in the address.
    """
    opened = st.session_state.get(_OPEN) != page
    st.session_state[_OPEN] = page
    st.session_state[_SHOWN] = {}
    asked = {name: st.query_params[name] for name in names if name in st.query_params}
    wished = opened or _went_back()
    for name in names if wished else ():
        if asked:
            _set(name, asked.get(name))
        # so that the widget begins anew with the view's value
        st.session_state.pop(f"{page}_{name}", None)


def current(name: str) -> str | None:
    """What the view holds for a name, as text."""
    return _view().get(name)


def remember(name: str, value: str | int | None) -> None:
    """Sets a part of the view, which the page shows; None takes it out."""
    _set(name, value)
    _show(name, value)


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
    if chosen != default or current(name) in texts:
        _set(name, chosen)
    _show(name, chosen)
    return chosen


def address(page: str, names: Sequence[str]) -> None:
    """Writes what the page shows into the address. Called last on a page."""
    st.session_state[_OPEN] = page
    chosen = st.session_state.get(_SHOWN, {})
    shown = {name: chosen[name] for name in names if name in chosen}
    if st.query_params.to_dict() != shown:
        st.query_params.from_dict(shown)


def _view() -> dict[str, str]:
    return st.session_state.setdefault(_VIEW, {})


def _set(name: str, value: str | int | None) -> None:
    _put(_view(), name, value)


def _show(name: str, value: str | int | None) -> None:
    _put(st.session_state.setdefault(_SHOWN, {}), name, value)


def _put(parts: dict[str, str], name: str, value: str | int | None) -> None:
    if value is None:
        parts.pop(name, None)
    else:
        parts[name] = str(value)


def _went_back() -> bool:
    """Whether the browser's back or forward button asked for this run."""
    run = get_script_run_ctx()
    return bool(getattr(run, "is_history_navigation", False))
