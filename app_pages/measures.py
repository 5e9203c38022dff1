"""Page: the programme's measures, whom each is for and where it is targeted."""

import streamlit as st

from measures.targeting import filter_measures, measures_table
from ui import data as stored
from ui.formats import name_of, number_text, plain
from ui.indicator_map import indicator_map
from ui.language import AREA_NAME, LANGUAGE, _
from ui.measure_choice import choose_filters, choose_listed
from ui.measure_tables import list_table, measure_facts, source_list
from ui.newest import newest_year
from ui.programme import outlines_beside
from ui.view import address, open_view

PAGE = "measures"
NAMES = ("measures_year", "theme", "targeting", "measure")

open_view(PAGE, NAMES)
data, programme = stored.figures(), stored.measures()
districts = data.areas[data.areas["level"] == "district"]
budget = programme.programme

st.title(plain(budget.name(LANGUAGE)), anchor=False)
st.markdown(
    _(
        "**EUR {year} a year**, EUR {total} in all, {first}–{last}. "
        "No budget is published for any single measure."
    ).format(
        year=number_text(budget.budget_eur_per_year, 0),
        total=number_text(budget.budget_eur_total, 0),
        first=budget.years[0],
        last=budget.years[-1],
    )
)
listed = measures_table(programme, LANGUAGE)
year, theme, targeting = choose_filters(PAGE, programme)
listed = filter_measures(listed, year=year, theme=theme, targeting=targeting)
counts = {entry.year: entry for entry in programme.years}
if year:
    st.caption(
        _("{documented} of the {all} measures of {year} are documented.").format(
            documented=counts[year].documented, all=counts[year].measures, year=year
        )
    )
if listed.empty:
    st.info(_("No measure fits these choices: choose All in one of them."))
else:
    list_place = st.container()
    measure = programme.measure(choose_listed(PAGE, programme, listed.index.tolist()))
    with list_place:
        list_table(PAGE, listed, measure.key)
    left, right = st.columns(2, gap="medium")
    with left:
        st.header(plain(measure.name(LANGUAGE)), anchor=False)
        names = data.areas[AREA_NAME]
        facts = measure_facts(measure, programme, names)
        st.table(facts, border="horizontal", hide_header=True)
        st.markdown(_("Sources:") + "\n" + source_list(measure))
    with right:
        key = measure.need_indicator or "kota"
        entry = data.catalogue[key]
        newest = newest_year(data, key, "district")
        if measure.need_indicator:
            st.header(
                _("The need beside it: {name}").format(name=plain(name_of(entry))),
                anchor=False,
            )
        else:
            st.header(_("No published figure stands for its need"), anchor=False)
        st.caption(plain(measure.need_reason))
        indicator_map(
            PAGE,
            key,
            newest,
            outlines=outlines_beside(programme, measure, districts),
        )
st.caption(plain(budget.translation_statement(LANGUAGE)))
address(PAGE, NAMES)
