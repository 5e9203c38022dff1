"""From samples to a page of results: medians, spread, ratios, targets, by size."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from statistics import median

import pandas as pd

from benchmarks.data_build import Build
from benchmarks.visits import Sample
from benchmarks.ways import OURS, Way

__all__ = ["MEASURES", "Measure", "Run", "page"]

_BUILD_SECONDS = 60  # target
_PACKAGES = (
    *("streamlit", "folium", "streamlit-folium", "plotly", "altair", "pydeck"),
    *("geopandas", "shapely", "pandas", "playwright"),
)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is measured, in which unit, and the most that ours may take at a size."""

    key: str
    title: str
    unit: str
    targets: Mapping[int, float]
    decimals: int = 0


MEASURES = (
    Measure(
        key="indicator",
        title="Another indicator: choice to recoloured map",
        unit="ms",
        targets={61: 40, 3028: 60, 100_000: 60},
    ),
    Measure(
        key="click",
        title="Click to the area's profile on the page",
        unit="ms",
        targets={61: 100, 3028: 120, 100_000: 150},
    ),
    Measure(
        key="first_map",
        title="First visible map, warm server",
        unit="ms",
        targets={61: 1200, 3028: 1400, 100_000: 1600},
    ),
    Measure(
        key="sent_before",
        title="Received from the server before the map is recoloured",
        unit="kB",
        decimals=1,
        targets={61: 0, 3028: 0, 100_000: 0},
    ),
    Measure(
        key="sent",
        title="Received from the server for the change in all",
        unit="kB",
        decimals=1,
        targets={},
    ),
    Measure(
        key="hover",
        title="Pointing to tooltip",
        unit="ms",
        targets={61: 16, 3028: 16, 100_000: 33},
    ),
    Measure(
        key="memory",
        title="Memory of the page above an empty one",
        unit="MB",
        targets={3028: 60, 100_000: 250},
    ),
)


@dataclass(frozen=True, kw_only=True)
class Run:
    """All that one run found, and what it ran on."""

    samples: Sequence[Sample]
    builds: Sequence[Build]
    ways: Sequence[Way]
    sizes: Sequence[int]
    visits: int
    empty: float  # MB of a page without a map
    day: str
    machine: Mapping[str, str]
    chromium: str
    load: tuple[float, float]  # at the start, at the end
    not_run: Sequence[str]  # sentences


def page(run: Run) -> str:
    """RESULTS.md."""
    found = _figures(run)
    parts = [
        "# How long people wait",
        "",
        f"Written by `python -m benchmarks` on {run.day}. Each page visited "
        f"{run.visits} times after a visit that warms the server up, in turn, by one "
        "Chromium; a median, and the lowest and highest value in brackets. Compare "
        "columns rather than runs.",
        "",
        *_targets(run, found),
        *(line for size in run.sizes for line in _comparison(run, found, size)),
        *_builds(run.builds),
        *(f"Not measured: {sentence}\n" for sentence in run.not_run),
        *_METHODS,
        *_ran_on(run),
        "",
    ]
    return "\n".join(parts)


def _figures(run: Run) -> pd.DataFrame:
    """Median, min, max of each measure, size and way; memory above an empty page."""
    columns = [field.name for field in fields(Sample)]
    table = pd.DataFrame([asdict(sample) for sample in run.samples], columns=columns)
    table.loc[table["measure"] == "memory", "value"] -= run.empty
    grouped = table.groupby(["measure", "size", "way"])["value"]
    return grouped.agg(["median", "min", "max"])


def _figure(found: pd.DataFrame, key: tuple[str, int, str], name: str) -> float:
    return float(found[name].to_dict()[key])


def _targets(run: Run, found: pd.DataFrame) -> list[str]:
    lines = [_row(["Target for ours", *map(_plain, run.sizes)])]
    lines.append(_row(["---", *["---:"] * len(run.sizes)]))
    for measure in MEASURES:
        cells = [_verdict(found, measure, size) for size in run.sizes]
        if measure.targets:
            lines.append(_row([f"{measure.title}, {measure.unit}", *cells]))
    return [*lines, ""]


def _verdict(found: pd.DataFrame, measure: Measure, size: int) -> str:
    key = (measure.key, size, OURS.key)
    limit = measure.targets.get(size)
    if limit is None or key not in found.index:
        return "–"
    median = _figure(found, key, "median")
    met = "met" if round(median, measure.decimals) <= limit else "**missed**"
    return f"{median:.{measure.decimals}f}, at most {limit:.0f}: {met}"


def _comparison(run: Run, found: pd.DataFrame, size: int) -> list[str]:
    ways = [way for way in run.ways if size in way.sizes]
    lines = [f"## {_plain(size)} areas", ""]
    lines.append(_row(["", *(way.title for way in ways)]))
    lines.append(_row(["---", *["---:"] * len(ways)]))
    for measure in MEASURES:
        cells = [_cell(found, measure, size, way) for way in ways]
        lines.append(_row([measure.title, *cells]))
    return [*lines, ""]


def _cell(found: pd.DataFrame, measure: Measure, size: int, way: Way) -> str:
    key, own = (measure.key, size, way.key), (measure.key, size, OURS.key)
    if key not in found.index:
        return "–"
    middle, low, high = (
        f"{_figure(found, key, name):.{measure.decimals}f}"
        for name in ("median", "min", "max")
    )
    text = f"{middle} {measure.unit}"
    text += "" if low == high else f" ({low}–{high})"
    ours = _figure(found, own, "median") if own in found.index else 0.0
    if way != OURS and measure.unit == "ms" and ours:
        text += f", {_figure(found, key, 'median') / ours:.0f}×"
    return text


_METHODS = (
    "## What is measured",
    "",
    "- **Another indicator**: from the key in the map's own list of indicators (ours) "
    "or letting go of the mouse over an option of the page's select box (the others) "
    "until the map has its new colours. Ends when the animation frame after the one "
    "that paints the change begins: at 60 frames a second, 17 to 33 ms are the least "
    "that this can measure.",
    "- **Click**: from letting go of the mouse over an area until its name stands "
    "beside the map, to the same end.",
    "- **First visible map**: a new visitor with an empty cache, on a server that has "
    "served another before; from the start of the navigation until all areas have "
    "colours, to the same end.",
    "- **Pointing**: from the movement of the pointer to the end of the frame that has "
    "the tooltip of the area.",
    "- **Received**: bytes over the websocket. Ours tells the server of a choice, "
    "which answers with what stands beside the map; the map does not wait for it.",
    "- **Memory**: JavaScript's heap, the DOM's and buffers after a garbage "
    "collection, at the end of a visit, less that of a page with a title and a select "
    "box.",
    "- Each action waits until the processors have been idle for a moment, for 2 s at "
    "most, a first map for 15 s: the machine has other work.",
    "- Drawing on a canvas is noticed by the calls that draw: the last one before a "
    "silence counts. × tells how many times as long as ours.",
    "",
    "## What the pages are",
    "",
    "- Every page: a title, a choice of indicators, the map, name and value of the "
    "area that was clicked (`benchmarks/ours.py`, `benchmarks/peers/`). The "
    "peers' are written as their own documentation shows, named in each file; data and "
    "shapes are ready and kept in memory in all of them. All draw the same shapes with "
    "the same number of corners. Ours also has a legend, a ranking, search, years and "
    "modes. The dashboard is the program itself, with its table, profile and notes.",
    "- 61: the districts and the figures of `data/`. 3 028: Finland's postal areas and "
    "figures of Statistics Finland (Paavo), read from the folder of sources; one area "
    "that has no ground of its own left in these generalised borders is not drawn. "
    "100 000: a grid of 250 m cells with made-up figures, for ours only.",
    "- What the peers ask for outside comes from this machine, from the npm packages "
    "it belongs to, and their background map is one empty picture "
    "(`benchmarks/stand_in.py`). Both favour them. pydeck draws without a background.",
    "",
)


def _ran_on(run: Run) -> list[str]:
    facts = {**run.machine, "Chromium": run.chromium}
    facts |= {package: version(package) for package in _PACKAGES}
    facts["Load average"] = (
        f"{run.load[0]:.1f} at the start, {run.load[1]:.1f} at the end"
    )
    return [
        "## What it ran on",
        "",
        "| | |",
        "| --- | --- |",
        *(_row([name, fact]) for name, fact in facts.items()),
    ]


def _builds(builds: Sequence[Build]) -> list[str]:
    if not builds:
        return []
    took = median(build.seconds for build in builds)
    memory = max(build.memory for build in builds)
    met = "met" if took <= _BUILD_SECONDS else "**missed**"
    return [
        "## `make data`",
        "",
        f"{took:.1f} s (median of {len(builds)}), at most {_BUILD_SECONDS} s: {met}; "
        f"{memory:.0f} MB of memory at the most.",
        "",
    ]


def _plain(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
