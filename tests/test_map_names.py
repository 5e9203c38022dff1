"""Borders of larger areas and names, laid over the map."""

import re

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from tests.map_compare_script import CODES, HOSTILE, NAMES, outlines
from tests.map_tools import area, map_module, open_compare, says, view_box

__all__ = ["map_module", "open_compare"]

FEW = settings(max_examples=40, deadline=None)
BORDERS = """(map, [rings, groups]) => {
    const ringsOf = (area) => rings[area].map((ring) => Int32Array.from(ring.flat()));
    return map.groupBorders({ ringsOf }, groups);
}"""


def lines_of(path):
    """Straight pieces of path data made of M and L."""
    pieces: list[tuple[tuple[int, int], tuple[int, int]]] = []
    last = (0, 0)
    for letter, x, y in re.findall(r"([ML])(-?\d+) (-?\d+)", path):
        point = (int(x), int(y))
        if letter == "L":
            pieces.append((last, point))
        last = point
    return pieces


def length_of(path):
    return sum(shapely.LineString(piece).length for piece in lines_of(path))


def rings(shape):
    return [
        shapely.get_coordinates(ring)[:-1].astype(int).tolist()
        for part in shapely.get_parts(shape)
        for ring in (part.exterior, *part.interiors)
    ]


@FEW
@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_borders_of_groups_are_those_of_their_unions(map_module, columns, rows, data):
    count = columns * rows
    groups = data.draw(st.lists(st.sampled_from("ABC"), min_size=count, max_size=count))
    squares = [
        shapely.box(10 * x, 10 * y, 10 * x + 10, 10 * y + 10)
        for y in range(rows)
        for x in range(columns)
    ]
    path = map_module(BORDERS, [[rings(square) for square in squares], groups])
    pairs = list(zip(squares, groups, strict=True))
    unions = [
        shapely.union_all([square for square, own in pairs if own == group])
        for group in set(groups)
    ]
    wanted = shapely.union_all([shapely.boundary(union) for union in unions])
    drawn = shapely.union_all([shapely.LineString(piece) for piece in lines_of(path)])
    assert shapely.equals(drawn, wanted)
    # each of them once: no piece lies on another
    assert length_of(path) == pytest.approx(wanted.length)


def test_borders_of_one_group_go_round_it_and_its_hole(map_module):
    ring = shapely.box(0, 0, 30, 30) - shapely.box(10, 10, 20, 20)
    # 4 × 30 outside and 4 × 10 inside
    assert length_of(map_module(BORDERS, [[rings(ring)], ["A"]])) == 160
    assert map_module(BORDERS, [[], []]) == ""


BOX = st.tuples(
    st.floats(0, 500), st.floats(0, 500), st.floats(1, 120), st.floats(8, 16)
)


@FEW
@given(st.lists(BOX, max_size=60), st.integers(1, 20))
def test_no_two_labels_touch_and_none_is_left_out_for_nothing(map_module, boxes, most):
    placed = map_module(
        """(map, [boxes, most]) => map.placedLabels(
            boxes.map(([x, y]) => [x, y]), (at) => boxes[at].slice(2), most)""",
        [boxes, most],
    )
    assert len(placed) <= most
    assert placed == sorted(placed)

    def apart(one, other):
        (x0, y0, w0, h0), (x1, y1, w1, h1) = boxes[one], boxes[other]
        clear = 1e-9
        return abs(x0 - x1) >= (w0 + w1) / 2 - clear or (
            abs(y0 - y1) >= (h0 + h1) / 2 - clear
        )

    for at, one in enumerate(placed):
        assert all(apart(one, other) for other in placed[:at])
    if len(placed) < most:
        for one in set(range(len(boxes))) - set(placed):
            assert not all(apart(one, other) for other in placed if other < one)


def test_names_of_very_many_areas_stay_few(map_module):
    # 100 × 100 labels on a grid with room for all of them: never over 300
    placed = map_module(
        """(map) => {
            const place = (_, at) => [50 * (at % 100), 20 * Math.floor(at / 100)];
            const places = Array.from({ length: 10000 }, place);
            return map.placedLabels(places, () => [40, 12]).length;
        }"""
    )
    assert placed == 300


def labels(page):
    return page.locator("svg[role=listbox] .labels text")


def open_settings(page):
    page.get_by_text("Map settings").click()


def closer(page, times):
    for _ in range(times):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(300)  # labels are drawn with the next frame


def test_names_are_where_there_is_room_and_do_not_overlap(open_compare):
    seen = open_compare()
    page = seen.page
    expect(labels(page).first).to_be_attached()
    corners = labels(page).evaluate_all(
        "all => all.map(n => { const b = n.getBoundingClientRect();"
        "return [b.left, b.top, b.right, b.bottom]; })"
    )
    boxes = shapely.box(*np.array(corners).T)
    for at, one in enumerate(boxes):
        # a line's box is higher than its letters: boxes may share a sliver
        assert all(shapely.intersection(one, box).area < 40 for box in boxes[:at])
    texts = labels(page).all_text_contents()
    assert "Hakunila" in texts
    assert all(len(text) <= 24 for text in texts)  # the long name is cut
    height = "n => n.getBoundingClientRect().height"
    size = labels(page).first.evaluate(height)
    closer(page, 2)
    # of one size at every zoom
    assert labels(page).first.evaluate(height) == pytest.approx(size, abs=1)
    assert page.evaluate("() => window.hacked") is None
    assert seen.errors == []


def test_hostile_and_long_names_as_labels(open_compare):
    page = open_compare("?names=yes").page
    for code, start in ((CODES[5], HOSTILE[:20]), (CODES[6], "NNN"), (CODES[7], "שכ")):
        area(page, code).dblclick()  # a selected area has its name always
        expect(labels(page).filter(has_text=start)).to_have_count(1)
    assert NAMES[7] in labels(page).all_text_contents()
    assert page.evaluate("() => window.hacked") is None
    assert page.locator(".labels img").count() == 0


def test_more_names_appear_with_zoom_on_a_small_map(open_compare):
    page = open_compare("?names=yes", width=390, height=844).page
    expect(labels(page).first).to_be_attached()
    whole = view_box(page)
    named = set(labels(page).all_text_contents())
    assert len(named) < 12
    closer(page, 3)
    left, top, width, height = view_box(page)
    assert width < whole[2] / 4
    inside = [
        x
        for x, y in outlines().points
        if left <= x <= left + width and top <= y <= top + height
    ]
    # every area whose point is seen has its name now
    assert labels(page).count() == len(inside)


def test_names_are_off_on_a_phone_until_they_are_asked_for(open_compare):
    page = open_compare(width=390, height=844).page
    expect(labels(page)).to_have_count(0)
    open_settings(page)
    tick = page.get_by_label("Names of areas")
    expect(tick).not_to_be_checked()
    tick.check()
    expect(labels(page).first).to_be_attached()
    page.get_by_label("Other thing").fill("2")
    page.get_by_label("Other thing").press("Enter")
    says(page, "thing: 2")
    expect(tick).to_be_checked()  # survives a rerun
    expect(labels(page).first).to_be_attached()


def test_borders_of_larger_areas_are_drawn_and_told(open_compare):
    page = open_compare().page
    line = page.locator("svg[role=listbox] path.part.line")
    expect(line).to_have_count(0)
    open_settings(page)
    page.get_by_label("Borders of larger areas").focus()
    page.keyboard.press("Space")
    expect(line).to_have_count(1)
    # round all: 2 × (4000 + 3000); between East and West, 2000 × 2000 in a corner: 4000
    assert length_of(line.get_attribute("d")) == 18000
    width = "n => parseFloat(getComputedStyle(n).strokeWidth)"
    widths = [
        page.locator(kind).first.evaluate(width)
        for kind in ("path.part.line", "path.borders")
    ]
    assert widths[0] > widths[1]
    legend = page.get_by_role("region", name="Share a, 2022").get_by_role("listitem")
    told = legend.filter(has_text="Borders of larger areas, Areas: 2")
    expect(told).to_have_count(1)
    expect(labels(page).filter(has_text="WEST")).to_have_count(1)
    page.get_by_label("Borders of larger areas").uncheck()
    expect(line).to_have_attribute("d", "")
    page.get_by_text("Other level").click()  # areas that lie in no larger one
    expect(page.get_by_label("Borders of larger areas")).to_be_hidden()
