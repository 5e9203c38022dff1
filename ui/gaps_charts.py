"""Charts of the Gaps page: measures over the years, every area's trend."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from indicators.catalogue import Indicator
from indicators.inequality import MEASURES
from indicators.trend import CANNOT_BE_TOLD, GROWING, NO_CHANGE, SHRINKING
from ui.formats import change_unit_text, number_text
from ui.gaps_words import finer, measure_number, range_text, verdict_text
from ui.language import AREA_NAME, _

__all__ = [
    "apart_chart",
    "measure_chart",
    "show_chart",
    "slopes_chart",
    "slopes_height",
]

_LINE, _MORE, _LESS, _QUIET = "#2f6fde", "#c1272d", "#0a7f5a", "#7d8591"
_SECOND = "#b35c00"
_HEIGHT, _ROW, _AROUND = 260, 17, 110  # pixels; around: legend and axis


def show_chart(
    known_by: tuple[object, ...], make: Callable[[], alt.LayerChart], *, told: str
) -> None:
    """Shows a chart that is made once: Altair takes longer than all else on a page.

    `known_by` names the chart and all that it is made of; `told` is its text.
    """
    spec = deepcopy(_spec(known_by, make))
    st.vega_lite_chart(spec=spec, alt=told)


@st.cache_resource(show_spinner=False, max_entries=128)
def _spec(
    known_by: tuple[object, ...],  # noqa: ARG001
    _make: Callable[[], alt.LayerChart],
) -> dict[str, Any]:
    spec = _make().to_dict()
    spec["datasets"] = {
        name: pd.DataFrame(rows) for name, rows in spec["datasets"].items()
    }
    return spec


def measure_chart(rows: pd.DataFrame, key: str, entry: Indicator) -> alt.LayerChart:
    """A measure over the years, its interval as a band; hollow where estimates are in.

    `rows` is from `GapsView.over_years`. The axis reaches the value of no inequality,
    so that a small change does not look large.
    """
    measure = MEASURES[key]
    shown = _measure_rows(rows, key, entry)
    ends = shown[["value", "lower", "upper"]].to_numpy().ravel().tolist()
    ends = [end for end in (*ends, measure.none) if end == end]
    base = alt.Chart(shown).encode(x=_year_axis(shown["year"].tolist()))
    y = alt.Y(
        "value:Q",
        title=_title(measure.unit, str(rows["unit"].iloc[0]) if len(rows) else ""),
        scale=alt.Scale(domain=[min(ends), max(ends)], nice=True, zero=False),
        axis=alt.Axis(tickCount=5, titleLimit=_HEIGHT, labelFlush=False),
    )
    band = base.mark_area(opacity=0.22, color=_LINE, aria=False).encode(
        y=alt.Y("lower:Q", title=""), y2="upper:Q"
    )
    whisker = base.mark_rule(opacity=0.6, color=_LINE, strokeWidth=2, aria=False)
    line = base.mark_line(color=_LINE, strokeWidth=2.5, aria=False).encode(y=y)
    points = base.mark_point(
        color=_LINE, size=70, strokeWidth=2, opacity=1, filled=False, aria=False
    ).encode(
        y=y,
        tooltip=[
            alt.Tooltip("year:Q", title=_("Year"), format="d"),
            alt.Tooltip("told:N", title=_("Value")),
            alt.Tooltip("ends:N", title=_("95 % interval")),
            alt.Tooltip("areas:Q", title=_("Areas")),
            alt.Tooltip("status:N", title=_("Figures")),
        ],
    )
    filled = (
        base.transform_filter("datum.estimated == 0")
        .mark_point(color=_LINE, size=70, opacity=1, filled=True, aria=False)
        .encode(y=y)
    )
    layers = [band, line, points, filled]
    if len(shown) == 1 or shown["lower"].isna().any():
        # a band of one year has no width
        layers[0] = whisker.encode(y=alt.Y("lower:Q", title=""), y2="upper:Q")
    return alt.LayerChart(layer=layers).properties(height=_HEIGHT)


def _measure_rows(rows: pd.DataFrame, key: str, entry: Indicator) -> pd.DataFrame:
    known = rows[rows["value"].notna()]
    return known[["year", "value", "lower", "upper", "estimated"]].assign(
        told=known["value"].map(lambda value: measure_number(key, value, entry)),
        ends=[
            range_text(key, low, high, entry) or "–"
            for low, high in zip(known["lower"], known["upper"], strict=True)
        ],
        areas=known["areas"],
        status=_statuses(known["estimated"]),
    )


def slopes_chart(
    slopes: pd.DataFrame, areas: pd.DataFrame, entry: Indicator
) -> alt.LayerChart:
    """Each area's change a year as a point, its own interval as a line.

    Areas with fewer than five years are in the table only.
    """
    rows = _slope_rows(slopes, areas, entry)
    words, colors, shapes = _looks(rows["verdict"], entry)
    legend = alt.Legend(
        orient="top", title=None, labelLimit=240, columns=1, symbolOpacity=1
    )
    color = alt.Color(
        "verdict:N", legend=legend, scale=alt.Scale(domain=words, range=colors)
    )
    y = alt.Y(
        "name:N",
        sort=rows["name"].tolist(),
        title=None,
        axis=alt.Axis(labelLimit=140, labelOverlap=False, labelFlush=False),
    )
    x = alt.X(
        "slope:Q",
        title=_("{unit}, change a year").format(unit=change_unit_text(entry)),
        axis=alt.Axis(orient="top", tickCount=5, titleLimit=300, labelFlush=False),
    )
    base = alt.Chart(rows).encode(y=y, color=color)
    zero = alt.Chart(pd.DataFrame({"x": [0]})).mark_rule(
        color=_QUIET, strokeDash=[4, 3], aria=False
    )
    lines = base.mark_rule(strokeWidth=3, opacity=0.5, aria=False)
    points = base.mark_point(filled=True, size=65, opacity=1, aria=False).encode(
        x=x,
        shape=alt.Shape(
            "verdict:N", legend=legend, scale=alt.Scale(domain=words, range=shapes)
        ),
        tooltip=[
            alt.Tooltip("name:N", title=_("Area")),
            alt.Tooltip("told:N", title=_("Change a year")),
            alt.Tooltip("verdict:N", title=_("Trend")),
        ],
    )
    layers = [
        zero.encode(x="x:Q"),
        lines.encode(x=alt.X("lower:Q", title=""), x2="upper:Q"),
        points,
    ]
    return alt.LayerChart(layer=layers).properties(height=slopes_height(slopes))


def _slope_rows(
    slopes: pd.DataFrame, areas: pd.DataFrame, entry: Indicator
) -> pd.DataFrame:
    told = slopes[slopes["verdict"] != CANNOT_BE_TOLD]
    rows = told.sort_values("slope", ascending=False)
    return pd.DataFrame(
        {
            "name": areas[AREA_NAME].reindex(rows.index),
            "slope": rows["slope"],
            "lower": rows["lower"],
            "upper": rows["upper"],
            "verdict": rows["verdict"].map(verdict_text),
            "told": [
                number_text(one, finer(entry, 2), sign=True) for one in rows["slope"]
            ],
        }
    )


def _looks(
    there: pd.Series, entry: Indicator
) -> tuple[list[str], list[str], list[str]]:
    """Words, colours and shapes of the verdicts that are there."""
    growing, shrinking = _LINE, _LINE
    if entry.worse != "neither":
        up_is_worse = entry.worse == "high"
        growing, shrinking = (_MORE, _LESS) if up_is_worse else (_LESS, _MORE)
    looks = [
        (verdict_text(GROWING), growing, "triangle-up"),
        (verdict_text(SHRINKING), shrinking, "triangle-down"),
        (verdict_text(NO_CHANGE), _QUIET, "circle"),
    ]
    known = [look for look in looks if (there == look[0]).any()]
    return (
        [word for word, _color, _shape in known],
        [color for _word, color, _shape in known],
        [shape for _word, _color, shape in known],
    )


def slopes_height(slopes: pd.DataFrame) -> int:
    """Of the chart, in pixels, and so of the table beside it."""
    return _ROW * int((slopes["verdict"] != CANNOT_BE_TOLD).sum()) + _AROUND


def apart_chart(rows: pd.DataFrame, names: dict[str, str]) -> alt.LayerChart:
    """Dissimilarity and isolation over the years, each with its band."""
    shown = rows[rows["measure"].isin(names)].assign(
        name=lambda table: table["measure"].map(names),
        told=lambda table: table["value"].map(lambda value: number_text(value, 3)),
        status=lambda table: _statuses(table["estimated"]),
    )
    shown = shown[["year", "name", "value", "lower", "upper", "told", "status"]]
    domain = list(names.values())
    color = alt.Color(
        "name:N",
        scale=alt.Scale(domain=domain, range=[_LINE, _SECOND]),
        legend=alt.Legend(
            orient="top",
            title=None,
            labelLimit=240,
            columns=1,
            symbolType="stroke",
            symbolStrokeWidth=3,
            symbolOpacity=1,
        ),
    )
    base = alt.Chart(shown).encode(x=_year_axis(shown["year"].tolist()), color=color)
    band = base.mark_area(opacity=0.2, aria=False).encode(
        y=alt.Y("lower:Q", title=""), y2="upper:Q"
    )
    y = alt.Y(
        "value:Q",
        title=_("0 even, 1 wholly apart"),
        scale=alt.Scale(zero=True),
        axis=alt.Axis(tickCount=5, format=".2f", labelFlush=False),
    )
    dash = alt.StrokeDash(
        "name:N", scale=alt.Scale(domain=domain, range=[[1, 0], [6, 3]]), legend=None
    )
    line = base.mark_line(strokeWidth=2.5, aria=False).encode(y=y, strokeDash=dash)
    points = base.mark_point(filled=True, size=60, opacity=1, aria=False).encode(
        y=y,
        tooltip=[
            alt.Tooltip("year:Q", title=_("Year"), format="d"),
            alt.Tooltip("name:N", title=_("Measure")),
            alt.Tooltip("told:N", title=_("Value")),
            alt.Tooltip("status:N", title=_("Figures")),
        ],
    )
    return alt.LayerChart(layer=[band, line, points]).properties(height=_HEIGHT)


def _year_axis(years: list[int]) -> alt.X:
    """Every year that has a figure, and no other."""
    years = sorted(set(years))
    return alt.X(
        "year:Q",
        title=None,
        axis=alt.Axis(format="d", values=years, grid=False, labelOverlap="greedy"),
        scale=alt.Scale(
            domain=[years[0] - 0.5, years[-1] + 0.5] if years else [0, 1], nice=False
        ),
    )


def _statuses(estimated: pd.Series) -> pd.Series:
    """Of each year, whether there are estimates among its figures."""
    return (estimated > 0).map({False: _("published"), True: _("with estimates")})


def _title(kind: str, unit: str) -> str:
    return {"times": _("times"), "none": _("without unit")}.get(kind, unit)
