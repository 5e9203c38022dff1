"""The figures shown, as a CSV file that says where they come from."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from indicators.catalogue import Indicator

__all__ = [
    "comparison_csv",
    "file_name",
    "figures_csv",
    "index_csv",
    "inequality_csv",
    "licences",
    "source_names",
]

# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = [
    *("area_code", "area_name", "year", "value", "lower", "upper", "unit"),
    *("rank", "status", "numerator", "denominator"),
]


def figures_csv(
    table: pd.DataFrame,
    entry: Indicator,
    sources: Mapping[str, Mapping[str, str]],
    made: date,
) -> bytes:
    """One indicator and year, for every area, with source, licence and date.

    Parameters
    ----------
    table : DataFrame from indicators.ranking.area_table
    entry : the indicator
    sources : what is known of each source key (data/sources.json)
    made : the day of the file

    Returns
    -------
    bytes
        lower and upper are the ends of the 95 % interval.
        CSV in UTF-8 with a byte order mark, so that a spreadsheet reads ä and ö. Each
        row carries indicator, source, licence and date. Text that a spreadsheet would
        run as a formula is made harmless by an apostrophe before it.
    """
    shown = table[_COLUMNS].assign(
        **{
            end: table[end].round(entry.decimals + 2)
            for end in ("value", "lower", "upper")
        },
        numerator=table["numerator"].round(1),
        denominator=table["denominator"].round(1),
    )
    shown.insert(2, "indicator", entry.name.en)
    return _file(shown, table["source"], sources, made)


def comparison_csv(
    table: pd.DataFrame,
    entries: Sequence[Indicator],
    sources: Mapping[str, Mapping[str, str]],
    made: date,
) -> bytes:
    """The figures of a comparison, for every area, with source, licence and date.

    Parameters
    ----------
    table : DataFrame from indicators.compare: change_table, gap_table or two_table
    entries : the indicator, or both of two in the order of their columns
    sources, made : as in `figures_csv`

    Returns
    -------
    bytes
        CSV as `figures_csv` writes it. Figures have two decimals more than on the page;
        the columns are the table's.
    """
    notes = ["source", "detail", "base_detail", "second_detail"]
    shown = table.drop(columns=notes, errors="ignore")
    for column in shown.select_dtypes("float").columns:
        own = entries[-1] if column.startswith("second_") else entries[0]
        if column != "gap_in_sd":  # has a unit of its own and is rounded
            shown[column] = shown[column].round(own.decimals + 2)
    for place, entry in zip(("year", "second_year"), entries, strict=False):
        before = "base_year" if "base_year" in shown else place
        name = "second_indicator" if place == "second_year" else "indicator"
        shown.insert(shown.columns.tolist().index(before), name, entry.name.en)
    return _file(shown, table["source"], sources, made)


def index_csv(
    ranking: pd.DataFrame,
    values: pd.DataFrame,
    definition: str,
    sources: Mapping[str, Mapping[str, str]],
    made: date,
) -> bytes:
    """An index with the intervals of its ranks, its components and its definition.

    Parameters
    ----------
    ranking : DataFrame with area_code, source and what else is shown, a row an area
    values : DataFrame of float, indexed by area_code, a column a component
    definition : as the text of its file, so that the index can be made again
    sources, made : as in `figures_csv`

    Returns
    -------
    bytes
        CSV as `figures_csv` writes it.
    """
    components = values.reindex(ranking["area_code"]).reset_index(drop=True).round(4)
    shown = pd.concat(
        [ranking.drop(columns="source").round(4), components], axis="columns"
    ).assign(definition=" ".join(definition.split()))
    return _file(shown, ranking["source"], sources, made)


def inequality_csv(
    table: pd.DataFrame,
    entry: Indicator,
    level: str,
    sources: Mapping[str, Mapping[str, str]],
    made: date,
) -> bytes:
    """Every measure of inequality over the years, with source, licence and date.

    Parameters
    ----------
    table : from indicators.gaps.yearly_inequality
    entry : the indicator
    level : of the areas
    sources, made : as in `figures_csv`

    Returns
    -------
    bytes
        CSV as `figures_csv` writes it.
    """
    shown = table.drop(columns="source").round(
        dict.fromkeys(("value", "lower", "upper", "bias"), 6)
    )
    shown.insert(0, "indicator", entry.name.en)
    shown.insert(1, "level", level)
    return _file(shown, table["source"], sources, made)


def _file(
    shown: pd.DataFrame,
    keys: pd.Series,
    sources: Mapping[str, Mapping[str, str]],
    made: date,
) -> bytes:
    """With source, licence and date in each row; text that no spreadsheet runs."""
    shown = shown.assign(
        source=keys.map(lambda cell: source_names(cell, sources)),
        licence=keys.map(lambda cell: licences(cell, sources)),
        made=made.isoformat(),
    )
    text = shown.select_dtypes(exclude="number").columns
    shown[text] = shown[text].map(_harmless)
    return shown.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def source_names(keys: str, sources: Mapping[str, Mapping[str, str]]) -> str:
    """Titles of the sources that a figure names, with their publishers.

    >>> known = {"a": {"publisher": "P", "title": "T"}}
    >>> source_names("a", known)
    'P: T'
    """
    return "; ".join(
        f"{sources[key]['publisher']}: {sources[key]['title']}"
        for key in keys.split(";")
    )


def licences(keys: str, sources: Mapping[str, Mapping[str, str]]) -> str:
    """Licences of the sources that a figure names, each once."""
    return "; ".join(dict.fromkeys(sources[key]["licence"] for key in keys.split(";")))


def file_name(key: str, level: str, year: int, ending: str) -> str:
    """A name that says what is in the file.

    >>> file_name("kota", "district", 2025, "csv")
    'tasapaino_kota_district_2025.csv'
    """
    return f"tasapaino_{key}_{level}_{year}.{ending}"


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
