"""The optional background map, drawn by a service of one's own that answers as WMS."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import ROOT, open_visit, running_app
from tests.show_script import ORIGIN
from ui.background import ADDRESS, ATTRIBUTION, Background, background

SCRIPT = ROOT / "tests" / "show_script.py"
EDGE = ORIGIN[0] + 1500  # easting at which the service's map changes from red to blue
RED, BLUE = (255, 0, 0), (0, 0, 255)
TEMPLATE = (
    "http://127.0.0.1:{port}/wms?SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=base"
    "&STYLES=&FORMAT=image/png&SRS={{crs}}&BBOX={{bbox}}&WIDTH={{width}}"
    "&HEIGHT={{height}}"
)


class _Wms(BaseHTTPRequestHandler):
    """GetMap of WMS 1.1.1: red west of EDGE, blue east of it."""

    def do_GET(self):  # noqa: N802
        asked = {
            name: one[0] for name, one in parse_qs(urlsplit(self.path).query).items()
        }
        self.server.asked.append({**asked, "referer": self.headers.get("Referer")})
        if self.server.broken:
            self.send_error(500)
            return
        left, _bottom, right, _top = map(float, asked["BBOX"].split(","))
        width, height = int(asked["WIDTH"]), int(asked["HEIGHT"])
        picture = Image.new("RGB", (width, height), BLUE)
        edge = round((EDGE - left) / (right - left) * width)
        if edge > 0:
            picture.paste(RED, (0, 0, min(edge, width), height))
        content = BytesIO()
        picture.save(content, "PNG")
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        if self.server.shared:
            self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(content.getvalue())

    def log_message(self, *what):
        pass


@contextmanager
def service(*, broken=False, shared=False) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Wms)
    server.asked, server.broken, server.shared = [], broken, shared
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def open_over(chromium, monkeypatch):
    """Open the page with a service behind the map; (service, visit)."""

    @contextmanager
    def go(query="?layers=background", *, broken=False, shared=False, **how):
        with service(broken=broken, shared=shared) as server:
            port = server.server_address[1]
            monkeypatch.setenv(ADDRESS, TEMPLATE.format(port=port))
            monkeypatch.setenv(ATTRIBUTION, "© The <i>office</i> of maps")
            with (
                running_app(SCRIPT) as app,
                open_visit(chromium, f"{app.address}{query}", **how) as seen,
            ):
                seen.page.locator(".area-map > .legend .title").wait_for()
                yield server, seen

    return go


def test_off_by_default_and_without_a_service_no_switch(serve_app, visit, monkeypatch):
    monkeypatch.delenv(ADDRESS, raising=False)
    seen = visit(f"{serve_app(SCRIPT).address}?layers=background")
    page = seen.page
    page.locator(".area-map > .legend .title").wait_for()
    page.get_by_text("Map settings").click()
    assert page.get_by_label("Background map").count() == 0
    assert page.locator(".background-frame").count() == 0
    assert seen.outside == [] and seen.errors == []


def test_with_a_service_nothing_is_asked_for_until_it_is_switched_on(open_over):
    with open_over("") as (server, seen):
        page = seen.page
        page.get_by_text("Map settings").click()
        page.wait_for_timeout(600)
        assert server.asked == []
        page.get_by_label("Background map").click()
        page.locator(".background-frame img").wait_for()
        expect(page.locator(".attribution")).to_have_text("© The <i>office</i> of maps")
        assert len(server.asked) == 1
        page.get_by_text("layers: background").wait_for()
        page.get_by_label("Background map").click()
        expect(page.locator(".background-frame")).to_have_count(0)
        expect(page.locator(".attribution")).to_be_hidden()
        assert page.locator(".attribution i").count() == 0


def test_the_service_is_asked_for_what_is_seen_in_the_maps_projection(open_over):
    with open_over() as (server, seen):
        page = seen.page
        page.locator(".background-frame img").wait_for()
        asked = server.asked[-1]
        svg = page.locator("svg[role=listbox]")
        box = svg.bounding_box()
        view = [float(n) for n in re.split(r"[ ,]+", svg.get_attribute("viewBox"))]
        # The whole view box is seen, and the rest of the element beside it: metres a
        # pixel are the larger of the two ratios.
        scale = max(view[2] / box["width"], view[3] / box["height"])
        middle = (view[0] + view[2] / 2, view[1] + view[3] / 2)
        half = (scale * box["width"] / 2, scale * box["height"] / 2)
        top_of_map = ORIGIN[1] + 2000
        expected = [
            ORIGIN[0] + middle[0] - half[0],
            top_of_map - middle[1] - half[1],
            ORIGIN[0] + middle[0] + half[0],
            top_of_map - middle[1] + half[1],
        ]
        told = [float(side) for side in asked["BBOX"].split(",")]
        assert told == pytest.approx(expected, abs=1)
        assert asked["SRS"] == "EPSG:3879"
        assert int(asked["WIDTH"]) == pytest.approx(box["width"], abs=1)
        assert int(asked["HEIGHT"]) == pytest.approx(box["height"], abs=1)
        assert asked["referer"] is None  # which page shows it is nobody's business


def color_at(page, x, y):
    """The color of the window at a place of the map."""
    place = page.locator("svg[role=listbox]").evaluate(
        "(svg, [x, y]) => { const p = new DOMPoint(x, y)"
        ".matrixTransform(svg.getScreenCTM()); return [p.x, p.y]; }",
        [x, y],
    )
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    return picture.getpixel((round(place[0]), round(place[1])))


def test_the_picture_lies_where_its_coordinates_say_and_shines_through(open_over):
    with open_over() as (_server, seen):
        page = seen.page
        page.locator(".background-frame img").wait_for()
        page.mouse.move(1, 1)
        # Outside the areas (below them) the service's map is bare: red west of 1500.
        assert color_at(page, 1480, 2030) == RED
        assert color_at(page, 1520, 2030) == BLUE
        # Over it an area of color c is 0.6 c + 0.4 of the map below (B1, all red).
        page.locator("[data-code=B1]").wait_for()
        fill = page.locator("[data-code=B1]").get_attribute("fill")
        own = [int(fill[i : i + 2], 16) for i in (1, 3, 5)]
        mixed = [0.6 * c + 0.4 * below for c, below in zip(own, RED, strict=True)]
        # 3 by 2 km; B1 has an outline: its middle is free of lines
        assert color_at(page, 500, 500) == pytest.approx(mixed, abs=3)


def test_zooming_moves_the_picture_and_asks_again_when_the_map_rests(open_over):
    with open_over() as (server, seen):
        page = seen.page
        page.locator(".background-frame img").wait_for()
        zoom = page.get_by_role("button", name="Zoom in")
        zoom.evaluate("button => { for (let i = 0; i < 3; i += 1) button.click(); }")
        page.wait_for_timeout(1000)
        assert len(server.asked) == 2  # once for all three steps
        first, second = (
            [float(n) for n in asked["BBOX"].split(",")] for asked in server.asked
        )
        # 1.6 three times: a width of 1 / 4.096
        ratio = (first[2] - first[0]) / (second[2] - second[0])
        assert ratio == pytest.approx(1.6**3, rel=0.01)
        page.mouse.move(1, 1)
        assert page.locator(".background-frame").count() == 1
        assert seen.errors == []


def test_a_service_that_fails_is_told_and_the_map_stays(open_over):
    with open_over(broken=True) as (_server, seen):
        page = seen.page
        page.get_by_text("The background map did not arrive.").wait_for()
        opacity = page.locator("[data-code=B1]").evaluate(
            "n => getComputedStyle(n).fillOpacity"
        )
        assert opacity == "1"


def test_small_maps_have_no_background(open_over):
    with open_over("?layers=background&mode=multiples") as (server, seen):
        seen.page.wait_for_timeout(800)
        assert server.asked == []
        assert seen.page.locator(".background-frame").count() == 0


@pytest.mark.parametrize("shared", [True, False])
def test_saved_pictures_hold_it_if_the_service_lets_pages_read_it(open_over, shared):
    with open_over(shared=shared) as (_server, seen):
        page = seen.page
        page.locator(".background-frame img").wait_for()
        page.get_by_text("Map settings").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save as SVG").click()
        text = download.value.path().read_text(encoding="utf-8")
        assert text.count("data:image/png;base64,") == int(shared)
        assert "127.0.0.1" not in text
        assert ('fill-opacity="0.6"' in text) == shared


@pytest.mark.parametrize(
    ("template", "attribution", "message"),
    [
        ("https://x/{bbox}&{width}", "A", "must hold {width}, {height} and {bbox}"),
        ("https://x/{left},{top}&{width}{height}", "A", "must hold"),
        ("https://x/{z}/{x}/{y}.png", "A", "no place {x}"),
        ("ftp://x/{bbox}{width}{height}", "A", "begin the address with https://"),
        ("https://x/{bbox}{width}{height}", " ", "name whose the background map is"),
    ],
)
def test_refuses_what_cannot_work(monkeypatch, template, attribution, message):
    monkeypatch.setenv(ADDRESS, template)
    monkeypatch.setenv(ATTRIBUTION, attribution)
    with pytest.raises(ValueError, match=re.escape(message)):
        background()


def test_sides_can_be_given_one_by_one_for_another_order_of_axes(monkeypatch):
    # WMS 1.3.0 with EPSG:3879 takes northing before easting
    template = (
        "https://x/?VERSION=1.3.0&CRS={crs}&BBOX={bottom},{left},{top},{right}"
        "&WIDTH={width}&HEIGHT={height}"
    )
    monkeypatch.setenv(ADDRESS, template)
    monkeypatch.setenv(ATTRIBUTION, "A")
    assert background() == Background(template=template, attribution="A")
    monkeypatch.delenv(ADDRESS)
    assert background() is None
