"""Reads a source's CSV as text and turns its cells into numbers and statuses."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from sources.declarations import Source
from sources.faults import Fault, SourceError

__all__ = ["LINE", "numbers", "read_text_table", "refuse_repeats"]

LINE = "line"  # the column that keeps each row's line number in its file
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")


def read_text_table(
    source: Source, folder: Path, *, required: Iterable[str]
) -> pd.DataFrame:
    """Every cell of a CSV file as text, with its line number in column `line`.

    Returns
    -------
    DataFrame of str, one row a line of the file; cells are stripped of blanks.

    Raises
    ------
    SourceError
        The file is missing, empty, not UTF-8, lacks a required column, repeats a
        column's name, or has a row with another number of cells than the header.
    """
    path = folder / source.file
    lines = _lines(_decoded(path, source), source)
    header = [name.strip() for name in next(lines, (1, []))[1]]
    if not header:
        raise SourceError(
            _fault(source, "the file is empty", f"fetch it from {source.service} again")
        )
    repeated = sorted({name for name in header if header.count(name) > 1})
    missing = [name for name in required if name not in header]
    if repeated or missing:
        raise SourceError(
            *(
                _fault(source, "the column is there twice", "keep one", "1", name)
                for name in repeated
            ),
            *(
                _fault(
                    source,
                    "the column is missing",
                    "add it or fetch the file again",
                    "1",
                    name,
                )
                for name in missing
            ),
        )
    rows, faults = [], []
    for line, cells in lines:
        if not cells:
            continue
        if len(cells) != len(header):
            faults.append(_wrong_length(source, line, cells, header))
        else:
            rows.append([cell.strip() for cell in cells] + [str(line)])
    if not rows and not faults:
        faults.append(
            _fault(
                source,
                "the file has a header and no rows",
                f"fetch it from {source.service} again",
            )
        )
    if faults:
        raise SourceError(*faults)
    return pd.DataFrame(rows, columns=[*header, LINE], dtype="str")


def numbers(
    table: pd.DataFrame,
    columns: Iterable[str],
    source: Source,
    *,
    missing: Mapping[str, str] | None = None,
    lowest: float = 0,
    highest: float | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells as numbers, and the status of each cell.

    Parameters
    ----------
    table : DataFrame from `read_text_table`
    columns : names of the columns to read
    missing : token -> status; the source's own when not given
    lowest, highest : the range that a number must lie in, both ends included

    Returns
    -------
    values : DataFrame of float, NaN where there is no figure
    statuses : DataFrame of str, "published" or the status of the token

    Raises
    ------
    SourceError
        A cell is neither a number nor one of the declared tokens, or out of range.
    """
    tokens = source.missing if missing is None else missing
    columns = list(columns)
    values = pd.DataFrame(index=table.index, columns=columns, dtype="float64")
    statuses = pd.DataFrame("published", index=table.index, columns=columns)
    faults = []
    for column in columns:
        cells = table[column]
        token = cells.isin(list(tokens))
        good = cells.str.fullmatch(_NUMBER.pattern)
        number = pd.to_numeric(cells.where(good & ~token), errors="coerce")
        values[column] = number
        statuses[column] = cells.map(tokens).where(token, "published")
        outside = number < lowest
        if highest is not None:
            outside |= number > highest
        faults += [
            _bad_cell(source, str(table.at[i, LINE]), column, str(cells[i]), tokens)
            for i in table.index[~good & ~token]
        ]
        faults += [
            _fault(
                source,
                f"{cells[i]} is outside {lowest:g} to "
                f"{'any number' if highest is None else f'{highest:g}'}",
                "correct the figure or declare what the token means",
                str(table.at[i, LINE]),
                column,
            )
            for i in table.index[outside]
        ]
    if faults:
        raise SourceError(*faults)
    return values, statuses


def refuse_repeats(table: pd.DataFrame, by: list[str], source: Source) -> None:
    """Raises SourceError naming each row that repeats an earlier one in `by`."""
    twice = table[table.duplicated(by)]
    if len(twice):
        raise SourceError(
            *(
                _fault(
                    source,
                    "the same area and year stand in an earlier row: "
                    + ", ".join(str(row[name]) for name in by),
                    "keep one of the rows",
                    row[LINE],
                    by[0],
                )
                for _, row in twice.iterrows()
            )
        )


def _lines(text: str, source: Source) -> Iterator[tuple[int, list[str]]]:
    """Cells of each row with the line on which the row begins."""
    reader = csv.reader(io.StringIO(text))
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(
            _fault(
                source,
                f"the row cannot be read ({error})",
                "look for a missing quotation mark, or save with ordinary line ends",
                str(begins),
            )
        ) from None


def _decoded(path: Path, source: Source) -> str:
    if not path.is_file():
        raise SourceError(
            _fault(
                source,
                "the file is missing",
                f"fetch it from {source.service} ({source.page})",
            )
        )
    data = path.read_bytes()
    if not data.strip():
        raise SourceError(
            _fault(source, "the file is empty", f"fetch it from {source.service} again")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        raise SourceError(
            _fault(
                source,
                f"byte 0x{data[error.start]:02x} is not UTF-8 (in Latin-1 it would be "
                f"{data[error.start : error.start + 1].decode('latin-1')!r})",
                "save the file as UTF-8",
                str(line),
                str(before.count(b",") + 1),
            )
        ) from None


def _wrong_length(
    source: Source, line: int, cells: list[str], header: list[str]
) -> Fault:
    return _fault(
        source,
        f"{len(cells)} cells where the header has {len(header)}",
        "look for a decimal comma (write 12.5, not 12,5) or a missing quotation mark",
        str(line),
        header[min(len(cells), len(header)) - 1],
    )


def _bad_cell(
    source: Source, line: str, column: str, cell: str, tokens: Mapping[str, str]
) -> Fault:
    if _DECIMAL_COMMA.fullmatch(cell):
        remedy = f"write {cell.replace(',', '.')}, with a decimal point"
    else:
        known = ", ".join(repr(token) for token in tokens) or "none is declared"
        remedy = f"write a number or one of the tokens for no figure ({known})"
    return _fault(source, f"{cell!r} is not a number", remedy, line, column)


def _fault(
    source: Source, problem: str, remedy: str, row: str = "", column: str = ""
) -> Fault:
    return Fault(
        file=source.file, row=row, column=column, problem=problem, remedy=remedy
    )
