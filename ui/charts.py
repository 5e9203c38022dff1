"""Charts over the years, and their figures as a table."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from indicators.catalogue import Indicator
from ui.formats import interval_text, status_text, unit_text
from ui.language import _

__all__ = ["number_columns", "years_chart", "years_note", "years_table"]

_AREA, _CITY, _OTHER = "#2f6fde", "#d1495b", "#9aa1ab"  # seen on light and dark
_HEIGHT = 320


def years_chart(rows: pd.DataFrame, entry: Indicator, name: str) -> alt.LayerChart:
    """An area's line, the city's dashed, the other areas' thin behind them.

    `rows` is from indicators.series.over_years. Filled points are published figures,
    hollow ones estimates; a bar through a point of the area is its 95 % interval. To a
    screen reader the chart is its name and axes; the figures are in `years_table`.
    """
    names = {"area": name, "city": _("City"), "other": _("Other areas")}
    shown = rows.assign(
        who=rows["role"].map(names),
        told=rows["status"].map(status_text),
        interval=_intervals(rows, entry),
    )
    present = [role for role in names if (rows["role"] == role).any()]
    colors = {"area": _AREA, "city": _CITY, "other": _OTHER}
    color = alt.Color(
        "who:N",
        title=None,
        scale=alt.Scale(
            domain=[names[role] for role in present],
            range=[colors[role] for role in present],
        ),
        legend=alt.Legend(
            orient="top",
            columns=2,
            labelLimit=200,
            symbolType="stroke",
            symbolStrokeWidth=3,
            symbolOpacity=1,
        ),
    )
    x = alt.X(
        "year:Q",
        title=None,
        axis=alt.Axis(format="d", tickMinStep=1, grid=False),
        scale=alt.Scale(nice=False, padding=12),
    )
    y = alt.Y("value:Q", title=unit_text(entry), scale=alt.Scale(zero=False))
    base = alt.Chart(shown).encode(x=x, y=y, color=color, detail="area_code:N")
    tooltip = [
        alt.Tooltip("who:N", title=_("Area")),
        alt.Tooltip("year:Q", title=_("Year"), format="d"),
        alt.Tooltip("value:Q", title=unit_text(entry), format=f",.{entry.decimals}f"),
        alt.Tooltip("interval:N", title=_("95 % interval")),
        alt.Tooltip("told:N", title=_("Status")),
    ]
    others = base.transform_filter("datum.role == 'other'").mark_line(
        strokeWidth=1, opacity=0.45, aria=False
    )
    city = base.transform_filter("datum.role == 'city'").mark_line(
        strokeWidth=2, strokeDash=[6, 4], aria=False
    )
    area = base.transform_filter("datum.role == 'area'").mark_line(
        strokeWidth=3, aria=False
    )
    whiskers = (
        base.transform_filter("datum.role == 'area' && isValid(datum.lower)")
        .mark_errorbar(ticks=True, thickness=2, opacity=0.75)
        .encode(y=alt.Y("lower:Q", title=unit_text(entry)), y2="upper:Q")
    )
    points = base.transform_filter("datum.role != 'other'").mark_point(
        size=60, strokeWidth=2, filled=False, aria=False
    )
    filled = points.transform_filter("datum.status == 'published'").mark_point(
        size=60, filled=True, aria=False
    )
    bars = [whiskers] if _has_intervals(rows) else []
    layers = (others, city, area, *bars, points.encode(tooltip=tooltip), filled)
    return alt.LayerChart(layer=list(layers)).properties(height=_HEIGHT)


def _has_intervals(rows: pd.DataFrame) -> bool:
    """Whether a figure of the area has an interval."""
    return bool(rows.loc[rows["role"] == "area", "lower"].notna().any())


def number_columns(table: pd.DataFrame, entry: Indicator) -> dict[str, Any]:
    """How st.dataframe is to write a table's figures: all with the same decimals."""
    numbers = st.column_config.NumberColumn(format=f"%.{entry.decimals}f")
    return dict.fromkeys(map(str, table.select_dtypes("float")), numbers)


def years_note(rows: pd.DataFrame) -> str:
    """What the marks of `years_chart` mean."""
    points = _("Filled points are published, hollow ones estimated.")
    if not _has_intervals(rows):
        return points
    return points + " " + _("A bar through a point is its 95 % interval.")


def _intervals(rows: pd.DataFrame, entry: Indicator) -> list[str]:
    return [
        interval_text(lower, upper, entry) or "–"
        for lower, upper in zip(rows["lower"], rows["upper"], strict=True)
    ]


def years_table(rows: pd.DataFrame, entry: Indicator, name: str) -> pd.DataFrame:
    """The same figures: a row a year with the area, its status, the city, the middle.

    The middle is the median of the areas that have a figure.
    """
    value = rows.pivot_table(index="year", columns="role", values="value")
    value = value.reindex(columns=["area", "city"])
    peers = rows[rows["role"] != "city"].groupby("year")["value"]
    own = rows[rows["role"] == "area"].set_index("year")
    status = own["status"].map(status_text)
    ends = {
        _("95 % interval, lower"): own["lower"],
        _("95 % interval, upper"): own["upper"],
    }
    unit = unit_text(entry)
    return (
        pd.DataFrame(
            {
                f"{name} ({unit})": value["area"],
                **(ends if _has_intervals(rows) else {}),
                _("Status"): status,
                _("City ({unit})").format(unit=unit): value["city"],
                _("Middle area ({unit})").format(unit=unit): peers.median(),
                _("Areas with a figure"): peers.count(),
            }
        )
        .rename_axis(_("Year"))
        .reset_index()
        .round(entry.decimals)
    )
