"""Pages run by Streamlit's own AppTest, and copies of data/ to break.

    at = open_page("area", area="0927091000")
    assert at.title[0].value == ...

`run` fails the test when a page raised or shows an error; `told` wants exactly one.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.browser import ROOT
from ui import data as stored
from ui.figure_set import FigureSet

__all__ = [
    "DATA",
    "MAP",
    "PAGES",
    "figures_of",
    "go_to",
    "map_of",
    "on_map",
    "open_page",
    "replaced",
    "run",
    "told",
    "with_data",
]

DATA = ROOT / "data"
MAP = "map_map"  # the Map page's map in the session
PAGES = ("map", "area", "index", "gaps", "measures", "method")
_SECONDS = 120  # a busy machine reads data/ slowly the first time


def open_page(page: str = "map", **address: str) -> AppTest:
    """A page opened in a new session by a link with `address` in it."""
    at = AppTest.from_file(ROOT / "app.py", default_timeout=_SECONDS)
    for name, value in address.items():
        at.query_params[name] = value
    at.switch_page(f"app_pages/{page}.py")
    return at.run()


def run(at: AppTest) -> AppTest:
    """Run the page again: it must neither raise nor show an error."""
    at.run()
    assert not at.exception, at.exception[0]
    assert not at.error, at.error[0].value
    return at


def go_to(at: AppTest, page: str) -> AppTest:
    """To another page by the navigation, which takes nothing along in the address."""
    at.query_params.clear()
    at.switch_page(f"app_pages/{page}.py")
    return run(at)


def map_of(at: AppTest) -> dict[str, Any]:
    """What the page sends to its map."""
    (found,) = at.get("bidi_component")
    return json.loads(found.proto.json)


def on_map(at: AppTest, *, area: str | None = "", **state: Any) -> AppTest:
    """Choose on the map, as the browser says it: an area's code, or None to let go.

    `state` holds what else is chosen, by the browser's names: series, year, mode, ...
    """
    sent = map_of(at)
    at.session_state[MAP] = {
        "choice": {
            "code": sent["selected"] if area == "" else area,
            "turn": sent["turn"] + 1,
            "state": {**sent["state"], **state},
        }
    }
    return run(at)


def figures_of(at: AppTest) -> FigureSet:
    """The figures of the level that the page shows; those that the map names."""
    figures = stored.level_figures(at.selectbox(key="map_level").value)
    assert map_of(at)["figures"]["key"] == figures.key
    return figures


def with_data(
    patch: pytest.MonkeyPatch, folder: Path, *changes: Callable[[Path], object]
) -> Path:
    """A copy of data/ in `folder`, changed, and used by every page opened after."""
    copy = folder / "data"
    shutil.copytree(DATA, copy)
    for change in changes:
        change(copy)
    patch.setenv("TASAPAINO_DATA", str(copy))
    return copy


def replaced(file: str, old: str, new: str) -> Callable[[Path], object]:
    """A change of a copy: every `old` in the file becomes `new`."""

    def change(copy: Path) -> None:
        text = (copy / file).read_text(encoding="utf-8")
        assert old in text, f"{file} does not contain {old!r}"
        (copy / file).write_text(text.replace(old, new), encoding="utf-8")

    return change


def told(at: AppTest) -> str:
    """The one sentence with which a page says what is wrong, without its escapes."""
    assert not at.exception, at.exception[0]
    assert len(at.error) == 1
    return at.error[0].value.replace("\\", "")
