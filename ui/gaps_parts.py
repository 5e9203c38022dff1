"""The top of the Gaps page: its choices, its answer in words, its two charts."""

from collections.abc import Sequence

import streamlit as st

from indicators.catalogue import Indicator
from indicators.data import IndicatorData
from indicators.inequality import MEASURES
from indicators.trend import CANNOT_BE_TOLD, GROWING, SHRINKING, Trend
from ui.formats import name_of, plain
from ui.gaps_charts import measure_chart, show_chart
from ui.gaps_data import GapsView, areas_change, gaps_view, published_by_default
from ui.gaps_tables import years_of_measure
from ui.gaps_words import (
    meaning,
    measure_names,
    no_intervals,
    range_text,
    trend_sentence,
    verdict_text,
)
from ui.language import _
from ui.view import choose, current, remember

__all__ = [
    "answer",
    "choose_indicator",
    "choose_view",
    "choose_year",
    "measure_part",
    "what_is_compared",
]

_FIRST = "unemployment_rate"
_USUAL = {"absolute": "gap_between_fifths", "relative": "ratio_of_fifths"}


def choose_indicator(page: str, data: IndicatorData, level: str) -> str:
    """An indicator that the level has figures of.

    To begin with unemployment: the gap of an index cannot be told over the years.
    """
    have = data.available
    there = set(have.loc[have["level"] == level, "indicator"])
    keys = [key for key in data.catalogue.keys if key in there]
    return choose(
        st.selectbox,
        page,
        "indicator",
        _("Indicator"),
        keys,
        default=_FIRST if _FIRST in keys else keys[0],
        format_func=lambda key: name_of(data.catalogue[key]),
    )


def choose_view(page: str, entry: Indicator, level: str) -> GapsView | None:
    """The measures of the areas and figures chosen; else a sentence and None."""
    if entry.is_count:
        st.info(
            _(
                "A number of people has no gap: areas differ by their size, which is "
                "no inequality. Choose a share, a mean or an index."
            )
        )
        return None
    with st.container(horizontal=True):
        published = _choose_figures(page, level, entry.key)
        panel = _choose_panel(page, level, entry.key, published)
    view = gaps_view(level, entry.key, published_only=published, panel=panel)
    if view.years:
        return view
    st.info(
        _("There is nothing to compare: all figures are filled in from other years.")
    )
    return None


def _choose_figures(page: str, level: str, key: str) -> bool:
    """Whether only published figures are used; a switch where there are both."""
    usual, mixed = published_by_default(level, key)
    if not mixed:
        remember("published", None)
        return usual
    return _switch(
        page,
        "published",
        _("Published figures only"),
        usual,
        _("Leaves estimates out, and with them areas and years that have no other."),
    )


def _choose_panel(page: str, level: str, key: str, published: bool) -> bool:
    """Whether the same areas are compared in every year; asked where it matters."""
    if not areas_change(level, key, published):
        remember("panel", None)
        return True
    return _switch(
        page,
        "panel",
        _("The same areas in every year"),
        True,
        _(
            "Without it, a gap can change because areas come into the figures or "
            "leave them."
        ),
    )


def choose_year(page: str, view: GapsView) -> int:
    """The year of the tables and the map, the newest to begin with."""
    years = view.years[::-1]
    return choose(st.selectbox, page, "year", _("Year"), years, default=years[0])


def _switch(page: str, name: str, label: str, usual: bool, told: str) -> bool:
    key = f"{page}_{name}"
    wished = current(name)
    st.session_state[key] = wished == "yes" if wished in ("yes", "no") else usual
    on = st.toggle(label, key=key, on_change=_keep, args=(name, key), help=told)
    remember(name, None if on == usual else "yes" if on else "no")
    return on


def _keep(name: str, key: str) -> None:
    remember(name, "yes" if st.session_state[key] else "no")


def what_is_compared(view: GapsView, year: int) -> str:
    """Which areas, of how many, and whether figures are estimates, in sentences."""
    compared = int(view.figures.value[year].notna().sum())
    there = int(view.everything.value[year].notna().sum())
    areas = {
        "district": _("districts"),
        "major_area": _("major areas"),
        "postal_area": _("postal areas"),
    }[view.level]
    sentences = [
        _(
            "{compared} of the {there} {areas} with a figure in {year} are compared: "
            "those that have one in every year."
        ).format(compared=compared, there=there, areas=areas, year=year)
        if compared < there
        else _("{there} {areas} are compared.").format(there=there, areas=areas)
    ]
    if not view.panel:
        sentences.append(
            _(
                "They are not the same in every year: the gap can also change because "
                "areas come into the figures or leave them."
            )
        )
    if view.estimated:
        every = bool(
            (view.figures.estimated | view.figures.value.isna()).to_numpy().all()
        )
        sentences.append(
            _(
                "{which} figures are estimates, made from larger areas: they smooth "
                "differences, and must not be used to judge a programme."
            ).format(which=_("All these") if every else _("Some of these"))
        )
    else:
        sentences.append(_("All figures are published ones."))
    if view.filled:
        sentences.append(
            _(
                "Figures filled in from other years are left out: they tell nothing "
                "new of a trend."
            )
        )
    kinds = view.of(year)["interval"]
    if kinds[_USUAL["absolute"]] == "none":
        some = bool((kinds != "none").any())
        sentences.append(no_intervals(view.estimated, some))
    return " ".join(sentences)


def answer(view: GapsView, year: int, absolute: str, relative: str) -> None:
    """Is the gap growing? In a heading, then in sentences."""
    if view.yearly_scale:
        st.header(_("Over the years: cannot be told from an index"), anchor=False)
    else:
        trends = [view.trend(absolute), view.trend(relative)]
        has_ratio = view.of(year)["value"].get(relative) == view.of(year)["value"].get(
            relative
        )
        st.header(_heading(trends[0], trends[1], has_ratio), anchor=False)
    st.markdown(
        plain(f"{year}: {_now(view, year, absolute)} {_now(view, year, relative)}")
    )
    if view.yearly_scale:
        st.markdown(
            _(
                "An index measures each year by that year's own spread, so that its "
                "gaps stay much the same by construction. Look at its components."
            )
        )
    else:
        _differ(trends, has_ratio)


def _heading(absolute: Trend, relative: Trend, has_ratio: bool) -> str:
    if absolute.verdict == CANNOT_BE_TOLD:
        return _("It cannot be told: too few years")
    if not has_ratio:
        return _("The gap: {absolute}").format(absolute=verdict_text(absolute.verdict))
    if absolute.verdict == relative.verdict:
        return _("The gap: {absolute}, in absolute and in relative terms").format(
            absolute=verdict_text(absolute.verdict)
        )
    return _("The gap in absolute terms: {absolute}; in relative: {relative}").format(
        absolute=verdict_text(absolute.verdict), relative=verdict_text(relative.verdict)
    )


def _differ(trends: Sequence[Trend], has_ratio: bool) -> None:
    """A word on absolute and relative answers, where they are not the same."""
    absolute, relative = trends
    if not has_ratio or absolute.verdict == relative.verdict:
        return
    if {absolute.verdict, relative.verdict} == {GROWING, SHRINKING}:
        st.markdown(
            _(
                "The two do not say the same, and both are right: when a figure rises "
                "or falls everywhere, the distance between areas can grow while their "
                "ratio shrinks, or the other way round."
            )
        )
    else:
        st.markdown(
            _(
                "The two do not say the same: one asks how far apart areas are, the "
                "other how many times higher one is than another."
            )
        )


def _now(view: GapsView, year: int, key: str) -> str:
    """What a measure says of a year, with its interval, or why it says nothing."""
    rows = view.of(year)
    if key not in rows.index:
        return ""
    row = rows.loc[key]
    if row["value"] != row["value"]:
        return f"{measure_names()[key]}: {row['note']}"
    sentence = meaning(key, row, view.entry)
    ends = range_text(key, row["lower"], row["upper"], view.entry)
    if ends:
        sentence = _("{sentence} (95 % interval {ends}).").format(
            sentence=sentence.removesuffix("."), ends=ends
        )
    return sentence


def measure_part(page: str, view: GapsView, kind: str) -> str:
    """A chart of one measure with its choice, its trend and its table; the measure."""
    names = measure_names()
    keys = [key for key, measure in MEASURES.items() if measure.kind == kind]
    label = _("Absolute measure") if kind == "absolute" else _("Relative measure")
    key = choose(
        st.selectbox,
        page,
        kind,
        label,
        keys,
        default=_USUAL[kind],
        format_func=names.__getitem__,
    )
    rows = view.over_years(key)
    known = rows[rows["value"].notna()]
    if known.empty:
        notes = rows["note"].unique().tolist() or [_("There are no figures.")]
        st.info(plain(" ".join(notes)))
        return key
    show_chart(
        (*view.known_by, key),
        lambda: measure_chart(rows, key, view.entry),
        told=_("{measure}, {indicator}, over the years; the table has it.").format(
            measure=names[key], indicator=name_of(view.entry)
        ),
    )
    if not view.yearly_scale:
        unit = str(rows["unit"].iloc[0])
        st.markdown(plain(trend_sentence(view.trend(key), key, unit, view.entry)))
    with st.expander(_("As a table")):
        st.dataframe(
            years_of_measure(rows, key, view.entry), hide_index=True, height="content"
        )
    return key
