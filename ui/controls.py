"""The choices that pages share: indicator, year, level, area, programme period."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from indicators.data import IndicatorData
from ui.formats import level_name, name_of
from ui.language import AREA_NAME, _
from ui.view import choose, current, remember

__all__ = [
    "LEVELS",
    "choose_district",
    "choose_indicator_of",
    "choose_level",
    "set_area",
]

LEVELS = ("district", "major_area", "postal_area")
_DEFAULT = "kota"
_AREAS = "view:areas"  # level -> the area that was chosen when it was left


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
    """A level of areas; each keeps the area that is chosen of it."""
    return choose(
        st.selectbox,
        page,
        "level",
        _("Areas"),
        LEVELS,
        default=LEVELS[0],
        format_func=level_name,
        on_change=_keep_areas_apart,
        args=(page,),
    )


def _keep_areas_apart(page: str) -> None:
    """Another level has other areas: the one chosen there before is chosen again."""
    areas = st.session_state.setdefault(_AREAS, {})
    areas[current("level") or LEVELS[0]] = current("area")
    remember("area", areas.get(st.session_state[f"{page}_level"]))


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


def set_area(page: str, code: str) -> None:
    """Makes an area the chosen one, before the next run: for callbacks."""
    st.session_state[f"{page}_area"] = code
    remember("area", code)


def _name_in_both(areas: pd.DataFrame) -> Callable[[str], str]:
    pairs = areas[["name_fi", "name_sv"]].astype("str")
    names = dict(zip(pairs.index, pairs.itertuples(index=False), strict=True))

    def name(code: str) -> str:
        fi, sv = names[code]
        return fi if fi == sv else f"{fi} · {sv}"

    return name
