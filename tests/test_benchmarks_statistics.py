"""The part of RESULTS.md about estimates: by hand, kept, and as the data says."""

import pandas as pd
import pytest

from benchmarks import statistics
from indicators.data import load_errors
from indicators.estimate_errors import filled_summary

ROWS = [
    ("flats", 2020, "model", 10, 1.0, 0.9, "summed"),
    ("flats", 2020, "dasymetric", 10, 4.0, None, "summed"),
    ("flats", 2020, "by area", 10, 5.0, None, "summed"),
    ("flats", 2021, "model", 30, 2.0, 1.0, "summed"),
    ("flats", 2021, "dasymetric", 30, 8.0, None, "summed"),
    ("flats", 2021, "by area", 30, 9.0, None, "summed"),
    ("flats", 2021, "backcast", 30, 99.0, 0.1, "not used"),
]
COLUMNS = [
    *("indicator", "year", "method", "districts"),
    *("mean_error", "coverage", "postal_counts"),
]


def test_a_row_by_hand():
    # means over two years: 1.5, 6, 7; 1.5 / 6 = 0.25; (9 + 30) of 40 districts inside
    text = statistics.estimates_markdown(pd.DataFrame(ROWS, columns=COLUMNS))
    cells = "1.50 | 6.00 | 7.00 | 0.25 | 97.5 % |"
    assert f"| flats, 2020–2021, postal counts summed | {cells}" in text


def test_results_say_what_the_data_says():
    text = statistics.RESULTS.read_text(encoding="utf-8")
    assert statistics.estimates_markdown(load_errors()) in text


def test_the_other_benchmark_keeps_it(monkeypatch, tmp_path):
    monkeypatch.setattr(statistics, "RESULTS", tmp_path / "RESULTS.md")
    assert statistics.kept() == ""
    statistics.RESULTS.write_text(f"speed\n{statistics.HEADING}errors\n")
    assert statistics.kept() == f"{statistics.HEADING}errors\n"


def test_the_command_refuses_no_visits(capsys):
    assert statistics.main(["--visits", "0"]) == 2
    assert "at least 1" in capsys.readouterr().err


@pytest.mark.parametrize("visits", ["x", ""])
def test_visits_are_a_number(visits):
    with pytest.raises(SystemExit):
        statistics.main(["--visits", visits])


def test_filled_years_by_hand():
    rows = [
        ("flats", 2018, "backcast", 10, 1.0, 0.9, "not used"),
        ("flats", 2019, "backcast", 30, 2.0, 1.0, "not used"),
        ("flats", 2019, "backcast before the first year", 30, 9.0, 1.0, "not used"),
    ]
    (row,) = filled_summary(pd.DataFrame(rows, columns=COLUMNS)).to_dict("records")
    # 1.5 on average, 2 in the worse year; (9 + 30) of 40 truths inside
    assert row == {
        "indicator": "flats",
        "method": "backcast",
        "first_year": 2018,
        "last_year": 2019,
        "mean_error": 1.5,
        "worst_year_error": 2.0,
        "coverage": pytest.approx(0.975),
    }
