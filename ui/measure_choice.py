"""The choices of the measures page."""

from collections.abc import Sequence

import streamlit as st

from measures.models import TARGETINGS, MeasureCatalogue
from ui.language import LANGUAGE, _
from ui.programme import measure_label, targeting_name
from ui.view import choose

__all__ = ["choose_filters", "choose_listed"]

_ALL = ""


def choose_filters(
    page: str, catalogue: MeasureCatalogue
) -> tuple[int | None, str | None, str | None]:
    """Year, theme and way of targeting; None where all are wanted."""
    themes = {theme.key: theme.name(LANGUAGE) for theme in catalogue.themes}
    years = [str(entry.year) for entry in catalogue.years]
    columns = st.columns(3)
    with columns[0]:
        year = _filter(page, "measures_year", _("Year"), {text: text for text in years})
    with columns[1]:
        theme = _filter(page, "theme", _("Theme (from 2020 on)"), themes)
    with columns[2]:
        ways = {str(way): targeting_name(way) for way in TARGETINGS}
        targeting = _filter(page, "targeting", _("How it is targeted"), ways)
    return int(year) if year else None, theme or None, targeting or None


def choose_listed(page: str, catalogue: MeasureCatalogue, keys: Sequence[str]) -> str:
    """One of the measures listed."""
    return choose(
        st.selectbox,
        page,
        "measure",
        _("Measure"),
        keys,
        default=keys[0],
        format_func=lambda key: measure_label(catalogue.measure(key)),
    )


def _filter(page: str, name: str, label: str, names: dict[str, str]) -> str:
    return choose(
        st.selectbox,
        page,
        name,
        label,
        [_ALL, *names],
        default=_ALL,
        format_func=lambda key: names.get(key, _("All")),
    )
