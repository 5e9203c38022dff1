"""python -m indicators inequality: what it prints, and says when it cannot."""

import csv
import io
import json
from functools import cache

import pytest

from indicators import __main__ as command
from indicators.commands_inequality import INEQUALITY_COLUMNS
from indicators.data import load_data
from indicators.inequality import MEASURES

DATA = cache(load_data)


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs the command in this process: (exit code, standard output, errors)."""
    monkeypatch.setattr(command, "load_data", DATA)

    def run_(indicator, level, *more):
        given = ("inequality", "--indicator", indicator, "--level", level, *more)
        code = command.main(list(given))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run_


def rows(printed):
    return list(csv.DictReader(io.StringIO(printed)))


def test_one_year_has_a_row_a_measure_with_lower_and_upper(run):
    code, out, err = run("unemployment_rate", "postal_area", "--year", "2024")
    assert (code, err) == (0, "")
    assert out.split("\n")[0] == ",".join(INEQUALITY_COLUMNS)
    told = rows(out)
    assert [row["measure"] for row in told] == list(MEASURES)
    gap = next(row for row in told if row["measure"] == "gap_between_fifths")
    assert float(gap["lower"]) < float(gap["value"]) < float(gap["upper"])
    assert gap["unit"] == "percentage points"
    assert (gap["interval"], gap["estimated"]) == ("bootstrap", "0")


def test_the_gap_is_that_of_the_figures(run):
    data = DATA()
    figures = data.observations[
        (data.observations["indicator"] == "unemployment_rate")
        & (data.observations["year"] == 2024)
        & data.observations["area_code"].map(data.areas["level"]).eq("postal_area")
    ]["value"]
    _code, out, _err = run("unemployment_rate", "postal_area", "--year", "2024")
    told = {row["measure"]: row["value"] for row in rows(out)}
    assert float(told["absolute_gap"]) == pytest.approx(figures.max() - figures.min())


def test_without_a_year_all_years(run):
    _code, out, _err = run("unemployment_rate", "postal_area")
    years = {row["year"] for row in rows(out)}
    assert {"2012", "2024"} <= years
    assert len(rows(out)) == len(years) * len(MEASURES)


def test_estimates_can_be_left_out(run):
    _code, out, _err = run("foreign_language_share", "district", "--published")
    assert {row["estimated"] for row in rows(out)} == {"0"}


def test_as_json(run):
    code, out, _err = run(
        "flats_share", "district", "--year", "2024", "--format", "json"
    )
    told = json.loads(out)
    assert code == 0
    assert list(told[0]) == INEQUALITY_COLUMNS
    assert told[0]["lower"] is None  # no counts are published


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("population", "district"), "number of persons"),
        (("nothing", "district"), "there is no indicator 'nothing'"),
        (("kota", "street"), "there is no level 'street'"),
        (("flats_share", "district", "--year", "1900"), "years that exist: 2024"),
        (("flats_share", "district", "--year", "x"), "has no figures"),
        (("flats_share", "postal_area"), "years that exist: none"),
        (("unemployment_rate", "district", "--published"), "no published figures"),
    ],
)
def test_refuses_in_one_sentence(run, arguments, message):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.strip().splitlines()) == 1
