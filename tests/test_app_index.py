"""The Index page in real use: sliders by keyboard, a section, files, by hand."""

import json

import pytest
from playwright.sync_api import expect

from tests.app_tools import APP, DESK, MAP, PHONE, area, drawn, fills, in_order

SLIDER = "Unemployment rate"
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def index(serve_app, visit):
    """Open the Index page at an address; afterwards everything must be in order."""
    opened = []

    def go(address="", **how):
        app = serve_app(APP)
        seen = visit(f"{app.address}index{address}", **how)
        drawn(seen.page)
        opened.append((seen, app))
        return seen.page

    yield go
    for seen, app in opened:
        in_order(seen, app)


def slider(page, name):
    return page.get_by_role("slider", name=name)


def shares(page):
    return page.locator(".weights output").all_inner_texts()


@SIZES
def test_a_slider_moved_by_keyboard_changes_map_address_and_shares(index, size):
    page = index("?year=2016", **size)
    before, address = fills(page), page.url
    assert shares(page) == ["33 %", "33 %", "33 %"]
    moved = slider(page, SLIDER)
    moved.focus()
    page.keyboard.press("Home")
    expect(page.locator(".weights output").nth(1)).to_have_text("0 %")
    assert shares(page) == ["50 %", "0 %", "50 %"]
    expect(moved).to_have_attribute("aria-valuetext", "0 %")
    page.wait_for_url(lambda url: url != address and "index=" in url)
    expect(page.locator(f"{MAP} >> [data-code]").first).to_be_visible()
    page.wait_for_function("() => true")
    assert fills(page) != before
    again = index(page.url[page.url.index("?") :], **size)
    assert shares(again) == ["50 %", "0 %", "50 %"]
    assert fills(again) == fills(page)


def test_an_area_chosen_on_the_map_is_the_one_that_is_explained(index):
    page = index("?year=2016", **DESK)
    area(page, "0925074000").click()
    page.get_by_role("tab", name="What would change this").click()
    expect(page.get_by_text("Havukoski, rank")).to_be_visible()


def test_a_definition_is_saved_and_loaded_and_a_bad_file_is_told(index, tmp_path):
    page = index("?year=2016", **DESK)
    with page.expect_download() as started:
        page.get_by_role("button", name="Save", exact=True).click()
    saved = json.loads(started.value.path().read_text(encoding="utf-8"))
    saved["components"] = saved["components"][:2]
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(saved), encoding="utf-8")
    bad.write_text(json.dumps(saved)[:50], encoding="utf-8")
    page.get_by_role("button", name="Load", exact=True).click()
    upload = page.locator("input[type=file]")
    upload.set_input_files(bad)
    expect(page.get_by_text("bad.json: the file ends in the middle")).to_be_visible()
    expect(page.locator(".weights output")).to_have_count(3)
    upload.set_input_files(good)
    expect(page.locator(".weights output")).to_have_count(2)
    assert shares(page) == ["50 %", "50 %"]
