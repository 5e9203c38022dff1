"""The choices that pages share: indicator, year, level, area, programme period."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from indicators.data import IndicatorData
from indicators.ranking import available
from ui.formats import level_name, name_of
from ui.language import AREA_NAME, _
from ui.view import choose, remember

__all__ = [
    "LEVELS",
    "choose_area",
    "choose_district",
    "choose_indicator",
    "choose_indicator_of",
    "choose_level",
    "set_area",
]

LEVELS = ("district", "major_area", "postal_area")
_DEFAULT = "kota"
_ANY = ""


def choose_indicator(page: str, data: IndicatorData) -> str:
    """An indicator of the catalogue."""
    return choose_indicator_of(page, data, data.catalogue.keys)


def choose_indicator_of(page: str, data: IndicatorData, keys: Sequence[str]) -> str:
    """One of the indicators given."""
    return choose(
        st.selectbox,
        page,
        "indicator",
        _("Indicator"),
        keys,
        default=_DEFAULT if _DEFAULT in keys else keys[0],
        format_func=lambda key: name_of(data.catalogue[key]),
    )


def choose_level(page: str) -> str:
    """A level of areas."""
    return choose(
        st.selectbox,
        page,
        "level",
        _("Areas"),
        LEVELS,
        default=LEVELS[0],
        format_func=level_name,
    )


def choose_area(page: str, areas: pd.DataFrame) -> str | None:
    """An area by name, in either language; none to begin with.

    `areas` is indexed by area_code with the columns name_fi and name_sv.
    """
    codes = areas.sort_values(AREA_NAME).index.tolist()
    code = choose(
        st.selectbox,
        page,
        "area",
        _("Area"),
        [_ANY, *codes],
        default=_ANY,
        format_func=_name_in_both(areas),
    )
    return code or None


def choose_district(page: str, districts: pd.DataFrame) -> str:
    """A district by name, in either language."""
    codes = districts.sort_values(AREA_NAME).index.tolist()
    return choose(
        st.selectbox,
        page,
        "area",
        _("District"),
        codes,
        default=codes[0],
        format_func=_name_in_both(districts),
    )


def set_area(page: str, code: str | None) -> None:
    """Makes an area the chosen one, before the next run: for callbacks."""
    st.session_state[f"{page}_area"] = code or _ANY
    remember("area", code or _ANY)


def _figures_of(data: IndicatorData, key: str) -> pd.DataFrame:
    rows = available(data.observations, data.areas)
    return rows[rows["indicator"] == key]


def _name_in_both(areas: pd.DataFrame) -> Callable[[str], str]:
    def name(code: str) -> str:
        if code == _ANY:
            return _("Choose an area")
        fi, sv = map(str, areas.loc[code, ["name_fi", "name_sv"]])
        return fi if fi == sv else f"{fi} · {sv}"

    return name
