"""What the browser tests of the dashboard do as a person would, by hand or keyboard."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from playwright.sync_api import Locator, Page, expect

from tests.browser import ROOT, RunningApp, Visit, running_app

__all__ = [
    "APP",
    "DESK",
    "MAP",
    "PHONE",
    "area",
    "choose",
    "combobox",
    "drawn",
    "fills",
    "focused_code",
    "in_order",
    "legend_title",
    "row_of",
    "settings",
    "with_folder",
]

APP = ROOT / "app.py"
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
MAP = "svg[role=listbox]"
expect.set_options(timeout=20_000)  # milliseconds: a busy machine is slow

_HEADER, _ROW = 35, 35  # pixels: Streamlit's tables are drawn on a canvas
_FOCUSED = """() => {
  let active = document.activeElement;
  while (active?.shadowRoot) active = active.shadowRoot.activeElement;
  return active?.dataset?.code ?? null;
}"""


def combobox(page: Page, label: str) -> Locator:
    """A select box by its label."""
    return page.get_by_role("combobox", name=label, exact=True)


def choose(page: Page, label: str, option: str) -> None:
    """Open a select box and take an option; a long list is narrowed by typing."""
    box = combobox(page, label)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    expect(box).to_have_value(option)


@contextmanager
def settings(page: Page) -> Iterator[None]:
    """The map's settings, opened and closed again."""
    page.get_by_role("button", name="Map settings").click()
    combobox(page, "Classification").wait_for()
    yield
    page.keyboard.press("Escape")
    expect(combobox(page, "Classification")).to_have_count(0)


def area(page: Page, code: str) -> Locator:
    """An area of the map."""
    return page.locator(f"{MAP} >> [data-code='{code}']").first


def drawn(page: Page) -> None:
    """Wait until the map has its areas and the tables are there."""
    page.locator(f"{MAP} >> [data-code]").first.wait_for()
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for()


def fills(page: Page) -> dict[str, str]:
    """What each area is filled with: a colour, or the name of a pattern."""
    found = page.locator(f"{MAP} >> [data-code]").evaluate_all(
        "all => all.map(n => [n.dataset.code, n.getAttribute('fill')])"
    )
    return {
        code: re.sub(r"url\(#area-map-\d+-(\w+)\)", r"\1", fill) for code, fill in found
    }


def legend_title(page: Page) -> Locator:
    """The heading of the map's legend."""
    return page.locator(".legend .title")


def focused_code(page: Page) -> str | None:
    """The code of the area that has the keyboard's focus."""
    return page.evaluate(_FOCUSED)


def row_of(page: Page, number: int, table: int = 0) -> list[str]:
    """Click the box before a row of a table, 1 for the first; the cells of the row."""
    grid = page.locator("[data-testid=stDataFrame]").nth(table)
    grid.scroll_into_view_if_needed()
    # Beside the canvas, Streamlit tells the same cells to those who hear the page.
    row = grid.locator(f"tr[aria-rowindex='{number + 1}']")
    row.wait_for(state="attached")
    cells = row.locator("td").all_text_contents()
    height = _HEADER + _ROW * (number - 1) + _ROW // 2
    grid.click(position={"x": 16, "y": height})
    return cells


def in_order(seen: Visit, app: RunningApp) -> None:
    """Nothing was asked of another machine, nothing failed, nothing was let slip."""
    assert seen.outside == []
    assert seen.errors == []
    assert seen.page.get_by_text("Traceback").count() == 0
    assert seen.page.locator("[data-testid=stException]").count() == 0
    assert "Traceback" not in app.wrote()


@contextmanager
def with_folder(folder: Path, **how: Any) -> Iterator[RunningApp]:
    """The dashboard on another data folder."""
    with (
        patch.dict(os.environ, {"TASAPAINO_DATA": str(folder)}),
        running_app(APP, **how) as app,
    ):
        yield app
