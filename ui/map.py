"""A choropleth map of any set of areas: drawn, recoloured and walked in the browser.

Outlines and script travel once, under an address that names their content; a change
sends classes, texts, legend and outlined codes only, and the browser repaints the
shapes it has. The parts in `map_component/` have no words of their own: every text,
and so every language, comes from here.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit import runtime

from geo.map_geometry import MapGeometry
from ui.language import _
from ui.legend import (
    MISSING,
    STATUSES,
    Legend,
    Outline,
    legend_data,
    status_notes,
)

__all__ = ["MapFigures", "area_map"]

_FOLDER = Path(__file__).parent / "map_component"
# Parts of one script, in this order: a part uses what stands before it.
_PARTS = ("geometry", "swatches", "renderer", "tooltip", "legend", "view", "map")


@dataclass(frozen=True, kw_only=True)
class MapFigures:
    """What is known of each area: five Series, each indexed by area code.

    The order of the codes does not matter; which codes there are does.
    """

    name: pd.Series  # text
    value: pd.Series  # text with unit, "" where missing
    rank: pd.Series  # text such as "rank 3 of 61", "" where there is none
    status: pd.Series  # text, one of ui.legend.STATUSES
    class_number: pd.Series  # whole number, 0 for the lowest class, -1 where missing


def area_map(
    geometry: MapGeometry,
    figures: MapFigures,
    legend: Legend,
    *,
    key: str,
    label: str,
    summary: str,
    outlines: Sequence[Outline] = (),
    selected: str | None = None,
    on_select: Callable[[str | None], None] | None = None,
) -> str | None:
    """Show the map with its legend; say which area is selected.

    Parameters
    ----------
    geometry : MapGeometry, n areas
        Best kept with st.cache_resource.
    figures : MapFigures, the same n codes
    legend : Legend
    key : str
        The map's name, starting with the page's. It keeps zoom and selection while
        all else changes, so it must not depend on what is shown.
    label : str
        Name of the map for those who do not see it.
    summary : str
        What the map shows, in words: highest, lowest, missing.
    outlines : sequence of Outline
        Their codes must be areas of the map.
    selected : str or None
        The area that the page wants selected. A change of it takes effect; otherwise
        what a person last chose on the map holds.
    on_select : function of a code or None, optional
        Called before the rerun, when a person selects an area or lets go of it: the
        place to set session state, query parameters, other widgets.

    Returns
    -------
    str or None
        Code of the selected area.

    Raises
    ------
    ValueError
        Codes of figures, outlines or `selected` do not match the areas of the map; an
        unknown status; a class number without a class, or a value and status that
        contradict each other. The message names the codes.
    """
    codes = pd.Index(geometry.codes)
    table = _aligned(figures, codes)
    _require_classes(table, len(legend.classes))
    for outline in outlines:
        _require_known(outline.codes, codes, f"outline {outline.label!r}")
    _require_known([selected] if selected is not None else [], codes, "selected")

    code, turn = _selection(key, selected, codes)
    data = {
        "script": _served(_script(), "text/javascript", f"{key}:script"),
        "geometry": _geometry_data(geometry, key),
        "label": label,
        "summary": summary,
        "selected": code,
        "turn": turn,
        "words": _words(),
        **_painted(table, legend, outlines, codes),
    }
    _component()(
        key=key,
        data=data,
        on_choice_change=partial(_chosen, key, codes, on_select),
    )
    return code


def _aligned(figures: MapFigures, codes: pd.Index) -> pd.DataFrame:
    """One row an area, in the order of the map; all codes accounted for."""
    columns = {}
    for field in fields(figures):
        column = getattr(figures, field.name)
        if (twice := column.index.duplicated()).any():
            raise ValueError(f"{field.name} has area {column.index[twice][0]} twice")
        _require_known(column.index, codes, f"figures: {field.name}")
        if len(lacking := codes.difference(column.index)):
            raise ValueError(f"figures: {field.name} lacks areas {_listed(lacking)}")
        columns[field.name] = column.reindex(codes)
    table = pd.DataFrame(columns)
    for name in ("name", "value", "rank", "status"):
        no_text = ~table[name].map(lambda text: isinstance(text, str))
        if no_text.any():
            raise ValueError(
                f"figures: {name} must be text for areas {_listed(codes[no_text])}"
            )
    return table


def _require_known(given: Sequence[str], codes: pd.Index, what: str) -> None:
    if len(unknown := pd.Index(given).difference(codes)):
        raise ValueError(f"{what}: the map has no areas {_listed(unknown)}")


def _require_classes(table: pd.DataFrame, number: int) -> None:
    status, classes = table["status"], table["class_number"]
    if (odd := ~status.isin(STATUSES)).any():
        raise ValueError(
            f"unknown status {status[odd].iloc[0]!r} of areas "
            f"{_listed(table.index[odd])}; there are {', '.join(STATUSES)}"
        )
    if (odd := ~classes.isin(range(-1, number))).any():
        raise ValueError(
            f"class number {classes[odd].iloc[0]!r} of areas "
            f"{_listed(table.index[odd])} is none of the legend's 0 to {number - 1}, "
            "nor -1 for missing"
        )
    if (odd := status.isin(MISSING) != (classes == -1)).any():
        raise ValueError(
            f"areas {_listed(table.index[odd])} have a class and a status that "
            "contradict each other: class -1 goes with a value that is missing"
        )


def _listed(codes: pd.Index) -> str:
    shown = ", ".join(map(str, codes[:5]))
    return shown if len(codes) <= 5 else f"{shown} and {len(codes) - 5} more"


def _painted(
    table: pd.DataFrame,
    legend: Legend,
    outlines: Sequence[Outline],
    codes: pd.Index,
) -> dict[str, Any]:
    """What a change of the figures changes, in plain values (no NaN, no numpy)."""
    notes = status_notes()
    classes = table["class_number"].astype(int)
    per_class = classes.value_counts().reindex(range(len(legend.classes)), fill_value=0)
    per_status = {str(s): int(n) for s, n in table["status"].value_counts().items()}
    return {
        "names": table["name"].tolist(),
        "values": table["value"].tolist(),
        "ranks": table["rank"].tolist(),
        "statuses": table["status"].map(STATUSES.index).astype(int).tolist(),
        "classes": classes.tolist(),
        "colors": [entry.color for entry in legend.classes],
        "kinds": list(STATUSES),
        "notes": [notes[status] for status in STATUSES],
        "legend": legend_data(legend, per_class.tolist(), per_status, outlines),
        "outlines": [
            {"style": outline.style, "areas": _places(outline.codes, codes)}
            for outline in outlines
        ],
    }


def _places(wanted: Sequence[str], codes: pd.Index) -> list[int]:
    return sorted(set(codes.get_indexer(pd.Index(wanted)).tolist()))


def _words() -> dict[str, Any]:
    return {
        "zoom": [_("Zoom in"), _("Zoom out"), _("Whole map")],
        "help": _(
            "Arrow keys go to the next area in that direction, Enter selects, Escape "
            "lets go, plus and minus zoom, 0 shows the whole map."
        ),
        "failed": _("The outlines of the areas did not arrive: reload the page."),
    }


def _geometry_data(geometry: MapGeometry, key: str) -> dict[str, Any]:
    return {
        "key": geometry.key,
        "address": _served(geometry.payload, "application/json", f"{key}:geometry"),
        "width": geometry.width,
        "height": geometry.height,
    }


def _selection(
    key: str, selected: str | None, codes: pd.Index
) -> tuple[str | None, int]:
    """The area to be shown as selected, and the number of the choice it goes back to.

    Remembered beside the component: Streamlit forgets a component's own state while
    another page is open.
    """
    memory = f"{key}:selection"
    shown, passed, turn = st.session_state.get(memory, (None, None, 0))
    choice = st.session_state.get(key, {}).get("choice")
    if selected != passed and selected != shown:
        shown = selected
    elif _turn(choice) > turn:
        shown = _code(choice, codes)
    turn = max(turn, _turn(choice))
    if shown not in codes:  # other areas now: another level, another city
        shown = None
    st.session_state[memory] = (shown, selected, turn)
    return shown, turn


def _code(choice: Any, codes: pd.Index) -> str | None:
    """The chosen area; None too for anything that no map of ours has sent."""
    code = choice.get("code") if isinstance(choice, dict) else None
    return code if isinstance(code, str) and code in codes else None


def _turn(choice: Any) -> int:
    turn = choice.get("turn") if isinstance(choice, dict) else None
    return turn if isinstance(turn, int) else 0


def _chosen(
    key: str, codes: pd.Index, on_select: Callable[[str | None], None] | None
) -> None:
    if on_select is not None:
        on_select(_code(st.session_state.get(key, {}).get("choice"), codes))


@cache
def _component() -> Callable[..., Any]:
    loader = (_FOLDER / "loader.js").read_text(encoding="utf-8")
    return st.components.v2.component("area_map", js=loader)


@cache
def _script() -> bytes:
    """The whole script with its style sheet: one module, served once a content."""
    style = (_FOLDER / "map.css").read_text(encoding="utf-8")
    parts = [(_FOLDER / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS]
    return "\n".join([f"const STYLE = {json.dumps(style)};", *parts]).encode()


def _served(content: bytes, kind: str, place: str) -> str:
    """Hand content to Streamlit's media server; its address, relative to the app.

    The address is made from the content. `place` says which part of the page holds it
    and must be the same in every run, so that the file is kept while it is in use.
    """
    if not runtime.exists():  # run as a plain script: nobody is looking
        return ""
    return runtime.get_instance().media_file_mgr.add(content, kind, place).lstrip("/")
