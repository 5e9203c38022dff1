"""The benchmark's own sums, its peer and what stands in for the peer's servers."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.testing.v1 import AppTest

from benchmarks import __main__ as command
from benchmarks import stand_in
from benchmarks.data_build import source_folder
from benchmarks.results import MEASURES, Run, figures, page
from benchmarks.visits import Sample, chromium
from benchmarks.ways import OURS, WAYS
from tests.browser import ROOT

PEER = WAYS[1]


def run_of(*samples: Sample, load: float = 0.1, not_run: tuple[str, ...] = ()) -> Run:
    return Run(
        samples=samples,
        ways=WAYS,
        visits=1,
        day="2025-01-02",
        machine={"Cores": "2"},
        versions={"Python": "3.11"},
        load=(load, load),
        not_run=not_run,
    )


def samples(way: str, measure: str, *values: float) -> list[Sample]:
    return [Sample(way=way, measure=measure, value=value) for value in values]


def test_median_and_spread_by_hand():
    # 90, 100, 400, 110 in order: 90 100 110 400; median (100 + 110) / 2 = 105
    found = figures(samples(OURS.key, "indicator", 90, 100, 400, 110))
    row = found.loc[("indicator", OURS.key)]
    assert row.to_dict() == {"median": 105, "min": 90, "max": 400, "count": 4}


def test_page_gives_ratio_and_says_what_is_met_and_what_is_missed():
    text = page(
        run_of(
            *samples(OURS.key, "indicator", 200, 100, 300),
            *samples(PEER.key, "indicator", 500, 700),  # median 600, three times 200
            *samples(OURS.key, "first_map", 1501),
        )
    )
    title = "Another indicator: choice to recoloured map"
    assert f"| {title} | 200 ms (100–300) | 600 ms (500–700) | 3.0 |" in text
    assert f"| {title}: at most 200 ms | 200 ms | met |" in text
    assert "at most 1500 ms | 1501 ms | **missed** |" in text
    assert "`make data`: time: at most 60 s | – | not run |" in text
    assert "busy" not in text


def test_page_says_what_was_not_run_and_that_the_machine_was_busy():
    text = page(run_of(load=3.0, not_run=("`make data`: not run, no source folder.",)))
    assert "\n`make data`: not run, no source folder.\n" in text
    assert "load average 3.0 on 2 cores" in text


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


def test_peer_shows_every_district_and_every_file_it_asks_for_is_stood_in_for():
    app = AppTest.from_file(PEER.script, default_timeout=60).run()
    assert not app.exception
    asked = json.loads(app.get("component_instance")[0].proto.json_args)
    links = asked["js_links"] + asked["css_links"]
    assert {link.rpartition("/")[2] for link in links} == set(stand_in.FILES)
    # 61 districts, each with its code in the shapes that the page sends
    assert asked["script"].count('"area_code": "092') == 61


@pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl makes the certificate"
)
def test_browser_takes_the_stand_in_for_every_outside_server(monkeypatch):
    monkeypatch.setattr(
        stand_in, "_packaged_files", lambda _folder: {"a.js": b"'the file'"}
    )
    ask = """async address => {
        const answer = await fetch(address);
        return [answer.status, answer.headers.get("content-type"), await answer.text()];
    }"""

    def answers() -> list[list[object]]:
        addresses = ("scripts.invalid/v1/a.js?x=1", "tiles.invalid/1/2/3.png")
        with stand_in.stand_in() as server, chromium(server.arguments) as browser:
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
