"""The two tables behind every figure, read and checked: areas and observations.

Both are plain CSV in data/. Every cell is read as text first, so that a sentinel, a
decimal comma or a lost leading zero is found and not turned into a number.
"""

from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from indicators.catalogue import Catalogue

__all__ = [
    "AREA_COLUMNS",
    "LEVELS",
    "OBSERVATION_COLUMNS",
    "STATUSES",
    "TableError",
    "load_areas_table",
    "load_observations",
    "observation_faults",
]

LEVELS = ("district", "major_area", "postal_area", "city")
STATUSES = ("published", "estimated", "suppressed", "not_published")
AREA_COLUMNS = ["area_code", "level", "parent", "name_fi", "name_sv"]
OBSERVATION_COLUMNS = [
    *("area_code", "indicator", "year", "value"),
    *("numerator", "denominator", "status", "source"),
]
_FIGURES = ["value", "numerator", "denominator"]
_WITH_VALUE = ("published", "estimated")
Fault = dict[str, str]  # file, row, column, problem, remedy


class TableError(ValueError):
    """A table cannot be used; the sentence names file, row and column."""


def load_areas_table(file: Path) -> pd.DataFrame:
    """Codes, levels and names of all areas, indexed by area_code.

    Returns
    -------
    DataFrame of str
        level, parent (empty for none), name_fi, name_sv.

    Raises
    ------
    TableError
        The file cannot be read, lacks a column, repeats a code or has an unknown level.
    """
    table = _read_text(file, AREA_COLUMNS)
    twice = table.index[table["area_code"].duplicated()]
    if len(twice):
        raise TableError(
            f"{file.name}, row {twice[0] + 2}, column area_code: "
            f"{table.at[twice[0], 'area_code']} is there twice; keep one row."
        )
    odd = table.index[~table["level"].isin(LEVELS)]
    if len(odd):
        raise TableError(
            f"{file.name}, row {odd[0] + 2}, column level: "
            f"{table.at[odd[0], 'level']!r} is no level; use one of "
            f"{', '.join(LEVELS)}."
        )
    return table.set_index("area_code")


def load_observations(
    file: Path, catalogue: Catalogue, area_codes: Collection[str]
) -> pd.DataFrame:
    """The observations, one row an area, indicator and year.

    Returns
    -------
    DataFrame
        `OBSERVATION_COLUMNS`; year int, the figures float (NaN where there is none).

    Raises
    ------
    TableError
        A rule is broken; the message has one sentence a fault, at most ten.
    """
    table = _read_text(file, OBSERVATION_COLUMNS)
    faults = _faults_of(table, file.name, catalogue, area_codes)
    if faults:
        shown = [_sentence(fault) for fault in faults[:10]]
        more = [f"... and {len(faults) - 10} more"] if len(faults) > 10 else []
        raise TableError("\n".join(shown + more))
    return _typed(table)


def observation_faults(
    file: Path, catalogue: Catalogue, area_codes: Collection[str]
) -> list[Fault]:
    """Every fault of an observations file: file, row, column, problem, remedy."""
    try:
        table = _read_text(file, OBSERVATION_COLUMNS)
    except TableError as error:
        return [
            {
                "file": file.name,
                "row": "",
                "column": "",
                "problem": str(error).removeprefix(f"{file.name}: ").rstrip("."),
                "remedy": "run the build again",
            }
        ]
    return _faults_of(table, file.name, catalogue, area_codes)


def _read_text(file: Path, columns: list[str]) -> pd.DataFrame:
    try:
        table = pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        raise TableError(f"{file.name}: the file is missing; run: make data") from None
    except pd.errors.EmptyDataError:
        raise TableError(f"{file.name}: the file is empty; run: make data") from None
    except UnicodeDecodeError as error:
        line = file.read_bytes().count(b"\n", 0, error.start) + 1
        raise TableError(
            f"{file.name}, row {line}: a byte is not UTF-8; save the file as UTF-8."
        ) from None
    except pd.errors.ParserError as error:
        raise TableError(
            f"{file.name}: {str(error).strip()}; look for a decimal comma or a missing "
            "quotation mark."
        ) from None
    missing = [name for name in columns if name not in table]
    if missing:
        raise TableError(
            f"{file.name}, row 1: the column {', '.join(missing)} is missing; add it."
        )
    if table.empty:
        raise TableError(f"{file.name}: a header and no rows; run: make data")
    return table


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    figures = {name: pd.to_numeric(table[name], errors="coerce") for name in _FIGURES}
    year = pd.to_numeric(table["year"], errors="coerce").astype("Int64")
    typed = table.assign(**figures, year=year)[OBSERVATION_COLUMNS]
    return typed.astype({"year": "int64"}) if year.notna().all() else typed


def _faults_of(
    table: pd.DataFrame, file: str, catalogue: Catalogue, codes: Collection[str]
) -> list[Fault]:
    faults = _number_faults(table, file)
    typed = _typed(table)
    try:
        _schema(catalogue, codes).validate(typed, lazy=True)
    except SchemaErrors as errors:
        faults += _schema_faults(errors.failure_cases, file, typed)
    twice = typed.duplicated(["area_code", "indicator", "year"])
    faults += [
        _fault(
            file,
            i,
            "area_code",
            "the same area, indicator and year again",
            "keep one of the rows",
        )
        for i in typed.index[twice]
    ]
    return sorted(faults, key=lambda fault: int(fault["row"] or 0))


def _number_faults(table: pd.DataFrame, file: str) -> list[Fault]:
    faults = []
    for column in ("year", *_FIGURES):
        cells = table[column]
        bad = (cells != "") & pd.to_numeric(cells, errors="coerce").isna()
        if column == "year":
            bad |= ~cells.str.fullmatch(r"\d{4}")
        for i in table.index[bad]:
            comma = "," in cells[i]
            faults.append(
                _fault(
                    file,
                    i,
                    column,
                    f"{cells[i]!r} is not a number",
                    "write a decimal point, not a comma"
                    if comma
                    else "write a number, or leave it empty and say why in status",
                )
            )
    return faults


def _schema(catalogue: Catalogue, codes: Collection[str]) -> pa.DataFrameSchema:
    ranges = {entry.key: entry.valid_range for entry in catalogue.indicator}

    def in_range(frame: pd.DataFrame) -> pd.Series:
        low = frame["indicator"].map({key: r[0] for key, r in ranges.items()})
        high = frame["indicator"].map({key: r[1] for key, r in ranges.items()})
        inside = frame["value"].ge(low) & frame["value"].le(high)
        return inside | frame["value"].isna() | low.isna()

    def value_fits_status(frame: pd.DataFrame) -> pd.Series:
        return frame["value"].notna() == frame["status"].isin(_WITH_VALUE)

    def counts_with_value(frame: pd.DataFrame) -> pd.Series:
        counts = frame[["numerator", "denominator"]].notna().any(axis=1)
        return ~counts | frame["value"].notna()

    return pa.DataFrameSchema(
        {
            "area_code": pa.Column(checks=pa.Check.isin(codes, name="known area")),
            "indicator": pa.Column(
                checks=pa.Check.isin(catalogue.keys, name="in the catalogue")
            ),
            "year": pa.Column(
                nullable=True, checks=pa.Check.in_range(1990, 2100, name="year")
            ),
            "status": pa.Column(checks=pa.Check.isin(STATUSES, name="status")),
            "source": pa.Column(checks=pa.Check.str_length(min_value=1, name="source")),
        },
        checks=[
            pa.Check(in_range, name="valid range"),
            pa.Check(value_fits_status, name="value fits status"),
            pa.Check(counts_with_value, name="counts with value"),
        ],
    )


_MEANING = {
    "known area": ("area_code", "is no known area", "correct the code"),
    "in the catalogue": (
        "indicator",
        "is not in the catalogue",
        "add it to data/indicators.toml or correct it",
    ),
    "year": ("year", "is no year from 1990 to 2100", "correct the year"),
    "status": ("status", "is no status", f"use one of {', '.join(STATUSES)}"),
    "source": ("source", "names no source", "name the source's key"),
    "valid range": (
        "value",
        "is outside the catalogue's valid_range",
        "correct the figure, or the range if it is right",
    ),
    "value fits status": (
        "value",
        "does not fit the status: only published and estimated have a value",
        "correct the value or the status",
    ),
    "counts with value": (
        "numerator",
        "stands where there is no value",
        "leave it empty: a count would give the value away",
    ),
}


def _schema_faults(cases: pd.DataFrame, file: str, table: pd.DataFrame) -> list[Fault]:
    faults = []
    for (check, row), _ in cases.groupby(["check", "index"], sort=False):
        column, problem, remedy = _MEANING[str(check)]
        cell = table.at[row, column]
        faults.append(_fault(file, int(row), column, f"{cell!r} {problem}", remedy))
    return faults


def _fault(file: str, index: int, column: str, problem: str, remedy: str) -> Fault:
    return {
        "file": file,
        "row": str(index + 2),  # the header is line 1
        "column": column,
        "problem": problem,
        "remedy": remedy,
    }


def _sentence(fault: Fault) -> str:
    return "{file}, row {row}, column {column}: {problem}; {remedy}.".format(**fault)
