"""One area in short: its figure, its rank, the city's figure and the difference."""

import pandas as pd
import streamlit as st

from indicators.catalogue import Indicator
from indicators.data import IndicatorData
from indicators.ranking import Profile, profile
from ui.formats import (
    change_text,
    detail_text,
    interval_text,
    name_of,
    plain,
    rank_text,
    status_text,
    value_text,
)
from ui.language import AREA_NAME, _
from ui.map_words_compare import band_labels

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
        **_interval(data, entry, area_code, year, facts),
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


def _interval(
    data: IndicatorData, entry: Indicator, area_code: str, year: int, facts: Profile
) -> dict[str, str]:
    """The interval, and what it says beside the city; nothing where there is none."""
    text = interval_text(facts.lower, facts.upper, entry)
    if not text:
        return {}
    rows = {_("95 % interval"): text}
    observations = data.observations
    own = data.bands[
        (observations["indicator"] == entry.key)
        & (observations["area_code"] == area_code)
        & (observations["year"] == year)
    ]
    if len(own) and own.iloc[0]:
        rows[_("Beside the city")] = band_labels(entry.worse)[own.iloc[0] - 1]
    return rows


def area_names(areas: pd.DataFrame, area_code: str) -> str:
    """An area's name, the other language's beside it where it differs."""
    own, other = map(str, areas.loc[area_code, ["name_fi", "name_sv"]])
    if AREA_NAME == "name_sv":
        own, other = other, own
    return own if own == other else f"{own} · {other}"
