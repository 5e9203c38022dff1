"""Text from data is never markup: on every page, in every place, in a real browser."""

import json
import re
import shutil
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.app_tools import (
    DESK,
    MAP,
    PHONE,
    area,
    combobox,
    control,
    drawn,
    field,
    found,
    in_order,
    legend_title,
    take,
    with_folder,
)
from tests.browser import settled
from tests.page_tools import DATA
from ui.map import MODES

PARTS = [
    "<img src=x onerror='window.hacked = 1'>",
    "[x](javascript:alert(1))",
    "**bold**",
    ":red[x]",
    "$hacked$",
    "![i](http://example.org/x.png)",
    "<script>window.hacked = 1</script>",
    "http://example.org/y",
]
EVERYTHING = " ".join(PARTS)
LANSIMAKI, HAVUKOSKI, MYYRMAKI = "0927091000", "0925074000", "0921015000"
NAMES = {
    LANSIMAKI: EVERYTHING,
    HAVUKOSKI: "N" * 300,
    MYYRMAKI: "שכונה רחוקה",
    "0927000000": EVERYTHING,  # Hakunila, the major area of Länsimäki
}
# Fields of the hand-written catalogues that hold text for people.
_FIELDS = re.compile(
    r"^((?:name_|target_group_|translation_statement_)?(?:fi|sv|en)"
    r"|targeting_reason|need_reason|undefined_area|staff|note"
    r"|source|licence|caveat|denominator|documented|ours) = (\".*\")$",
    re.MULTILINE,
)
_LISTS = re.compile(r"^places = \[.*?\]$", re.MULTILINE | re.DOTALL)
_LINKS = "all => all.map(link => [link.getAttribute('href'), link.textContent])"
_SAYS = re.compile(r'says = "(?:[^"\\]|\\.)*"')


def quoted(text):
    return json.dumps(text, ensure_ascii=False)  # as TOML and JSON both write it


def in_catalogue(text):
    """Every text of a TOML catalogue with markup behind it; addresses stay."""

    def with_markup(found):
        value = json.loads(found[2])
        if value.startswith("https://"):  # an address, and what could end a link
            return f"{found[1]} = {quoted(value + '>![i](http://example.org/z.png)')}"
        if found[1] == "staff":  # its numbers are checked
            return f"{found[1]} = {quoted(value + ' **bold**')}"
        return f"{found[1]} = {quoted(value + ' ' + EVERYTHING)}"

    text = _FIELDS.sub(with_markup, text)
    text = _LISTS.sub(f"places = [{quoted(EVERYTHING)}]", text)
    return _SAYS.sub(f"says = {quoted(EVERYTHING)}", text)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The dashboard on data whose every text is markup."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(DATA, folder)
    for name in ("measures.toml", "indicators.toml"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(in_catalogue(text), encoding="utf-8")
    known = json.loads((folder / "sources.json").read_text(encoding="utf-8"))
    known = {
        key: {field: f"{value} {EVERYTHING}" for field, value in source.items()}
        for key, source in known.items()
    }
    (folder / "sources.json").write_text(json.dumps(known), encoding="utf-8")
    table = (folder / "areas.csv").read_text(encoding="utf-8")
    for code, name in NAMES.items():
        cell = '"' + name.replace('"', '""') + '"'
        table = re.sub(
            rf"^({code},\w+,\w*),.*$", rf"\1,{cell},{cell}", table, flags=re.MULTILINE
        )
    (folder / "areas.csv").write_text(table, encoding="utf-8")
    for file in ("districts.geojson", "major_areas.geojson"):
        document = json.loads((folder / file).read_text(encoding="utf-8"))
        for feature in document["features"]:
            known = feature["properties"]
            name = NAMES.get(known["area_code"], known["name_fi"])
            known |= {"name_fi": name, "name_sv": name}
        (folder / file).write_text(json.dumps(document), encoding="utf-8")
    with with_folder(folder) as app:
        yield app


@pytest.fixture
def open_hostile(hostile, visit):
    """Open a page; afterwards nothing of the markup may have come to life."""
    opened = []

    def go(address, **how):
        seen = visit(hostile.address + address, **how)
        seen.page.locator("[data-testid=stDataFrame] canvas, table").first.wait_for()
        if not address.startswith(("method", "gaps")):
            drawn(seen.page)
        opened.append(seen)
        return seen.page

    yield go
    for seen in opened:
        settled(seen.page)
        harmless(seen.page)
        in_order(seen, hostile)


def harmless(page):
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src*='example'], img[src='x'], img[onerror]").count() == 0
    for selector in (
        "a[href*='javascript']",
        ".katex:has-text('hacked')",  # the method page has formulas of its own
        "strong:text-is('bold')",
        "[class*=stMarkdownColored]",
    ):
        assert page.locator(selector).count() == 0, selector
    # Streamlit makes a link of a bare address, one that shows itself; never another
    links = page.locator("[data-testid=stMain] a[href*='example.org']")
    for address, text in links.evaluate_all(_LINKS):
        assert unquote(address) == unquote(text)
    assert not page.evaluate(
        "[...document.scripts].some(s => s.textContent.includes('hacked'))"
    )
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], "a long name makes the page scroll sideways"


def cells_of(page):
    """The cells of the tables as told to those who hear the page."""
    cells = page.locator("[data-testid=stDataFrame] td")
    cells.first.wait_for(state="attached")
    return cells.all_text_contents()


def words(locator):
    return " ".join(locator.inner_text().split())


def test_the_map_page(open_hostile, tmp_path, chromium):
    page = open_hostile(f"?indicator=kota&year=2025&area={LANSIMAKI}", **DESK)
    heading = page.get_by_role("heading", level=2)
    assert words(heading) == EVERYTHING
    assert EVERYTHING in words(legend_title(page))
    assert EVERYTHING in words(page.locator("[data-testid=stTable]"))  # components
    assert EVERYTHING in words(page.locator("[data-testid=stCaptionContainer]").last)
    area(page, LANSIMAKI).hover()
    assert words(page.locator(".tooltip.shown strong")) == EVERYTHING
    assert set(NAMES.values()) <= set(cells_of(page))
    options = control(page, "Indicator").locator("option").all_text_contents()
    assert len(options) > 10
    assert all(option.endswith(EVERYTHING) for option in options)
    with page.expect_download() as got:
        page.get_by_role("button", name="Stand-alone map").click()
    file = tmp_path / "map.html"
    got.value.save_as(file)
    in_the_file(chromium, file)


def in_the_file(chromium, file):
    """The stand-alone map holds the same texts as text."""
    page = chromium.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    shown = page.locator("section.figure:visible")
    expect(shown.locator("h2")).to_contain_text(EVERYTHING)
    expect(shown.get_by_role("button", name=EVERYTHING, exact=True)).to_have_count(1)
    notes = words(shown.locator(".notes"))
    assert notes.count(EVERYTHING) >= 3  # the note, the source and its licence
    assert EVERYTHING in words(page.locator("footer"))  # whose the boundaries are
    figures = page.locator("#figure option").all_text_contents()
    assert len(figures) > 20
    assert all(EVERYTHING in figure for figure in figures)
    assert EVERYTHING in page.locator("optgroup").first.get_attribute("label")
    shown.get_by_role("button", name=EVERYTHING, exact=True).click()
    assert words(page.locator(".leaflet-tooltip b")) == EVERYTHING
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0
    assert asked == [file.as_uri()]
    page.close()


def test_the_list_of_areas_found(open_hostile):
    page = open_hostile(f"?indicator=kota&year=2025&area={LANSIMAKI}", **DESK)
    expect(field(page)).to_have_value(EVERYTHING)
    field(page).fill("<img src=x")
    expect(found(page)).to_have_count(1)
    assert words(found(page)).startswith(EVERYTHING)
    field(page).fill("Hakunila")  # its larger area is named beside it
    expect(found(page).first).to_contain_text("<img src=x")
    assert words(found(page).first).startswith("Hakunila")
    field(page).fill("N" * 20)
    expect(found(page)).to_have_count(1)
    box = found(page).bounding_box()
    assert box["x"] + box["width"] <= DESK["width"]
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("N" * 300)
    expect(page.get_by_role("heading", level=2)).to_have_text("N" * 300)
    field(page).fill("רחוקה")
    expect(found(page).locator("span").first).to_have_text(NAMES[MYYRMAKI])


def test_the_ranking_strip(open_hostile):
    page = open_hostile("?indicator=kota&year=2025", **DESK)
    strip = page.locator(".ranking canvas")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    told, tooltip = [], page.locator(".tooltip.shown")
    for bar in range(56):  # the middle of each
        page.mouse.move(box["x"] + (bar + 0.5) * box["width"] / 56, box["y"] + 60)
        told.append(words(tooltip.locator("strong")))
        assert tooltip.bounding_box()["width"] <= 320
    assert len(set(told)) == 56
    assert {EVERYTHING, "N" * 300, NAMES[MYYRMAKI]} <= set(told)


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "value"])
def test_every_mode_of_the_map(open_hostile, mode):
    view = "indicator=kota&year=2025&second=unemployment_rate&names=yes&borders=yes"
    page = open_hostile(f"?mode={mode}&{view}&area={LANSIMAKI}", **DESK)
    assert EVERYTHING in words(legend_title(page).first)
    if mode == "multiples":
        facts = page.locator(".small-facts").all_inner_texts()
        assert len(facts) > 5
        assert all(EVERYTHING in " ".join(text.split()) for text in facts)
        take(page, "Small maps of", "Same theme")
        control(page, "Indicator").select_option("unemployment_rate")
        titles = page.locator(".small-title").all_inner_texts()
        assert len(titles) > 1
        assert all("<img src=x" in title for title in titles)
        expect(page).to_have_url(re.compile("indicator=unemployment_rate"))
    else:
        label = page.locator(f"{MAP} >> .labels text", has_text="<img")
        expect(label.first).to_be_visible()
        area(page, LANSIMAKI).hover()
        assert words(page.locator(".tooltip.shown strong")) == EVERYTHING
    if mode == "side":
        headings = page.locator(".map-title").all()
        assert len(headings) == 2
        assert all(EVERYTHING in words(heading) for heading in headings)
    if mode == "two":  # the corner cases name their areas and both indicators
        assert EVERYTHING in words(page.locator("[data-testid=stTable]").last)
    page.set_viewport_size(PHONE)


@pytest.mark.parametrize("code", [HAVUKOSKI, MYYRMAKI])
def test_long_names_and_names_from_right_to_left(open_hostile, code):
    page = open_hostile(f"?indicator=kota&year=2025&area={code}", **PHONE)
    assert words(page.get_by_role("heading", level=2)) == NAMES[code]
    shape = area(page, code)
    expect(shape).to_have_attribute("aria-label", re.compile("^" + NAMES[code]))
    shape.focus()
    box = page.locator(MAP).bounding_box()
    assert box["width"] <= PHONE["width"]


def test_the_area_page(open_hostile):
    page = open_hostile(f"area?area={LANSIMAKI}&indicator=unemployment_rate", **DESK)
    title = page.get_by_role("heading", level=1)
    assert words(title) == EVERYTHING
    first = page.locator("[data-testid=stMarkdown]").first
    assert words(first).startswith(f"District of the major area {EVERYTHING}. ")
    chart = page.locator("[data-testid=stVegaLiteChart]")
    assert EVERYTHING in chart.get_attribute("aria-label")
    expect(chart.locator("svg.marks")).to_contain_text("<img src=x")
    chart.locator(".mark-symbol.role-mark path").first.hover(force=True)
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_contain_text("<img src=x")
    assert any(cell.endswith(EVERYTHING) for cell in cells_of(page))


def test_the_measures_page(open_hostile):
    page = open_hostile("measures?measure=environment_quality_2019", **DESK)
    for level in (1, 2):
        heading = page.get_by_role("heading", level=level).first
        assert words(heading).endswith(EVERYTHING)
    facts = page.locator("[data-testid=stTable] td")
    assert sum(words(fact).endswith(EVERYTHING) for fact in facts.all()) >= 3
    links = page.locator("[data-testid=stMarkdown] li a")
    assert links.count() >= 1
    for link in links.all():  # one whole address: nothing after it became markup
        address = link.get_attribute("href")
        assert address.startswith("https://")
        assert address.endswith("z.png)")
        assert link.get_attribute("target") == "_blank"
    combobox(page, "Measure").click()
    option = page.get_by_role("option").first
    assert EVERYTHING in words(option)
    page.keyboard.press("Escape")


def test_the_method_page(open_hostile):
    page = open_hostile("method", **DESK)
    texts = page.locator("[data-testid=stMarkdown]").all()
    said = [words(text) for text in texts]
    assert sum(EVERYTHING in text for text in said) == 2  # documented, and ours
    assert sum(cell.endswith(EVERYTHING) for cell in cells_of(page)) >= 20


@pytest.mark.parametrize(
    ("address", "tabs"),
    [
        (
            f"index?year=2024&area={LANSIMAKI}"
            "&index=1~n:-3Cimg-20src-3Dx-20onerror-3Dalert-281-29-3E"
            "~c:unemployment_rate~c:basic_education_only~c:lowest_income_fifth",
            6,
        ),
        ("gaps?indicator=unemployment_rate&level=district", 7),
    ],
)
def test_every_part_of_the_statistics_pages(open_hostile, address, tabs):
    page = open_hostile(address, **DESK)
    parts = page.get_by_role("tab").all()
    assert len(parts) == tabs
    for part in parts:
        part.click()
        expect(part).to_have_attribute("aria-selected", "true")
        settled(page)
        harmless(page)
