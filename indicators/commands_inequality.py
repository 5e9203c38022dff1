"""`python -m indicators inequality`: every measure of an indicator, printed."""

import argparse
from typing import Any

import pandas as pd

from indicators.catalogue import Indicator
from indicators.data import IndicatorData
from indicators.gaps import YEAR_COLUMNS, year_figures, yearly_inequality

__all__ = ["INEQUALITY_COLUMNS", "add_inequality", "inequality_rows"]

INEQUALITY_COLUMNS = ["indicator", "level", *YEAR_COLUMNS]


def add_inequality(commands: Any, levels: tuple[str, ...]) -> None:
    """Adds the command to the parser's."""
    parser = commands.add_parser(
        "inequality", help="print every measure of inequality between areas"
    )
    parser.add_argument("--indicator", required=True, metavar="KEY")
    parser.add_argument("--level", required=True, help=" | ".join(levels))
    parser.add_argument("--year", help="one year; all if left out")
    parser.add_argument("--published", action="store_true", help="leave estimates out")
    parser.add_argument("--format", choices=["csv", "json"], default="csv")


def inequality_rows(data: IndicatorData, options: argparse.Namespace) -> pd.DataFrame:
    """The table that the options ask for.

    Returns
    -------
    DataFrame with `INEQUALITY_COLUMNS`, a row a measure and year
        value, lower, upper and bias to six decimals.

    Raises
    ------
    ValueError
        The indicator is a number of persons, or has no figures at the level or for
        the year: the sentence says which years exist.
    """
    entry = data.catalogue[options.indicator]
    figures = year_figures(
        data.observations,
        data.areas,
        entry,
        options.level,
        published_only=options.published,
    )
    years = _years(entry, options, figures.years)
    table = yearly_inequality(figures, entry, years=years)
    rounded = table.round(dict.fromkeys(("value", "lower", "upper", "bias"), 6))
    return rounded.assign(indicator=entry.key, level=options.level)[INEQUALITY_COLUMNS]


def _years(
    entry: Indicator, options: argparse.Namespace, known: list[int]
) -> list[int]:
    wanted = [year for year in known if options.year in (None, str(year))]
    if wanted:
        return wanted
    asked = "" if options.year is None else f" for {options.year}"
    kind = "published figures" if options.published else "figures"
    exist = ", ".join(map(str, known)) or "none"
    raise ValueError(
        f"{entry.key} has no {kind} at level {options.level}{asked}; years that exist: "
        f"{exist}"
    )
