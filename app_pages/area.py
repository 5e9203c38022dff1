"""Page: one district, every indicator beside the city, over the years."""

import streamlit as st

from indicators.series import area_overview, over_years
from measures.targeting import measures_in_area
from ui import data as stored
from ui.area_sure import show_sure
from ui.area_tables import measures_there, overview_table
from ui.charts import number_columns, years_chart, years_note, years_table
from ui.controls import choose_district, choose_indicator_of, set_area
from ui.formats import name_of, plain
from ui.indicator_map import indicator_map
from ui.language import AREA_NAME, _
from ui.profile import area_names
from ui.programme import period_label
from ui.view import address, open_view

PAGE = "area"
NAMES = ("area", "indicator")

open_view(PAGE, NAMES)
data, programme = stored.figures(), stored.measures()
districts = data.areas[data.areas["level"] == "district"]
columns = st.columns(2, gap="medium")
with columns[0]:
    code = choose_district(PAGE, districts)
name = str(districts.at[code, AREA_NAME])

st.title(plain(area_names(data.areas, code)), anchor=False)
periods = [p for p in programme.periods if code in p.districts]
target = (
    _("Target district of the programme {periods}.").format(
        periods=", ".join(period_label(period) for period in periods)
    )
    if periods
    else _("Not a target district of the programme.")
)
major = data.areas[AREA_NAME].get(districts.at[code, "parent"])
if major:
    belongs = _("District of the major area **{major}**.").format(major=plain(major))
    target = f"{belongs} {target}"
st.markdown(target)

overview = area_overview(data.observations, data.areas, data.catalogue, code)
with columns[1]:
    key = choose_indicator_of(PAGE, data, overview["key"].tolist())
entry = data.catalogue[key]
rows = over_years(data.observations, data.areas, key, code)
newest = int(overview.set_index("key")["year"][key])
left, right = st.columns(2, gap="medium")
with left:
    st.header(_("Beside the other districts"), anchor=False)
    indicator_map(
        PAGE,
        key,
        newest,
        selected=code,
        hold=True,
        on_select=lambda chosen: set_area(PAGE, chosen or code),
    )
with right:
    st.header(_("Over the years"), anchor=False)
    st.altair_chart(
        years_chart(rows, entry, name),
        alt=_(
            "{indicator} over the years: {area}, the city and the other districts; "
            "the same figures are in the table below."
        ).format(indicator=name_of(entry), area=name),
    )
    st.caption(years_note(rows) + " " + plain(entry.caveat))
    with st.expander(_("The chart's figures as a table")):
        table = years_table(rows, entry, name)
        numbers = number_columns(table, entry)
        st.dataframe(table, hide_index=True, column_config=numbers)

show_sure(data, entry, code, newest)

st.header(_("Every indicator, newest year"), anchor=False)
st.dataframe(
    overview_table(overview, data, code),
    hide_index=True,
    height="content",
    column_config={_("Beside the city"): st.column_config.Column(width="medium")},
)

st.header(_("The programme's measures here"), anchor=False)
found = measures_in_area(programme, code, districts)
known = found[found["documented"]]
st.markdown(
    _(
        "**{known}** measures of 2019–2021 reach this district as documented. Of "
        "**{unknown}** more it cannot be told where they work."
    ).format(known=len(known), unknown=len(found) - len(known))
)
if len(known):
    st.dataframe(
        measures_there(known, programme, data.areas), hide_index=True, height="content"
    )
with st.expander(_("Measures of which it cannot be told whether they work here")):
    st.dataframe(
        measures_there(found[~found["documented"]], programme, data.areas),
        hide_index=True,
    )
address(PAGE, NAMES)
