"""Zoom and selection survive every other choice; the browser's back button works."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from tests.browser import settled
from tests.map_compare_script import CODES
from tests.map_tools import (
    area,
    compare_page,
    map_module,
    middle,
    open_compare,
    says,
    vantaa,
    view_box,
)

__all__ = ["compare_page", "map_module", "open_compare", "vantaa"]

# The made-up map is 4000 wide and 3000 high with a rim of 0.015 × 4000 = 60 around it.
WHOLE = [-60, -60, 4120, 3120]
FEW = settings(max_examples=40, deadline=None)


def button(page, name):
    return page.get_by_role("button", name=name)


def asked(page):
    """What the page's address holds."""
    parts = parse_qs(urlsplit(page.url).query, keep_blank_values=True)
    return {name: values[0] for name, values in parts.items()}


def close(box, wanted, within=2):
    assert all(abs(a - b) <= within for a, b in zip(box, wanted, strict=True)), box


@FEW
@given(
    st.floats(1.01, 16), st.floats(0, 25000), st.floats(0, 19000), st.floats(0.5, 100)
)
def test_a_place_as_text_and_back(map_module, scale, x, y, unit):
    written = map_module(
        """(map, [scale, x, y, unit]) => {
            const view = { scale, box: [x - 50, y - 50, 100, 100] };
            const data = { origin: [25490000, 6690000], unit };
            const text = map.placeText(view, data);
            return [text, map.placeOf(text, data)];
        }""",
        [scale, x, y, unit],
    )
    text, place = written
    assert len(text) < 60
    assert place["scale"] == pytest.approx(scale, abs=0.005)
    # rounded to the grid: half a unit of it is half a step on the map
    assert place["centre"] == pytest.approx([x, y], abs=0.51)


@pytest.mark.parametrize("text", ["", "x", "1_2", "a_b_c", None, "2_5_", "1_2_3_4x"])
def test_what_is_no_place_is_the_whole_map(map_module, text):
    code = "(map, text) => map.placeOf(text, { origin: [0, 0], unit: 1 })"
    place = map_module(code, text)
    assert place is None or text in ("2_5_", "1_2_3_4x")


def test_double_click_shows_the_larger_area_then_the_area(compare_page):
    page = compare_page
    close(view_box(page), WHOLE)
    area(page, CODES[0]).dblclick()
    says(page, f"chosen: {CODES[0]}")
    # West is 2000 × 2000, with 1.12 times as much room: 2240 in height, in width 2240 ×
    # 4120 / 3120 = 2958; around (1000, 1000) that would reach beyond the upper left
    # corner of the map, and moves there
    close(view_box(page), [-60, -60, 2958, 2240])
    area(page, CODES[0]).dblclick()
    # now the area itself: 1000 high with 2.4 times the room, 2400 of 3120
    expect(page.locator("svg[role=listbox]")).to_have_class(re.compile("zoomed"))
    assert view_box(page)[3] == pytest.approx(2400, abs=1)
    says(page, f"chosen: {CODES[0]}")


def test_double_click_where_areas_lie_in_no_larger_one_zooms_to_the_point(compare_page):
    page = compare_page
    page.get_by_text("Other level").click()
    expect(page.locator("[data-area]")).to_have_count(2)
    x, y = middle(area(page, "E"))
    page.mouse.dblclick(x, y)
    # two steps of 1.6 in one; the point stays where it is: x 3000, y 1500
    left, top, width, height = view_box(page)
    assert width == pytest.approx(WHOLE[2] / 2.56, rel=0.01)
    share = [(3000 - WHOLE[0]) / WHOLE[2], (1500 - WHOLE[1]) / WHOLE[3]]
    close([left, top], [3000 - share[0] * width, 1500 - share[1] * height], 40)
    says(page, "chosen: E")


def test_key_z_zooms_as_the_double_click_does(compare_page):
    page = compare_page
    page.get_by_label("Other thing").focus()
    area(page, CODES[0]).focus()
    page.keyboard.press("z")
    close(view_box(page), [-60, -60, 2958, 2240])
    page.keyboard.press("z")
    assert view_box(page)[3] == pytest.approx(2400, abs=1)
    says(page, "chosen: None")
    page.keyboard.press("0")
    close(view_box(page), WHOLE)
    help_text = page.locator("svg[role=listbox]").evaluate(
        "list => list.getRootNode().getElementById("
        "list.getAttribute('aria-describedby').split(' ')[1]).textContent"
    )
    assert "Z zooms to the larger area" in help_text


def test_zoom_and_selection_survive_other_choices_and_reruns(open_compare):
    seen = open_compare()
    page = seen.page
    area(page, CODES[6]).click()
    says(page, f"chosen: {CODES[6]}")
    button(page, "Zoom in").click()
    button(page, "Zoom in").click()
    box = view_box(page)
    assert box[2] == pytest.approx(WHOLE[2] / 1.6**2)
    # told to Python once it is settled; scale 2.56, centre (2000, -500) in metres: the
    # upper left corner of the map is (0, 1000)
    says(page, "zoom: 2.56_2000_-500")
    for label, choice in [
        ("Year", "2020"),
        ("Indicator", "c"),
        ("Show", "side"),
        ("Show", "gap"),
        ("Show", "multiples"),
        ("Show", "value"),
    ]:
        page.get_by_label(label, exact=True).select_option(choice)
        settled(page)
        says(page, f"chosen: {CODES[6]}")
        close(view_box(page), box, 0.01)
    page.get_by_label("Other thing").fill("3")
    page.get_by_label("Other thing").press("Enter")
    says(page, "thing: 3")
    close(view_box(page), box, 0.01)
    page.get_by_text("Other level").click()  # the same ground in two areas
    expect(page.locator("[data-area]")).to_have_count(2)
    close(view_box(page), box, 3)
    says(page, "chosen: None")  # there is no such area
    page.get_by_text("Other level").click()
    expect(page.locator("[data-area]")).to_have_count(12)
    close(view_box(page), box, 6)
    assert seen.errors == []


def test_the_server_does_not_undo_a_zoom_made_while_it_worked(open_compare):
    page = open_compare().page
    # A choice goes to the server; its answer knows nothing of the zoom that follows.
    page.get_by_label("Year", exact=True).select_option("2021")
    button(page, "Zoom in").click()
    closer = view_box(page)
    says(page, "series: a, 2021")
    settled(page)
    assert view_box(page) == closer
    says(page, "zoom: 1.6_2000_-500")
    assert view_box(page) == closer


def test_a_zoom_runs_the_page_once_and_takes_no_step_in_the_history(open_compare):
    page = open_compare().page
    before = page.evaluate("() => history.length")
    says(page, "runs: 1")
    # four in one go: however slow the machine, they are one movement
    button(page, "Zoom in").evaluate(
        "button => { for (let at = 0; at < 4; at += 1) button.click(); }"
    )
    says(page, "runs: 2")
    assert asked(page)["zoom"] == "6.55_2000_-500"  # 1.6 to the power of 4 = 6.5536
    assert page.evaluate("() => history.length") == before
    button(page, "Whole map").click()
    says(page, "runs: 3")
    assert "zoom" not in asked(page)


def at_rest(page):
    page.wait_for_selector("svg[role=listbox] [data-code]", timeout=60_000)
    settled(page)


def chosen_on(page):
    found = page.locator("svg[role=listbox] [aria-selected=true]")
    return found.evaluate_all("all => all.map(n => n.dataset.code)")


def shows(page, **parts):
    """Waits until the address holds these parts; None: not there."""

    def fits(address):
        held = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
        return all(held.get(name) == value for name, value in parts.items())

    page.wait_for_url(fits, timeout=30_000)
    settled(page)


LANSIMAKI = "0927091000"


_REST = """() => new Promise((done) => {
  let since = performance.now();
  const look = () => {
    const app = document.querySelector("[data-testid=stApp]");
    if (app.dataset.testScriptState !== "notRunning") since = performance.now();
    if (performance.now() - since > 500) done();
    else requestAnimationFrame(look);
  };
  look();
})"""


def go_back(page):
    """Back, once no run has gone on for half a second: Streamlit drops one that meets
    a run, and a choice can bring two after each other."""
    settled(page)
    page.evaluate(_REST)
    page.go_back()


def test_back_returns_to_the_view_before(vantaa, visit):
    page = visit(vantaa.address).page
    at_rest(page)
    shows(page, indicator="kota")
    indicator = page.get_by_label("Indicator", exact=True)
    indicator.select_option("unemployment_rate")
    shows(page, indicator="unemployment_rate")
    area(page, LANSIMAKI).click()
    shows(page, area=LANSIMAKI)
    button(page, "Zoom in").click()
    page.wait_for_url(re.compile(r"zoom=1\.6_"))
    settled(page)
    box = view_box(page)
    page.get_by_label("Show", exact=True).select_option("change")
    shows(page, mode="change")
    choose_level(page, "Postal areas")
    shows(page, level="postal_area", area=None)
    close(view_box(page), box, 400)  # the same place of another set of areas

    go_back(page)
    shows(page, level="district", mode="change", area=LANSIMAKI)
    expect(area(page, LANSIMAKI)).to_have_attribute("aria-selected", "true")
    go_back(page)
    shows(page, mode=None, area=LANSIMAKI, indicator="unemployment_rate")
    expect(page.get_by_label("Show", exact=True)).to_have_value("value")
    close(view_box(page), box, 3)
    go_back(page)
    shows(page, area=None, zoom=None, indicator="unemployment_rate")
    expect(page.locator("svg[role=listbox] [aria-selected=true]")).to_have_count(0)
    expect(page.locator("svg[role=listbox].zoomed")).to_have_count(0)
    go_back(page)
    shows(page, indicator="kota")
    expect(indicator).to_have_value("kota")
    settled(page)
    page.go_forward()
    shows(page, indicator="unemployment_rate")
    expect(indicator).to_have_value("unemployment_rate")


def test_another_page_and_back_and_a_link_show_the_same(vantaa, visit):
    link = "?indicator=median_income&level=postal_area&area=01360"
    seen = visit(vantaa.address + link + "&zoom=3_25504800_6691500")
    page = seen.page
    at_rest(page)
    assert chosen_on(page) == ["01360"]
    box = view_box(page)
    shown = asked(page)
    assert shown["zoom"] == "3_25504800_6691500"
    page.get_by_role("link", name="Data and method").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("method")
    page.get_by_role("link", name="Map", exact=True).click()
    at_rest(page)
    shows(page, zoom=shown["zoom"], area="01360")
    close(view_box(page), box, 0.01)
    assert chosen_on(page) == ["01360"]
    page.go_back()  # the page's address before it got its parts: nothing changes
    settled(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("method")
    page.go_back()
    at_rest(page)
    shows(page, zoom=shown["zoom"], area="01360", indicator="median_income")
    page.reload()
    at_rest(page)
    close(view_box(page), box, 0.01)
    assert asked(page) == shown
    assert seen.errors == []


def choose_level(page, name):
    page.get_by_role("combobox", name="Areas").click()
    page.get_by_role("option", name=name).click()


def test_each_level_keeps_the_area_that_was_chosen_of_it(vantaa, visit):
    page = visit(f"{vantaa.address}?area={LANSIMAKI}&zoom=4_25506800_6682900").page
    at_rest(page)
    box = view_box(page)
    choose_level(page, "Postal areas")
    shows(page, level="postal_area", area=None)
    area(page, "01280").click()
    shows(page, area="01280")
    choose_level(page, "Districts")
    shows(page, level="district", area=LANSIMAKI)
    expect(area(page, LANSIMAKI)).to_have_attribute("aria-selected", "true")
    close(view_box(page), box, 20)
    choose_level(page, "Postal areas")
    shows(page, level="postal_area", area="01280")


@pytest.mark.parametrize("zoom", ["x", "0_0_0", "99_1_1", "3_25504800", "3_<b>_1"])
def test_a_mistyped_zoom_does_no_harm(vantaa, visit, zoom):
    seen = visit(f"{vantaa.address}?zoom={zoom}")
    at_rest(seen.page)
    left, top, width, height = view_box(seen.page)
    assert 0 < width <= 25441 + 1
    assert seen.page.get_by_role("alert").filter(has_text=re.compile(".")).count() == 0
    assert seen.errors == []
