"""Two maps side by side: linked, with one legend when the unit is one."""

import pytest
from playwright.sync_api import expect

from tests.map_compare_script import CODES
from tests.map_tools import area, middle, open_compare, says, view_box

__all__ = ["open_compare"]

TWIN = "svg.twin"
# ColorBrewer's YlOrRd in four classes
COLORS = ("#ffffb2", "#fecc5c", "#fd8d3c", "#e31a1c")


@pytest.fixture
def two_maps(open_compare):
    def go(**how):
        seen = open_compare("?mode=side", **how)
        seen.page.locator(f"{TWIN} [data-area='11']").wait_for()
        return seen

    return go


def twin(page, at):
    return page.locator(f"{TWIN} [data-area='{at}']")


def lines(page, of, kind):
    return page.locator(f"{of} path.{kind}.shown")


LIST = "svg[role=listbox]"


def test_common_classes_and_one_legend_where_the_unit_is_one(two_maps):
    seen = two_maps()
    page = seen.page
    # a in 2022 is 20 + i (number 5 suppressed), b is 2 i: 0 to 31 in four equal steps
    # of 7.75 ends at 7.75, 15.5, 23.25, 31. Area 0: a 20, third class; b 0, first one.
    assert area(page, CODES[0]).get_attribute("fill") == COLORS[2]
    assert twin(page, 0).get_attribute("fill") == COLORS[0]
    # area 11: a 31, fourth class; b 22, third class
    assert area(page, CODES[11]).get_attribute("fill") == COLORS[3]
    assert twin(page, 11).get_attribute("fill") == COLORS[2]
    legend = page.get_by_role("region")
    expect(legend).to_have_count(1)
    title = "Share a, 2022 and Share b, 2022"
    # b: 0 2 4 6 | 8 10 12 14 | 16 18 20 22; a: 20 to 23 | 24 and 26 to 31
    assert page.get_by_role("region", name=title).get_by_role(
        "listitem"
    ).all_text_contents() == [
        "0 – 8, Areas, first | second map: 0 | 4",
        "8 – 16, Areas, first | second map: 0 | 4",
        "16 – 23, Areas, first | second map: 4 | 4",
        "23 – 31, Areas, first | second map: 7 | 0",
        "Estimated (dots), Areas, first | second map: 1 | 0",
        "Suppressed: too few people, Areas, first | second map: 1 | 0",
    ]
    headings = page.locator(".map-title").all_text_contents()
    assert headings == ["Share a, 2022", "Share b, 2022"]
    assert seen.errors == []
    assert seen.outside == []


def test_two_years_of_one_indicator(two_maps):
    page = two_maps().page
    page.get_by_label("Second indicator", exact=True).select_option("a")
    page.get_by_label("Its year", exact=True).select_option("2020")
    expect(page.get_by_role("region", name="Share a, 2022 and 2020")).to_be_visible()
    # 2020: 0 to 11; 2022: 20 to 31; the same steps of 7.75: area 11 has 11 and 31
    assert area(page, CODES[11]).get_attribute("fill") == COLORS[3]
    assert twin(page, 11).get_attribute("fill") == COLORS[1]
    says(page, "series: a, 2022")


def test_where_worse_ends_differ_dark_is_only_high(two_maps):
    page = two_maps().page
    page.get_by_label("Second indicator", exact=True).select_option("c")
    expect(page.get_by_role("region")).to_have_count(1)
    expect(page.get_by_text("Darker: higher; neither end is worse")).to_be_visible()
    # a 20 to 31, c 50 - i = 39 to 50: area 0 has 20 and 50, the two ends of one scale
    # in ColorBrewer's PuBu
    assert area(page, CODES[0]).get_attribute("fill") == "#f1eef6"
    assert twin(page, 0).get_attribute("fill") == "#0570b0"


def test_two_units_have_a_legend_under_each_map(two_maps):
    page = two_maps().page
    page.get_by_label("Second indicator", exact=True).select_option("d")
    legends = [
        page.get_by_role("region", name=name)
        for name in ("Share a, 2022", "Count d, 2022")
    ]
    for legend, map_ in zip(legends, (LIST, TWIN), strict=True):
        place, picture = legend.bounding_box(), page.locator(map_).bounding_box()
        assert place["y"] >= picture["y"] + picture["height"]
        assert abs(place["x"] - picture["x"]) < 5
    expect(legends[1].get_by_text("residents")).to_be_visible()
    # back to one unit, and to one map: the legend returns to its place
    page.get_by_label("Second indicator", exact=True).select_option("b")
    expect(page.get_by_role("region")).to_have_count(1)
    page.get_by_label("Show", exact=True).select_option("value")
    expect(page.locator(TWIN)).to_be_hidden()
    assert page.locator("[data-area]").count() == 12
    legend = page.get_by_role("region", name="Share a, 2022").bounding_box()
    assert legend["y"] < page.locator(LIST).bounding_box()["y"] + 10  # beside the map


def test_one_list_of_areas_whose_names_tell_both_figures(two_maps):
    page = two_maps().page
    both = page.get_by_role("listbox", name="Map: Share a, 2022 and Share b, 2022")
    assert both.get_by_role("option").count() == 12
    assert page.get_by_role("listbox").count() == 1
    option = area(page, CODES[3])
    # 23 is the 8th of 11 known: 31, 30, 29, 28, 27, 26, 24 are higher; b 6 is 9th of 12
    assert option.get_attribute("aria-label") == (
        "Länsisalmi, Share a, 2022: 23\u00a0%, rank 8 of 11 by need, "
        "Share b, 2022: 6\u00a0%, rank 9 of 12 by need"
    )
    missing = area(page, CODES[5]).get_attribute("aria-label")
    assert "Share a, 2022: no value: suppressed, too few people" in missing
    assert "Share b, 2022: 10\u00a0%" in missing
    assert page.locator(TWIN).get_attribute("aria-hidden") == "true"
    stops = page.locator(f"{TWIN} [tabindex], {TWIN}[tabindex], {TWIN} [role=option]")
    assert stops.count() == 0
    summary = page.locator(LIST).evaluate(
        "list => list.getRootNode().getElementById("
        "list.getAttribute('aria-describedby').split(' ')[0]).textContent"
    )
    assert summary.startswith("First map: Highest: Jokiniemi, 31\u00a0%.")
    assert "Second map: Highest: Jokiniemi, 22\u00a0%." in summary


def test_hover_on_either_map_marks_both_and_tells_both(two_maps):
    page = two_maps().page
    facts = [
        "Länsisalmi",
        "Share a, 2022: 23\u00a0%, rank 8 of 11 by need",
        "Share b, 2022: 6\u00a0%, rank 9 of 12 by need",
    ]
    for target in (twin(page, 3), area(page, CODES[3])):
        page.mouse.move(5, 5)
        expect(page.locator(".tooltip")).to_be_hidden()
        target.hover()
        expect(page.locator(".tooltip")).to_be_visible()
        assert page.locator(".tooltip > *").all_inner_texts() == facts
        shapes = {
            lines(page, of, "hover").first.get_attribute("d") for of in (LIST, TWIN)
        }
        assert len(shapes) == 1
    page.mouse.move(5, 5)
    expect(lines(page, TWIN, "hover")).to_have_count(0)


def test_zoom_and_pan_together_from_either_map(two_maps):
    page = two_maps().page
    whole = view_box(page)
    assert view_box(page, TWIN) == whole
    page.get_by_role("button", name="Zoom in").click()
    assert view_box(page) != whole
    assert view_box(page, TWIN) == view_box(page)
    before = view_box(page)
    x, y = middle(page.locator(TWIN))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 10, steps=5)
    page.mouse.up()
    assert view_box(page)[0] < before[0]  # the map went right: more of the left
    assert view_box(page, TWIN) == view_box(page)
    says(page, "chosen: None")  # a drag is no click
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    assert view_box(page)[2] < before[2]
    assert view_box(page, TWIN) == view_box(page)
    page.get_by_role("button", name="Whole map").click()
    assert view_box(page, TWIN) == whole


def test_selection_together_from_either_map(two_maps):
    page = two_maps().page
    twin(page, 8).click()
    says(page, f"chosen: {CODES[8]}")
    assert area(page, CODES[8]).get_attribute("aria-selected") == "true"
    for of in (LIST, TWIN):
        expect(lines(page, of, "selected")).to_have_count(2)
    area(page, CODES[8]).click()
    says(page, "chosen: None")
    for of in (LIST, TWIN):
        expect(lines(page, of, "selected")).to_have_count(0)
    twin(page, 0).dblclick()  # West, as on the first map
    says(page, f"chosen: {CODES[0]}")
    assert view_box(page)[3] == pytest.approx(2240, abs=1)


def test_the_keyboard_walks_one_map_and_the_other_follows(two_maps):
    page = two_maps().page
    page.get_by_label("Other thing").focus()
    area(page, CODES[0]).focus()
    page.keyboard.press("ArrowRight")
    rings = [lines(page, of, "focus").first.get_attribute("d") for of in (LIST, TWIN)]
    assert rings[0] == rings[1] is not None
    assert page.locator(".tooltip strong").text_content() == "Länsimäki"
    page.keyboard.press("Enter")
    says(page, f"chosen: {CODES[1]}")


def test_beside_each_other_on_a_desk_and_stacked_on_a_phone(two_maps):
    wide = two_maps().page
    first, second = (wide.locator(of).bounding_box() for of in (LIST, TWIN))
    assert abs(first["y"] - second["y"]) < 2
    assert second["x"] >= first["x"] + first["width"]
    phone = two_maps(width=390, height=844, has_touch=True).page
    first, second = (phone.locator(of).bounding_box() for of in (LIST, TWIN))
    assert second["y"] >= first["y"] + first["height"]
    assert abs(first["x"] - second["x"]) < 2
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 390
    twin(phone, 9).scroll_into_view_if_needed()
    phone.touchscreen.tap(*middle(twin(phone, 9)))
    says(phone, f"chosen: {CODES[9]}")
    assert phone.locator(".tooltip strong").text_content() == "Rekola"
