"""Page: one indicator on the map, with the same figures as a table."""

import streamlit as st

from indicators.ranking import area_table
from ui import data as stored
from ui.controls import choose_area, choose_level, set_area
from ui.downloads import download_row
from ui.figure_map import years_note
from ui.figure_table import figure_table
from ui.formats import plain
from ui.language import _
from ui.map import area_map, map_choice
from ui.map_view import ADDRESS_NAMES, remember_choice, start_of_view
from ui.profile import show_profile
from ui.programme import (
    choose_measure,
    choose_period,
    measure_outline,
    target_outline,
)
from ui.view import address, open_view

PAGE = "map"
MAP = "map_map"
NAMES = (*ADDRESS_NAMES, "level", "period", "measure")

open_view(PAGE, NAMES)
data, programme = stored.figures(), stored.measures()
districts = data.areas[data.areas["level"] == "district"]

columns = st.columns([6, 2, 2], vertical_alignment="bottom")
with columns[0]:
    st.title(_("Where wellbeing differs"), anchor=False)
with columns[1]:
    level = choose_level(PAGE)
figures = stored.level_figures(level)
choice = map_choice(figures, start_of_view(), key=MAP)
with columns[2], st.popover(_("Programme on the map"), width="stretch"):
    period = choose_period(PAGE, programme, choice.year)
    measure = choose_measure(PAGE, programme, districts)
outlines = []
if level == "district":
    outlines += [target_outline(period)] if period else []
    outlines += [measure_outline(programme, measure, districts)] if measure else []

left, right = st.columns([5, 3], gap="medium")
with left:
    area_map(
        stored.geometry(level),
        figures,
        start_of_view(),
        key=MAP,
        outlines=outlines,
        on_choice=remember_choice,
    )
entry = data.catalogue[choice.series]
table = area_table(data.observations, data.areas, entry, level=level, year=choice.year)
with right:
    choose_area(PAGE, data.areas[data.areas["level"] == level])
    if choice.area:
        show_profile(data, entry, choice.area, choice.year)
    figure_table(PAGE, table, entry, on_row=lambda code: set_area(PAGE, code))
notes = (entry.caveat, years_note(table, data.catalogue, choice.year))
st.caption(plain(" ".join(note for note in notes if note)))
download_row(PAGE, table, entry, level, choice, outlines)
remember_choice(choice)
address(PAGE, NAMES)
