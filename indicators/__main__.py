"""python -m indicators list, table, index, inequality, estimate: on the terminal."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from indicators.commands_inequality import add_inequality, inequality_rows
from indicators.data import IndicatorData, load_data, load_errors
from indicators.index import IndexDefinition, build_index, from_json, index_table
from indicators.index.screen import screen
from indicators.index.simulate import simulate
from indicators.kota import IndexInputs, index_inputs
from indicators.ranking import TABLE_COLUMNS, area_table

LEVELS = ("district", "major_area", "postal_area")


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        print(_COMMANDS[options.command](options), end="")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m indicators", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="print the catalogue")
    table = commands.add_parser("table", help="print one indicator for every area")
    table.add_argument("--indicator", required=True, metavar="KEY")
    table.add_argument("--level", required=True, help=" | ".join(LEVELS))
    table.add_argument("--year", required=True)
    table.add_argument("--format", choices=["csv", "json"], default="csv")
    table.add_argument(
        "--intervals", action="store_true", help="with the ends of the 95 %% interval"
    )
    estimate = commands.add_parser("estimate", help="how good the estimates are")
    estimate.add_argument(
        "--report",
        action="store_true",
        required=True,
        help="print the errors of each method where the truth is published",
    )
    estimate.add_argument("--format", choices=["csv", "json"], default="csv")
    index = commands.add_parser("index", help="print an index of your own definition")
    index.add_argument("--definition", required=True, metavar="FILE", help="JSON")
    index.add_argument("--level", required=True, help=" | ".join(LEVELS))
    index.add_argument("--year", required=True)
    index.add_argument("--format", choices=["csv", "json"], default="csv")
    add_inequality(commands, LEVELS)
    return parser


def _listing(options: argparse.Namespace) -> str:  # noqa: ARG001
    """One line an indicator: key, unit, worse end, levels with years, name."""
    data = load_data()
    have = data.available
    lines = ["key,unit,worse,levels and years,name"]
    for entry in data.catalogue.indicator:
        rows = have[(have["indicator"] == entry.key) & have["level"].isin(LEVELS)]
        span = "; ".join(
            f"{level} {_spans(sorted(years['year']))}"
            for level, years in rows.groupby("level")
        )
        name = f'"{entry.name.en}"' if "," in entry.name.en else entry.name.en
        lines.append(f"{entry.key},{entry.unit},{entry.worse},{span},{name}")
    return "\n".join(lines) + "\n"


def _spans(years: list[int]) -> str:
    """Years in words, those in a row as first-last.

    >>> _spans([2012, 2013, 2014, 2016])
    '2012-2014 2016'
    """
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return " ".join(f"{r[0]}-{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def _table(options: argparse.Namespace) -> str:
    data = load_data()
    entry = data.catalogue[options.indicator]
    _check_level(options.level)
    have = data.available
    rows = have[(have["indicator"] == entry.key) & (have["level"] == options.level)]
    years = [str(year) for year in sorted(rows["year"])]
    if options.year not in years:
        exist = ", ".join(years) or "none: it is not published at this level"
        raise ValueError(
            f"{entry.key} has no figures at level {options.level} for {options.year}; "
            f"years that exist: {exist}"
        )
    table = area_table(
        data.observations,
        data.areas,
        entry,
        level=options.level,
        year=int(options.year),
    )[[*TABLE_COLUMNS, *(("lower", "upper") if options.intervals else ())]]
    figures = table.columns.intersection(["value", "lower", "upper"])
    table[figures] = table[figures].round(entry.decimals + 2)
    return _printed(table, options.format)


def _estimate(options: argparse.Namespace) -> str:
    """Each method's error and the coverage of its intervals, as the build found."""
    return _printed(load_errors(), options.format)


def _index(options: argparse.Namespace) -> str:
    data = load_data()
    definition = _definition(Path(options.definition))
    definition.check_against(data.catalogue)
    _check_level(options.level)
    year = int(options.year) if options.year.isdecimal() else -1
    found = _inputs(data, definition, options.level, year)
    if not screen(found.values, definition.minimum_availability)[0].any():
        years = ", ".join(map(str, _index_years(data, definition, options.level)))
        raise ValueError(
            f"no area of level {options.level} has enough components for "
            f"{options.year}; years that exist: {years or 'none at this level'}"
        )
    worse = {entry.key: str(entry.worse) for entry in data.catalogue.indicator}
    given = (found.values, found.population, definition, worse)
    groups = data.areas["parent"].loc[found.values.index]
    sure = simulate(*given, lower=found.lower, upper=found.upper, groups=groups).table
    table = index_table(
        build_index(*given, groups=groups),
        data.areas["name_fi"],
        year,
        sure.rename(columns={"rank_lower": "lower", "rank_upper": "upper"}),
    )
    return _printed(table.assign(value=table["value"].round(6)), options.format)


def _definition(file: Path) -> IndexDefinition:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError:
        raise ValueError(f"{file}: there is no such file that can be read") from None
    except UnicodeDecodeError:
        raise ValueError(f"{file}: not UTF-8; save the file as UTF-8") from None
    try:
        return from_json(text)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None


def _inputs(
    data: IndicatorData, definition: IndexDefinition, level: str, year: int
) -> IndexInputs:
    return index_inputs(
        data.observations, data.areas, definition, level=level, year=year
    )


def _index_years(
    data: IndicatorData, definition: IndexDefinition, level: str
) -> list[int]:
    have = data.available
    known = have[have["indicator"].isin(definition.keys) & (have["level"] == level)]
    minimum = definition.minimum_availability
    return [
        year
        for year in sorted(set(known["year"]))
        if screen(_inputs(data, definition, level, year).values, minimum)[0].any()
    ]


def _inequality(options: argparse.Namespace) -> str:
    _check_level(options.level)
    return _printed(inequality_rows(load_data(), options), options.format)


def _check_level(level: str) -> None:
    if level not in LEVELS:
        raise ValueError(
            f"there is no level {level!r}; choose one of: {', '.join(LEVELS)}"
        )


def _printed(table: pd.DataFrame, form: str) -> str:
    if form == "json":
        return table.to_json(orient="records", force_ascii=False, indent=1) + "\n"
    return table.to_csv(index=False, lineterminator="\n")


_COMMANDS = {
    "list": _listing,
    "table": _table,
    "estimate": _estimate,
    "index": _index,
    "inequality": _inequality,
}

if __name__ == "__main__":
    sys.exit(main())
