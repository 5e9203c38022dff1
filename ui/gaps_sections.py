"""What else is to be said of a gap, in parts that are made when they are opened."""

from collections.abc import Callable

import streamlit as st

from indicators.convergence import GALTON_SENTENCE
from indicators.data import IndicatorData
from indicators.trend import (
    CANNOT_BE_TOLD,
    GROWING,
    MANY_TESTS_SENTENCE,
    NO_CHANGE,
    SHRINKING,
)
from ui.formats import change_unit_text, number_text, plain
from ui.gaps_apart import apart_part
from ui.gaps_charts import measure_chart, show_chart, slopes_chart, slopes_height
from ui.gaps_clusters import clusters_part
from ui.gaps_data import GapsView, convergence_of, slopes_of
from ui.gaps_tables import (
    fewer_table,
    measure_table,
    parts_over_years,
    parts_table,
    slopes_table,
    spread_rows,
    spread_table,
)
from ui.gaps_words import finer, range_text, verdict_text, yearly
from ui.language import _

__all__ = ["gaps_sections"]

_SPREAD = "weighted_standard_deviation"
_FEW = 12  # rows that need no scrolling


def gaps_sections(page: str, view: GapsView, data: IndicatorData, year: int) -> None:
    """Tabs below the charts."""
    parts: dict[str, Callable[[], None]] = {
        _("All measures"): lambda: _measures(view, year),
        _("Every area's trend"): lambda: _slopes(view, data),
        _("Do areas converge?"): lambda: _convergence(view),
        _("How many people"): lambda: _people(view, data, year),
        _("Living apart"): lambda: apart_part(view),
        _("Between and within major areas"): lambda: _major(view, data, year),
        _("Where high and low lie together"): lambda: clusters_part(
            page, view, data, year
        ),
    }
    tabs = st.tabs(list(parts), key=f"{page}_tabs", on_change="rerun")
    for tab, show in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                _shown(show)


def _shown(show: Callable[[], None]) -> None:
    """A part, or in one sentence why there is none."""
    try:
        show()
    except ValueError as error:
        st.info(plain(str(error)))


def _measures(view: GapsView, year: int) -> None:
    ranked = _("the share with basic education only")
    if view.entry.key not in ("mean_income", "median_income", "lowest_income_fifth"):
        ranked = _("the share of people in the lowest income fifth")
    st.markdown(
        _(
            "Every measure of {year}. The 95 % intervals tell how chance in the areas' "
            "own figures moves a measure (bootstrap); as chance alone also makes areas "
            "differ, a value can lie near the upper end of its interval. Slope and "
            "concentration indexes rank areas by {ranked}."
        ).format(year=year, ranked=ranked)
    )
    for kind, heading in (
        ("absolute", _("Absolute: in the unit of the figure")),
        ("relative", _("Relative: beside the level of the figures")),
    ):
        st.subheader(heading, anchor=False)
        table = measure_table(view.of(year), kind, view.entry)
        st.table(table.map(plain), border="horizontal", hide_index=True)


def _slopes(view: GapsView, data: IndicatorData) -> None:
    _require_own_scale(view)
    slopes = slopes_of(view)
    count = slopes["verdict"].value_counts()
    if count.get(CANNOT_BE_TOLD, 0) == len(slopes):
        raise ValueError(
            _("Trends cannot be told: no area has figures of five years or more.")
        )
    st.markdown(
        _(
            "Areas in which it is growing: **{growing}**; shrinking: **{shrinking}**; "
            "no change can be told: **{same}**; cannot be told: **{unknown}**."
        ).format(
            growing=count.get(GROWING, 0),
            shrinking=count.get(SHRINKING, 0),
            same=count.get(NO_CHANGE, 0),
            unknown=count.get(CANNOT_BE_TOLD, 0),
        )
        + " "
        + plain(_(MANY_TESTS_SENTENCE))
    )
    left, right = st.columns(2, gap="medium")
    with left:
        show_chart(
            (*view.known_by, "slopes"),
            lambda: slopes_chart(slopes, data.areas, view.entry),
            told=_("Every area's change a year; the table has the same figures."),
        )
    with right:
        st.dataframe(
            slopes_table(slopes, data.areas, view.entry),
            hide_index=True,
            height=slopes_height(slopes) if len(slopes) > _FEW else "content",
            placeholder="–",
        )


def _require_own_scale(view: GapsView) -> None:
    if view.yearly_scale:
        raise ValueError(
            _(
                "An index is measured anew each year by that year's own spread, and "
                "may have components filled in from other years: no trend can be told "
                "from it. Look at its components."
            )
        )


def _convergence(view: GapsView) -> None:
    _require_own_scale(view)
    found = convergence_of(view)
    unit, entry = change_unit_text(view.entry), view.entry
    beta = found.beta
    if beta.slope != beta.slope:
        raise ValueError(
            _("Whether areas draw together cannot be told from these figures.")
        )
    grew = _("neither clearly more nor clearly less than the others")
    if not beta.lower <= 0 <= beta.upper:
        less = beta.slope < 0
        grew = _("less than the others") if less else _("more than the others")
    step = float(found.dispersion["sd"].iloc[0])
    more, low, high = (
        number_text(step * part, finer(entry, 2), sign=True)
        for part in (beta.slope, beta.lower, beta.upper)
    )
    st.markdown(
        plain(
            _(
                "From {first} to {last}, areas that began high grew {grew}: one that "
                "began {step} {unit} higher, the usual distance from the mean, changed "
                "by {more} {unit} {yearly} beside the others (95 % interval {low} to "
                "{high}; beta convergence). The spread between areas: {sigma} "
                "(standard deviation by residents; sigma convergence)."
            ).format(
                first=found.first,
                last=found.last,
                grew=grew,
                step=number_text(step, entry.decimals),
                unit=unit,
                more=more,
                yearly=yearly(unit),
                low=low,
                high=high,
                sigma=verdict_text(found.sigma.verdict),
            )
        )
    )
    st.info(plain(_(GALTON_SENTENCE)))
    left, right = st.columns(2, gap="medium")
    with left:
        show_chart(
            (*view.known_by, "spread"),
            lambda: measure_chart(spread_rows(view, found), _SPREAD, entry),
            told=_("The spread between areas over the years; the table has it."),
        )
    with right:
        st.dataframe(spread_table(found, entry), hide_index=True, height="content")


def _people(view: GapsView, data: IndicatorData, year: int) -> None:
    table, total = fewer_table(view, data.areas, year)
    row = view.of(year).loc["fewer_people"]
    ends = range_text("fewer_people", row["lower"], row["upper"], view.entry)
    many = _("about {count} people more")
    if view.entry.worse == "high":
        many = _("about {count} people fewer")
    st.markdown(
        plain(
            _(
                "If every area that is worse were as the best fifth of residents, it "
                "would be {many} in {year}{ends}. It says how large the gap is, not "
                "that a measure could close it. Areas: {areas}; out of: {out}."
            ).format(
                many=many.format(count=number_text(round(total, -1), 0)),
                year=year,
                ends=_(" (95 % interval {ends})").format(ends=ends) if ends else "",
                areas=len(table),
                out=view.entry.denominator or _("residents"),
            )
        )
    )
    st.dataframe(table, hide_index=True, height=500 if len(table) > _FEW else "content")


def _major(view: GapsView, data: IndicatorData, year: int) -> None:
    if view.entry.index is not None:
        raise ValueError(
            _("An index has no zero of its own: it cannot be split into shares.")
        )
    table, share = parts_table(view, data.areas, year)
    if share != share:
        raise ValueError(
            _("These figures cannot be split: one is negative, or all are alike.")
        )
    st.markdown(
        _(
            "In {year}, **{share} %** of the inequality between districts (Theil's T) "
            "lies between the major areas, the rest between districts inside the same "
            "major area. Parts sum to the whole."
        ).format(year=year, share=number_text(100 * share, 0))
    )
    st.dataframe(table, hide_index=True, height="content")
    with st.expander(_("Over the years")):
        st.dataframe(parts_over_years(view), hide_index=True, height="content")
    st.caption(
        _(
            "Between: the major area's mean beside the city's; below zero where it is "
            "lower. Within: how its own districts differ."
        )
    )
