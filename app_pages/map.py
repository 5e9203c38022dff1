"""Page: one indicator on the map, with the same figures as a table."""

import streamlit as st

from ui import data as stored
from ui.background import background
from ui.controls import choose_level
from ui.credits import boundary_credit
from ui.downloads import download_row
from ui.figure_map import years_note
from ui.figure_table import corner_table, figure_table
from ui.formats import plain
from ui.language import _
from ui.map import area_map, map_choice
from ui.map_view import ADDRESS_NAMES, remember_choice, start_of_view
from ui.mode_table import mode_table
from ui.profile import show_profile
from ui.programme import (
    choose_measure,
    choose_period,
    measure_outline,
    target_outline,
)
from ui.school_layers import SCHOOLS, school_table
from ui.view import address, open_view, remember

PAGE = "map"
MAP = "map_map"
NAMES = ("level", "period", "measure", *ADDRESS_NAMES)  # the zoom last

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
    measure = choose_measure(PAGE, programme)
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
        zoom_name="zoom",
        layers=stored.layers(level),
        background=background(),
        credit=boundary_credit(level),
        on_choice=remember_choice,
    )
entry = data.catalogue[choice.series]
table = mode_table(data, choice, level)
with right:
    if choice.area:
        show_profile(data, entry, choice.area, choice.year)
    figure_table(
        PAGE,
        table,
        outlines=outlines,
        selected=choice.area,
        on_row=lambda code: remember("area", code),
    )
if choice.mode == "two":
    corner_table(table)
if SCHOOLS in choice.layers.split(","):
    school_table(stored.schools(), data.areas)
notes = (table.note, entry.caveat, years_note(table.rows, data.catalogue, choice.year))
st.caption(plain(" ".join(note for note in notes if note)))
download_row(PAGE, table, level, choice, outlines)
remember_choice(choice)
address(PAGE, NAMES)
