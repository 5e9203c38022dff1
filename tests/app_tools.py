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
    "control",
    "drawn",
    "field",
    "fills",
    "focused_code",
    "found",
    "in_order",
    "legend_title",
    "programme",
    "row_of",
    "settings",
    "take",
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
    """A select box, of Streamlit's or of the map's, by its label."""
    return page.get_by_role("combobox", name=label, exact=True)


def choose(page: Page, label: str, option: str) -> None:
    """Open a select box of Streamlit's, take an option; typing narrows a long list."""
    box = combobox(page, label)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    expect(box).to_have_value(option)


def control(page: Page, label: str) -> Locator:
    """A choice of the map's own, by its label."""
    return page.locator(".controls").get_by_label(label, exact=True)


def take(page: Page, label: str, option: str) -> None:
    """Take an option, by its words, of a choice of the map's own."""
    control(page, label).select_option(label=option)


@contextmanager
def settings(page: Page) -> Iterator[None]:
    """The map's settings, opened and closed again."""
    switch = page.locator("summary", has_text="Map settings")
    scheme = control(page, "Classification")
    expect(scheme).to_be_hidden()
    switch.click()
    expect(scheme).to_be_visible()
    yield
    switch.click()
    expect(scheme).to_be_hidden()


@contextmanager
def programme(page: Page) -> Iterator[None]:
    """What of the programme stands on the map, opened and closed again."""
    page.get_by_role("button", name="Programme on the map").click()
    combobox(page, "Areas of a measure").wait_for()
    yield
    page.keyboard.press("Escape")
    expect(combobox(page, "Areas of a measure")).to_have_count(0)


def field(page: Page) -> Locator:
    """The text field that finds an area."""
    return combobox(page, "Find an area")


def found(page: Page) -> Locator:
    """The areas that it lists."""
    return page.get_by_role("listbox", name="Find an area").get_by_role("option")


def area(page: Page, code: str) -> Locator:
    """An area of the map."""
    return page.locator(f"{MAP} >> [data-code='{code}']").first


def drawn(page: Page) -> None:
    """Wait until the map has its areas and the tables are there."""
    # attached: small maps hide the list of areas; the legend comes after the areas
    page.locator(f"{MAP} >> [data-code]").first.wait_for(state="attached")
    legend_title(page).first.wait_for()
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
