"""python -m indicators index: what it prints, and says when it cannot."""

import csv
import io
import json

import pytest

from indicators import __main__ as command
from indicators.data import load_data
from indicators.index import Component, IndexDefinition, to_json

DATA = load_data()
KOTA = DATA.catalogue["kota"].index.definition
COLUMNS = ["area_code", "area_name", "year", "value", "rank", "lower", "upper"]


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Runs the command in this process: (exit code, standard output, errors)."""
    monkeypatch.setattr(command, "load_data", lambda: DATA)
    monkeypatch.chdir(tmp_path)

    def run_(text, *arguments, level="district", year="2025"):
        if text is not None:
            (tmp_path / "mine.json").write_bytes(
                text if isinstance(text, bytes) else text.encode()
            )
        code = command.main(
            ["index", "--definition", "mine.json", "--level", level, "--year", year]
            + list(arguments)
        )
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_


def test_kota_as_the_table_has_it(run):
    code, out, err = run(to_json(KOTA))
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == COLUMNS
    assert len(rows) == 61
    table = DATA.observations
    table = table[(table["indicator"] == "kota") & (table["year"] == 2025)]
    expected = table.set_index("area_code")["value"]
    for row in rows:
        value = expected[row["area_code"]]
        if row["value"]:
            assert float(row["value"]) == pytest.approx(value, abs=1e-6)
        else:
            assert value != value
            assert row["rank"] == ""
    ranks = [int(row["rank"]) for row in rows if row["rank"]]
    assert ranks[0] == 1
    assert ranks == sorted(ranks)
    assert {row["year"] for row in rows} == {"2025"}
    assert out.endswith("\n")
    assert "\r" not in out


def test_json(run):
    code, out, _ = run(to_json(KOTA), "--format", "json", level="postal_area",
                       year="2019")  # fmt: skip
    rows = json.loads(out)
    assert code == 0
    assert list(rows[0]) == COLUMNS
    assert rows[0]["rank"] == 1
    assert rows[-1]["value"] is None  # a postal area without residents


def test_a_low_end_that_is_worse(run):
    # one component, median income, low = worse: the lowest income comes first
    definition = IndexDefinition(
        components=[Component(indicator="median_income")], normalisation="rank"
    )
    code, out, _ = run(to_json(definition), level="postal_area", year="2024")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    # the release of 2026 sorted by hr_mtu: 01360 23609, 01200 24068, 01530 24992
    assert [row["area_code"] for row in rows[:3]] == ["01360", "01200", "01530"]


GOOD = to_json(KOTA)


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        (None, {}, "mine.json: there is no such file"),
        ("", {}, "mine.json: the file is empty"),
        (GOOD[: len(GOOD) // 2], {}, "mine.json: the file ends in the middle"),
        (b"\xff\xfe{}", {}, "mine.json: not UTF-8"),
        (GOOD.replace("unemployment_rate", "jobs"), {}, "jobs is no indicator of the"),
        (GOOD.replace("unemployment_rate", "kota"), {}, "kota must be a figure of the"),
        (GOOD, {"level": "city"}, "there is no level 'city'; choose one of: district"),
        (GOOD, {"year": "1999"}, "enough components for 1999; years that exist: 2012,"),
        (GOOD, {"year": "next"}, "enough components for next; years that exist: 2012,"),
        (GOOD, {"year": "²"}, "enough components for ²; years that exist: 2012,"),
        (GOOD, {"level": "postal_area"}, "for 2025; years that exist: 2019, 2021"),
    ],
)
def test_refusals(run, text, options, sentence):
    code, out, err = run(text, **options)
    assert (code, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1
