"""One area in short: its figure, its rank, the city's figure and the difference."""

import pandas as pd
import streamlit as st

from indicators.catalogue import Indicator
from indicators.data import IndicatorData
from indicators.ranking import profile
from ui.formats import (
    change_text,
    detail_text,
    name_of,
    plain,
    rank_text,
    status_text,
    value_text,
)
from ui.language import AREA_NAME, _

__all__ = ["area_names", "show_profile"]


def show_profile(
    data: IndicatorData, entry: Indicator, area_code: str, year: int
) -> None:
    """The profile of an area on the page."""
    facts = profile(
        data.observations, data.areas, entry, area_code=area_code, year=year
    )
    st.header(plain(area_names(data.areas, area_code)), anchor=False)
    if facts.value is None:
        st.write(
            plain(
                _("{indicator} {year}: no figure ({status}).").format(
                    indicator=name_of(entry),
                    year=year,
                    status=detail_text(facts.detail, data.catalogue)
                    or status_text(facts.status),
                )
            )
        )
        return
    rows = {
        _("Value"): value_text(facts.value, entry)
        + (f" ({status_text('estimated')})" if facts.status == "estimated" else ""),
        _("Rank"): rank_text(facts.rank, facts.ranked)
        or _("none: neither end is worse"),
        _("City"): value_text(facts.city, entry)
        if facts.city is not None
        else _("not published"),
        _("Difference"): change_text(facts.difference, entry),
    }
    if facts.detail:
        rows[_("Components")] = detail_text(facts.detail, data.catalogue)
    st.caption(plain(f"{name_of(entry)}, {year}"))
    st.table(pd.Series(rows).map(plain), border="horizontal", hide_header=True)


def area_names(areas: pd.DataFrame, area_code: str) -> str:
    """An area's name, the other language's beside it where it differs."""
    own, other = map(str, areas.loc[area_code, ["name_fi", "name_sv"]])
    if AREA_NAME == "name_sv":
        own, other = other, own
    return own if own == other else f"{own} · {other}"
