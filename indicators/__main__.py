"""python -m indicators list | table: the catalogue and the figures, on the terminal."""

import argparse
import sys

from indicators.data import IndicatorData, load_data
from indicators.ranking import TABLE_COLUMNS, area_table

LEVELS = ("district", "major_area", "postal_area")


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        data = load_data()
        if options.command == "list":
            print(_listing(data))
        else:
            print(_table(data, options), end="")
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
    return parser


def _listing(data: IndicatorData) -> str:
    """One line an indicator: key, unit, worse end, levels with years, name."""
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
    return "\n".join(lines)


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


def _table(data: IndicatorData, options: argparse.Namespace) -> str:
    entry = data.catalogue[options.indicator]
    if options.level not in LEVELS:
        raise ValueError(
            f"there is no level {options.level!r}; choose one of: {', '.join(LEVELS)}"
        )
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
    )[TABLE_COLUMNS]
    table = table.assign(value=table["value"].round(entry.decimals + 2))
    if options.format == "json":
        return table.to_json(orient="records", force_ascii=False, indent=1) + "\n"
    return table.to_csv(index=False, lineterminator="\n")


if __name__ == "__main__":
    sys.exit(main())
