"""The stand-alone map: in one file, without a network, and with hostile texts."""

import csv
import re

import geopandas as gpd
import pandas as pd
import pytest
from playwright.sync_api import expect
from shapely import box

from geo.areas import DATA_FOLDER, load_areas
from geo.stand_alone import (
    LegendEntry,
    MapFigure,
    Outline,
    StandAloneError,
    Words,
    stand_alone_map,
)
from ui.map import MapChoice
from ui.stand_alone_file import stand_alone_file

CRS = "EPSG:3879"
EAST, NORTH = 25_490_000, 6_690_000
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    """"double" 'single' `back` & &amp; ${3} {{ 4 }} {% 5 %}""",
    "<!-- <script>",
]
RED, BLUE = "rgb(170, 0, 0)", "rgb(0, 0, 170)"


def areas_named(names):
    """Squares of 1 km side by side."""
    shapes = [
        box(EAST + 1000 * i, NORTH, EAST + 1000 * (i + 1), NORTH + 1000)
        for i in range(len(names))
    ]
    codes = [f"code{i}" for i in range(len(names))]
    return gpd.GeoDataFrame({"name": names}, geometry=shapes, index=codes, crs=CRS)


def table_of(areas, colours, marks, **texts):
    count = len(areas)
    columns = {
        "value_text": [f"{10 * (i + 1)} %" for i in range(count)],
        "rank_text": [str(count - i) for i in range(count)],
        "status_text": ["Published"] * count,
    }
    return pd.DataFrame(
        columns | texts | {"colour": colours, "mark": marks}, index=areas.index
    )


def legend():
    return [
        LegendEntry(label="10 to 20 %", count=1, colour="#aa0000"),
        LegendEntry(label="20 to 30 %", count=1, colour="#0000aa"),
        LegendEntry(label="Estimated", count=1, colour="#ffffff", mark="estimated"),
        LegendEntry(label="Suppressed", count=1, colour="#dddddd", mark="missing"),
    ]


AREAS = areas_named(["Länsimäki", "Hakunila", "Havukoski"])
FIGURE = MapFigure(
    title="Unemployed, 2022",
    table=table_of(
        AREAS,
        ["#aa0000", "#0000aa", "#dddddd"],
        ["", "estimated", "missing"],
        value_text=["10 %", "20 %", "not published"],
        rank_text=["2", "1", None],
        status_text=["Published", "Estimated", "Suppressed"],
    ),
    legend=legend(),
    legend_title="Percent of the labour force",
    notes=[("Caveat", "Small areas move a lot.")],
)
NOTES = [("Source", "Statistics Finland"), ("Date", "2024"), ("Licence", "CC BY 4.0")]
OUTLINE = Outline(label="Target districts", areas=AREAS.iloc[:1])


def page_of(areas=AREAS, figures=(FIGURE,), **changes):
    given = {"title": "A city", "notes": NOTES, "outlines": [OUTLINE]} | changes
    return stand_alone_map(areas, figures, **given)


@pytest.fixture
def opened(chromium, tmp_path):
    """Open the HTML from disk with the network cut off; afterwards nothing asked."""
    contexts, asked, errors = [], [], []

    def go(html, width=1440, height=900):
        path = tmp_path / "map.html"
        path.write_text(html, encoding="utf-8")
        context = chromium.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda said: errors.append(said.text) if said.type == "error" else None,
        )
        page.on("dialog", lambda shown: (errors.append(shown.message), shown.dismiss()))
        page.goto(path.as_uri())
        page.wait_for_selector(".leaflet-interactive", state="attached")
        return page

    go.errors = errors
    yield go
    for context in contexts:
        context.close()
    assert errors == []
    assert asked  # the file itself was seen
    assert [
        url for url in asked if not url.startswith(("file:", "data:", "blob:"))
    ] == []
    assert len(set(asked)) == 1  # no second file either


def fills(page):
    """What areas are filled with, in the order of the frame."""
    return page.eval_on_selector_all(
        ".leaflet-overlay-pane path", "paths => paths.map(p => p.getAttribute('fill'))"
    )


def tooltip(page):
    return page.locator(".leaflet-tooltip div")


def test_opens_from_disk_and_says_everything(opened):
    page = opened(page_of(title="Itä-Vantaa & länsi", lang="fi"))
    assert page.title() == "Itä-Vantaa & länsi"
    assert page.locator("h1").inner_text() == "Itä-Vantaa & länsi"
    assert page.locator("html").get_attribute("lang") == "fi"
    assert fills(page) == ["#aa0000", "url(#estimated-0000aa)", "url(#missing-dddddd)"]
    for pattern in ("estimated-0000aa", "missing-dddddd", "estimated-ffffff"):
        assert page.locator(f"pattern#{pattern}").count() == 1
    entries = page.locator(".legend li").all_inner_texts()
    assert [" ".join(entry.split()) for entry in entries] == [
        "10 to 20 % 1",
        "20 to 30 % 1",
        "Estimated 1",
        "Suppressed 1",
        "Target districts 1",
    ]
    rows = page.locator("tbody tr").all_inner_texts()
    assert [row.split() for row in rows] == [
        ["Länsimäki", "10", "%", "2", "Published"],
        ["Hakunila", "20", "%", "1", "Estimated"],
        ["Havukoski", "not", "published", "Suppressed"],
    ]
    notes = page.locator("footer").inner_text()
    assert all(text in notes for _, text in NOTES)
    assert "Small areas move a lot." in page.locator("main").inner_text()


def test_the_fill_on_the_screen_is_the_legends(opened):
    page = opened(page_of())
    path = page.locator(".leaflet-overlay-pane path").first
    assert path.evaluate("p => getComputedStyle(p).fill") == RED
    swatch = page.locator(".legend li rect").first
    assert swatch.evaluate("p => getComputedStyle(p).fill") == RED


def test_hovering_shows_the_figures(opened):
    page = opened(page_of())
    page.locator(".leaflet-overlay-pane path").nth(1).hover()
    lines = tooltip(page).locator("> *").all_inner_texts()
    assert lines == ["Hakunila", "20 %", "Rank: 1", "Estimated"]
    page.keyboard.press("Escape")
    expect(tooltip(page)).to_have_count(0)


def test_an_area_without_rank_shows_none(opened):
    page = opened(page_of())
    page.locator(".leaflet-overlay-pane path").nth(2).hover()
    lines = tooltip(page).locator("> *").all_inner_texts()
    assert lines == ["Havukoski", "not published", "Suppressed"]


def test_keyboard_chooses_in_the_table(opened):
    page = opened(page_of())
    button = page.get_by_role("button", name="Hakunila")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert tooltip(page).locator("b").inner_text() == "Hakunila"
    ring = page.locator(".leaflet-chosen-pane path")
    area = page.locator(".leaflet-overlay-pane path").nth(1)
    assert ring.count() == 2  # a line and its casing
    drawn, expected = ring.last.bounding_box(), area.bounding_box()
    assert drawn["x"] == pytest.approx(expected["x"], abs=4)
    assert drawn["width"] == pytest.approx(expected["width"], abs=8)
    page.keyboard.press("Enter")  # again: let go
    assert button.get_attribute("aria-pressed") == "false"
    assert ring.count() == 0


def test_areas_are_no_unnamed_tab_stops(opened):
    page = opened(page_of())
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.tagName.toLowerCase()"))
    assert "path" not in stops
    assert stops.count("button") >= 3  # one a row


def test_clicking_the_map_marks_the_row(opened):
    page = opened(page_of())
    page.locator(".leaflet-overlay-pane path").nth(2).click()
    chosen = page.locator("tr.chosen")
    assert chosen.count() == 1
    assert chosen.get_by_role("button").inner_text() == "Havukoski"


def test_outlines_lie_above_and_let_the_pointer_through(opened):
    page = opened(page_of())
    pane = page.locator(".leaflet-outline0-pane")
    assert pane.locator("path").get_attribute("stroke") == "#000000"
    assert pane.locator("path").get_attribute("fill") == "none"
    page.locator(".leaflet-overlay-pane path").first.hover()
    assert tooltip(page).locator("b").inner_text() == "Länsimäki"


def test_several_figures_share_one_map(opened):
    swapped = FIGURE.table.assign(
        colour=["#0000aa", "#aa0000", "#aa0000"],
        mark="",
        value_text=["7", "8", "9"],
    )
    second = MapFigure(
        title="Second", table=swapped, legend=legend()[:2], legend_title="Persons"
    )
    page = opened(page_of(figures=[FIGURE, second]))
    page.get_by_label("Figure shown").select_option(label="Second")
    assert fills(page) == ["#0000aa", "#aa0000", "#aa0000"]
    path = page.locator(".leaflet-overlay-pane path").first
    assert path.evaluate("p => getComputedStyle(p).fill") == BLUE
    assert page.get_by_role("heading", name="Second").is_visible()
    assert not page.get_by_role("heading", name="Unemployed, 2022").is_visible()
    path.hover()
    assert tooltip(page).locator("> *").all_inner_texts()[:2] == ["Länsimäki", "7"]


def test_one_figure_has_no_choice(opened):
    assert opened(page_of()).locator("select").count() == 0


def test_the_choice_is_laid_out_under_headings(opened):
    second = MapFigure(
        title="Second",
        table=FIGURE.table.assign(value_text=["7", "8", "9"]),
        legend=legend()[:2],
        legend_title="Persons",
    )
    groups = [("Every <year>", [0, 1]), ("Work", [1])]
    page = opened(page_of(figures=[FIGURE, second], groups=groups))
    layout = page.eval_on_selector_all(
        "optgroup",
        "all => all.map(g => [g.label, [...g.children].map(o => o.textContent)])",
    )
    assert layout == [
        ["Every <year>", ["Unemployed, 2022", "Second"]],
        ["Work", ["Second"]],
    ]
    page.locator("optgroup").nth(1).locator("option").evaluate(
        "o => { o.selected = true; "
        "o.closest('select').dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    assert page.get_by_role("heading", name="Second").is_visible()
    page.locator(".leaflet-overlay-pane path").first.hover()
    assert tooltip(page).locator("> *").all_inner_texts()[:2] == ["Länsimäki", "7"]


def test_hostile_texts_stay_text(opened):
    areas = areas_named(HOSTILE)
    figure = MapFigure(
        title=HOSTILE[0],
        table=table_of(
            areas,
            ["#aa0000"] * 4,
            [""] * 4,
            value_text=HOSTILE,
            rank_text=HOSTILE,
            status_text=HOSTILE,
        ),
        legend=[LegendEntry(label=text, count=1, colour="#aa0000") for text in HOSTILE],
        legend_title=HOSTILE[1],
        notes=[(text, text) for text in HOSTILE],
    )
    page = opened(
        stand_alone_map(
            areas,
            [figure, figure],
            title=HOSTILE[1],
            notes=[(text, text) for text in HOSTILE],
            outlines=[Outline(label=text, areas=areas) for text in HOSTILE],
            words=Words(map=HOSTILE[0], rank=HOSTILE[1], zoom_in=HOSTILE[2]),
        )
    )
    assert page.title() == HOSTILE[1]
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    for number, text in enumerate(HOSTILE):
        page.locator("section.figure:visible tbody button").nth(number).click()
        lines = tooltip(page).locator("> *").all_text_contents()
        assert lines == [text, text, f"{HOSTILE[1]}: {text}", text]
    page.locator(".leaflet-overlay-pane path").first.hover()
    assert page.locator("img").count() == 0
    assert page.locator(".leaflet-control-zoom-in").get_attribute("title") == HOSTILE[2]


def test_the_policy_stops_markup_that_gets_in(opened):
    # not a way in that is known: a second lock, tried on purpose
    page = opened(page_of())
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend',"
        "'<i id=tried onclick=\"document.title=1\">x</i>')"
    )
    page.evaluate("document.getElementById('tried').click()")
    assert page.title() == "A city"
    assert [text for text in opened.errors if "inline event handler" in text]
    opened.errors.clear()


@pytest.mark.parametrize("width", [390, 320])
def test_fits_a_narrow_screen(opened, width):
    page = opened(page_of(), width=width, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box_ = page.locator(".folium-map").bounding_box()
    assert box_["width"] > 0.85 * width
    # every area is inside the map's frame
    for path in page.locator(".leaflet-overlay-pane path").all():
        drawn = path.bounding_box()
        assert drawn["x"] >= box_["x"] - 1
        assert drawn["x"] + drawn["width"] <= box_["x"] + box_["width"] + 1


def test_nothing_outside_is_named():
    html = page_of()
    assert html == page_of()  # folium's random names are not in it
    markup = re.sub(r"<!--.*?-->|<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"https?:|//[a-z]|\bsrc=|\bhref=|@import|url\((?!#)", markup)
    for name in ("jquery", "bootstrap", "awesome", "cdn.", "sourcemappingurl"):
        assert name not in html.lower()
    assert "BSD 2-Clause License" in html  # Leaflet's licence goes with Leaflet


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lang": "Suomi!"}, "'Suomi!' is no language tag"),
        ({"figures": []}, "no figure to show"),
        ({"areas": AREAS.drop(columns="name")}, "every area needs a name"),
        ({"areas": AREAS.iloc[:2]}, "code code2 is not once in both"),
        ({"areas": pd.concat([AREAS, AREAS.iloc[:1]])}, "area code0 is there twice"),
        (
            {"outlines": [Outline(label="x", areas=AREAS, colour="red")]},
            "'red' is no colour",
        ),
        ({"groups": [("Work", [1])]}, "figure 0 is in only one of figures and groups"),
        ({"groups": [("Work", [0, 1])]}, "figure 1 is in only one"),
    ],
)
def test_refuses_and_says_what_to_do(changes, message):
    with pytest.raises(StandAloneError, match=message):
        page_of(**changes)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop(columns="mark"), "Unemployed.*no column mark"),
        (lambda table: table.assign(colour="url(x)"), "'url.x.' is no colour"),
        (lambda table: table.assign(mark="odd"), "'odd' is no mark"),
        (lambda table: table.iloc[:2], "code code2 is not once in both"),
    ],
)
def test_refuses_a_wrong_table(change, message):
    figure = MapFigure(
        title="Unemployed",
        table=change(FIGURE.table),
        legend=legend(),
        legend_title="Percent",
    )
    with pytest.raises(StandAloneError, match=message):
        page_of(figures=[figure])


def test_the_real_districts_open_and_stay_small(opened):
    areas = load_areas("district").rename(columns={"name_fi": "name"})
    figure = MapFigure(
        title="Names",
        table=table_of(areas, ["#aa0000"] * len(areas), [""] * len(areas)),
        legend=legend()[:1],
        legend_title="Every district",
    )
    html = page_of(areas, [figure], outlines=[])
    assert len(html.encode()) <= 1_500_000
    page = opened(html)
    assert page.locator(".leaflet-overlay-pane path").count() == 61
    assert page.locator("tbody tr").count() == 61


def data_rows(name):
    """The rows of a file of data/ as the csv module gives them."""
    with (DATA_FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def newest_years(level):
    """Indicator -> its newest year with a figure at a level, and all such years."""
    levels = {row["area_code"]: row["level"] for row in data_rows("areas.csv")}
    years = {}
    for row in data_rows("observations.csv"):
        if row["value"] and levels[row["area_code"]] == level:
            years.setdefault(row["indicator"], set()).add(int(row["year"]))
    return years


def test_the_page_offers_every_indicator_and_all_years_of_the_one_shown(opened):
    years = newest_years("district")
    choice = MapChoice(series="unemployment_rate", year=2018)
    content = stand_alone_file("district", choice, [])
    assert len(content) <= 1_500_000
    page = opened(content.decode())
    # the page's own figure is shown to begin with
    assert page.locator("section.figure:visible h2").inner_text() == (
        "Unemployment rate, 2018"
    )
    assert page.locator("#figure option:checked").inner_text() == (
        "Unemployment rate, 2018"
    )
    first, *themes = page.eval_on_selector_all(
        "optgroup", "all => all.map(g => [...g.children].map(o => o.textContent))"
    )
    assert first == [
        f"Unemployment rate, {year}"
        for year in sorted(years["unemployment_rate"], reverse=True)
    ]
    offered = [title for theme in themes for title in theme]
    assert len(offered) == len(set(offered)) == len(years) + 1  # kota is computed
    newest = sorted(max(own) for own in years.values())
    told = sorted(int(title[-4:]) for title in offered if "Kota" not in title)
    assert told == newest


def test_a_figure_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="kota has no figure of 1999 at level"):
        stand_alone_file("district", MapChoice(series="kota", year=1999), [])


def test_each_figure_of_the_page_has_its_own_values_source_and_licence(opened):
    choice = MapChoice(series="kota", year=2019)
    page = opened(stand_alone_file("district", choice, []).decode())
    hakunila = "0927094000"
    for key, title, decimals in (
        ("mean_income", "Mean income, 2024", 0),
        ("flats_share", "Dwellings in blocks of flats, 2024", 1),
    ):
        page.get_by_label("Figure shown").select_option(label=title)
        row = page.locator("section.figure:visible tr", has_text="Hakunila").first
        value = next(
            float(row["value"])
            for row in data_rows("observations.csv")
            if row["area_code"] == hakunila
            and row["indicator"] == key
            and row["year"] == "2024"
        )
        said = row.locator("td").first.inner_text().replace("\u202f", "")
        assert said.split("\u00a0")[0] == f"{value:.{decimals}f}"
        notes = page.locator("section.figure:visible .notes").inner_text()
        assert "Source" in notes and "Licence" in notes and "CC BY 4.0" in notes
    assert "City of Vantaa" in page.locator("footer").inner_text()
