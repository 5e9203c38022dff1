"""The ranking of an index as rows, and as a picture of its intervals."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from indicators.data import IndicatorData
from ui.formats import name_of, number_text, status_text
from ui.index_view import IndexView
from ui.language import AREA_NAME, _
from ui.mode_table import Column, ModeTable

__all__ = ["interval_chart", "ranking_rows", "ranking_table", "unit_of"]

_RANKS = ("rank", "rank_lower", "rank_upper")
_ROW = 17  # pixels
_MARK, _QUIET = "#b3261e", "#6d7580"


def unit_of(view: IndexView) -> str:
    """The unit of the index in words."""
    scales = {
        "z": _("SD"),
        "rank": _("ranks"),
        "distance_to_reference": _("times the reference"),
    }
    if view.definition.aggregation == "copeland":
        return _("comparisons")
    return scales.get(view.definition.normalisation, _("points"))


def ranking_rows(view: IndexView, areas: pd.DataFrame) -> pd.DataFrame:
    """One row an area in the order of rank: index, rank and the rank's interval."""
    table = view.simulation.table
    rows = pd.DataFrame(
        {
            "area_code": table.index,
            "area_name": areas[AREA_NAME].reindex(table.index).to_numpy(),
            "year": view.year,
            "value": table["index"].to_numpy(),
            "rank": table["rank"].array,
            "rank_lower": table["rank_lower"].array,
            "rank_upper": table["rank_upper"].array,
            "top": table["probability_top"].to_numpy() * 100,
            "status": view.status.to_numpy(),
            "source": view.inputs.source.reindex(table.index).to_numpy(),
        }
    )
    rows["interval"] = [
        "" if pd.isna(low) else (f"{low}–{high}" if low < high else str(low))
        for low, high in zip(rows["rank_lower"], rows["rank_upper"], strict=True)
    ]
    return rows.sort_values(["rank", "area_code"], ignore_index=True)


def ranking_table(view: IndexView, data: IndicatorData) -> ModeTable:
    """The ranking for the page."""
    entry = next(one for one in data.catalogue.indicator if one.index)
    return ModeTable(
        rows=ranking_rows(view, data.areas),
        columns=(
            Column(name="rank", label=_("Rank")),
            Column(name="interval", label=_("95 % interval")),
            Column(name="area_name", label=_("Area")),
            Column(
                name="value",
                label=_("Index ({unit})").format(unit=unit_of(view)),
                decimals=2,
            ),
            Column(
                name="top",
                label=_("Top {count} (%)").format(count=view.simulation.top),
                decimals=0,
            ),
            Column(name="status", label=_("Status"), words=status_text),
        ),
        entries=(entry,),
        main="value",
        name="index",
        title=_("Ranking by the index, with intervals of the ranks"),
        note=_("Made here of {parts}. Higher means more need.").format(
            parts="; ".join(_of_years(view, data))
        ),
    )


def _of_years(view: IndexView, data: IndicatorData) -> Iterator[str]:
    """Each component with the years that its figures are of."""
    for key in view.inputs.years:
        years = sorted({int(year) for year in view.inputs.years[key].dropna()})
        told = ", ".join(map(str, years)) or _("no year")
        yield f"{name_of(data.catalogue[str(key)])} ({told})"


def interval_chart(
    view: IndexView, areas: pd.DataFrame, marked: dict[str, str]
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Each area's rank as a point and its interval as a line, greatest need on top.

    `marked` : area code -> why it stands out, such as a target district.

    Returns
    -------
    rows, and the picture of them for Vega-Lite. Not by Altair, which takes as long to
    check it as all else of a moved slider.
    """
    rows = ranking_rows(view, areas).dropna(subset=["rank"])
    usual = _("Other areas")
    rows = rows.assign(
        who=[marked.get(code, usual) for code in rows["area_code"]],
        told=[number_text(value, 2) for value in rows["value"]],
        **{name: rows[name].astype(int) for name in _RANKS},
    )
    words = [
        word for word in dict.fromkeys(marked.values()) if word in set(rows["who"])
    ]
    colors = {
        "field": "who",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [*words, usual], "range": [*[_MARK] * len(words), _QUIET]},
        "legend": {"orient": "top", "symbolType": "circle"} if words else None,
    }
    names = {"labelLimit": 140, "labelOverlap": False}
    order = rows["area_name"].tolist()
    name = {"field": "area_name", "type": "nominal", "title": None}
    shown = ["area_code", "area_name", *_RANKS, "interval", "who", "told"]
    return rows[shown], {
        "height": _ROW * max(len(rows), 1),
        "encoding": {"y": {**name, "sort": order, "axis": names}, "color": colors},
        "layer": [_lines(len(rows)), _points()],
    }


def _lines(ranked: int) -> dict[str, Any]:
    return {
        "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.55, "aria": False},
        "encoding": {
            "x": {
                "field": "rank_lower",
                "type": "quantitative",
                "title": _("Rank, 1 is the greatest need"),
                "axis": {"format": "d", "tickMinStep": 1, "orient": "top"},
                "scale": {"domain": [1, max(ranked, 2)], "nice": False},
            },
            "x2": {"field": "rank_upper"},
        },
    }


def _points() -> dict[str, Any]:
    told = {
        "area_name": _("Area"),
        "rank": _("Rank"),
        "interval": _("95 % interval"),
        "told": _("Index"),
    }
    return {
        "mark": {
            "type": "point",
            "filled": True,
            "size": 55,
            "opacity": 1,
            "aria": False,
        },
        "encoding": {
            "x": {"field": "rank", "type": "quantitative"},
            "tooltip": [{"field": key, "title": words} for key, words in told.items()],
        },
    }
