"""python -m sources build | check: makes data/ from its sources, or checks it."""

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from sources.build import STEPS, build
from sources.check import check_folder
from sources.declarations import SOURCES

DATA = Path(__file__).parent.parent / "data"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.command == "check":
        return _check(options.data)
    if options.source is None:
        print(_where_sources_come_from(), file=sys.stderr)
        return 2
    if not options.source.is_dir():
        print(
            f"{options.source}: there is no such folder; give the one that holds "
            "boundaries/ and statistics/",
            file=sys.stderr,
        )
        return 2
    return _build(options.source, options.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sources", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("build", help="build data/ from the source files")
    make.add_argument("--from", dest="source", type=Path, metavar="FOLDER")
    make.add_argument("--out", type=Path, default=DATA, metavar="FOLDER")
    check = commands.add_parser("check", help="check data/ against its rules")
    check.add_argument("--data", type=Path, default=DATA, metavar="FOLDER")
    return parser


def _build(source: Path, out: Path) -> int:
    with tqdm(total=len(STEPS), unit="step", bar_format=_BAR) as bar:
        begun: list[str] = []

        def step(name: str) -> None:
            bar.update(len(begun) - bar.n)
            begun.append(name)
            bar.set_description_str(name)

        try:
            report = build(source, out, step)
        except (ValueError, OSError) as error:  # OSError: a folder, a full disk
            bar.close()
            print(error, file=sys.stderr)
            print(f"{out} is as it was.", file=sys.stderr)
            return 2
        bar.update(len(STEPS) - bar.n)
    print("\n".join(report))
    return 0


_BAR = "{desc:<16}{percentage:3.0f}% {bar} {n_fmt}/{total_fmt} {elapsed}"


def _check(folder: Path) -> int:
    faults = check_folder(folder)
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults in {folder}", file=sys.stderr)
        return 2
    print(f"{folder}: no fault")
    return 0


def _where_sources_come_from() -> str:
    lines = [
        "Fetching from the official services is not there yet: give the folder that "
        "holds the source files, with --from FOLDER. They come from:",
    ]
    lines += [
        f"- {source.file}: {source.publisher}, {source.service} ({source.page})"
        for source in SOURCES.values()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
