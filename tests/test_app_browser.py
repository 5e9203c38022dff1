"""The dashboard in real use: a person's mouse, touch and keyboard in Chromium."""

import csv
import io
import re
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.app_tools import (
    APP,
    DESK,
    MAP,
    PHONE,
    area,
    choose,
    combobox,
    control,
    drawn,
    field,
    fills,
    focused_code,
    found,
    in_order,
    legend_title,
    programme,
    row_of,
    settings,
    take,
    with_folder,
)
from tests.page_tools import DATA

LANSIMAKI, HAVUKOSKI, MYYRMAKI = "0927091000", "0925074000", "0921015000"
TARGETS = {LANSIMAKI, HAVUKOSKI, "0927094000", MYYRMAKI, "0926082000"}  # 2023-2025
NO_FIGURES = {"0923041000", "0923053000", "0927090000", "0927092000"}  # of 2025
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def open_app(serve_app, visit):
    """Open the dashboard at an address; afterwards everything must be in order."""
    opened = []

    def go(address="", **how):
        app = serve_app(APP)
        seen = visit(app.address + address, **how)
        drawn(seen.page)
        opened.append((seen, app))
        return seen.page

    yield go
    for seen, app in opened:
        in_order(seen, app)


def legend(page):
    """Label and number of each entry of the legend."""
    entries = page.locator(".legend li").all()
    return {
        entry.locator(".label").inner_text(): int(
            re.sub(r"\D", "", entry.locator(".count").inner_text())
        )
        for entry in entries
    }


def painted_classes(page):
    """How many colours the map has."""
    return len({fill for fill in fills(page).values() if fill.startswith("#")})


def filled_classes(page):
    """How many classes of the legend have an area."""
    counts = page.locator(".legend ul").first.locator(".count").all_inner_texts()
    return sum(not re.fullmatch(r"\D*0", count) for count in counts)


@SIZES
def test_a_choice_repaints_the_map_and_keeps_its_shapes(open_app, size):
    page = open_app("?indicator=kota&year=2025&level=district", **size)
    expect(legend_title(page)).to_have_text(
        "Kota indicator (educational equality), 2025"
    )
    nodes = page.locator(f"{MAP} >> [data-code]")
    assert nodes.count() == 61
    nodes.evaluate_all("all => all.forEach(n => { n.kept = n.getAttribute('d'); })")
    before = fills(page)
    take(page, "Indicator", "Unemployment rate")
    expect(legend_title(page)).to_have_text("Unemployment rate, 2024")
    after = fills(page)
    assert sum(before[code] != after[code] for code in before) >= 10
    take(page, "Year", "2018")
    expect(legend_title(page)).to_have_text("Unemployment rate, 2018")
    assert fills(page) != after
    quantiles = legend(page)
    with settings(page):
        take(page, "Classification", "Equal steps")
        take(page, "Number of classes", "3")
        classes = page.locator(".legend ul").first.locator("li")
        expect(classes).to_have_count(3)
        assert legend(page) != quantiles
        # classes of all years: 2018 need not have an area in each
        steps = classes.all_inner_texts()
        assert painted_classes(page) == filled_classes(page)
        take(page, "Classes of", "The year shown")
        assert classes.all_inner_texts() != steps
        assert painted_classes(page) == filled_classes(page) == 3
    expect(page).to_have_url(re.compile("scheme=equal_steps&classes=3&pool=year"))
    assert nodes.evaluate_all("all => all.every(n => n.kept === n.getAttribute('d'))")
    choose(page, "Areas", "Major areas")
    expect(nodes).to_have_count(7)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_missing_estimated_and_target_districts_are_drawn_and_explained(open_app):
    page = open_app("?indicator=foreign_language_share&year=2025&level=district")
    entries, painted = legend(page), fills(page)
    assert entries["Not published"] == 4
    assert {code for code, fill in painted.items() if fill == "not_published"} == (
        NO_FIGURES
    )
    assert page.locator(".legend pattern.not_published").count() == 1
    assert entries["Target districts 2023–2025"] == 5
    outlined = page.locator(f"{MAP} >> path.outline.solid.line")
    # the outline holds the shapes of the five and of no other
    line = outlined.get_attribute("d")
    shapes = page.locator(f"{MAP} >> [data-code]").evaluate_all(
        "all => all.map(n => [n.dataset.code, n.getAttribute('d')])"
    )
    assert {code for code, d in shapes if d in line} == TARGETS
    assert outlined.evaluate("n => getComputedStyle(n).strokeWidth") != "0px"
    assert "Estimated (dots)" not in entries  # all are published
    take(page, "Indicator", "Mean income")
    expect(legend_title(page)).to_have_text("Mean income, 2024")
    entries = legend(page)
    dots = "".join(
        page.locator(f"{MAP} >> path.dots").evaluate_all(
            "all => all.map(n => n.getAttribute('d'))"
        )
    )
    dotted = {code for code, d in shapes if d in dots}
    assert len(dotted) == entries["Estimated (dots)"] > 50
    assert not dotted & {c for c, f in fills(page).items() if not f.startswith("#")}
    with programme(page):
        choose(page, "Areas of a measure", "Hakunila community house (2020)")
    expect(page.locator(f"{MAP} >> path.outline.dashed.line")).to_have_count(1)
    assert legend(page)["Hakunila community house (2020)"] >= 1


@SIZES
def test_an_area_is_selected_by_click_row_search_and_let_go(open_app, size):
    page = open_app("?indicator=unemployment_rate&year=2024&level=district", **size)
    area(page, HAVUKOSKI).click()
    heading = page.get_by_role("heading", level=2)
    expect(heading).to_have_text("Havukoski")
    profile = page.locator("[data-testid=stTable]")
    expect(profile).to_contain_text(re.compile(r"rank \d+ of 56 by need"))
    said = " ".join(profile.inner_text().split())
    # value, rank of how many, city, difference: 18.9 - 12.9 = +6.0, all of the page
    value, rank, city, difference = re.fullmatch(
        r"Value ([\d.]+) % \(estimate\) 95 % interval [\d.]+ – [\d.]+ "
        r"Beside the city [a-z ]+ Rank rank (\d+) of 56 by need "
        r"City ([\d.]+) % Difference \+([\d.]+) percentage points",
        said,
    ).groups()
    assert abs(float(value) - float(city) - float(difference)) < 0.11
    expect(area(page, HAVUKOSKI)).to_have_attribute("aria-selected", "true")
    expect(field(page)).to_have_value("Havukoski")
    expect(page).to_have_url(re.compile(f"area={HAVUKOSKI}"))

    assert rank != "3"
    number, name, *_rest = row_of(page, 3)  # the third greatest need
    assert number == "3"
    expect(heading).to_contain_text(name)
    expect(page.locator(f"{MAP} >> [aria-selected=true]")).to_have_attribute(
        "aria-label", re.compile(rf"^{name}, [\d.]+.%, rank 3 of 56 by need, estimate$")
    )

    box = field(page)
    expect(box).to_have_value(name.partition(" · ")[0])
    box.fill("Västerk")  # the Swedish name finds it too
    expect(found(page)).to_have_count(1)
    expect(found(page)).to_contain_text("Länsimäki")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Länsimäki · Västerkulla")
    expect(area(page, LANSIMAKI)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_value("Länsimäki")

    area(page, LANSIMAKI).click()  # once more lets go
    expect(heading).to_have_count(0)
    expect(box).to_have_value("")
    assert page.locator(f"{MAP} >> [aria-selected=true]").count() == 0


@SIZES
def test_an_area_is_selected_by_keyboard_and_let_go_by_escape(open_app, size):
    page = open_app("?indicator=unemployment_rate&year=2024&level=district", **size)
    control(page, "Indicator").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if focused_code(page):
            break
    first = focused_code(page)
    assert first, "Tab does not reach the map"
    page.keyboard.press("ArrowRight")
    second = focused_code(page)
    page.keyboard.press("ArrowUp")
    third = focused_code(page)
    assert len({first, second, third}) == 3
    tooltip = page.locator(".tooltip.shown")
    expect(tooltip).to_be_visible()
    name = tooltip.locator("strong").inner_text()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=2)
    expect(heading).to_contain_text(name)
    expect(area(page, third)).to_have_attribute("aria-selected", "true")
    expect(page).to_have_url(re.compile(f"area={third}"))
    assert focused_code(page) == third  # the focus stays where it was
    page.keyboard.press("Escape")
    expect(heading).to_have_count(0)
    expect(page.locator(f"{MAP} >> [aria-selected=true]")).to_have_count(0)


def test_a_link_shows_the_same_view_and_back_goes_back(open_app):
    link = f"?indicator=mean_income&level=district&year=2019&area={MYYRMAKI}"
    page = open_app(link)
    expect(legend_title(page)).to_have_text("Mean income, 2019")
    expect(control(page, "Year")).to_have_value("2019")
    expect(page.get_by_role("heading", level=2)).to_have_text("Myyrmäki · Myrbacka")
    expect(area(page, MYYRMAKI)).to_have_attribute("aria-selected", "true")
    written = page.url
    assert link.removeprefix("?").split("&")[0] in written

    again = open_app("?" + written.partition("?")[2])  # the link passed on
    expect(legend_title(again)).to_have_text("Mean income, 2019")
    assert fills(again) == fills(page)

    take(page, "Year", "2024")
    expect(legend_title(page)).to_have_text("Mean income, 2024")
    expect(page).to_have_url(re.compile("year=2024"))  # the map is ahead of it
    page.go_back()
    expect(legend_title(page)).to_have_text("Mean income, 2019")
    expect(control(page, "Year")).to_have_value("2019")

    page.get_by_role("link", name="Area", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Myyrmäki · Myrbacka")
    expect(combobox(page, "Indicator")).to_have_value("Mean income")
    expect(page).to_have_url(re.compile(rf"/area\?area={MYYRMAKI}"))
    # Streamlit writes two steps for a page with an address: without it, then with it.
    page.go_back()
    expect(page).to_have_url(re.compile(rf"/area\?area={MYYRMAKI}"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where wellbeing differs")
    expect(legend_title(page)).to_have_text("Mean income, 2019")
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Myyrmäki · Myrbacka")
    page.get_by_role("link", name="Measures", exact=True).click()
    page.get_by_role("link", name="Map", exact=True).click()
    expect(area(page, MYYRMAKI)).to_have_attribute("aria-selected", "true")


def test_a_mode_is_shown_linked_and_left_by_back(open_app):
    page = open_app("?indicator=unemployment_rate&year=2024")
    headings = page.locator("[data-testid=stDataFrame] th")
    expect(headings.filter(has_text="Value (%)")).to_have_count(1)
    for mode, words, title, column in (
        ("change", "Change between years", ": change 2012–2024", "Change"),
        ("gap", "Gap to the city", ", 2024: distance from the city", "Gap"),
    ):
        before = fills(page)
        take(page, "Show", words)
        expect(legend_title(page)).to_have_text(f"Unemployment rate{title}")
        assert fills(page) != before
        expect(page).to_have_url(re.compile(f"mode={mode}(&|$)"))
        heading = headings.filter(has_text=f"{column} (percentage points)")
        expect(heading).to_have_count(1)
    page.go_back()
    expect(control(page, "Show")).to_have_value("change")
    expect(control(page, "Since")).to_have_value("2012")
    expect(headings.filter(has_text="Change (percentage points)")).to_have_count(1)


def test_the_area_page_and_the_measures_page_work_by_hand(open_app):
    page = open_app(f"area?area={LANSIMAKI}&indicator=unemployment_rate")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Länsimäki · Västerkulla")
    chart = page.locator("[data-testid=stVegaLiteChart]")
    expect(chart).to_have_attribute("aria-label", re.compile("^Unemployment rate over"))
    expect(chart.locator("svg")).to_contain_text("Länsimäki")
    area(page, HAVUKOSKI).click()
    expect(title).to_have_text("Havukoski")
    expect(chart.locator("svg")).to_contain_text("Havukoski")
    expect(combobox(page, "District")).to_have_value("Havukoski")

    page.get_by_role("link", name="Measures", exact=True).click()
    choose(page, "Year", "2020")
    # of the 18 measures of 2020 the city's page lists 16
    expect(page.get_by_text("16 of the 18 measures of 2020")).to_be_visible()
    name = row_of(page, 4)[2]
    expect(page.get_by_role("heading", level=2).first).to_have_text(name)
    expect(combobox(page, "Measure")).to_have_value(f"{name} (2020)")
    choose(page, "Theme (from 2020 on)", "Well-being of children and families")
    choose(page, "How it is targeted", "Target districts")
    expect(page.get_by_text("No measure fits these choices")).to_be_visible()


def download(page, button):
    with page.expect_download() as got:
        page.get_by_role("button", name=button).click()
    return got.value


def test_both_files_can_be_taken_along(open_app, chromium, tmp_path):
    page = open_app(f"?indicator=kota&level=postal_area&year=2021&area={'01280'}")
    table = download(page, "Figures (CSV)")
    assert table.suggested_filename == "tasapaino_kota_postal_area_2021.csv"
    text = table.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    codes = [row["area_code"] for row in rows]
    with (DATA / "areas.csv").open(encoding="utf-8", newline="") as opened:
        areas = list(csv.DictReader(opened))
    assert sorted(codes) == sorted(
        row["area_code"] for row in areas if row["level"] == "postal_area"
    )
    # no leading zero is lost
    assert all(re.fullmatch(r"0\d{4}", code) for code in codes)
    for row in rows:
        assert row["source"]
        assert "CC BY 4.0" in row["licence"]
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["made"])
        assert not any(cell.startswith(("=", "+", "@")) for cell in row.values())
    ranks = [int(row["rank"]) for row in rows if row["rank"]]
    assert ranks == list(range(1, len(ranks) + 1))
    assert {row["status"] for row in rows if not row["rank"]} == {"component_missing"}

    choose(page, "Areas", "Districts")
    take(page, "Year", "2025")
    expect(legend_title(page)).to_contain_text("2025")
    labels, painted = legend(page), fills(page)
    file = download(page, "Stand-alone map (HTML)")
    assert file.suggested_filename == "tasapaino_kota_district_2025.html"
    saved = tmp_path / "map.html"
    file.save_as(saved)
    stands_alone(chromium, saved, labels, painted)


def stands_alone(chromium, file, labels, painted):
    """The map from disk, the network cut off, shows what the page showed."""
    asked, errors = [], []
    with closing(chromium.new_context(viewport=PHONE)) as context:
        context.set_offline(True)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(file.as_uri())
        shapes = page.locator(".leaflet-overlay-pane path")
        expect(shapes).to_have_count(61)
        expect(page.get_by_role("heading", level=1)).to_have_text("Vantaa: Districts")
        shown = page.locator("section.figure:visible")  # one of the figures it holds
        expect(shown.get_by_role("heading", level=2)).to_have_text(
            "Kota indicator (educational equality), 2025"
        )
        entries = [" ".join(e.split()) for e in shown.locator("li").all_inner_texts()]
        for label, count in labels.items():
            wanted = label.removesuffix(" (dots)").lower().removesuffix("d")
            assert any(
                entry.lower().startswith(wanted) and entry.endswith(f" {count}")
                for entry in entries
            ), (label, count, entries)
        colors = {fill for fill in painted.values() if fill.startswith("#")}
        drawn_fills = shapes.evaluate_all("all => all.map(n => n.getAttribute('fill'))")
        for color in colors:  # all are estimates here: dotted
            number = sum(fill == color for fill in painted.values())
            assert drawn_fills.count(f"url(#estimated-{color[1:]})") == number
        assert sum("missing" in fill for fill in drawn_fills) == 5
        assert page.locator("[class*=outline] path").count() >= 1
        assert shown.locator("tbody tr").count() == 61
        page.get_by_role("button", name="Havukoski").click()
        tooltip = page.locator(".leaflet-tooltip")
        expect(tooltip).to_contain_text("Havukoski")
        expect(tooltip).to_contain_text("Rank: 1 of 56")
        assert "CC BY 4.0" in page.locator("footer").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert errors == []
    assert asked == [file.as_uri()]


def test_broken_data_is_told_in_a_sentence(tmp_path, visit):
    with with_folder(tmp_path / "nowhere") as app:
        seen = visit(app.address)
        told = seen.page.locator("[data-testid=stAlert]")
        expect(told).to_have_count(1)
        expect(told).to_have_text(
            "indicators.toml: the file is missing; restore it from the repository"
        )
        in_order(seen, app)
