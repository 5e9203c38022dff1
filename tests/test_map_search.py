"""Finding an area by name, part of a name, accent or number, on the map."""

import pytest
from playwright.sync_api import expect

from tests.browser import settled
from tests.map_compare_script import CODES, HOSTILE, NAMES, WORDS
from tests.map_tools import (
    area,
    map_module,
    open_compare,
    says,
    vantaa,
    view_box,
)

__all__ = ["map_module", "open_compare", "vantaa"]

FIGURES = {"codes": list(CODES), "names": list(NAMES), "search": list(WORDS)}
FIND = """(map, [figures, typed, most]) => {
    const kept = { ...figures, keep: (_key, make) => make() };
    return map.findAreas(kept, typed, most);
}"""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lansimaki", ["Länsimäki"]),  # accents folded
        ("LÄNSIMÄKI", ["Länsimäki"]),
        ("håkans", ["Hakunila"]),  # the other language, a part
        ("Östra  haxböle", ["Itä-Hakkila"]),
        ("hak", ["Hakunila", "Itä-Hakkila"]),  # beginning before middle
        ("itä hak", ["Itä-Hakkila"]),  # words parted otherwise
        ("hakkila itä", ["Itä-Hakkila"]),  # in another order
        # accents as typed come first, then those that fit without
        ("läns", ["Länsimäki", "Länsisalmi", "Lansbyn"]),
        ("lans", ["Lansbyn", "Länsimäki", "Länsisalmi"]),
        ("01280", ["Länsimäki", "Ojanko"]),  # postal code
        ("0128", ["Länsimäki", "Ojanko"]),  # its beginning
        ("11", ["Länsimäki"]),  # number in the code 092 011 000
        ("092", ["Jokiniemi"]),  # what all codes begin with is no number of one
        ("092011000", ["Länsimäki"]),
        ("שכונה", ["שכונה רחוקה"]),
        ("img src", [HOSTILE]),
        ("", []),
        ("  -- ", []),
        ("helsinki", []),
    ],
)
def test_what_is_found(map_module, typed, found):
    places = map_module(FIND, [FIGURES, typed, 10])
    assert [NAMES[place] for place in places] == found


def test_folding_and_a_short_list(map_module):
    folded = map_module("(map) => ['Åbo–Ærø', 'Straße  Łódź', 'İz'].map(map.fold)")
    assert folded == ["abo aero", "strasse lodz", "iz"]
    assert len(map_module(FIND, [FIGURES, "a", 3])) == 3


def test_areas_that_are_called_by_their_codes(map_module):
    cells = {"codes": ["250mN1E7", "250mN1E8"], "names": ["250mN1E7", "250mN1E8"]}
    figures = {**cells, "search": []}
    assert map_module(FIND, [figures, "n1e8", 10]) == [1]
    one = {"codes": ["01"], "names": ["Only"], "search": []}
    assert map_module(FIND, [one, "01", 10]) == [0]


def field(page):
    return page.get_by_role("combobox", name="Find an area")


def options(page):
    return page.get_by_role("listbox", name="Find an area").get_by_role("option")


def test_keyboard_finds_selects_and_zooms(open_compare):
    seen = open_compare()
    page = seen.page
    whole = view_box(page)
    field(page).focus()
    page.keyboard.type("hak")
    expect(options(page)).to_have_count(2)
    assert field(page).get_attribute("aria-expanded") == "true"
    assert options(page).all_inner_texts() == [
        "Hakunila\nHåkansböle 01200 · West",
        "Itä-Hakkila\nÖstra Haxböle 01260 · East",
    ]
    expect(page.get_by_text("Areas found: 2.")).to_have_count(1)
    pointed = """field => {
        const id = field.getAttribute("aria-activedescendant");
        const option = field.getRootNode().getElementById(id);
        return option?.innerText.split("\\n")[0] ?? null;
    }"""
    walk = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
        walk.append(field(page).evaluate(pointed))
    # two in the list, and the field itself
    assert walk == ["Hakunila", "Itä-Hakkila", None, "Itä-Hakkila"]
    page.keyboard.press("Enter")
    says(page, f"chosen: {CODES[2]}")
    expect(field(page)).to_have_value("Itä-Hakkila")
    assert field(page).get_attribute("aria-expanded") == "false"
    assert area(page, CODES[2]).get_attribute("aria-selected") == "true"
    closer = view_box(page)
    # the area is 1000 wide, and 2.4 times as much is shown: the room there is wider
    assert closer[2] < whole[2] / 1.2
    # its middle, 2500 from the left and 500 from above, is in what is seen
    assert closer[0] < 2500 < closer[0] + closer[2]
    assert closer[1] < 500 < closer[1] + closer[3]
    assert seen.errors == []


def test_enter_takes_the_first_escape_closes_and_an_empty_field_lets_go(open_compare):
    page = open_compare().page
    field(page).fill("vaar")
    page.keyboard.press("Enter")
    says(page, f"chosen: {CODES[4]}")
    field(page).fill("rekola")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    says(page, f"chosen: {CODES[4]}")
    page.keyboard.press("Escape")  # what was typed gives way to what is selected
    expect(field(page)).to_have_value("Vaarala")
    field(page).fill("")
    page.keyboard.press("Enter")
    says(page, "chosen: None")
    field(page).fill("helsinki")
    expect(page.get_by_text("No area has this name or number.")).to_be_visible()
    page.keyboard.press("Enter")
    says(page, "chosen: None")


def test_letters_typed_are_text_and_not_keys_of_the_page(open_compare):
    page = open_compare().page
    says(page, "runs: 1")
    field(page).focus()
    page.keyboard.type("rcz+-0")  # Streamlit runs again with r, clears with c
    expect(field(page)).to_have_value("rcz+-0")
    settled(page)
    says(page, "runs: 1")
    assert page.get_by_role("dialog").count() == 0


def test_the_field_shows_what_is_selected_on_the_map(open_compare):
    page = open_compare().page
    area(page, CODES[9]).click()
    expect(field(page)).to_have_value("Rekola")
    area(page, CODES[9]).click()
    expect(field(page)).to_have_value("")


def test_by_touch_on_a_phone_with_hostile_names(open_compare):
    seen = open_compare(width=390, height=844, has_touch=True)
    page = seen.page
    field(page).tap()
    page.keyboard.type("n")
    expect(options(page).first).to_be_visible()
    for option in options(page).all():
        box = option.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390
        assert box["height"] >= 24  # WCAG 2.2, target size
    field(page).fill("img")
    options(page).first.tap()
    says(page, f"chosen: {CODES[5]}")
    expect(field(page)).to_have_value(HOSTILE)
    assert page.evaluate("() => window.hacked") is None
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert seen.errors == []


def test_districts_of_vantaa_are_found_by_postal_code(vantaa, visit):
    page = visit(vantaa.address).page
    area(page, "0925074000").wait_for(timeout=60_000)
    field(page).fill("01360")
    # Koivukylä and Havukoski share this postal area
    found = [text.split("\n")[0] for text in options(page).all_inner_texts()]
    assert {"Havukoski", "Koivukylä"} <= set(found)
    assert page.get_by_text("Choose an area").count() == 0
    field(page).fill("lansimaki")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Länsimäki · Västerkulla")).to_be_visible()
