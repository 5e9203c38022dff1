"""The stand-alone interactive map: one indicator and year in one HTML file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.stand_alone import LegendEntry, MapFigure, Outline, Words, stand_alone_map

__all__ = ["MapTexts", "figure_map_html"]

# One grey for each reason why an area has no figure; all are hatched.
_GREYS = {
    "suppressed": "#9a9a9a",
    "not_published": "#d9d9d9",
    "component_missing": "#bdbdbd",
}


@dataclass(frozen=True, kw_only=True)
class MapTexts:
    """The map's texts, ready in the language of the page."""

    page_title: str
    title: str  # indicator and year
    legend_title: str  # unit, and what dark colours mean
    labels: Sequence[str]  # of the classes, lowest first
    colors: Sequence[str]  # "#rrggbb", one a class
    statuses: Mapping[str, str]  # status -> words
    notes: Sequence[tuple[str, str]]  # (name, text): caveat, source, licence, date
    language: str
    words: Words


def figure_map_html(
    areas: gpd.GeoDataFrame,
    rows: pd.DataFrame,
    outlines: Sequence[tuple[str, Sequence[str]]],
    texts: MapTexts,
) -> bytes:
    """The file, in UTF-8.

    Parameters
    ----------
    areas : GeoDataFrame indexed by area_code, with column name
    rows : DataFrame indexed by area_code, in the order of the table on the page
        value_text, rank_text, status (key), status_text, class_number (-1 for none).
    outlines : (label, codes of areas), at most two are told apart by colour
    texts : MapTexts
    """
    estimated = rows["status"] == "estimated"
    missing = rows["class_number"] < 0
    mark = pd.Series("", index=rows.index).mask(estimated, "estimated")
    table = rows[["value_text", "rank_text", "status_text"]].assign(
        colour=[
            _GREYS.get(status, "#d9d9d9") if number < 0 else texts.colors[number]
            for status, number in zip(
                rows["status"], rows["class_number"].astype(int), strict=True
            )
        ],
        mark=mark.mask(missing, "missing"),
    )
    figure = MapFigure(
        title=texts.title,
        table=table,
        legend=_legend(rows, texts),
        legend_title=texts.legend_title,
    )
    html = stand_alone_map(
        areas,
        [figure],
        title=texts.page_title,
        notes=texts.notes,
        outlines=[
            Outline(label=label, areas=areas[areas.index.isin(codes)], colour=colour)
            for (label, codes), colour in zip(
                outlines, ("#000000", "#0b3d91"), strict=False
            )
        ],
        lang=texts.language,
        words=texts.words,
    )
    return html.encode()


def _legend(rows: pd.DataFrame, texts: MapTexts) -> list[LegendEntry]:
    counts = rows["class_number"].value_counts()
    entries = [
        LegendEntry(label=label, count=int(counts.get(number, 0)), colour=color)
        for number, (label, color) in enumerate(
            zip(texts.labels, texts.colors, strict=False)
        )
    ]
    statuses = rows["status"].value_counts()
    if statuses.get("estimated", 0):
        entries.append(
            LegendEntry(
                label=texts.statuses["estimated"],
                count=int(statuses["estimated"]),
                colour="#ffffff",
                mark="estimated",
            )
        )
    entries += [
        LegendEntry(
            label=texts.statuses[status],
            count=int(statuses[status]),
            colour=grey,
            mark="missing",
        )
        for status, grey in _GREYS.items()
        if statuses.get(status, 0)
    ]
    return entries
