"""Small maps: all years of an indicator, or the indicators of its theme."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.map_compare_script import CODES
from tests.map_tools import area, open_compare, says, view_box

__all__ = ["open_compare"]

# ColorBrewer's YlOrRd in four classes
COLORS = ("#ffffb2", "#fecc5c", "#fd8d3c", "#e31a1c")
NB = "\u00a0"


@pytest.fixture
def small_maps(open_compare):
    def go(**how):
        seen = open_compare("?mode=multiples", **how)
        seen.page.locator(".small-map canvas").first.wait_for()
        seen.page.wait_for_function(PAINTED)
        return seen

    return go


ROOT_OF = """() => {
    for (const host of document.querySelectorAll("*")) {
        if (host.shadowRoot?.querySelector(".room")) return host.shadowRoot;
    }
}"""
PAINTED = f"""() => {{
    const all = [...({ROOT_OF})().querySelectorAll(".small-map canvas")];
    return all.length > 0 && all.every((canvas) => {{
        const {{ width, height }} = canvas;
        const seen = canvas.getContext("2d").getImageData(0, 0, width, height).data;
        return seen.some((part) => part > 0);
    }});
}}"""


def maps(page):
    return page.locator("button.small-map")


def color_of(page, number, place):
    """Color in the middle of a square (four a row) on the small map with a number."""
    x, y = 1000 * (place % 4) + 500, 1000 * (place // 4) + 500
    # the canvas shows the map with a rim of 60 around 4000 × 3000
    share = [(x + 60) / 4120, (y + 60) / 3120]
    pixel = (
        maps(page)
        .nth(number)
        .locator("canvas")
        .evaluate(
            """(canvas, [x, y]) => [...canvas.getContext("2d").getImageData(
            x * canvas.width, y * canvas.height, 1, 1).data]""",
            share,
        )
    )
    return "#" + "".join(f"{part:02x}" for part in pixel[:3])


def test_all_years_in_the_same_classes(small_maps):
    seen = small_maps()
    page = seen.page
    assert page.locator(".small-title").all_inner_texts() == ["2020", "2021", "2022"]
    # a is i + 10 × (year - 2020): 0 to 31 over all years, in four steps of 7.75.
    # Area 0: 0, 10 and 20, so the first, second and third class
    assert [color_of(page, at, 0) for at in range(3)] == list(COLORS[:3])
    # area 11: 11, 21 and 31
    assert [color_of(page, at, 11) for at in range(3)] == list(COLORS[1:])
    legend = page.get_by_role("region", name="Share a, all years")
    texts = legend.get_by_role("listitem").all_text_contents()
    assert texts == [
        *("0 – 8", "8 – 16", "16 – 23", "23 – 31"),
        *("Estimated (dots)", "Suppressed: too few people"),
    ]
    # 5 % and 15 % are the whole's values; 2022 has none
    facts = [one.inner_text() for one in page.locator(".small-facts").all()]
    assert facts == [f"City 5{NB}%", f"City 15{NB}%", ""]
    assert page.locator("svg[role=listbox]").is_hidden()
    assert seen.errors == []
    assert seen.outside == []


def test_the_classes_of_one_year_do_not_reach_small_maps_of_years(small_maps):
    page = small_maps().page  # the page's choice is "classes of the year shown"
    one = [color_of(page, at, 4) for at in range(3)]
    # area 4 is 4, 14, 24: three different classes of one scale
    assert one == [COLORS[0], COLORS[1], COLORS[3]]


def test_each_button_tells_its_map(small_maps):
    page = small_maps().page
    area_list = page.get_by_role("list", name="Share a, all years")
    buttons = area_list.get_by_role("button")
    expect(buttons).to_have_count(3)
    name = buttons.nth(1).evaluate("button => button.textContent")
    assert name.startswith(f"2021City 15{NB}%")
    assert f"Highest: Jokiniemi, 21{NB}%. Lowest: Hakunila, 10{NB}%." in name
    assert buttons.nth(2).get_attribute("aria-current") == "true"
    hidden = page.locator(".small-picture").evaluate_all(
        "all => all.every(n => n.getAttribute('aria-hidden') === 'true')"
    )
    assert hidden


def lines(page, kind):
    return page.locator(f".small-map path.{kind}.line.shown")


def over(page, number, place):
    box = maps(page).nth(number).locator("canvas").bounding_box()
    x, y = 1000 * (place % 4) + 500, 1000 * (place // 4) + 500
    return (
        box["x"] + box["width"] * (x + 60) / 4120,
        box["y"] + box["height"] * (y + 60) / 3120,
    )


def test_hover_is_linked_across_all(small_maps):
    page = small_maps().page
    maps(page).nth(2).scroll_into_view_if_needed()
    page.mouse.move(*over(page, 1, 3))
    expect(page.locator(".tooltip")).to_be_visible()
    assert page.locator(".tooltip > *").all_inner_texts() == [
        "Länsisalmi",
        f"2020: 3{NB}%",
        f"2021: 13{NB}%",
        f"2022: 23{NB}%",
    ]
    expect(lines(page, "hover")).to_have_count(3)
    shapes = lines(page, "hover").evaluate_all(
        "all => all.map(n => n.getAttribute('d'))"
    )
    assert len(set(shapes)) == 1
    page.mouse.move(*over(page, 0, 5))
    assert page.locator(".tooltip > *").all_inner_texts()[1] == (
        "2020: no value: suppressed, too few people"
    )
    page.mouse.move(3, 3)
    expect(lines(page, "hover")).to_have_count(0)
    expect(page.locator(".tooltip")).to_be_hidden()


def test_a_click_makes_a_small_map_the_large_one(small_maps):
    page = small_maps().page
    says(page, "mode: multiples")
    maps(page).nth(0).click()
    expect(area(page, CODES[0])).to_be_visible()
    says(page, "mode: value")
    says(page, "series: a, 2020")
    expect(maps(page).first).to_be_hidden()
    expect(page.get_by_role("region", name="Share a, 2020")).to_be_visible()


def test_enter_does_the_same_and_the_keyboard_goes_on_there(small_maps):
    page = small_maps().page
    maps(page).nth(1).focus()
    page.keyboard.press("Enter")
    says(page, "mode: value")
    says(page, "series: a, 2021")
    focused = """() => {
        let active = document.activeElement;
        while (active.shadowRoot) active = active.shadowRoot.activeElement;
        return active.dataset.code;
    }"""
    assert page.evaluate(focused) == CODES[0]
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == CODES[1]


def test_indicators_of_a_theme_each_in_its_own_colors(small_maps):
    page = small_maps().page
    page.get_by_label("Small maps of", exact=True).select_option("theme")
    titles = ["Share a, 2022", "Share b, 2022", "Share c, 2022"]
    expect(page.locator(".small-title")).to_have_text(titles)
    page.wait_for_timeout(200)
    # a 20 to 31, b 0 to 22, c 50 down to 39 where low is worse: area 11 is in the last
    # class of a and b, and for c the lowest value and so the darkest as well
    assert [color_of(page, at, 11) for at in range(3)] == [COLORS[3]] * 3
    assert [color_of(page, at, 0) for at in range(3)] == [COLORS[0]] * 3
    strips = [one.inner_text() for one in page.locator(".small-classes").all()]
    assert [" ".join(strip.split()) for strip in strips] == [
        *("20 31 %", "0 22 %", "39 50 %"),
    ]
    # the legend has no classes that would hold for only one of them
    legend = page.get_by_role("region", name="One")
    texts = legend.get_by_role("listitem").all_text_contents()
    assert texts == ["Estimated (dots)", "Suppressed: too few people"]
    maps(page).nth(2).click()
    says(page, "series: c, 2022")


def test_a_selected_area_is_marked_and_told_on_all(small_maps):
    page = small_maps().page
    field = page.get_by_role("combobox", name="Find an area")
    field.fill("rekola")
    page.keyboard.press("Enter")
    says(page, f"chosen: {CODES[9]}")
    expect(lines(page, "selected")).to_have_count(3)
    facts = [one.inner_text() for one in page.locator(".small-facts").all()]
    assert facts[0] == f"City 5{NB}%\nRekola 9{NB}%"
    assert facts[2] == f"Rekola 29{NB}%"
    # found and zoomed to: all small maps show that part
    box = view_box(page)
    parts = page.locator(".small-picture > svg").evaluate_all(
        "all => all.map(n => n.getAttribute('viewBox'))"
    )
    assert len(set(parts)) == 1
    assert [float(part) for part in parts[0].split()] == pytest.approx(box)
    page.get_by_role("button", name="Whole map").click()
    assert view_box(page)[2] == 4120


def test_a_saved_picture_of_a_theme_has_the_classes_of_each_map(small_maps):
    page = small_maps().page
    page.get_by_label("Small maps of", exact=True).select_option("theme")
    expect(page.locator(".small-title")).to_have_count(3)
    page.get_by_text("Map settings").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as SVG").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", text)
    # a 20 to 31 in steps of 2.75, b 0 to 22 in steps of 5.5, c 39 to 50 in 2.75
    for label in ("20 – 23", "28 – 31", "0 – 6", "17 – 22", "39 – 42", "47 – 50"):
        assert label in texts
    for title in ("Share a, 2022", "Share b, 2022", "Share c, 2022"):
        assert texts.count(title) == 2  # of the map, and of its legend


def test_on_a_phone_two_beside_each_other(small_maps):
    seen = small_maps(width=390, height=844, has_touch=True)
    page = seen.page
    boxes = [one.bounding_box() for one in maps(page).all()]
    assert boxes[0]["y"] == boxes[1]["y"] < boxes[2]["y"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    maps(page).nth(2).tap()
    says(page, "series: a, 2022")
    says(page, "mode: value")


def test_back_to_one_map_all_is_as_before(small_maps):
    page = small_maps().page
    page.get_by_label("Show", exact=True).select_option("value")
    expect(area(page, CODES[11])).to_be_visible()
    legend = page.get_by_role("region", name="Share a, 2022")
    counts = legend.get_by_role("listitem").all_text_contents()
    # 20 to 31 in the classes of the year, steps of 2.75: 20 21 22 | 23 24 (25 has no
    # value) | 26 27 28 | 29 30 31
    assert counts[:4] == [
        *("20 – 23, Areas: 3", "23 – 26, Areas: 2"),
        *("26 – 28, Areas: 3", "28 – 31, Areas: 3"),
    ]
