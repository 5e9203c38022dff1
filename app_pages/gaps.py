"""Page: is the gap between areas growing? Absolute beside relative, over the years."""

import streamlit as st

from ui import data as stored
from ui.controls import choose_level
from ui.formats import plain
from ui.gaps_files import gaps_download
from ui.gaps_parts import (
    answer,
    choose_indicator,
    choose_view,
    choose_year,
    measure_part,
    what_is_compared,
)
from ui.gaps_sections import gaps_sections
from ui.language import _
from ui.view import address, open_view

PAGE = "gaps"
NAMES = (
    *("indicator", "level", "year", "published", "panel"),
    *("absolute", "relative", "area"),
)

open_view(PAGE, NAMES)
data = stored.figures()
columns = st.columns([5, 4, 2, 1.5], vertical_alignment="bottom")
with columns[0]:
    st.title(_("Is the gap growing?"), anchor=False)
with columns[2]:
    level = choose_level(PAGE)
with columns[1]:
    key = choose_indicator(PAGE, data, level)
top = st.container()
with top:
    view = choose_view(PAGE, data.catalogue[key], level)
if view is not None:
    with columns[3]:
        year = choose_year(PAGE, view)
    left, right = st.columns(2, gap="medium")
    with left:
        absolute = measure_part(PAGE, view, "absolute")
    with right:
        relative = measure_part(PAGE, view, "relative")
    with top:
        answer(view, year, absolute, relative)
        st.caption(plain(what_is_compared(view, year)))
    gaps_sections(PAGE, view, data, year)
    gaps_download(PAGE, view)
    st.caption(plain(view.entry.caveat))
address(PAGE, NAMES)
