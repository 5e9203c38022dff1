"""From samples to a page of results: medians, spread, ratios, targets."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from benchmarks.visits import Sample
from benchmarks.ways import OURS, Way

__all__ = ["MEASURES", "Measure", "Run", "figures", "page"]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is measured, in which unit, and the most that ours may take."""

    key: str
    title: str
    unit: str
    decimals: int
    target: float | None = None


MEASURES = (
    Measure(
        key="first_map",
        title="First visible map, warm server",
        unit="ms",
        decimals=0,
        target=1500,
    ),
    Measure(
        key="indicator",
        title="Another indicator: choice to recoloured map",
        unit="ms",
        decimals=0,
        target=200,
    ),
    Measure(
        key="click",
        title="Click on an area to its figures on the page",
        unit="ms",
        decimals=0,
    ),
    Measure(
        key="received",
        title="Another indicator: server to browser, websocket",
        unit="kB",
        decimals=1,
    ),
    Measure(
        key="sent",
        title="Another indicator: browser to server, websocket",
        unit="kB",
        decimals=2,
    ),
    Measure(
        key="outside",
        title="First map: addresses asked for outside the server",
        unit="",
        decimals=0,
    ),
    Measure(
        key="build_time", title="`make data`: time", unit="s", decimals=1, target=60
    ),
    Measure(
        key="build_memory",
        title="`make data`: peak memory",
        unit="MB",
        decimals=0,
        target=1000,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Run:
    """All that one run of the benchmark found, and what it ran on."""

    samples: Sequence[Sample]
    ways: Sequence[Way]
    visits: int
    day: str
    machine: Mapping[str, str]
    versions: Mapping[str, str]
    load: tuple[float, float]  # at the start, at the end
    not_run: Sequence[str]  # sentences


def figures(samples: Sequence[Sample]) -> pd.DataFrame:
    """Median, lowest, highest and number of the samples of each way and measure.

    Returns
    -------
    DataFrame
        Indexed by measure and way; columns median, min, max, count.

    >>> three = [Sample(way="a", measure="m", value=v) for v in (5.0, 1.0, 3.0)]
    >>> figures(three).loc[("m", "a")].tolist()
    [3.0, 1.0, 5.0, 3.0]
    """
    rows = [asdict(sample) for sample in samples]
    table = pd.DataFrame(rows, columns=["way", "measure", "value"])
    grouped = table.groupby(["measure", "way"])["value"]
    return grouped.agg(["median", "min", "max", "count"])


def _figure(found: pd.DataFrame, measure: Measure, way: Way, name: str) -> float:
    return float(found[name].to_dict()[measure.key, way.key])


def page(run: Run) -> str:
    """RESULTS.md."""
    found = figures(run.samples)
    return "\n".join(
        [
            "# How fast the map is",
            "",
            f"Written by `python -m benchmarks` on {run.day}. {run.visits} visits to "
            "each page, in turn, by one headless Chromium; a median, and the lowest "
            "and highest value in brackets. Times hold for the machine below: compare "
            "the columns rather than runs.",
            "",
            *_comparison(run, found),
            "",
            *_targets(found),
            *(f"\n{sentence}" for sentence in [*run.not_run, *_busy(run)]),
            "",
            *_methods(found),
            "",
            *_ran_on(run),
            "",
        ]
    )


def _comparison(run: Run, found: pd.DataFrame) -> list[str]:
    others = [way for way in run.ways if way != OURS]
    heads = ["", *(way.title for way in run.ways)]
    heads += [f"{way.key} ÷ {OURS.key}" for way in others]
    lines = [_row(heads), _row(["---", *["---:"] * (len(heads) - 1)])]
    for measure in MEASURES:
        if measure.key in found.index.get_level_values("measure"):
            ratios = [_ratio(found, measure, way) for way in others]
            cells = [_cell(found, measure, way) for way in run.ways]
            lines.append(_row([measure.title, *cells, *ratios]))
    return lines


def _cell(found: pd.DataFrame, measure: Measure, way: Way) -> str:
    if (measure.key, way.key) not in found.index:
        return "–"
    middle, low, high = (
        _number(_figure(found, measure, way, name), measure)
        for name in ("median", "min", "max")
    )
    spread = "" if low == high else f" ({low}–{high})"
    return f"{middle} {measure.unit}".strip() + spread


def _ratio(found: pd.DataFrame, measure: Measure, way: Way) -> str:
    wanted = [(measure.key, way.key), (measure.key, OURS.key)]
    if not all(key in found.index for key in wanted):
        return "–"
    theirs, ours = (_figure(found, measure, one, "median") for one in (way, OURS))
    return f"{theirs / ours:.1f}" if ours else "–"


def _targets(found: pd.DataFrame) -> list[str]:
    lines = ["| Target | Median here | |", "| --- | ---: | --- |"]
    for measure in MEASURES:
        key = (measure.key, OURS.key)
        if measure.target is None:
            continue
        limit = f"{measure.title}: at most {measure.target:g} {measure.unit}"
        if key not in found.index:
            lines.append(_row([limit, "–", "not run"]))
            continue
        median = _figure(found, measure, OURS, "median")
        met = "met" if median <= measure.target else "**missed**"
        lines.append(_row([limit, f"{_number(median, measure)} {measure.unit}", met]))
    return lines


def _busy(run: Run) -> list[str]:
    cores = int(run.machine["Cores"])
    if run.load[0] <= cores / 2:
        return []
    return [
        "**The machine was busy** with other work when the run began (load average "
        f"{run.load[0]:.1f} on {cores} cores): times are longer than on a quiet one, "
        "and what is missed here need not be missed there."
    ]


def _methods(found: pd.DataFrame) -> list[str]:
    counts = found["count"]
    each = {
        key: int(counts.get((key, OURS.key), 0))
        for key in ("first_map", "indicator", "click", "build_time")
    }
    return [
        "## What is measured",
        "",
        "- **First visible map**: a new visitor with an empty cache, on a server that "
        "has served another before; from the start of the navigation until every "
        f"district has its colour. {each['first_map']} visits a page.",
        "- **Another indicator**: from letting go of the mouse over an option of the "
        "select box until every district has its new colour. "
        f"{each['indicator']} changes a page. The bytes are those of the websocket "
        "until it has been silent for half a second.",
        "- **Click**: from letting go of the mouse over a district until its name and "
        f"figures stand on the page. {each['click']} clicks a page.",
        "- All of these end two animation frames after the change, so that it has been "
        "painted; some 35 ms are the least that this way can measure.",
        f"- **`make data`**: `python -m sources build`, {each['build_time']} times.",
        "",
        "## What the pages are",
        "",
        "- Tasapaino: `app.py`, the Map page with everything on it.",
        "- folium.Choropleth + st_folium: `benchmarks/peer_folium.py`, the same "
        "districts, indicators and table, written as the documentation of both shows "
        "it. Less is on it: no years, levels, outlines or downloads.",
        "- That page asks outside servers for its scripts and styles. Here they come "
        "from this machine, with no way to travel, and its background map is one empty "
        "picture (`benchmarks/stand_in.py`). Both favour it. The browser may keep all "
        "of it in its cache for the rest of a visit.",
        "- Its click sends back the clicked district only (`returned_objects`), as the "
        "documentation of streamlit-folium advises; that favours it too.",
    ]


def _ran_on(run: Run) -> list[str]:
    facts = {**run.machine, **run.versions}
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


def _number(value: float, measure: Measure) -> str:
    return f"{value:.{measure.decimals}f}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
