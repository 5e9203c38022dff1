"""Classes, texts and notes of one indicator and year, for files and below the map."""

import pandas as pd

from indicators.catalogue import Catalogue, Indicator
from indicators.classes import Classes, classify
from ui.formats import detail_text, number_text, status_text, value_text
from ui.language import _
from ui.map import MapChoice

__all__ = ["class_labels", "classes_for", "file_rows", "years_note"]


def classes_for(
    table: pd.DataFrame, observations: pd.DataFrame, choice: MapChoice
) -> Classes:
    """The table's values in the classes of the map.

    Parameters
    ----------
    table : from indicators.ranking.area_table
    observations : all observations; classes of all years are of the table's areas
    choice : the map's scheme, number of classes and pool
    """
    value = table.set_index("area_code")["value"]
    pool = None
    if choice.pool == "all":
        rows = observations[observations["indicator"] == choice.series]
        pool = rows.loc[rows["area_code"].isin(value.index), "value"]
    return classify(value, choice.scheme, choice.classes, pool=pool)


def class_labels(classes: Classes, entry: Indicator) -> list[str]:
    """Borders of each class as text."""
    ends = [number_text(edge, entry.decimals) for edge in classes.edges]
    if len(set(classes.edges)) == 1:
        return [ends[0]]
    return [f"{low} – {high}" for low, high in zip(ends, ends[1:], strict=False)]


def file_rows(table: pd.DataFrame, entry: Indicator, classes: Classes) -> pd.DataFrame:
    """One row an area for the stand-alone map, in the order of the table."""
    rows = table.set_index("area_code")
    ranked = int(rows["rank"].notna().sum())
    return pd.DataFrame(
        {
            "value_text": rows["value"].map(
                lambda value: "" if pd.isna(value) else value_text(value, entry)
            ),
            "rank_text": rows["rank"].map(
                lambda rank: (
                    ""
                    if pd.isna(rank)
                    else _("{rank} of {ranked}").format(rank=int(rank), ranked=ranked)
                )
            ),
            "status": rows["status"],
            "status_text": rows["status"].map(status_text),
            "class_number": classes.number,
        }
    ).loc[rows.index]


def years_note(table: pd.DataFrame, catalogue: Catalogue, year: int) -> str:
    """Which years the components of an index are of, where they are not its own."""
    details = table.loc[table["value"].notna(), "detail"].unique()
    other = [str(detail) for detail in details if _other_year(str(detail), year)]
    if not other:
        return ""
    return _("Components of another year than {year}: {parts}.").format(
        year=year,
        parts="; ".join(detail_text(detail, catalogue) for detail in other),
    )


def _other_year(detail: str, year: int) -> bool:
    return any(not part.endswith(f"={year}") for part in detail.split(";") if part)
