"""Readers of the Helsinki region statistical series (Aluesarjat), by district.

The files name districts by 092 and the district number; the observations use the
official statistical code, which also says the major area.
"""

from pathlib import Path

import pandas as pd

from sources.declarations import SOURCES, Source
from sources.faults import Fault, SourceError
from sources.paavo import FIELD_COLUMNS
from sources.read_csv import LINE, numbers, read_text_table, refuse_repeats

__all__ = ["OUTDATED", "read_history", "read_latest"]

# Districts whose row in the latest file is of long ago: declared, so that another one
# is noticed. Nothing is published of them for today.
OUTDATED = {
    "0923053000": 1996,
    "0923041000": 2005,
    "0927090000": 1976,
    "0927092000": 1979,
}
_CURRENT = 2025
_HOUSING = 2024
_LATEST = {
    "pop": ("residents", _CURRENT),
    "growth_pct": ("growth_pct", _CURRENT),
    "foreign_language_pct": ("foreign_language_pct", _CURRENT),
    "age_19_34_pct": ("age_19_34_pct", _CURRENT),
    "one_person_households_pct": ("one_person_households_pct", _CURRENT),
    "tertiary_15plus_pct": ("tertiary_15plus_pct", _CURRENT),
    "rented_dwellings_pct": ("rented_dwellings_pct", _HOUSING),
    "flats_pct": ("flats_pct", _HOUSING),
    "unoccupied_dwellings_pct": ("unoccupied_dwellings_pct", _HOUSING),
}


def read_latest(folder: Path) -> pd.DataFrame:
    """The newest figures of the 61 districts, as fields.

    Rows of a long-past year (`OUTDATED`) give no value, only not_published.

    Raises
    ------
    SourceError
        A row is of another year than 2025 and not declared in `OUTDATED`.
    """
    source = SOURCES["aluesarjat_latest"]
    required = ["kokotunnus", "pop_year", *_LATEST]
    table = read_text_table(source, folder, required=required)
    refuse_repeats(table, ["kokotunnus"], source)
    _refuse_undeclared_years(table, source)
    counts, count_status = numbers(table, ["pop"], source)
    percents, percent_status = numbers(
        table,
        [name for name in _LATEST if name not in ("pop", "growth_pct")],
        source,
        highest=100,
    )
    growth, growth_status = numbers(
        table, ["growth_pct"], source, lowest=-100, highest=1000
    )
    values = pd.concat([counts, percents, growth], axis=1)
    statuses = pd.concat([count_status, percent_status, growth_status], axis=1)
    outdated = table["kokotunnus"].isin(list(OUTDATED))
    values = values.mask(outdated)
    statuses = statuses.mask(outdated, "not_published")
    frames = [
        pd.DataFrame(
            {
                "area_code": table["kokotunnus"],
                "field": field,
                "year": year,
                "value": values[column],
                "status": statuses[column],
                "source": source.key,
            }
        )
        for column, (field, year) in _LATEST.items()
    ]
    return pd.concat(frames, ignore_index=True)[FIELD_COLUMNS]


def read_history(folder: Path, codes: pd.Series) -> pd.DataFrame:
    """The series of 36 districts, as fields.

    Parameters
    ----------
    codes : Series of str
        The official code of each district, indexed by 092 and the district number.
    """
    source = SOURCES["aluesarjat_history"]
    required = ["kaupunginosa_code", "indicator", "year", "value_pct"]
    table = read_text_table(source, folder, required=required)
    refuse_repeats(table, ["kaupunginosa_code", "indicator", "year"], source)
    unknown = table[~table["kaupunginosa_code"].isin(codes.index)]
    other = table[~table["indicator"].isin(source.fields)]
    if len(unknown) or len(other):
        raise SourceError(
            *_unknown(unknown, "kaupunginosa_code", "a district", source),
            *_unknown(other, "indicator", "an indicator", source),
        )
    values, statuses = numbers(table, ["value_pct"], source, highest=100)
    year, _ = numbers(table, ["year"], source, lowest=2013, highest=_CURRENT)
    return pd.DataFrame(
        {
            "area_code": table["kaupunginosa_code"].map(codes),
            "field": table["indicator"],
            "year": year["year"].astype(int),
            "value": values["value_pct"],
            "status": statuses["value_pct"],
            "source": source.key,
        }
    )


def _refuse_undeclared_years(table: pd.DataFrame, source: Source) -> None:
    expected = (
        table["kokotunnus"].map(OUTDATED).fillna(_CURRENT).astype(int).astype(str)
    )
    wrong = table.assign(expected=expected)[table["pop_year"] != expected]
    if len(wrong):
        raise SourceError(
            *(
                Fault(
                    file=source.file,
                    row=row[LINE],
                    column="pop_year",
                    problem=f"{row['kokotunnus']} is of {row['pop_year']}, not of "
                    f"{row['expected']}",
                    remedy="declare the year in sources/aluesarjat.py (OUTDATED)",
                )
                for _, row in wrong.iterrows()
            )
        )


def _unknown(rows: pd.DataFrame, column: str, what: str, source: Source) -> list[Fault]:
    return [
        Fault(
            file=source.file,
            row=row[LINE],
            column=column,
            problem=f"{row[column]!r} is not {what} that is known",
            remedy="correct the code or declare it",
        )
        for _, row in rows.iterrows()
    ]
