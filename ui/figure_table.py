"""The figures of the map as a table that can be sorted; a row chosen is an area."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ui.formats import plain
from ui.language import _
from ui.legend import Outline
from ui.mode_table import Column, ModeTable, corner_texts

__all__ = ["corner_table", "figure_table", "shown_rows"]

_HEIGHT, _ALONE = 400, 600  # pixels at the most: under a profile, and without one
_ROW = 35  # pixels: Streamlit's own height of a row
_LONG = 24  # letters of a heading
_NARROW = 120  # pixels


def figure_table(
    page: str,
    table: ModeTable,
    *,
    outlines: Sequence[Outline] = (),
    selected: str | None,
    on_row: Callable[[str | None], None],
) -> None:
    """Area, figures and status, in the order of need.

    Typing narrows the rows to those with the text in them. Areas that the map outlines
    are told in a column. The row of the area `selected` is marked. `on_row` is called
    before the next run with the code of the row chosen, or None when it is let go.
    """
    ordered, shown = _ordered(table), shown_rows(table)
    if outlines:
        shown["outlined"] = _outlined(ordered["area_code"], outlines)
    fits = _fits(shown, _filter(page))
    ordered, shown = (rows[fits].reset_index(drop=True) for rows in (ordered, shown))
    key = f"{page}_table_{table.name}"
    _mark(key, ordered, selected)
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        height=min(_HEIGHT if selected else _ALONE, _ROW * (len(shown) + 1) + 3),
        on_select=lambda: _tell(_chosen(key, ordered), selected, on_row),
        selection_mode="single-row",
        column_config={
            **{column.name: _config(column) for column in table.columns},
            "outlined": st.column_config.Column(_("Outlined")),
        },
        placeholder="–",
        alt=table.title,
    )


def shown_rows(table: ModeTable) -> pd.DataFrame:
    """The table's columns in their order, keys in words."""
    ordered = _ordered(table)
    return pd.DataFrame(
        {
            column.name: _readable(ordered[column.name], column)
            for column in table.columns
        }
    )


def _readable(values: pd.Series, column: Column) -> pd.Series:
    """Keys in words; what would be shown as a zero with a sign is zero."""
    if column.words:
        return values.map(column.words)
    if column.decimals is None:
        return values
    return values.mask(values.abs() < 0.5 * 10**-column.decimals, 0.0)


def _filter(page: str) -> str:
    return st.text_input(
        _("Filter the table"),
        key=f"{page}_filter",
        placeholder=_("Filter by name, status, ..."),
        label_visibility="collapsed",
    )


def _fits(shown: pd.DataFrame, text: str) -> pd.Series:
    """Which rows have the text in one of their words, capital letters or not."""
    words = shown.select_dtypes(exclude="number").astype("str")
    found = words.apply(
        lambda column: column.str.casefold().str.contains(
            text.strip().casefold(), regex=False
        )
    )
    return found.any(axis="columns")


def _outlined(codes: pd.Series, outlines: Sequence[Outline]) -> list[str]:
    """For each area the words of the outlines that it is in."""
    return [
        ", ".join(one.word or one.label for one in outlines if code in one.codes)
        for code in codes
    ]


def corner_table(table: ModeTable) -> None:
    """The corner cases of two indicators: which areas are high or low in both."""
    texts = corner_texts(table)
    st.table(texts.map(plain), border="horizontal", hide_index=True)


def _ordered(table: ModeTable) -> pd.DataFrame:
    if "rank" not in table.rows or table.entries[0].worse != "neither":
        return table.rows
    return table.rows.sort_values(table.main, ascending=False, ignore_index=True)


def _config(column: Column) -> Any:
    if column.name == "rank":
        return st.column_config.NumberColumn(column.label, width=60)
    if column.decimals is None:
        return st.column_config.Column(column.label)
    sign = "+" if column.signed else ""
    return st.column_config.NumberColumn(
        column.label,
        format=f"%{sign}.{column.decimals}f",
        # a long heading must not push the next columns out of sight
        width=_NARROW if len(column.label) > _LONG else None,
    )


def _mark(key: str, ordered: pd.DataFrame, selected: str | None) -> None:
    """Marks the selected area's row: what was chosen is a place in an older order."""
    place = ordered.index[ordered["area_code"] == selected].tolist()
    marked = st.session_state.get(key, {}).get("selection", {}).get("rows", [])
    if marked != place:
        st.session_state[key] = {"selection": {"rows": place}}


def _tell(
    code: str | None, selected: str | None, on_row: Callable[[str | None], None]
) -> None:
    """Streamlit also calls for a row that was marked here: nobody chose that."""
    if code != selected:
        on_row(code)


def _chosen(key: str, ordered: pd.DataFrame) -> str | None:
    rows = st.session_state[key]["selection"]["rows"]
    return str(ordered["area_code"].iloc[rows[0]]) if rows else None
