"""The programme on a map: outlines of target districts and of a measure's areas."""

import pandas as pd
import streamlit as st

from measures.models import Measure, MeasureCatalogue, TargetPeriod
from measures.targeting import areas_of, period_of
from ui.language import LANGUAGE, _
from ui.legend import Outline
from ui.view import choose

__all__ = [
    "choose_measure",
    "choose_period",
    "measure_label",
    "measure_outline",
    "outlines_beside",
    "period_label",
    "period_of_measure",
    "target_outline",
    "targeting_name",
]

_NONE = ""


def choose_period(
    page: str, catalogue: MeasureCatalogue, year: int
) -> TargetPeriod | None:
    """A period of target districts; to begin with the one that the year lies in."""
    periods = {period.key: period for period in catalogue.periods}
    covering = [
        key for key, p in periods.items() if p.first_year <= year <= p.last_year
    ]
    key = choose(
        st.selectbox,
        page,
        "period",
        _("Target districts"),
        [*periods, _NONE],
        default=covering[0] if covering else next(reversed(periods)),
        format_func=lambda key: period_label(periods[key]) if key else _("None"),
    )
    return periods.get(key)


def choose_measure(page: str, catalogue: MeasureCatalogue) -> Measure | None:
    """A measure that documents which districts it works in; none to begin with."""
    shown = {
        measure.key: measure
        for measure in catalogue.measures
        if measure.areas or measure.targeting == "target_districts"
    }
    key = choose(
        st.selectbox,
        page,
        "measure",
        _("Areas of a measure"),
        [_NONE, *shown],
        default=_NONE,
        format_func=lambda key: measure_label(shown[key]) if key else _("None"),
    )
    return shown.get(key)


def period_of_measure(
    catalogue: MeasureCatalogue, measure: Measure
) -> TargetPeriod | None:
    """The target districts' period that a measure of them needs."""
    if measure.targeting != "target_districts":
        return None
    return period_of(catalogue, measure.year)


def target_outline(period: TargetPeriod) -> Outline:
    """Solid lines round the target districts."""
    label = _("Target districts {period}").format(period=period_label(period))
    return Outline(label=label, word=_("target"), codes=list(period.districts))


def measure_outline(
    catalogue: MeasureCatalogue, measure: Measure, districts: pd.DataFrame
) -> Outline:
    """Dashed lines round the districts that a measure reaches as documented."""
    reached = areas_of(measure, period_of_measure(catalogue, measure), districts)
    return Outline(
        label=measure_label(measure),
        word=_("measure"),
        codes=list(reached.index),
        style="dashed",
    )


def outlines_beside(
    catalogue: MeasureCatalogue, measure: Measure, districts: pd.DataFrame
) -> list[Outline]:
    """The target districts of the measure's year, and the districts it reaches.

    Not twice where it works in the target districts, and not where it is for all.
    """
    period = period_of(catalogue, measure.year)
    reached = areas_of(measure, period_of_measure(catalogue, measure), districts)
    outlines = [target_outline(period)]
    if 0 < len(reached) < len(districts) and measure.targeting != "target_districts":
        outlines.append(measure_outline(catalogue, measure, districts))
    return outlines


def period_label(period: TargetPeriod) -> str:
    """First and last year."""
    return f"{period.first_year}–{period.last_year}"


def measure_label(measure: Measure) -> str:
    """Name and year."""
    return f"{measure.name(LANGUAGE)} ({measure.year})"


def targeting_name(targeting: str) -> str:
    """A way of targeting in words."""
    names = {
        "named_areas": _("Named areas"),
        "target_districts": _("Target districts"),
        "institution": _("An institution"),
        "indicator": _("By an indicator"),
        "city_wide": _("City-wide"),
        "not_documented": _("Not documented"),
    }
    return names[targeting]
