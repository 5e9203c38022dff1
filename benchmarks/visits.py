"""One visit to a page with very many areas, and how long a person waits in it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, WebSocket

from benchmarks.data import areas_of_size, series_names
from benchmarks.idle import wait_until_idle
from benchmarks.ways import Way
from tests.browser import settled

__all__ = ["Sample", "measured_memory", "measured_visit", "warmed_up"]

_WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
_SECONDS = 90  # until a visit is given up
_REST = 700  # milliseconds between two actions
_FIRST_PATIENCE = 15  # seconds: others' servers may still be warming up
_PATIENCE = 2  # seconds that an action waits at most for the machine to be idle
_QUIET = {"shapes": 0, "pixels": 150, "gl": 400}  # ms: drawing is over
_CHANGES, _HOVERS, _CLICKS = 5, 8, 3


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One measurement. `value` in the unit of the measure of that key."""

    way: str
    size: int
    measure: str
    value: float


@dataclass
class _Traffic:
    """Bytes over the websocket since last emptied, and when (monotonic clock)."""

    frames: list[tuple[float, int]] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("websocket", self._talk)

    def _talk(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda load: self._note(load))

    def _note(self, load: str | bytes) -> None:
        size = len(load.encode() if isinstance(load, str) else load)
        self.frames.append((time.time(), size))

    def until(self, moment: float | None = None) -> float:
        """kB received, up to a moment in milliseconds since 1970 or in all."""
        return (
            sum(
                size
                for when, size in self.frames
                if moment is None or 1000 * when <= moment
            )
            / 1000
        )


def measured_visit(
    browser: Browser, way: Way, address: str, size: int
) -> tuple[list[Sample], str]:
    """A new visitor with an empty cache: first map, indicators, pointing, clicks.

    Returns what was measured and, where something did not appear in time, a sentence
    that says what: then the rest is missing.
    """
    found: list[tuple[str, float]] = []
    said = ""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        context.add_init_script(_WATCH)
        page = context.new_page()
        for sample in _samples(page, way, f"{address}?areas={size}", size):
            found.append(sample)
        found.append(("memory", _memory(context, page)))
    except Error as error:
        said = f"{way.title}, {size} areas: {error.message.splitlines()[0]}"
    finally:
        context.close()
    samples = [
        Sample(way=way.key, size=size, measure=measure, value=value)
        for measure, value in found
    ]
    return samples, said


def warmed_up(browser: Browser, address: str, size: int) -> None:
    """Visits the page, so that the server has read and made all that it keeps."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    try:
        page.goto(f"{address}?areas={size}")
        settled(page, _SECONDS)
        page.wait_for_timeout(_REST)
    finally:
        page.close()


def measured_memory(browser: Browser, address: str) -> float:
    """Memory that a page without a map takes, in MB."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        page = context.new_page()
        page.goto(address)
        settled(page)
        page.wait_for_timeout(_REST)
        return _memory(context, page)
    finally:
        context.close()


def _samples(
    page: Page, way: Way, address: str, size: int
) -> Iterator[tuple[str, float]]:
    traffic = _Traffic()
    traffic.follow(page)
    kind = "pixels" if way.native and size > 5000 else way.kind
    told: dict[str, Any] = {
        "kind": kind,
        "selector": way.shapes,
        "count": int(0.9 * len(areas_of_size(size).shapes)),  # none for missing: plotly
        "quiet": _QUIET[kind],
        "seconds": _SECONDS,
    }
    yield "first_map", _first_map(page, told, address)
    _rest(page)
    for name in series_names(size)[1 : 1 + _CHANGES]:
        traffic.frames.clear()
        begun, changed, seen = _another_indicator(page, way, told, name)
        yield "indicator", seen - begun
        _rest(page)
        yield "sent_before", traffic.until(changed)
        yield "sent", traffic.until()
    for waited in _hovers(page, way):
        yield "hover", waited
    for waited in _clicks(page, way):
        yield "click", waited


def _rest(page: Page) -> None:
    settled(page, _SECONDS)
    page.wait_for_timeout(_REST)
    wait_until_idle(_PATIENCE)


def _first_map(page: Page, told: dict[str, Any], address: str) -> float:
    wait_until_idle(_FIRST_PATIENCE)
    page.goto(address, wait_until="commit")
    before = "" if told["kind"] == "shapes" else 0
    wanted = {**told, "before": before, "what": "the first map"}
    painted = page.evaluate("wanted => watch.painted(wanted)", wanted)
    return painted - page.evaluate("performance.timeOrigin")


def _another_indicator(
    page: Page, way: Way, told: dict[str, Any], name: str
) -> tuple[float, float, float]:
    """The key in the map's own select, or letting go of the mouse over an option; the
    map has other colours; they are painted: three moments in milliseconds since 1970.
    """
    if way.native:
        page.locator("select[name=series]").focus()
    else:
        box = page.get_by_role("combobox", name="Indicator")
        box.click()
        box.fill(name)
        page.get_by_role("option", name=name, exact=True).hover()
    before = page.evaluate("told => watch.state(told)", told)
    wanted = {**told, "before": before, "what": f"the map of {name}"}
    page.evaluate("wanted => { window.seen = watch.painted(wanted) }", wanted)
    if way.native:
        page.keyboard.press("ArrowDown")
    else:
        page.mouse.down()
        page.mouse.up()
    seen = page.evaluate("seen")
    return page.evaluate("actedAt"), page.evaluate("changedAt"), seen


def _hovers(page: Page, way: Way) -> Iterator[float]:
    """From the movement of the pointer to the end of the frame with the tooltip."""
    for x, y in _spots(page, way, _HOVERS):
        before = page.evaluate("selector => watch.text(selector)", way.tooltip)
        wanted = {"selector": way.tooltip, "before": before, "seconds": 2}
        page.evaluate("wanted => { window.seen = watch.told(wanted) }", wanted)
        page.mouse.move(x, y)
        seen = page.evaluate("seen")
        if seen:  # else there was no other area
            yield seen - page.evaluate("movedAt")
        page.wait_for_timeout(200)
        wait_until_idle(1)


def _clicks(page: Page, way: Way) -> Iterator[float]:
    """From letting go of the mouse over an area to its name beside the map."""
    for x, y in _spots(page, way, 3 * _CLICKS)[::3]:
        page.mouse.move(x, y)
        page.wait_for_timeout(400)
        told = page.evaluate("selector => watch.text(selector)", way.tooltip)
        before = page.evaluate("heading => watch.text(heading)", way.heading)
        if not told or (before and (before in told or told in before)):
            continue  # nothing is there, or the area is selected already
        wanted = {"before": before, "seconds": 15, "what": "the profile"}
        wanted["heading"] = way.heading
        page.evaluate("wanted => { window.seen = watch.profiled(wanted) }", wanted)
        page.mouse.down()
        page.mouse.up()
        seen = page.evaluate("seen")
        yield seen - page.evaluate("actedAt")
        _rest(page)


def _spots(page: Page, way: Way, count: int) -> list[tuple[float, float]]:
    """Places spread over the middle of the map, far from each other in turn."""
    left, top, width, height = page.evaluate("box => watch.box(box)", way.box)
    return [
        (
            left + width * (0.35 + 0.3 * (at * 0.618 % 1)),
            top + height * (0.3 + 0.45 * (at * 0.382 % 1)),
        )
        for at in range(1, count + 1)
    ]


def _memory(context: BrowserContext, page: Page) -> float:
    """JavaScript's heap, the DOM's and the buffers that belong to them, in MB."""
    session = context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    for _twice in range(2):
        session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")
    parts = ("usedSize", "embedderHeapUsedSize", "backingStorageSize")
    return sum(used.get(part, 0) for part in parts) / 1e6
