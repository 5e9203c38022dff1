"""One measure in words: what is documented of it, and what is not."""

from urllib.parse import quote

import pandas as pd
import streamlit as st

from measures.models import Measure, MeasureCatalogue
from ui.formats import plain
from ui.language import LANGUAGE, _
from ui.programme import targeting_name

__all__ = ["list_table", "measure_facts", "not_documented", "source_list"]

_HEIGHT = 280
_ADDRESS_MARKS = ":/?#[]@!$&'()*+,;=%~"  # RFC 3986: what an address may hold


def not_documented() -> str:
    """The words for what no source tells."""
    return _("not documented")


def list_table(page: str, table: pd.DataFrame, selected: str) -> None:
    """`measures.targeting.measures_table` on the page; a row chosen is the measure.

    The row of the measure `selected` is marked.
    """
    shown = pd.DataFrame(
        {
            _("Year"): table["year"],
            _("No."): table["number"],
            _("Measure"): table["name"],
            _("Targeting"): table["targeting"].map(targeting_name),
            _("For whom"): table["target_group"].fillna(not_documented()),
            _("Theme"): table["theme_name"].fillna(not_documented()),
        }
    )
    key = f"{page}_list"
    rows = [table.index.get_loc(selected)]
    st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        height=_HEIGHT,
        on_select=lambda: _choose_row(page, key, table.index),
        selection_mode="single-row",
        column_config={_("Year"): st.column_config.NumberColumn(format="%d")},
        alt=_("The list: {count} measures").format(count=len(table)),
    )


def _choose_row(page: str, key: str, keys: pd.Index) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        st.session_state[f"{page}_measure"] = keys[rows[0]]


def measure_facts(
    measure: Measure, catalogue: MeasureCatalogue, areas: pd.Series
) -> pd.Series:
    """Heading -> text in Markdown, in the order of the page.

    `areas` are the names of the areas by code.
    """
    theme = catalogue.theme(measure.theme).name(LANGUAGE) if measure.theme else ""
    named = [str(areas[code]) for code in measure.areas]
    if measure.undefined_area:
        named.append(measure.undefined_area)
    facts = {
        _("In Finnish"): measure.name_fi,
        _("In Swedish (our translation)"): measure.name_sv,
        _("Year and number"): f"{measure.year}, {measure.number}",
        _("Theme"): theme or not_documented(),
        _("For whom"): measure.target_group(LANGUAGE) or not_documented(),
        _("How it is targeted"): targeting_name(measure.targeting),
        _("Why we say so"): measure.targeting_reason,
        _("Areas named"): ", ".join(named) or _("none"),
        _("Places named"): ", ".join(measure.places) or _("none"),
        _("Staff"): measure.staff or not_documented(),
        _("Budget"): _("none is published for a measure"),
    }
    if measure.note:
        facts[_("Note")] = measure.note
    return pd.Series(list(facts.values()), index=list(facts)).map(plain)


def source_list(measure: Measure) -> str:
    """The measure's sources as a list in Markdown: an address, and what it says."""
    lines = [f"- {_link(measure.source)}"]
    lines += [f"- {_link(item.url)} {plain(item.says)}" for item in measure.evidence]
    return "\n".join(lines)


def _link(address: str) -> str:
    """The address as a link that shows itself; what would end the link is encoded."""
    return f"<{quote(address, safe=_ADDRESS_MARKS)}>"
