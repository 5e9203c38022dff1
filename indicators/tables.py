"""The two tables behind every figure, read and checked: areas and observations.

Both are plain CSV in data/. Every cell is read as text first, so that a sentinel, a
decimal comma or a lost leading zero is found and not turned into a number.
"""

import csv
import io
from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd
from pandera.errors import SchemaErrors

from indicators.catalogue import Catalogue
from indicators.observation_rules import MEANING, STATUSES, observation_schema

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
AREA_COLUMNS = ["area_code", "level", "parent", "name_fi", "name_sv"]
OBSERVATION_COLUMNS = [
    *("area_code", "indicator", "year", "value", "lower", "upper"),
    *("numerator", "denominator", "status", "source"),
]
_REBUILD = "run: make data"
_YEAR = "[0-9]{4}"
_FIGURES = ["value", "lower", "upper", "numerator", "denominator"]
Fault = dict[str, str]  # file, row, column, problem, remedy


class TableError(ValueError):
    """A table cannot be used; one sentence a fault, at most ten, names the place.

    faults : every fault as a dict of file, row, column, problem, remedy
    """

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        shown = [_sentence(fault) for fault in faults[:10]]
        more = [f"... and {len(faults) - 10} more"] if len(faults) > 10 else []
        super().__init__("\n".join(shown + more))


def load_areas_table(file: Path) -> pd.DataFrame:
    """Codes, levels and names of all areas, indexed by area_code.

    Returns
    -------
    DataFrame of str
        level, parent (empty for none), name_fi, name_sv.

    Raises
    ------
    TableError
        The file cannot be read, lacks a column, repeats a code, or has an unknown
        level or parent.
    """
    table = _read_text(file, AREA_COLUMNS)
    code, parent = table["area_code"], table["parent"]
    rules = (
        ("area_code", code.duplicated(), "is there twice", "keep one row"),
        (
            "level",
            ~table["level"].isin(LEVELS),
            "is no level",
            f"use one of {', '.join(LEVELS)}",
        ),
        (
            "parent",
            ~parent.isin(["", *code]),
            "is the code of no row",
            "correct it, or leave it empty",
        ),
    )
    faults = [
        _fault(file.name, i + 2, column, f"{table[column][i]!r} {problem}", remedy)
        for column, broken, problem, remedy in rules
        for i in table.index[broken]
    ]
    if faults:
        raise TableError(faults)
    return table.set_index("area_code")


def load_observations(
    file: Path, catalogue: Catalogue, area_codes: Collection[str]
) -> pd.DataFrame:
    """The observations, one row an area, indicator and year.

    Returns
    -------
    DataFrame
        `OBSERVATION_COLUMNS`; year int, the figures float (NaN where there is none).
        lower and upper are the ends of the 95 % interval of an estimated value, in its
        unit; NaN where no interval is known.

    Raises
    ------
    TableError
        A rule is broken; the message has one sentence a fault, at most ten.
    """
    table = _read_text(file, OBSERVATION_COLUMNS)
    faults = _faults_of(table, file.name, catalogue, area_codes)
    if faults:
        raise TableError(faults)
    return _typed(table)


def observation_faults(
    file: Path, catalogue: Catalogue, area_codes: Collection[str]
) -> list[Fault]:
    """Every fault of an observations file: file, row, column, problem, remedy."""
    try:
        table = _read_text(file, OBSERVATION_COLUMNS)
    except TableError as error:
        return error.faults
    return _faults_of(table, file.name, catalogue, area_codes)


def _read_text(file: Path, columns: list[str]) -> pd.DataFrame:
    """Every cell as text; row i of the table is line i + 2 of the file."""
    lines = csv.reader(io.StringIO(_decoded(file), newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        header = next(lines, [])
        for cells in lines:
            if len(cells) != len(header):
                raise _wrong_length(file.name, len(rows) + 2, cells, header)
            rows.append(cells)
    except csv.Error as error:
        remedy = "look for a missing quotation mark or odd line ends"
        raise _refusal(file.name, str(error), remedy, len(rows) + 2) from None
    if missing := [name for name in columns if name not in header]:
        raise TableError(
            [
                _fault(file.name, 1, name, "the column is missing", "add it")
                for name in missing
            ]
        )
    if not rows:
        raise _refusal(file.name, "a header and no rows", _REBUILD)
    return pd.DataFrame(rows, columns=header, dtype="str")


def _decoded(file: Path) -> str:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise _refusal(file.name, "the file is missing", _REBUILD) from None
    if not content.strip():
        raise _refusal(file.name, "the file is empty", _REBUILD)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        raise _refusal(
            file.name,
            f"byte 0x{byte:02X} is not UTF-8 (an ä in Latin-1 is 0xE4)",
            "save the file as UTF-8",
            content.count(b"\n", 0, error.start) + 1,
        ) from None


def _wrong_length(
    file: str, row: int, cells: list[str], header: list[str]
) -> TableError:
    fault = _fault(
        file,
        row,
        header[max(min(len(cells), len(header)) - 1, 0)],
        f"{len(cells)} cells where the header has {len(header)}",
        "look for a decimal comma (write 12.5, not 12,5) or a missing cell",
    )
    return TableError([fault])


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    figures = {
        name: pd.to_numeric(table[name], errors="coerce").astype("float64")
        for name in _FIGURES
    }
    year = table["year"].where(table["year"].str.fullmatch(_YEAR))
    typed = table.assign(**figures, year=pd.to_numeric(year).astype("Int64"))
    typed = typed[OBSERVATION_COLUMNS]
    return typed.astype({"year": "int64"}) if year.notna().all() else typed


def _faults_of(
    table: pd.DataFrame, file: str, catalogue: Catalogue, codes: Collection[str]
) -> list[Fault]:
    faults = _number_faults(table, file)
    typed = _typed(table)
    readable = typed.drop(index=[int(fault["row"]) - 2 for fault in faults])
    try:
        observation_schema(catalogue, codes).validate(readable, lazy=True)
    except SchemaErrors as errors:
        faults += _schema_faults(errors.failure_cases, file, table)
    twice = typed.duplicated(["area_code", "indicator", "year"])
    faults += [
        _fault(
            file,
            i + 2,
            "area_code",
            "the same area, indicator and year again",
            "keep one of the rows",
        )
        for i in typed.index[twice]
    ]
    return sorted(faults, key=lambda fault: int(fault["row"]))


def _number_faults(table: pd.DataFrame, file: str) -> list[Fault]:
    faults = []
    for column in ("year", *_FIGURES):
        cells = table[column]
        number = pd.to_numeric(cells, errors="coerce")
        bad = (cells != "") & ~np.isfinite(number)
        if column == "year":
            bad = ~cells.str.fullmatch(_YEAR)
        faults += [
            _fault(
                file,
                i + 2,
                column,
                f"{cells[i]!r} is not a {'year' if column == 'year' else 'number'}",
                _number_remedy(cells[i], column),
            )
            for i in table.index[bad]
        ]
    return faults


def _number_remedy(cell: str, column: str) -> str:
    if column == "year":
        return "write four digits"
    if "," in cell:
        return "write a decimal point, not a comma"
    return "write a number, or leave it empty and say why in status"


def _schema_faults(cases: pd.DataFrame, file: str, table: pd.DataFrame) -> list[Fault]:
    if (broken := cases["index"].isna()).any():
        raise RuntimeError(f"checks did not run: {cases[broken].to_dict('records')}")
    faults = []
    failed = cases[["check", "index"]].drop_duplicates()
    for check, row in zip(failed["check"], failed["index"], strict=True):
        column, problem, remedy = MEANING[check]
        cell = table.at[row, column]
        faults.append(_fault(file, row + 2, column, f"{cell!r} {problem}", remedy))
    return faults


def _refusal(
    file: str, problem: str, remedy: str, row: int | None = None
) -> TableError:
    return TableError([_fault(file, row, "", problem, remedy)])


def _fault(file: str, row: int | None, column: str, problem: str, remedy: str) -> Fault:
    return {
        "file": file,
        "row": "" if row is None else str(row),  # the header is line 1
        "column": column,
        "problem": problem,
        "remedy": remedy,
    }


def _sentence(fault: Fault) -> str:
    row = f"row {fault['row']}" if fault["row"] else ""
    column = f"column {fault['column']}" if fault["column"] else ""
    place = ", ".join(part for part in (fault["file"], row, column) if part)
    return f"{place}: {fault['problem']}; {fault['remedy']}."
