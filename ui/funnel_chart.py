"""The funnel plot of one indicator, and its figures as a table."""

import altair as alt
import pandas as pd

from indicators.area_funnel import AreaFunnel
from indicators.catalogue import Indicator
from indicators.funnel import BANDS
from ui.formats import interval_text, number_text, unit_text, value_text
from ui.language import AREA_NAME, _
from ui.map_words_compare import band_labels

__all__ = ["funnel_chart", "funnel_table"]

_AREA, _CITY, _OTHER = "#2f6fde", "#d1495b", "#858c96"  # seen on light and dark
_HEIGHT = 380
_WIDE = 20  # largest of smallest: from here on sizes are drawn in equal ratios
_LINES = alt.Legend(
    orient="bottom",
    columns=2,
    symbolType="stroke",
    symbolSize=400,
    symbolStrokeWidth=2,
)
# Lowest first, as BANDS; the words of ui.map_words_compare begin with the best.
_LOWEST_FIRST = BANDS[:5]


def funnel_chart(
    funnel: AreaFunnel, entry: Indicator, areas: pd.DataFrame, area_code: str
) -> alt.LayerChart:
    """Every area by its size, the city's line, and the limits of 95 and 99.8 %.

    To a screen reader the chart is its name and axes; the figures are in
    `funnel_table`.
    """
    name = str(areas.at[area_code, AREA_NAME])
    points = _points(funnel, entry, areas, area_code)
    x = _size_axis(funnel, _size_title(entry))
    y = alt.Y("value:Q", title=unit_text(entry), scale=alt.Scale(zero=False))
    who = [name, _("Other districts")]
    dots = (
        alt.Chart(points)
        .mark_point(filled=True, opacity=0.9, strokeWidth=1, aria=False)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "who:N",
                title=None,
                scale=alt.Scale(domain=who, range=[_AREA, _OTHER]),
                legend=alt.Legend(orient="top", symbolType="circle", labelLimit=200),
            ),
            size=alt.condition("datum.own", alt.value(170), alt.value(45)),
            order="own:Q",
            tooltip=[
                alt.Tooltip("name:N", title=_("Area")),
                alt.Tooltip("told:N", title=_("Value")),
                alt.Tooltip("size:N", title=_size_title(entry)),
                alt.Tooltip("limits:N", title=_("95 % limits")),
                alt.Tooltip("beside:N", title=_("Beside the city")),
            ],
        )
    )
    return (
        alt.LayerChart(layer=[_lines(funnel, entry, x, y), dots])
        .resolve_scale(color="independent", strokeDash="independent")
        .properties(height=_HEIGHT)
    )


def funnel_table(
    funnel: AreaFunnel, entry: Indicator, areas: pd.DataFrame, area_code: str
) -> pd.DataFrame:
    """The same figures: a row an area, the chosen one first, then by size."""
    table = funnel.table
    order = [area_code, *(code for code in table.index[::-1] if code != area_code)]
    rows = table.loc[order]
    unit = unit_text(entry)
    ends = {
        "lower_95": _("95 % limit, lower"),
        "upper_95": _("95 % limit, upper"),
        "lower_998": _("99.8 % limit, lower"),
        "upper_998": _("99.8 % limit, upper"),
    }
    return pd.DataFrame(
        {
            _("Area"): areas[AREA_NAME].reindex(rows.index),
            _("Value ({unit})").format(unit=unit): rows["value"].round(entry.decimals),
            _size_title(entry): rows["denominator"].round().astype("int64"),
            **{title: rows[end].round(entry.decimals) for end, title in ends.items()},
            _("Beside the city"): _beside(rows["band"], entry),
        }
    ).reset_index(drop=True)


def _points(
    funnel: AreaFunnel, entry: Indicator, areas: pd.DataFrame, area_code: str
) -> pd.DataFrame:
    table = funnel.table
    own = table.index == area_code
    name = str(areas.at[area_code, AREA_NAME])
    return pd.DataFrame(
        {
            "name": areas[AREA_NAME].reindex(table.index),
            "value": table["value"],
            "denominator": table["denominator"],
            "own": own,
            "who": [name if mine else _("Other districts") for mine in own],
            "told": [value_text(value, entry) for value in table["value"]],
            "size": [number_text(size, 0) for size in table["denominator"]],
            "limits": [
                interval_text(low, high, entry)
                for low, high in zip(table["lower_95"], table["upper_95"], strict=True)
            ],
            "beside": _beside(table["band"], entry),
        }
    ).sort_values("own")


def _lines(funnel: AreaFunnel, entry: Indicator, x: alt.X, y: alt.Y) -> alt.Chart:
    city = _("City {value}").format(value=value_text(funnel.target, entry))
    inner, outer = _("95 % limits"), _("99.8 % limits")
    columns = {
        "target": city,
        "lower_95": inner,
        "upper_95": inner,
        "lower_998": outer,
        "upper_998": outer,
    }
    rows = funnel.curve.melt(
        id_vars="denominator", value_vars=list(columns), var_name="side"
    ).assign(line=lambda rows: rows["side"].map(columns))
    domain = [city, inner, outer]
    return (
        alt.Chart(rows)
        .mark_line(strokeWidth=2, aria=False, tooltip=None)
        .encode(
            x=x,
            y=y,
            detail="side:N",
            color=alt.Color(
                "line:N",
                title=None,
                scale=alt.Scale(domain=domain, range=[_CITY, _OTHER, _OTHER]),
                legend=_LINES,
            ),
            strokeDash=alt.StrokeDash(
                "line:N",
                title=None,
                scale=alt.Scale(domain=domain, range=[[6, 4], [1, 0], [2, 3]]),
                legend=_LINES,
            ),
        )
    )


def _size_title(entry: Indicator) -> str:
    return _("Size of the area: {of}").format(of=entry.denominator)


def _size_axis(funnel: AreaFunnel, title: str) -> alt.X:
    """Equal ratios where the largest area is many times the smallest."""
    sizes = funnel.table["denominator"]
    low, high = float(sizes.min()), float(sizes.max())
    label = "replace(format(datum.value, ',d'), /,/g, '\u202f')"
    if high < _WIDE * low:
        axis = alt.Axis(labelExpr=label, grid=False)
        return alt.X("denominator:Q", title=title, axis=axis)
    steps = [lead * 10**power for power in range(10) for lead in (1, 2, 5)]
    axis = alt.Axis(
        labelExpr=label,
        grid=False,
        values=[step for step in steps if low * 0.8 <= step <= high * 1.2],
        labelOverlap=True,
        labelSeparation=8,
    )
    scale = alt.Scale(type="log", nice=False, padding=12)
    return alt.X("denominator:Q", title=title, axis=axis, scale=scale)


def _beside(band: pd.Series, entry: Indicator) -> list[str]:
    labels = band_labels(entry.worse)
    if entry.worse == "low":  # the lowest are worst
        labels = labels[::-1]
    words = dict(zip(_LOWEST_FIRST, labels, strict=True))
    return [words.get(one, "–") for one in band]
