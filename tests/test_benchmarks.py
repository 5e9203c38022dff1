"""The benchmark's own sums, its peer and what stands in for the peer's servers."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import sync_playwright
from streamlit.testing.v1 import AppTest

from benchmarks import __main__ as command
from benchmarks import stand_in
from benchmarks.data_build import Build, source_folder
from benchmarks.results import MEASURES, Run, page
from benchmarks.visits import Sample
from benchmarks.ways import OURS, WAYS
from tests.browser import CHROMIUM, ROOT

PEERS = WAYS[2:]


def run_of(*samples: Sample, **more: object) -> Run:
    usual = {
        "samples": samples,
        "builds": [],
        "ways": WAYS,
        "sizes": (61, 3028),
        "visits": 1,
        "empty": 10.0,
        "day": "2025-01-02",
        "machine": {"Cores": "2"},
        "chromium": "120",
        "load": (0.1, 0.1),
        "not_run": (),
    }
    return Run(**(usual | more))


def samples(way: str, measure: str, *values: float, size: int = 61) -> list[Sample]:
    return [
        Sample(way=way, size=size, measure=measure, value=value) for value in values
    ]


def rows_of(text: str, heading: str) -> dict[str, list[str]]:
    """The table under a heading: first cell -> the others."""
    _before, _heading, under = text.partition(f"\n{heading}")
    table = under.split("\n\n")[1]
    cells = [line.strip("| ").split(" | ") for line in table.splitlines()]
    return {first: others for first, *others in cells}


def test_medians_spread_and_ratios_by_hand():
    # 30, 100, 40, 50 in order: 30 40 50 100; median (40 + 50) / 2 = 45
    # the peer's median 600, and 600 / 45 = 13.3
    text = page(
        run_of(
            *samples(OURS.key, "indicator", 30, 100, 40, 50),
            *samples(PEERS[0].key, "indicator", 500, 700),
        )
    )
    row = rows_of(text, "## 61 areas")["Another indicator: choice to recoloured map"]
    assert row[0] == "45 ms (30–100)"
    assert row[2] == "600 ms (500–700), 13×"
    assert set(row[1:2] + row[3:]) == {"–"}


def test_targets_are_met_at_their_limit_and_missed_above():
    text = page(
        run_of(
            *samples(OURS.key, "indicator", 40),
            *samples(OURS.key, "indicator", 61, size=3028),
            *samples(OURS.key, "memory", 70, size=3028),  # 10 of them an empty page's
        )
    )
    rows = rows_of(text, "Written by")
    assert rows["Another indicator: choice to recoloured map, ms"] == [
        "40, at most 40: met",
        "61, at most 60: **missed**",
    ]
    assert rows["Memory of the page above an empty one, MB"] == [
        "–",
        "60, at most 60: met",
    ]


def test_builds_and_what_was_not_run():
    builds = [Build(seconds=s, memory=m) for s, m in ((10, 200), (61, 250), (70, 220))]
    text = page(run_of(builds=builds, not_run=("the peers: npm failed.",)))
    assert "61.0 s (median of 3), at most 60 s: **missed**; 250 MB" in text
    assert "\nNot measured: the peers: npm failed.\n" in text


def test_results_hold_every_measure_of_every_page():
    text = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    for title in [*(measure.title for measure in MEASURES), *(w.title for w in WAYS)]:
        assert title in text


@pytest.mark.parametrize("given", ["0", "-1", "many"])
def test_command_refuses_a_number_of_runs_that_is_none(given, capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["--runs", given])
    assert ended.value.code == 2
    assert "give a whole number, 1 or more" in capsys.readouterr().err


def test_source_folder_is_the_one_named_if_it_is_there(monkeypatch, tmp_path):
    monkeypatch.setenv("TASAPAINO_SOURCES", str(tmp_path))
    assert source_folder() == tmp_path.resolve()
    monkeypatch.setenv("TASAPAINO_SOURCES", str(tmp_path / "none"))
    assert source_folder() is None


def test_folium_shows_every_district_and_every_file_is_stood_in_for():
    app = AppTest.from_file(PEERS[0].script, default_timeout=60).run()
    assert not app.exception
    asked = json.loads(app.get("component_instance")[0].proto.json_args)
    links = asked["js_links"] + asked["css_links"]
    assert {link.rpartition("/")[2] for link in links} <= set(stand_in.FILES)
    # 61 districts, each with its code in the shapes that the page sends
    assert asked["script"].count('"area_code": "092') == 61


@pytest.mark.parametrize("peer", PEERS, ids=lambda way: way.key)
def test_each_peer_opens(peer):
    assert not AppTest.from_file(peer.script, default_timeout=60).run().exception


def test_browser_takes_the_stand_in_for_every_outside_server(monkeypatch):
    assert shutil.which("openssl"), (
        "openssl, which makes the certificate, is missing: install it with: "
        "sudo apt-get install openssl"
    )
    monkeypatch.setattr(
        stand_in, "_packaged_files", lambda _folder: {"a.js": b"'the file'"}
    )
    ask = """async address => {
        const answer = await fetch(address);
        return [answer.status, answer.headers.get("content-type"), await answer.text()];
    }"""

    def answers() -> list[list[object]]:
        addresses = ("scripts.invalid/v1/a.js?x=1", "tiles.invalid/1/2/3.png")
        with stand_in.stand_in() as server, sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=str(CHROMIUM),
                args=[*command.ARGUMENTS, *server.arguments],
            )
            visited = browser.new_page()
            return [
                visited.evaluate(ask, f"https://{address}")
                for address in (*addresses, "other.invalid/b.js")
            ]

    # In a thread of its own: another test may have a browser open in this one.
    with ThreadPoolExecutor(1) as pool:
        script, tile, unknown = pool.submit(answers).result()
    assert script == [200, "text/javascript", "'the file'"]
    assert tile[:2] == [200, "image/png"]
    assert unknown[0] == 404
