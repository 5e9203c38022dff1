"""The build: source files in, data/ out; beside first, then in its place."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from indicators.catalogue import load_catalogue
from indicators.disclosure import suppress
from sources.areas import area_files, area_table, build_areas
from sources.check import check_folder
from sources.documents import sources_json, sources_markdown
from sources.estimate_error import estimate_error
from sources.faults import SourceError
from sources.figures import (
    FACTORS,
    build_crosswalks,
    build_observations,
    district_observations,
    postal_observations,
    read_fields,
)
from sources.filled import fill_errors, with_filled
from sources.schools import school_files

__all__ = ["CATALOGUES", "STEPS", "build"]

CATALOGUES = ("indicators.toml", "measures.toml")  # written by hand, never built
_HOME = Path(__file__).parent.parent / "data"
STEPS = (
    "boundaries",
    "statistics",
    "crosswalks",
    "observations",
    "checks",
    "files in place",
)


def build(source: Path, out: Path, step: Callable[[str], None]) -> list[str]:
    """Builds every file of data/ and puts them in place only if all are right.

    Parameters
    ----------
    source : folder with boundaries/ and statistics/
    out : folder to write; catalogues written by hand are taken from it, and from the
        project's own data/ where it has none
    step : called with the name of each step as it begins

    Returns
    -------
    list of str
        What was joined, mended and left over.

    Raises
    ------
    SourceError
        A source or the result is wrong; `out` is as it was.
    """
    report: list[str] = []
    step(STEPS[0])
    areas = build_areas(source)
    report += areas.report
    files, lines = area_files(areas)
    report += lines
    schools, lines = school_files(source, areas.districts)
    files |= schools
    report += lines
    step(STEPS[1])
    postal_fields, district_fields = read_fields(source, areas, report)
    table = area_table(areas).set_index("area_code")
    catalogue = load_catalogue(_catalogue_file(out, CATALOGUES[0]))
    # First of all: an estimate of districts would give a hidden postal figure away.
    postal = suppress(postal_observations(postal_fields), table, catalogue)
    published = district_observations(district_fields)
    step(STEPS[2])
    crosswalks = build_crosswalks(source, areas, report)
    step(STEPS[3])
    observations = with_filled(
        build_observations(postal, published, areas, crosswalks), table, catalogue
    )
    errors = [
        estimate_error(postal, published, areas, crosswalks["district"], FACTORS),
        fill_errors(observations, table, catalogue).assign(postal_counts="not used"),
    ]
    observations = suppress(observations, table, catalogue)
    files["areas.csv"] = _csv(table.reset_index())
    files["observations.csv"] = _csv(_rounded(observations))
    files["estimate_error.csv"] = _csv(pd.concat(errors, ignore_index=True).round(3))
    files["sources.json"] = sources_json()
    files["SOURCES.md"] = sources_markdown(report)
    step(STEPS[4])
    _put_in_place(files, out, step)
    return report


def _put_in_place(
    files: dict[str, bytes], out: Path, step: Callable[[str], None]
) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".data-") as beside:
        new = Path(beside)
        for name, content in files.items():
            (new / name).write_bytes(content)
        for name in CATALOGUES:
            shutil.copyfile(_catalogue_file(out, name), new / name)
        faults = check_folder(new)
        if faults:
            raise SourceError(*faults)
        step(STEPS[5])
        out.mkdir(exist_ok=True)
        for name in (*files, *CATALOGUES):
            os.replace(new / name, out / name)


def _catalogue_file(out: Path, name: str) -> Path:
    here = out / name
    return here if here.is_file() else _HOME / name


def _rounded(observations: pd.DataFrame) -> pd.DataFrame:
    """Six decimals of the values: far below what any source knows.

    Intervals are rounded outwards to three: their last digits are the processor's.
    """
    value = observations["value"].round(6)
    lower = np.floor(observations["lower"] * 1000) / 1000
    upper = np.ceil(observations["upper"] * 1000) / 1000
    return observations.assign(value=value, lower=lower, upper=upper.clip(upper=100))


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n", float_format="%.10g").encode()
