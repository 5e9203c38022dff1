"""How good the estimates are and how fast an index is: the end of RESULTS.md.

python -m benchmarks.statistics [--visits N] writes it anew; `python -m benchmarks`
keeps it.
"""

import argparse
import sys
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.index_speed import report
from indicators.data import load_errors
from indicators.estimate_errors import JUDGED, error_summary

__all__ = ["HEADING", "estimates_markdown", "kept"]

RESULTS = Path(__file__).parent / "RESULTS.md"
HEADING = "# How good the estimates are\n"
_COLUMNS = ("Model", "By residents", "By area", "Model / by residents", "Coverage")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.statistics", description=__doc__
    )
    parser.add_argument("--visits", type=int, default=7, help="times each is measured")
    visits = parser.parse_args(arguments).visits
    if visits < 1:
        print("--visits must be at least 1", file=sys.stderr)
        return 2
    before = RESULTS.read_text(encoding="utf-8").partition(HEADING)[0]
    text = f"{estimates_markdown(load_errors())}\n# How fast an index is\n\n"
    RESULTS.write_text(f"{before}{text}{report(visits)}\n", encoding="utf-8")
    print(f"written: {RESULTS}")
    return 0


def kept() -> str:
    """What `python -m benchmarks` leaves as it is in RESULTS.md."""
    if not RESULTS.exists():
        return ""
    _before, heading, after = RESULTS.read_text(encoding="utf-8").partition(HEADING)
    return heading + after


def estimates_markdown(errors: pd.DataFrame) -> str:
    """Mean errors of estimates where the truth is published, a row a variable.

    Parameters
    ----------
    errors : DataFrame from indicators.data.load_errors

    Returns
    -------
    str
        Markdown: means over the years of the mean absolute error, weighted by
        residents, by method; the model's share of the error by residents; and the
        share of the truths inside the model's 95 % intervals.
    """
    rows = [_row(one) for one in error_summary(errors).to_dict("records")]
    return "\n".join(
        (
            HEADING,
            "Mean absolute error, weighted by residents, in percentage points, mean "
            "over the years; from `data/estimate_error.csv`, which has every year. "
            "Published counts are the postal areas' own. Summed ones are made from the "
            "districts' published shares where postal areas publish another "
            "definition: borders then fit by construction, so that all errors are "
            "somewhat low.",
            "",
            "| |" + "".join(f" {name} |" for name in _COLUMNS),
            "| --- |" + " ---: |" * len(_COLUMNS),
            *rows,
            "",
        )
    )


def _years(row: Mapping[Hashable, Any]) -> str:
    first, last = row["first_year"], row["last_year"]
    return str(first) if first == last else f"{first}–{last}"


def _row(row: Mapping[Hashable, Any]) -> str:
    cells = [
        f"{row['indicator']}, {_years(row)}, postal counts {row['postal_counts']}",
        *(f"{row[method]:.2f}" for method in JUDGED),
        f"{row['ratio']:.2f}",
        f"{100 * row['coverage']:.1f} %",
    ]
    return "|" + "".join(f" {cell} |" for cell in cells)


if __name__ == "__main__":
    sys.exit(main())
