"""The figures of the map as a table that can be sorted; a row chosen is an area."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from indicators.catalogue import Indicator
from ui.formats import name_of, status_text, unit_text
from ui.language import _

__all__ = ["figure_table"]

_HEIGHT = 400


def figure_table(
    page: str,
    table: pd.DataFrame,
    entry: Indicator,
    *,
    selected: str | None,
    on_row: Callable[[str | None], None],
) -> None:
    """Rank, area, value and status, in the order of need.

    `table` is from indicators.ranking.area_table; the row of the area `selected` is
    marked. `on_row` is called before the next run with the code of the row chosen, or
    None when it is let go.
    """
    ordered = table
    if entry.worse == "neither":
        ordered = table.sort_values("value", ascending=False, ignore_index=True)
    value = _("Value ({unit})").format(unit=unit_text(entry))
    shown = pd.DataFrame(
        {
            _("Rank"): ordered["rank"],
            _("Area"): ordered["area_name"],
            value: ordered["value"],
            _("Status"): ordered["status"].map(status_text),
        }
    )
    if entry.worse == "neither":
        shown = shown.drop(columns=_("Rank"))
    key = f"{page}_table"
    rows = ordered.index[ordered["area_code"] == selected].tolist()
    st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        height=_HEIGHT,
        on_select=lambda: on_row(_chosen(key, ordered)),
        selection_mode="single-row",
        column_config={
            _("Rank"): st.column_config.NumberColumn(width=60),
            value: st.column_config.NumberColumn(format=f"%.{entry.decimals}f"),
        },
        placeholder="–",
        alt=_("{name} by area").format(name=name_of(entry)),
    )


def _chosen(key: str, ordered: pd.DataFrame) -> str | None:
    rows = st.session_state[key]["selection"]["rows"]
    return str(ordered["area_code"].iloc[rows[0]]) if rows else None
