"""What tests of the map in a browser share: the page of made-up areas, the bare script.

`open_compare` opens tests/map_compare_script.py; `map_module` evaluates JavaScript with
the component's own functions in it, on a blank page.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import ROOT, RunningApp, Visit
from ui.map import _script

__all__ = [
    "SCRIPT",
    "area",
    "compare_page",
    "map_module",
    "middle",
    "open_compare",
    "says",
    "vantaa",
    "view_box",
]

SCRIPT = ROOT / "tests" / "map_compare_script.py"
LIST = "svg[role=listbox]"


def area(page: Page, code: str) -> Locator:
    """An area in the list of areas, which is the first or only map."""
    return page.locator(f"{LIST} [data-code='{code}']")


def says(page: Page, text: str) -> None:
    """The page below the map says what Python knows; waits for it."""
    expect(page.get_by_text(text, exact=True)).to_be_visible()


def middle(locator: Locator) -> tuple[float, float]:
    """The middle of an element on the screen."""
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def view_box(page: Page, of: str = LIST) -> list[float]:
    """Left, top, width and height of what a map shows, in map units."""
    return [float(part) for part in page.locator(of).get_attribute("viewBox").split()]


@pytest.fixture
def open_compare(
    serve_app: Callable[..., Any], visit: Callable[..., Visit]
) -> Callable[..., Visit]:
    """Function that opens the page of made-up areas; keywords as for `visit`."""

    def go(query: str = "", **how: Any) -> Visit:
        options = how.pop("options", None)
        seen = visit(serve_app(SCRIPT, options=options).address + query, **how)
        # attached: small maps hide it
        seen.page.wait_for_selector("[data-area='11']", state="attached")
        return seen

    return go


@pytest.fixture
def compare_page(open_compare: Callable[..., Visit]) -> Page:
    """The page of made-up areas on a desktop screen."""
    return open_compare().page


@pytest.fixture(scope="module")
def vantaa(serve_app: Callable[..., RunningApp], chromium: Browser) -> RunningApp:
    """The dashboard itself, its data read: the first visit of all takes its time."""
    app = serve_app(ROOT / "app.py")
    context = chromium.new_context()
    try:
        page = context.new_page()
        page.goto(app.address)
        page.wait_for_selector("[data-area]", timeout=240_000)
    finally:
        context.close()
    return app


@pytest.fixture(scope="module")
def map_module(chromium: Browser) -> Iterator[Callable[..., Any]]:
    """Function that evaluates "(map, value) => ..." with what the script exports."""
    context = chromium.new_context()
    page = context.new_page()
    page.evaluate(
        """async (text) => {
            const file = new Blob([text], { type: "text/javascript" });
            window.map = await import(URL.createObjectURL(file));
        }""",
        _script().decode(),
    )
    try:
        yield lambda code, value=None: page.evaluate(
            f"(value) => ({code})(window.map, value)", value
        )
    finally:
        context.close()
