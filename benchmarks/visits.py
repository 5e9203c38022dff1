"""One visit to a way's page in Chromium, and how long a person waits in it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, WebSocket, sync_playwright

from benchmarks.ways import Way
from tests.browser import CHROMIUM, settled

__all__ = ["Sample", "Script", "chromium", "measured_visit"]

_WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
_ARGUMENTS = (
    "--no-sandbox",  # containers have root only
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_SECONDS = 60  # until a visit is given up
_QUIET = 0.5  # seconds without a message: everything has been sent


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One measurement. `value` in the unit of the measure of that key."""

    way: str
    measure: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Script:
    """What is done in a visit, in this order, the same in every way."""

    areas: int  # how many are drawn
    indicators: Sequence[str]  # names, chosen one after the other
    clicks: Sequence[tuple[int, str]]  # number and name of the areas clicked


@contextmanager
def chromium(arguments: Sequence[str]) -> Iterator[Browser]:
    """Debian's Chromium, headless, until the block ends."""
    if not CHROMIUM.exists():
        raise OSError("chromium is missing: install it with: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=[*_ARGUMENTS, *arguments]
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class _Traffic:
    """What went over the websocket since it was last emptied, and requests outside."""

    received: int = 0  # bytes
    sent: int = 0
    last: float = 0.0  # when, on the monotonic clock
    outside: set[str] = field(default_factory=set)

    def follow(self, page: Page) -> None:
        page.on("websocket", self._talk)
        page.context.on("request", lambda request: self._asked(request.url))

    def _talk(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda load: self._count(_size(load), 0))
        socket.on("framesent", lambda load: self._count(0, _size(load)))

    def _count(self, received: int, sent: int) -> None:
        self.received += received
        self.sent += sent
        self.last = time.monotonic()

    def _asked(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname != "127.0.0.1":
            self.outside.add(address)

    def empty(self) -> None:
        self.received = self.sent = 0


def _size(load: str | bytes) -> int:
    return len(load.encode() if isinstance(load, str) else load)


def measured_visit(
    browser: Browser, way: Way, address: str, script: Script
) -> list[Sample]:
    """A new visitor with an empty cache: the first map, other indicators, clicks.

    Raises
    ------
    RuntimeError
        Something did not appear within a minute, or an area cannot be clicked.
    """
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        context.add_init_script(_WATCH)
        samples = _samples(context.new_page(), way, address, script)
    except Error as error:
        said = error.message.splitlines()[0].removeprefix("Page.evaluate: Error: ")
        raise RuntimeError(f"the page of {way.title} failed: {said}") from error
    finally:
        context.close()
    return [
        Sample(way=way.key, measure=measure, value=value)
        for measure, values in samples.items()
        for value in values
    ]


def _samples(
    page: Page, way: Way, address: str, script: Script
) -> dict[str, list[float]]:
    traffic = _Traffic()
    traffic.follow(page)
    samples = {"first_map": [_first_map(page, way, address, script.areas)]}
    _quiet(page, traffic)
    samples["outside"] = [float(len(traffic.outside))]
    samples |= {"indicator": [], "received": [], "sent": [], "click": []}
    for name in script.indicators:
        traffic.empty()
        waited = _another_indicator(page, way, name, script.areas)
        _quiet(page, traffic)
        samples["indicator"].append(waited)
        samples["received"].append(traffic.received / 1000)
        samples["sent"].append(traffic.sent / 1000)
    for at, name in script.clicks:
        samples["click"].append(_click(page, way, at, name))
        _quiet(page, traffic)
    return samples


def _first_map(page: Page, way: Way, address: str, areas: int) -> float:
    page.goto(address, wait_until="commit")
    painted = page.evaluate(
        "wanted => watch.painted(wanted)", _wanted(way, areas, "the first map")
    )
    return painted - page.evaluate("performance.timeOrigin")


def _another_indicator(page: Page, way: Way, name: str, areas: int) -> float:
    """From letting go of the mouse over the option to the recoloured map."""
    box = page.get_by_role("combobox", name="Indicator")
    box.click()
    box.fill(name)
    option = page.get_by_role("option", name=name, exact=True)
    option.hover()
    before = page.evaluate("areas => String(watch.fills(areas))", way.areas)
    wanted = _wanted(way, areas, f"the map of {name}", before)
    page.evaluate("wanted => { window.seen = watch.painted(wanted) }", wanted)
    page.mouse.down()
    page.mouse.up()
    return page.evaluate("seen") - page.evaluate("pressedAt")


def _click(page: Page, way: Way, at: int, name: str) -> float:
    """From letting go of the mouse over an area to its figures on the page."""
    x, y = page.evaluate("area => watch.spot(area)", {"selector": way.areas, "at": at})
    page.mouse.move(x, y)
    wanted = {
        "name": name,
        "before": page.evaluate("watch.table()"),
        "what": f"the profile of {name}",
        "seconds": _SECONDS,
    }
    page.evaluate("wanted => { window.seen = watch.profiled(wanted) }", wanted)
    page.mouse.down()
    page.mouse.up()
    return page.evaluate("seen") - page.evaluate("pressedAt")


def _wanted(way: Way, areas: int, what: str, before: str = "") -> dict[str, str | int]:
    return {
        "selector": way.areas,
        "count": areas,
        "before": before,
        "what": what,
        "seconds": _SECONDS,
    }


def _quiet(page: Page, traffic: _Traffic) -> None:
    """Wait until the page is drawn and nothing has been said for half a second."""
    settled(page)
    until = time.monotonic() + _SECONDS
    while time.monotonic() < min(traffic.last + _QUIET, until):
        page.wait_for_timeout(100)
