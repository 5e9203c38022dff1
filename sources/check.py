"""The rules of data/, checked: every fault with file, row and column."""

from pathlib import Path

import pandas as pd

from geo.areas import check_areas, load_areas
from geo.schools import check_schools
from indicators.catalogue import Catalogue, CatalogueError, load_catalogue
from indicators.tables import (
    TableError,
    load_areas_table,
    load_observations,
    observation_faults,
)
from measures.catalogue import faults as measure_faults
from sources.declarations import SOURCES
from sources.documents import sources_json
from sources.faults import Fault
from sources.filled import METHOD_SOURCES
from sources.formulas import DIRECT, RATIOS

__all__ = ["check_folder"]

_MAPPED = ("district", "major_area", "postal_area")
# How far a value may be from factor × numerator / denominator, as a share of it:
# counts are rounded, estimated ones to a thousandth.
_RATIO_TOLERANCE = 1e-4


def check_folder(folder: Path) -> list[Fault]:
    """Every fault of the files in `folder`; an empty list when all is well."""
    faults = [Fault(**fault) for fault in check_areas(folder)]
    faults += _document_faults(folder)
    boundaries_fit = not faults
    try:
        catalogue = load_catalogue(folder / "indicators.toml")
    except CatalogueError as error:
        return [*faults, _whole(error)]
    try:
        table = load_areas_table(folder / "areas.csv")
    except TableError as error:
        return faults + [Fault(**fault) for fault in error.faults]
    codes = list(table.index)
    districts = table.index[table["level"] == "district"]
    faults += [Fault(**fault) for fault in check_schools(folder, set(districts))]
    if boundaries_fit:
        faults += _area_table_faults(folder, table)
    broken = observation_faults(folder / "observations.csv", catalogue, codes)
    faults += [Fault(**fault) for fault in broken]
    if not broken:
        observations = load_observations(folder / "observations.csv", catalogue, codes)
        faults += _catalogue_faults(observations, catalogue)
        faults += _coverage_faults(observations, table)
        faults += _ratio_faults(observations)
        faults += _source_faults(observations)
    measures = measure_faults(folder / "measures.toml", codes, list(catalogue.keys))
    return faults + [Fault(**fault) for fault in measures]


def _whole(error: ValueError) -> Fault:
    file, _, problem = str(error).partition(": ")
    problem, cut, remedy = problem.rstrip(".").partition("; ")
    return Fault(file=file, problem=problem, remedy=remedy if cut else "correct it")


def _document_faults(folder: Path) -> list[Fault]:
    """What the build writes of the sources must be what is declared of them."""
    wanted = {"sources.json": sources_json(), "SOURCES.md": None}
    faults = []
    for name, content in wanted.items():
        path = folder / name
        there = path.read_bytes() if path.is_file() else b""
        if not there.strip() or content not in (None, there):
            problem = (
                "it does not say what sources/declarations.py says"
                if there.strip()
                else "the file is missing or empty"
            )
            faults.append(
                Fault(file=name, problem=problem, remedy="run the build again")
            )
    return faults


def _area_table_faults(folder: Path, table: pd.DataFrame) -> list[Fault]:
    """The table of areas and the boundaries must tell of the same areas."""
    faults = []
    for level in _MAPPED:
        shapes = load_areas(level, folder)
        rows = table[table["level"] == level]
        for code in rows.index.symmetric_difference(shapes.index):
            faults.append(
                Fault(
                    file="areas.csv",
                    row=code,
                    column="area_code",
                    problem=f"only one of the table and the {level} boundaries has it",
                    remedy="run the build again",
                )
            )
        common = rows.index.intersection(shapes.index)
        own_parent = ["parent"] if level == "district" else []
        for name in ("name_fi", "name_sv", *own_parent):
            unlike = rows.loc[common, name] != shapes.loc[common, name]
            faults += [
                Fault(
                    file="areas.csv",
                    row=code,
                    column=name,
                    problem=f"the boundaries have another {name}",
                    remedy="run the build again",
                )
                for code in common[unlike.to_numpy()]
            ]
    return faults


def _catalogue_faults(observations: pd.DataFrame, catalogue: Catalogue) -> list[Fault]:
    """Each entry has figures or is an index; each with a formula of its own."""
    have = set(observations["indicator"])
    faults = []
    for entry in catalogue.indicator:
        made = entry.key in RATIOS or entry.key in DIRECT
        if entry.index:
            continue
        if entry.key not in have or not made:
            faults.append(
                Fault(
                    file="indicators.toml",
                    row=entry.key,
                    problem="no observation has it" if made else "it has no formula",
                    remedy="add it to sources/formulas.py, or take the entry out",
                )
            )
    return faults


def _coverage_faults(observations: pd.DataFrame, table: pd.DataFrame) -> list[Fault]:
    """Where one area of a level has a row, each has: a gap is a status, not a hole."""
    level = observations["area_code"].map(table["level"]).rename("level")
    sizes = table["level"].value_counts()
    keys = ["indicator", "year", level]
    found = observations.groupby(keys)["area_code"].nunique().reset_index(name="count")
    return [
        Fault(
            file="observations.csv",
            row=f"{row['indicator']} {row['year']}",
            column="area_code",
            problem=f"{row['count']} of the {sizes[row['level']]} areas of level "
            f"{row['level']} have a row",
            remedy="add the missing areas with a status",
        )
        for row in found.to_dict("records")
        if row["count"] != sizes[row["level"]]
    ]


def _ratio_faults(observations: pd.DataFrame) -> list[Fault]:
    """A value is what its numerator and denominator say."""
    factor = observations["indicator"].map(
        {key: formula.factor for key, formula in RATIOS.items()}
    )
    factor = factor.fillna(100.0)
    whole = observations["denominator"].fillna(1)  # a count has none
    said = factor * observations["numerator"] / whole
    # counts behind published percents are rounded to a tenth
    rounded = said.where(observations["denominator"].notna(), 0) * _RATIO_TOLERANCE
    allowed = factor * 0.06 / whole + rounded
    off = (said - observations["value"]).abs() > allowed
    return [
        Fault(
            file="observations.csv",
            row=str(i + 2),
            column="value",
            problem=f"{observations['value'][i]:g}, but numerator and denominator "
            f"give {said[i]:g}",
            remedy="correct one of the three",
        )
        for i in observations.index[off]
    ]


def _source_faults(observations: pd.DataFrame) -> list[Fault]:
    """Every source that a figure names is declared."""
    faults = []
    declared = SOURCES.keys() | METHOD_SOURCES.keys()
    first = observations["source"].drop_duplicates()
    for index, cell in zip(first.index, first, strict=True):
        unknown = [key for key in cell.split(";") if key not in declared]
        if unknown:
            faults.append(
                Fault(
                    file="observations.csv",
                    row=str(index + 2),
                    column="source",
                    problem=f"{unknown[0]!r} is not declared",
                    remedy="declare it in sources/declarations.py",
                )
            )
    return faults
