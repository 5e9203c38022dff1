"""The committed data/ as the csv module reads it: no function of the project."""

import csv
from pathlib import Path

__all__ = [
    "AREAS",
    "CELLS",
    "DATA",
    "LEVELS",
    "OUTDATED",
    "ROWS",
    "number",
    "of_level",
    "read",
]

DATA = Path(__file__).resolve().parent.parent / "data"
LEVELS = {"city": 1, "major_area": 7, "district": 61, "postal_area": 40}
OUTDATED = ("0923041000", "0923053000", "0927090000", "0927092000")


def read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


AREAS = {row["area_code"]: row for row in read("areas.csv")}
ROWS = read("observations.csv")
CELLS = {(r["area_code"], r["indicator"], int(r["year"])): r for r in ROWS}


def number(area, indicator, year, column="value"):
    cell = CELLS[area, indicator, year][column]
    return float(cell) if cell else None


def of_level(level):
    return [code for code, row in AREAS.items() if row["level"] == level]
