"""Page: one indicator on the map, with the same figures as a table."""

import streamlit as st

from indicators.ranking import area_table
from ui import data as stored
from ui.controls import (
    choose_area,
    choose_classes,
    choose_indicator,
    choose_level,
    choose_year,
    set_area,
)
from ui.downloads import download_row
from ui.figure_map import classes_for, map_summary, years_note
from ui.figure_table import figure_table
from ui.formats import plain
from ui.indicator_map import indicator_map
from ui.language import _
from ui.profile import show_profile
from ui.programme import (
    choose_measure,
    choose_period,
    measure_outline,
    target_outline,
)
from ui.view import address, open_view

PAGE = "map"
NAMES = (
    *("indicator", "level", "year", "area"),
    *("scheme", "classes", "period", "measure"),
)

open_view(PAGE, NAMES)
data, programme = stored.figures(), stored.measures()
districts = data.areas[data.areas["level"] == "district"]

st.title(_("Where wellbeing differs"), anchor=False)
columns = st.columns([5, 2, 2, 2], vertical_alignment="bottom")
with columns[0]:
    key = choose_indicator(PAGE, data)
entry = data.catalogue[key]
with columns[2]:
    level = choose_level(PAGE, data, key)
with columns[1]:
    year = choose_year(PAGE, data, key, level)
outlines = []
with columns[3], st.popover(_("Map settings"), width="stretch"):
    scheme, number = choose_classes(PAGE)
    period = choose_period(PAGE, programme, year)
    measure = choose_measure(PAGE, programme)
if level == "district":
    outlines += [target_outline(period)] if period else []
    outlines += [measure_outline(programme, measure, districts)] if measure else []

table = area_table(data.observations, data.areas, entry, level=level, year=year)
classes = classes_for(table, scheme, number)
areas = data.areas[data.areas["level"] == level]
left, right = st.columns([5, 3], gap="medium")
with right:
    area = choose_area(PAGE, areas)
with left:
    indicator_map(
        PAGE,
        table,
        entry,
        classes,
        level=level,
        year=year,
        outlines=outlines,
        selected=area,
        on_select=lambda code: set_area(PAGE, code),
    )
with right:
    if area:
        show_profile(data, entry, area, year)
    figure_table(
        PAGE, table, entry, selected=area, on_row=lambda code: set_area(PAGE, code)
    )
notes = (
    map_summary(table, entry),
    entry.caveat,
    years_note(table, data.catalogue, year),
)
st.caption(plain(" ".join(note for note in notes if note)))
download_row(PAGE, table, entry, level, year, classes, outlines)
address(PAGE, NAMES)
