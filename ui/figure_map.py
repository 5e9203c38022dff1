"""From a table of one indicator to the map of it: classes, texts, legend, summary."""

from collections.abc import Sequence

import pandas as pd

from indicators.catalogue import Catalogue, Indicator
from indicators.classes import Classes, classify
from ui.formats import (
    detail_text,
    name_of,
    number_text,
    rank_text,
    unit_text,
    value_text,
    worse_text,
)
from ui.language import _
from ui.legend import Legend, LegendClass
from ui.map import MapFigures
from ui.palette import class_colors

__all__ = ["class_labels", "legend_of", "map_figures", "map_summary", "tooltip_values"]


def map_figures(table: pd.DataFrame, entry: Indicator, classes: Classes) -> MapFigures:
    """What the map says of each area, from `indicators.ranking.area_table`."""
    rows = table.set_index("area_code")
    ranked = int(rows["rank"].notna().sum())
    return MapFigures(
        name=rows["area_name"].astype(object),
        value=tooltip_values(rows, entry),
        rank=rows["rank"].map(
            lambda rank: "" if pd.isna(rank) else rank_text(int(rank), ranked)
        ),
        status=rows["status"].astype(object),
        class_number=classes.number,
    )


def tooltip_values(rows: pd.DataFrame, entry: Indicator) -> pd.Series:
    """Value with unit, empty where there is none."""
    return rows["value"].map(
        lambda value: "" if pd.isna(value) else value_text(value, entry)
    )


def class_labels(classes: Classes, entry: Indicator) -> list[str]:
    """Borders of each class as text; the unit stands above them in the legend."""
    ends = [number_text(edge, entry.decimals) for edge in classes.edges]
    if len(set(classes.edges)) == 1:
        return [ends[0]]
    return [f"{low} – {high}" for low, high in zip(ends, ends[1:], strict=False)]


def legend_of(entry: Indicator, year: int, classes: Classes) -> Legend:
    """The legend of a map of one indicator."""
    labels = class_labels(classes, entry)
    colors = class_colors(max(len(labels), 1), entry.worse)
    return Legend(
        title=f"{name_of(entry)}, {year}",
        unit=unit_text(entry),
        direction=worse_text(entry.worse),
        classes=tuple(
            LegendClass(label=label, color=color)
            for label, color in zip(labels, colors, strict=False)
        ),
    )


def map_summary(table: pd.DataFrame, entry: Indicator) -> str:
    """The map in words: highest, lowest, how many are missing or estimated."""
    known = table[table["value"].notna()].sort_values("value")
    if known.empty:
        return _("No area has a figure.")
    low, high = known.iloc[0], known.iloc[-1]
    text = _("Highest: {high}, {high_value}. Lowest: {low}, {low_value}.").format(
        high=high["area_name"],
        high_value=value_text(high["value"], entry),
        low=low["area_name"],
        low_value=value_text(low["value"], entry),
    )
    missing = len(table) - len(known)
    estimated = int((table["status"] == "estimated").sum())
    counts = _(
        "{known} areas have a figure, {estimated} of them estimated; {missing} "
        "have none."
    )
    return f"{text} " + counts.format(
        known=len(known), estimated=estimated, missing=missing
    )


def classes_for(table: pd.DataFrame, scheme: str, k: int) -> Classes:
    """The table's values in classes, indexed by area code."""
    return classify(table.set_index("area_code")["value"], scheme, k)


def years_note(table: pd.DataFrame, catalogue: Catalogue, year: int) -> str:
    """Which years the components of an index are of, where they are not its own."""
    details = table.loc[table["value"].notna(), "detail"].unique()
    other: Sequence[str] = [detail for detail in details if _other_year(detail, year)]
    if not other:
        return ""
    return _("Components of another year than {year}: {parts}.").format(
        year=year,
        parts="; ".join(detail_text(detail, catalogue) for detail in other),
    )


def _other_year(detail: str, year: int) -> bool:
    return any(not part.endswith(f"={year}") for part in detail.split(";") if part)
