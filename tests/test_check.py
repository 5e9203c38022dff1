"""python -m sources check: no fault in data/, and every fault of a broken copy."""

import csv
import io
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from geo.areas import check_areas, load_areas
from sources import check as check_module
from sources.__main__ import main

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
OBSERVATIONS = (DATA / "observations.csv").read_text(encoding="utf-8")
LINES = OBSERVATIONS.split("\n")
CHECKED, LOADED = cache(check_areas), cache(load_areas)


@pytest.fixture
def check(tmp_path, capsys, monkeypatch):
    """Checks a copy of data/ in which some files are other: (code, lines, errors)."""

    def check_(changes):
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder)
        if not any(name.endswith(".geojson") for name in changes):
            # the boundaries are those of data/: what was found of them once, holds
            monkeypatch.setattr(check_module, "check_areas", lambda _: CHECKED(DATA))
            monkeypatch.setattr(
                check_module, "load_areas", lambda level, _: LOADED(level, DATA)
            )
        for name, content in changes.items():
            if content is None:
                (folder / name).unlink()
            else:
                text = content if isinstance(content, bytes) else content.encode()
                (folder / name).write_bytes(text)
        code = main(["check", "--data", str(folder)])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return code, printed.out.splitlines(), printed.err

    return check_


def line_number(start: str) -> int:
    """Line of observations.csv, counted from 1, of the first row that begins so."""
    return next(i for i, line in enumerate(LINES, 1) if line.startswith(start))


def with_rows(*changes):
    """observations.csv with some rows other: (how the row begins, new row or None)."""
    lines: list[str | None] = list(LINES)
    for start, new in changes:
        lines[line_number(start) - 1] = new
    return "\n".join(line for line in lines if line is not None)


def cells_of(start: str, **changes: str) -> str:
    """The row that begins so, with some cells other."""
    header = LINES[0].split(",")
    cells = dict(zip(header, LINES[line_number(start) - 1].split(","), strict=True))
    text = io.StringIO()
    csv.DictWriter(text, header, lineterminator="").writerow(cells | changes)
    return text.getvalue()


def test_nothing_is_wrong_with_the_data(capsys):
    assert main(["check"]) == 0
    printed = capsys.readouterr()
    assert printed.out == f"{DATA}: no fault\n"
    assert printed.err == ""


HAKUNILA = "0927094000,foreign_language_share,2025,"
INDUSTRIAL = "01770,unemployment_rate,2024,"
PETIKKO = "01720,single_parent_share,2024,"
INCOME = "01200,median_income,2024,"


def test_cells_that_are_wrong_by_themselves(check):
    # One fault a row: each must be named with its row and column, and no other.
    rows = {
        HAKUNILA: {"value": "49,487"},
        INDUSTRIAL: {"value": "-1"},
        PETIKKO: {"value": "99"},
        INCOME: {"value": "99"},
        "01230,median_income,2024,": {"area_code": "1230"},
        "01260,median_income,2024,": {"year": "24"},
        "01280,median_income,2024,": {"status": "guessed"},
        "01300,median_income,2024,": {"indicator": "income"},
    }
    changes = [(start, cells_of(start, **cells)) for start, cells in rows.items()]
    code, lines, errors = check({"observations.csv": with_rows(*changes)})
    assert code == 2
    said = {
        HAKUNILA: "column value: '49,487' is not a number; write a decimal point",
        INDUSTRIAL: "column value: '-1' does not fit the status",
        PETIKKO: "column value: '99' does not fit the status",
        INCOME: "column value: '99' is outside the catalogue's valid_range",
        "01230,median_income,2024,": "column area_code: '1230' is no known area",
        "01260,median_income,2024,": "column year: '24' is not a year",
        "01280,median_income,2024,": "column status: 'guessed' is no status",
        "01300,median_income,2024,": "column indicator: 'income' is not in the catal",
    }
    for start, sentence in said.items():
        place = f"observations.csv, row {line_number(start)}, {sentence}"
        assert any(line.startswith(place) for line in lines), place
    named = {line.split(",")[1] for line in lines}
    assert named == {f" row {line_number(start)}" for start in rows}
    assert errors.strip().startswith(f"{len(lines)} faults in ")


def test_rows_that_do_not_fit_each_other(check):
    # a district without a row; a value that its counts do not give; a source that
    # nobody declared; a count that differs from its value
    other = "0921010000,foreign_language_share,2024,"
    changes = [
        ("0921010000,foreign_language_share,2025,", None),
        (HAKUNILA, cells_of(HAKUNILA, value="48.5")),
        (other, cells_of(other, source="elsewhere")),
        ("01200,population,2024,", cells_of("01200,population,2024,", value="13101")),
    ]
    code, lines, _ = check({"observations.csv": with_rows(*changes)})
    assert code == 2
    assert len(lines) == 4
    text = "\n".join(lines)
    assert (
        "observations.csv, row foreign_language_share 2025, column area_code: 60 of "
        "the 61 areas of level district have a row; add the missing areas with a st"
    ) in text
    # 6168.1 of 12464 (the removed row stands earlier: one line less)
    place = f"observations.csv, row {line_number(HAKUNILA) - 1}, column value: "
    assert f"{place}48.5, but numerator and denominator give 49.4873; " in text
    assert "column source: 'elsewhere' is not declared; declare it in sources/" in text
    assert "column value: 13101, but numerator and denominator give 13100; " in text


# The file, its content and what is said first: (changes, sentence)
def districts(old: str, new: str) -> dict[str, str]:
    text = (DATA / "districts.geojson").read_text(encoding="utf-8")
    assert old in text
    return {"districts.geojson": text.replace(old, new, 1)}


def areas(old: str, new: str) -> dict[str, str]:
    text = (DATA / "areas.csv").read_text(encoding="utf-8")
    assert old in text
    return {"areas.csv": text.replace(old, new, 1)}


BROKEN = {
    "broken GeoJSON": lambda: (
        districts('"features"', '"features'),
        "districts.geojson, row 1, column ",
    ),
    "district in another major area": lambda: (
        areas("0927094000,district,0927000000", "0927094000,district,0926000000"),
        "areas.csv, row 0927094000, column parent: the boundaries have another parent",
    ),
    "name of a district": lambda: (
        areas(",Länsimäki,", ",Lansimaki,"),
        "areas.csv, row 0927091000, column name_fi: the boundaries have another name",
    ),
    "area row twice": lambda: (
        areas("01230,", "01200,"),
        "areas.csv, row ",
    ),
    "area that the boundaries have not": lambda: (
        areas("01200,", "01201,"),
        "areas.csv, row 01200, column area_code: only one of the table and the",
    ),
    "empty observations": lambda: (
        {"observations.csv": ""},
        "observations.csv: the file is empty; run: make data.",
    ),
    "observations in Latin-1": lambda: (
        {"observations.csv": (OBSERVATIONS + "ä").encode("latin-1")},
        f"observations.csv, row {len(LINES)}: byte 0xE4 is not UTF-8",
    ),
    "decimal comma": lambda: (
        {
            "observations.csv": with_rows(
                (HAKUNILA, cells_of(HAKUNILA).replace("49.487", "49,487"))
            )
        },
        f"observations.csv, row {line_number(HAKUNILA)}, column source: 11 cells where "
        "the header has 10; look for a decimal comma",
    ),
    "area, indicator and year twice": lambda: (
        {"observations.csv": OBSERVATIONS + cells_of(HAKUNILA) + "\n"},
        f"observations.csv, row {len(LINES)}, column area_code: the same area, "
        "indicator and year again; keep one of the rows.",
    ),
    "catalogue missing": lambda: (
        {"indicators.toml": None},
        "indicators.toml: the file is missing; restore it from the repository.",
    ),
    "sources of another time": lambda: (
        {"sources.json": "{}"},
        "sources.json: it does not say what sources/declarations.py says; run the bui",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_first(check, name):
    changes, sentence = BROKEN[name]()
    code, lines, errors = check(changes)
    assert code == 2
    assert lines[0].startswith(sentence), lines[:3]
    assert f"{len(lines)} faults in " in errors


def test_an_entry_without_figures_or_formula(check):
    entry = """
[[indicator]]
key = "turnout"
theme = "taking part"
worse = "low"
unit = "percent"
decimals = 1
valid_range = [0, 100]
denominator = "voters"
source = "x"
licence = "x"
caveat = "x"
name = { fi = "a", sv = "b", en = "c" }
"""
    text = (DATA / "indicators.toml").read_text(encoding="utf-8")
    code, lines, _ = check({"indicators.toml": text + entry})
    assert code == 2
    assert lines == [
        "indicators.toml, row turnout: it has no formula; add it to "
        "sources/formulas.py, or take the entry out."
    ]


def test_faults_of_several_files_are_told_at_once(check):
    code, lines, _ = check(
        {
            "postal_areas.geojson": None,
            "measures.toml": None,
            "SOURCES.md": None,
            "observations.csv": OBSERVATIONS.replace("denominator", "whole", 1),
        }
    )
    assert code == 2
    files = {line.partition(",")[0].partition(":")[0] for line in lines}
    assert files == {
        "postal_areas.geojson", "measures.toml", "SOURCES.md", "observations.csv"
    }  # fmt: skip


def test_a_folder_without_anything(tmp_path, capsys):
    assert main(["check", "--data", str(tmp_path / "nowhere")]) == 2
    printed = capsys.readouterr()
    assert "districts.geojson: the file is missing" in printed.out
    assert "Traceback" not in printed.out + printed.err


def test_the_command_itself(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "sources", "check", "--data", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert "indicators.toml: the file is missing; restore it" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
