"""The measure catalogue: read from TOML, checked entry by entry and as a whole.

What is not documented is absent or says so; nothing here fills it in. `faults` finds
every fault of a file in one go; `load_measures` refuses the file with the first.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from measures.models import (
    FORMS,
    LANGUAGES,
    TARGETINGS,
    Evidence,
    Measure,
    MeasureCatalogue,
    MeasureError,
    Programme,
    SelectionIndicator,
    TargetPeriod,
    Theme,
    YearCount,
)

__all__ = [
    "LANGUAGES",
    "TARGETINGS",
    "Evidence",
    "Measure",
    "MeasureCatalogue",
    "MeasureError",
    "Programme",
    "SelectionIndicator",
    "TargetPeriod",
    "Theme",
    "YearCount",
    "check_references",
    "faults",
    "load_measures",
]

Fault = dict[str, str]  # file, row, column, problem, remedy
Positions = dict[tuple[str, int, str], int]  # (table, which, field or "") -> line

# Table in the file -> (field of the catalogue, model of an entry, what names an entry)
_TABLES: dict[str, tuple[str, type[BaseModel], str]] = {
    "year": ("years", YearCount, "year"),
    "theme": ("themes", Theme, "key"),
    "target_period": ("periods", TargetPeriod, "key"),
    "measure": ("measures", Measure, "key"),
}
_HEADER = re.compile(r"\[\[?\s*([\w.-]+)\s*\]\]?\s*(#.*)?")
_FIELD = re.compile(r"([\w-]+)\s*=")
_TOML_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


def load_measures(path: Path | str) -> MeasureCatalogue:
    """The catalogue in a TOML file.

    Parameters
    ----------
    path : Path or str
        data/measures.toml, or a file of the same form.

    Raises
    ------
    MeasureError
        The file is missing, empty, not UTF-8 or not TOML, or an entry breaks a rule.
        One sentence: the file, the line, the entry and field, and what to do.
    """
    catalogue, found = _read(Path(path))
    if catalogue is None or found:
        raise MeasureError(_sentence(found))
    return catalogue


def faults(
    path: Path | str,
    area_codes: Collection[str] | None = None,
    indicator_keys: Collection[str] | None = None,
) -> list[Fault]:
    """Every fault of a measure catalogue, in the order of the file.

    Parameters
    ----------
    path : Path or str
    area_codes, indicator_keys : collection of str, optional
        What exists; None leaves those references unchecked.

    Returns
    -------
    list of dict with file, row (line), column (field), problem, remedy; all text,
    empty where not known. An empty list when the file is in order.
    """
    catalogue, found = _read(Path(path))
    if catalogue is not None:
        found += check_references(catalogue, area_codes, indicator_keys)
    return sorted(found, key=lambda fault: int(fault["row"] or 0))


def check_references(
    catalogue: MeasureCatalogue,
    area_codes: Collection[str] | None,
    indicator_keys: Collection[str] | None,
) -> list[Fault]:
    """Area codes and indicator keys that the catalogue uses and nothing else knows.

    Parameters
    ----------
    catalogue : MeasureCatalogue
    area_codes : collection of str or None
        Codes of districts and major areas; None leaves them unchecked.
    indicator_keys : collection of str or None
        Keys of the indicator catalogue; None leaves them unchecked.

    Returns
    -------
    list of dict, as `faults`
    """
    found = []
    for table, which, entry, field, code in _area_references(catalogue):
        if area_codes is not None and code not in area_codes:
            problem = f"{table} {entry}: no area has the code {code}"
            remedy = "use the code of a district or major area"
            found.append(_at(catalogue, table, which, field, problem, remedy))
    for table, which, entry, field, key in _indicator_references(catalogue):
        if indicator_keys is not None and key not in indicator_keys:
            problem = f"{table} {entry}: no indicator has the key {key!r}"
            remedy = "use one of " + ", ".join(sorted(indicator_keys))
            found.append(_at(catalogue, table, which, field, problem, remedy))
    return found


_Reference = tuple[str, int, str, str, str]  # table, which, entry, field, code or key


def _area_references(catalogue: MeasureCatalogue) -> Iterator[_Reference]:
    for which, period in enumerate(catalogue.periods):
        for code in period.districts:
            yield "target_period", which, period.key, "districts", code
    for which, measure in enumerate(catalogue.measures):
        for code in measure.areas:
            yield "measure", which, measure.key, "areas", code


def _indicator_references(catalogue: MeasureCatalogue) -> Iterator[_Reference]:
    for which, period in enumerate(catalogue.periods):
        for indicator in period.indicators:
            if indicator.key is not None:
                key = indicator.key
                yield "target_period", which, period.key, "indicators", key
    for which, measure in enumerate(catalogue.measures):
        for field in ("need_indicator", "rule_indicator"):
            if (key := getattr(measure, field)) is not None:
                yield "measure", which, measure.key, field, key


def _read(path: Path) -> tuple[MeasureCatalogue | None, list[Fault]]:
    """The catalogue (None when an entry is broken) and every fault found."""
    text, found = _text(path)
    if text is None:
        return None, found
    try:
        raw = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or a number too long for Python
        return None, [_not_toml(path.name, text, str(error))]
    return _catalogue(path.name, raw, _positions(text))


def _text(path: Path) -> tuple[str | None, list[Fault]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None, [_fault(path.name, "the file is missing", "put it back")]
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror})"
        return None, [_fault(path.name, problem, "check what it is and its rights")]
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        problem = f"byte {content[error.start]:#04x} is not UTF-8"
        return None, [_fault(path.name, problem, "save the file as UTF-8", row)]
    if not text.strip():
        return None, [_fault(path.name, "the file is empty", "put its content back")]
    return text, []


def _not_toml(file: str, text: str, message: str) -> Fault:
    place = _TOML_PLACE.search(message)
    row = int(place[1]) if place else text.count("\n") + 1
    column = f" at character {place[2]}" if place else ""
    problem = f"not TOML{column}: {_TOML_PLACE.sub('', message)}"
    return _fault(file, problem, "correct this line", row)


def _positions(text: str) -> Positions:
    """Line of each table and of each of its fields. Good enough to find one's way."""
    positions: Positions = {}
    seen: Counter[str] = Counter()
    table, which = "", 0
    for row, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line.strip()):
            table = header[1]
            which = seen[table]
            seen[table] += 1
            positions[table, which, ""] = row
        elif field := _FIELD.match(line):
            positions.setdefault((table, which, field[1]), row)
    return positions


def _catalogue(
    file: str, raw: Mapping[str, Any], positions: Positions
) -> tuple[MeasureCatalogue | None, list[Fault]]:
    found = [
        _fault(file, f"{name!r} is unknown here", "remove or rename it", row, name)
        for name in raw
        if name not in ("programme", *_TABLES)
        for row in [positions.get((name, 0, "")) or positions.get(("", 0, name))]
    ]
    parts: dict[str, Any] = {}
    for table, (part, model, naming) in _TABLES.items():
        entries = raw.get(table, [])
        if not entries or not isinstance(entries, list):
            remedy = f"add an entry under [[{table}]]"
            found.append(_fault(file, f"no [[{table}]] is there", remedy))
            continue
        parts[part] = []
        for which, entry in enumerate(entries):
            name = entry.get(naming) if isinstance(entry, dict) else None
            label = f"{table} {name if name is not None else f'number {which + 1}'}"
            try:
                parts[part].append(model.model_validate(entry))
            except ValidationError as error:
                place = (file, positions, table, which, label)
                found += [_broken(*place, detail) for detail in error.errors()]
    try:
        parts["programme"] = Programme.model_validate(raw.get("programme", {}))
    except ValidationError as error:
        place = (file, positions, "programme", 0, "programme")
        found += [_broken(*place, detail) for detail in error.errors()]
    if found:
        return None, found
    catalogue = MeasureCatalogue(file=file, positions=positions, **parts)
    return catalogue, list(_disagreements(catalogue))


def _broken(
    file: str,
    positions: Positions,
    table: str,
    which: int,
    label: str,
    detail: ErrorDetails,
) -> Fault:
    """One of pydantic's findings as problem and remedy."""
    field = ".".join(str(part) for part in detail["loc"]) or "the entry"
    top = str(detail["loc"][0]) if detail["loc"] else ""
    row = positions.get((table, which, top)) or positions.get((table, which, ""))
    match detail["type"]:
        case "missing":
            problem, remedy = f"{field} is missing", "add it"
        case "extra_forbidden":
            problem, remedy = f"{field} is no field here", "remove or rename it"
        case "value_error":
            problem, _, remedy = str(detail["ctx"]["error"]).partition("; ")
        case "string_pattern_mismatch":
            problem = f"{field} is {detail['input']!r}"
            remedy = FORMS[detail["ctx"]["pattern"]]
        case "tuple_type":
            problem, remedy = f"{field} is no list", "write it in [ ]"
        case _:
            problem = f"{field} is {str(detail['input'])[:60]!r}"
            remedy = detail["msg"][0].lower() + detail["msg"][1:]
    return _fault(file, f"{label}: {problem}", remedy, row, top and field)


def _disagreements(catalogue: MeasureCatalogue) -> Iterator[Fault]:
    """Where entries that are each in order do not fit together."""
    yield from _repeats(catalogue)
    years = tuple(count.year for count in catalogue.years)
    if catalogue.programme.years != years:
        problem = f"programme: years is not {list(years)}, the years of [[year]]"
        yield _at(catalogue, "programme", 0, "years", problem, "make them agree")
    for which, count in enumerate(catalogue.years):
        written = sum(m.year == count.year for m in catalogue.measures)
        if count.documented != written or written > count.measures:
            problem = (
                f"year {count.year}: documented is {count.documented} of "
                f"{count.measures}, and {written} measures of the year are here"
            )
            remedy = "make them agree"
            yield _at(catalogue, "year", which, "documented", problem, remedy)
    for which, (period, after) in enumerate(pairwise(catalogue.periods), start=1):
        if after.first_year <= period.last_year:
            problem = f"target_period {after.key}: starts within {period.key}"
            remedy = "put the periods in order and let none overlap"
            yield _at(catalogue, "target_period", which, "first_year", problem, remedy)
    for which, measure in enumerate(catalogue.measures):
        for field, problem, remedy in _misfits(catalogue, measure):
            problem = f"measure {measure.key}: {problem}"
            yield _at(catalogue, "measure", which, field, problem, remedy)


def _repeats(catalogue: MeasureCatalogue) -> Iterator[Fault]:
    for table, (part, _, naming) in _TABLES.items():
        seen = set()
        for which, entry in enumerate(getattr(catalogue, part)):
            name = getattr(entry, naming)
            if name in seen:
                problem = f"{table} {name}: the {naming} is there twice"
                yield _at(catalogue, table, which, naming, problem, "give it another")
            seen.add(name)
    numbers = Counter((m.year, m.number) for m in catalogue.measures)
    for which, measure in enumerate(catalogue.measures):
        if numbers[measure.year, measure.number] > 1:
            problem = f"measure {measure.key}: the year has this number twice"
            yield _at(catalogue, "measure", which, "number", problem, "number it anew")


def _misfits(
    catalogue: MeasureCatalogue, measure: Measure
) -> Iterator[tuple[str, str, str]]:
    """Field, problem and remedy of what a measure refers to in vain."""
    years = {count.year: count for count in catalogue.years}
    if measure.year not in years:
        yield "year", f"no [[year]] counts {measure.year}", "add one"
    elif measure.theme is not None and not years[measure.year].themes_documented:
        problem = f"the themes of {measure.year} are not documented"
        yield "theme", problem, "remove the theme, or correct [[year]]"
    themes = [theme.key for theme in catalogue.themes]
    if measure.theme is not None and measure.theme not in themes:
        remedy = f"use one of {', '.join(themes)}"
        yield "theme", f"no theme has the key {measure.theme!r}", remedy
    before = [m.key for m in catalogue.measures if m.year == measure.year - 1]
    if measure.continues is not None and measure.continues not in before:
        problem = f"{measure.continues!r} is no measure of {measure.year - 1}"
        yield "continues", problem, "name one, or remove the field"
    periods = [p for p in catalogue.periods if p.first_year <= measure.year]
    if measure.targeting == "target_districts" and not any(
        measure.year <= period.last_year for period in periods
    ):
        problem = f"no target_period covers {measure.year}"
        yield "targeting", problem, "add the period or change the targeting"


def _at(
    catalogue: MeasureCatalogue,
    table: str,
    which: int,
    field: str,
    problem: str,
    remedy: str,
) -> Fault:
    row = catalogue.positions.get((table, which, field))
    row = row or catalogue.positions.get((table, which, ""))
    return _fault(catalogue.file, problem, remedy, row, field)


def _fault(
    file: str, problem: str, remedy: str, row: int | None = None, column: str = ""
) -> Fault:
    return {
        "file": file,
        "row": "" if row is None else str(row),
        "column": column,
        "problem": problem,
        "remedy": remedy,
    }


def _sentence(found: Iterable[Fault]) -> str:
    """The first fault as one sentence; says how many more there are."""
    first, *others = found
    place = first["file"] + (f", line {first['row']}" if first["row"] else "")
    more = f" ({len(others)} more)" if others else ""
    return f"{place}: {first['problem']}; {first['remedy']}{more}."
