"""The stand-alone interactive map: a choice of indicators and years in one file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.stand_alone import LegendEntry, MapFigure, Outline, Words, stand_alone_map

__all__ = ["FigureTexts", "PageTexts", "figures_map_html"]

# One grey for each reason why an area has no figure; all are hatched.
_GREYS = {
    "suppressed": "#9a9a9a",
    "not_published": "#d9d9d9",
    "component_missing": "#bdbdbd",
}


@dataclass(frozen=True, kw_only=True)
class FigureTexts:
    """One indicator and year: its texts, ready in the language of the page.

    rows : DataFrame indexed by area_code, in the order of the table on the page
        value_text, rank_text, status (key), status_text, class_number (-1 for none).
    """

    rows: pd.DataFrame
    title: str  # indicator and year
    legend_title: str  # unit, and what dark colours mean
    labels: Sequence[str]  # of the classes, lowest first
    colors: Sequence[str]  # "#rrggbb", one a class
    notes: Sequence[tuple[str, str]]  # (name, text): caveat, source, licence


@dataclass(frozen=True, kw_only=True)
class PageTexts:
    """The whole file: its texts, and how the choice of figures is laid out."""

    title: str
    statuses: Mapping[str, str]  # status -> words
    notes: Sequence[tuple[str, str]]  # (name, text): of the whole file
    groups: Sequence[tuple[str, Sequence[int]]]  # (heading, numbers of figures)
    language: str
    words: Words


def figures_map_html(
    areas: gpd.GeoDataFrame,
    figures: Sequence[FigureTexts],
    outlines: Sequence[tuple[str, Sequence[str]]],
    texts: PageTexts,
) -> bytes:
    """The file, in UTF-8.

    Parameters
    ----------
    areas : GeoDataFrame indexed by area_code, with column name
    figures : what can be chosen; the first one is shown to begin with
    outlines : (label, codes of areas), at most two are told apart by colour
    texts : PageTexts
    """
    html = stand_alone_map(
        areas,
        [_figure(figure, texts) for figure in figures],
        title=texts.title,
        notes=texts.notes,
        groups=texts.groups,
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


def _figure(figure: FigureTexts, texts: PageTexts) -> MapFigure:
    rows = figure.rows
    estimated = rows["status"] == "estimated"
    missing = rows["class_number"] < 0
    mark = pd.Series("", index=rows.index).mask(estimated, "estimated")
    table = rows[["value_text", "rank_text", "status_text"]].assign(
        colour=[
            _GREYS.get(status, "#d9d9d9") if number < 0 else figure.colors[number]
            for status, number in zip(
                rows["status"], rows["class_number"].astype(int), strict=True
            )
        ],
        mark=mark.mask(missing, "missing"),
    )
    return MapFigure(
        title=figure.title,
        table=table,
        legend=_legend(figure, texts.statuses),
        legend_title=figure.legend_title,
        notes=figure.notes,
    )


def _legend(figure: FigureTexts, words: Mapping[str, str]) -> list[LegendEntry]:
    rows = figure.rows
    counts = rows["class_number"].value_counts()
    entries = [
        LegendEntry(label=label, count=int(counts.get(number, 0)), colour=color)
        for number, (label, color) in enumerate(
            zip(figure.labels, figure.colors, strict=False)
        )
    ]
    statuses = rows["status"].value_counts()
    if statuses.get("estimated", 0):
        entries.append(
            LegendEntry(
                label=words["estimated"],
                count=int(statuses["estimated"]),
                colour="#ffffff",
                mark="estimated",
            )
        )
    entries += [
        LegendEntry(
            label=words[status],
            count=int(statuses[status]),
            colour=grey,
            mark="missing",
        )
        for status, grey in _GREYS.items()
        if statuses.get(status, 0)
    ]
    return entries
