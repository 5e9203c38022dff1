"""python -m benchmarks [--runs N] [--only NAME]: measures, and writes RESULTS.md."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Error
from tqdm import tqdm

from benchmarks.data_build import build_data, source_folder
from benchmarks.machine import load, machine, versions
from benchmarks.results import Run, page
from benchmarks.stand_in import stand_in
from benchmarks.visits import Sample, Script, chromium, measured_visit
from benchmarks.ways import OURS, WAYS, Way
from geo.areas import load_areas
from indicators.data import DATA_FOLDER, load_data
from tests.browser import RunningApp, running_app

RESULTS = Path(__file__).parent / "RESULTS.md"
DATA = "data"  # what --only calls `make data`
_BUILDS = 3  # at most: they differ little
_INDICATORS = ("foreign_language_share", "unemployment_rate", "rented_dwellings")
_CLICKS = 3


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    wanted = options.only or [*(way.key for way in WAYS), DATA]
    try:
        run = _measured(wanted, options.runs)
    except (OSError, RuntimeError, Error) as error:
        print(error, file=sys.stderr)
        return 2
    text = page(run)
    if options.only:
        print(text)  # a part: RESULTS.md is always of one whole run
    else:
        RESULTS.write_text(text, encoding="utf-8")
        print(f"written: {RESULTS}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=_count, default=7, help="visits to each page")
    parser.add_argument(
        "--only",
        action="append",
        choices=[*(way.key for way in WAYS), DATA],
        help="measure a part, to be read on the screen; may be given again",
    )
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("give a whole number, 1 or more")
    return int(text)


def _measured(wanted: Sequence[str], runs: int) -> Run:
    began = load()
    samples: list[Sample] = []
    not_run: list[str] = []
    if DATA in wanted:
        if sources := source_folder():
            for _run in tqdm(range(min(runs, _BUILDS)), desc="make data", leave=False):
                samples += build_data(sources)
        else:
            not_run.append("`make data`: not run, no source folder.")
    ways = [way for way in WAYS if way.key in wanted]
    with _browser(ways, not_run) as (browser, ways):
        if ways:
            samples += _visits(browser, ways, runs)
        version = browser.version
    return Run(
        samples=samples,
        ways=ways or [OURS],
        visits=runs,
        day=date.today().isoformat(),
        machine=machine(),
        versions=versions(version),
        load=(began, load()),
        not_run=not_run,
    )


@contextmanager
def _browser(
    ways: Sequence[Way], not_run: list[str]
) -> Iterator[tuple[Browser, list[Way]]]:
    """Chromium, and the ways that can be measured in it: all ways use the same one."""
    arguments: tuple[str, ...] = (
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    )
    here = list(ways)
    with ExitStack() as stack:
        if any(way != OURS for way in ways):
            try:
                arguments = stack.enter_context(stand_in()).arguments
            except OSError as error:
                here = [way for way in ways if way == OURS]
                not_run.append(f"The peer's page: not run, {error}.")
        yield stack.enter_context(chromium(arguments)), here


def _visits(browser: Browser, ways: Sequence[Way], runs: int) -> list[Sample]:
    """Visits in turn, so that whatever else the machine does meets every way alike."""
    script = _script()
    samples: list[Sample] = []
    with ExitStack() as stack:
        apps: dict[str, RunningApp] = {}
        for way in tqdm(ways, desc="servers, warmed up", leave=False):
            apps[way.key] = stack.enter_context(running_app(way.script))
            measured_visit(browser, way, apps[way.key].address, script)
        turns = [way for _run in range(runs) for way in ways]
        for way in tqdm(turns, desc="visits", unit="visit"):
            samples += measured_visit(browser, way, apps[way.key].address, script)
    return samples


def _script() -> Script:
    """The same in every way: all districts, three indicators, three large ones.

    The districts clicked are the largest that have a figure of the last indicator.
    """
    data = load_data()
    districts = load_areas("district", DATA_FOLDER)
    known = data.observations.dropna(subset="value")
    known = known[known["indicator"] == _INDICATORS[-1]]
    newest = known[known["year"] == known["year"].max()]
    size = districts.to_crs("EPSG:3879").area.loc[
        districts.index.isin(newest["area_code"])
    ]
    return Script(
        areas=len(districts),
        indicators=[data.catalogue[key].name.in_language("en") for key in _INDICATORS],
        clicks=[
            (districts.index.get_loc(code), str(districts.at[code, "name_fi"]))
            for code in size.nlargest(_CLICKS).index
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
