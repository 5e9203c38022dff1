"""Histories for areas without: by hand, by property, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.backcast import backcast
from indicators.backcast_errors import backcast_errors, extension_errors
from indicators.backcast_history import history_of
from indicators.backcast_paths import METHODS
from indicators.fill_scale import log_odds, share_of
from indicators.tables import OBSERVATION_COLUMNS

FEW = settings(max_examples=25, deadline=None)
LN4 = math.log(4)  # log-odds of 80 percent; of 20 percent -ln 4; of 50 percent 0
NONE = float("nan")


def rows(values, status="published"):
    """Observations of {area: {year: value}}."""
    return pd.DataFrame(
        [
            {
                "area_code": area, "indicator": "share", "year": year, "value": value,
                "numerator": NONE, "denominator": NONE,
                "status": status, "source": f"series_{year}",
            }
            for area, years in values.items()
            for year, value in years.items()
        ]
    )  # fmt: skip


def people(codes, number=100):
    return pd.Series(number, index=list(codes))


def odds_rows(values, **more):
    """As `rows`, from log-odds."""
    return rows(
        {
            area: {year: float(share_of(y)) for year, y in years.items()}
            for area, years in values.items()
        },
        **more,
    )


# Backcasting


FLAT = {code: {2014: 50.0, 2020: 50.0, 2022: 50.0, 2025: 50.0} for code in "ABC"}


def test_an_area_with_the_newest_year_only_follows_the_others():
    # A, B, C: log-odds -ln 4 in 2014, 0 in 2025. D 80 percent today: was 50
    history = {code: {2014: 20.0, 2025: 50.0} for code in "ABC"}
    made = backcast(
        rows(history | {"D": {2025: 80.0}}), people("ABCD"), "share", years=[2014]
    )
    assert made.columns.tolist() == OBSERVATION_COLUMNS
    (row,) = made.to_dict("records")
    assert row["value"] == pytest.approx(50)
    assert (row["area_code"], row["year"], row["status"]) == ("D", 2014, "estimated")
    assert row["source"] == "series_2014;series_2025;backcast"
    assert math.isnan(row["numerator"])
    assert math.isnan(row["denominator"])


def test_a_known_year_draws_its_neighbours_by_hand():
    # all stay at 50, D was 20 in 2020: its own way is -ln 4 five years back. Of that,
    # min(3, 5) / 5 = 3/5 in 2022, and all of it in 2014
    table = rows(FLAT | {"D": {2020: 20.0, 2025: 50.0}})
    made = backcast(table, people("ABCD"), "share", years=[2014, 2020, 2022])
    value = made.set_index("year")["value"].to_dict()
    assert value == pytest.approx({2014: 20, 2022: 100 / (1 + 4**0.6)})


# Log-odds 10 years back ±√2, 5 years back ±1, today 0; B in the middle stands alone.
# With the way "constant" e² / s = 2 / 10 = 1 / 5 = 0.2 for A and C, 0 for B.
NOISY = {
    "A": {2015: math.sqrt(2), 2020: 1, 2025: 0},
    "B": {2015: 0, 2020: 0, 2025: 0},
    "C": {2015: -math.sqrt(2), 2020: -1, 2025: 0},
}


def test_an_anchor_counts_by_its_own_interval_by_hand():
    # σ² = 0.2 × 2/3 = 2/15. An anchor of log-odds 1 with 95 % from 1 - 1.96 τ to
    # 1 + 1.96 τ; τ² = 5 σ² = 2/3 is worth five years: half of 1 remains in 2015
    reach = 1.959964 * math.sqrt(2 / 3)
    anchor = odds_rows({"D": {2020: 1.0}}, status="estimated").assign(
        lower=float(share_of(1 - reach)), upper=float(share_of(1 + reach))
    )
    table = pd.concat([odds_rows(NOISY), odds_rows({"D": {2025: 0.0}}), anchor])
    made = backcast(
        table, people("ABCD"), "share", years=[2015], method="constant", confidence=0.8
    )
    (row,) = made.to_dict("records")
    assert float(log_odds(row["value"])) == pytest.approx(0.5, abs=1e-6)
    # six scaled errors, |e| / √s: four of √0.2, two 0; the ⌈7 × 0.8⌉ = 6th is √0.2.
    # v = 10 - 5 × 5 / (5 + 5) = 7.5 years
    half = math.sqrt(0.2 * 7.5)
    assert float(log_odds(row["upper"])) == pytest.approx(0.5 + half, abs=1e-6)
    assert float(log_odds(row["lower"])) == pytest.approx(0.5 - half, abs=1e-6)


def anchored(distance, count):
    """`count` areas, at 0 today and ± distance five years back by an estimate."""
    codes = [f"D{i}" for i in range(count)]
    anchors = {c: {2020: distance * (-1) ** i} for i, c in enumerate(codes)}
    return codes, pd.concat(
        [
            odds_rows(NOISY | {code: {2025: 0} for code in codes}),
            odds_rows(anchors, status="estimated"),
        ]
    )


def test_anchors_without_interval_are_judged_by_how_far_they_lie_by_hand():
    # r² = 4/3 = 10 σ²; five years of it are the area's own way, five are error:
    # weight 5 / (5 + 5), so that half of the distance remains
    codes, table = anchored(math.sqrt(4 / 3), 6)
    made = backcast(
        table, people(["A", "B", "C", *codes]), "share", years=[2015], method="constant"
    )
    odds = log_odds(made["value"])
    assert np.abs(odds).tolist() == pytest.approx([math.sqrt(4 / 3) / 2] * 6, abs=1e-6)


def test_four_anchors_tell_nothing_of_their_error():
    codes, table = anchored(1, 4)
    made = backcast(
        table, people(["A", "B", "C", *codes]), "share", years=[2015], method="constant"
    )
    assert made["value"].tolist() == pytest.approx([50] * 4)


def test_interval_is_as_wide_as_years_back_by_hand():
    # scaled errors as above, the 6th: √0.2; in 2015 ± √0.2 × √10 = √2
    made = backcast(
        odds_rows(NOISY | {"D": {2025: 0}}),
        people("ABCD"),
        "share",
        years=[2015, 2020],
        method="constant",
        confidence=0.8,
    )
    assert log_odds(made["upper"]).tolist() == pytest.approx([math.sqrt(2), 1])


def test_before_the_first_year_the_trend_goes_on_by_hand():
    # log-odds rise by 0.1 a year everywhere: in 2012 they are 0.2 below those of 2014
    rising = {
        code: {year: level + 0.1 * (year - 2014) for year in range(2014, 2021)}
        for code, level in zip("ABC", (-2, -1, 0), strict=True)
    }
    made = backcast(
        odds_rows(rising | {"D": {2020: 0.0}}),
        people("ABCD"),
        "share",
        years=[2012, 2013, 2014],
    )
    odds = pd.Series(
        log_odds(made["value"]), index=made["area_code"] + made["year"].astype(str)
    )
    assert odds["A2012"] == pytest.approx(-2.2)
    assert odds["C2013"] == pytest.approx(-0.1)
    assert odds["D2014"] == pytest.approx(-0.6)
    assert odds["D2012"] == pytest.approx(-0.8)
    assert "A2014" not in odds


def test_what_is_there_or_suppressed_is_left_alone():
    table = pd.concat(
        [
            rows(FLAT | {"D": {2025: 50}, "E": {2025: 50}, "F": {2025: 50}}),
            rows({"D": {2014: NONE}, "G": {2025: NONE}}, "not_published"),
            rows({"E": {2014: NONE}}, "suppressed"),
            rows({"F": {2014: 9.0}}, "estimated"),
        ]
    )
    made = backcast(table, people("ABCDEFG"), "share", years=[2014])
    assert made["area_code"].tolist() == ["D"]


def test_estimates_may_count_as_exact():
    table = rows(FLAT | {"D": {2020: 20.0, 2025: 50.0}}, "estimated")
    made = backcast(table, people("ABCD"), "share", years=[2014], exact=["estimated"])
    assert made["value"].tolist() == pytest.approx([20])


def test_arguments_are_left_as_they_are():
    table = rows(FLAT | {"D": {2020: 20.0, 2025: 50.0}})
    before = table.copy(deep=True)
    backcast(table, people("ABCD"), "share", years=[2012, 2014])
    pd.testing.assert_frame_equal(table, before)


def test_errors_by_hand():
    # each guessed from the others with "constant": as in its newest year, 50 percent.
    # B's interval comes from A and C: √0.2 √10 = √2; |e| / √s of four cells, 80 % of
    # 5 is the 4th
    errors = backcast_errors(
        odds_rows(NOISY), people("ABC"), "share", method="constant", confidence=0.8
    )
    assert len(errors) == 6
    (row,) = errors[(errors["area_code"] == "B") & (errors["year"] == 2015)].to_dict(
        "records"
    )
    assert row["value"] == pytest.approx(50)
    assert row["guess"] == pytest.approx(50)
    assert float(log_odds(row["upper"])) == pytest.approx(math.sqrt(2))


def test_extension_errors_by_hand():
    # a straight line in log-odds is carried on without error; three years must be left
    line = {code: {year: 0.1 * (year - 2014) for year in range(2014, 2021)} for code in
            "ABC"}  # fmt: skip
    errors = extension_errors(odds_rows(line), people("ABC"), "share", steps=1)
    assert sorted(set(errors["year"])) == [2014, 2015, 2016]
    assert errors["guess"].tolist() == pytest.approx(errors["value"].tolist())
    short = {code: {2014: 0.0, 2015: 0.1} for code in "ABC"}
    assert extension_errors(odds_rows(short), people("ABC"), "share", steps=1).empty


def test_history_is_of_the_areas_with_every_year():
    # one early figure of one area makes no year of history
    table = rows(FLAT | {"D": {2025: 50.0}, "E": {1990: 1.0}})
    history = history_of(table, people("ABCDE"), "share")
    assert history.codes.tolist() == ["A", "B", "C"]
    assert history.years.tolist() == [2014, 2020, 2022, 2025]


# Properties

ODDS = st.floats(-3, 3)
PANEL = st.lists(
    st.tuples(ODDS, ODDS, ODDS, st.integers(1, 20_000)), min_size=7, max_size=12
)
ALL = (2014, 2020, 2025)


def panel(drawn):
    """All but the last two areas have every year; those have 2025 only."""
    table, residents = {}, {}
    for i, (*odds, number) in enumerate(drawn):
        years = ALL[2:] if i >= len(drawn) - 2 else ALL
        table[f"a{i:02}"] = dict(zip(years[::-1], odds[::-1], strict=False))
        residents[f"a{i:02}"] = number
    return odds_rows(table), pd.Series(residents)


@FEW
@given(PANEL, st.sampled_from(METHODS))
def test_values_are_shares_inside_intervals_that_nest(drawn, method):
    table, residents = panel(drawn)
    years = [2012, 2013, 2014, 2020]
    narrow, wide = (
        backcast(
            table, residents, "share", years=years, method=method, confidence=level
        )
        for level in (0.5, 0.8)
    )
    assert narrow["value"].between(0, 100).all()
    # before the first year there is nothing to tell by: no two years are so near
    told = wide["lower"].notna()
    assert (told == (wide["year"] >= 2014)).all()
    narrow, wide = narrow[told], wide[told]
    assert (wide["lower"] <= narrow["lower"] + 1e-9).all()
    assert (narrow["lower"] <= narrow["value"] + 1e-9).all()
    assert (narrow["value"] <= narrow["upper"] + 1e-9).all()
    assert (narrow["upper"] <= wide["upper"] + 1e-9).all()


@FEW
@given(PANEL)
def test_intervals_grow_with_the_years_back(drawn):
    table, residents = panel(drawn)
    made = backcast(
        table, residents, "share", years=[2014, 2020], method="constant", confidence=0.5
    )
    odds = made[["lower", "upper"]].apply(lambda share: np.log(share / (100 - share)))
    width = odds["upper"] - odds["lower"]
    for _, one in width.groupby(made["area_code"].to_numpy()):
        assert one.iloc[0] >= one.iloc[1] - 1e-6


@FEW
@given(PANEL, st.sampled_from(METHODS), st.integers(2, 50))
def test_scale_of_the_residents_and_order_of_rows_do_not_matter(drawn, method, times):
    table, residents = panel(drawn)
    made = backcast(table, residents, "share", years=[2014], method=method)
    other = backcast(
        table.iloc[::-1], residents.iloc[::-1] * times, "share", years=[2014],
        method=method,
    )  # fmt: skip
    pd.testing.assert_frame_equal(made, other)


@pytest.mark.parametrize(
    ("table", "residents", "years", "message"),
    [
        (rows(FLAT), people("ABC"), [2018], "share: 2018 is no year of the areas with"),
        (rows(FLAT), people("ABC"), [2011], "2011 is no year.*one or two before 2014"),
        (rows(FLAT), people("AB"), [2014], "share: 2 areas have a figure in every yea"),
        (rows(FLAT), people("ABC", 0), [2014], r"above zero; check areas \['A', 'B'"),
        (rows(FLAT), people("ABD"), [2014], "2 areas have a figure"),
        (rows(FLAT), people("ABCA"), [2014], "residents: A is there twice; keep one"),
        (
            rows({code: {2025: 5.0} for code in "ABC"}),
            people("ABC"),
            [2025],
            "0 areas have a figure in every year, three are needed",
        ),
        (rows(FLAT).assign(value=200.0), people("ABC"), [2014], "200 of area A is no"),
        (rows(FLAT).iloc[:0], people("ABC"), [2014], "share: the observations have no"),
    ],
)
def test_refusals(table, residents, years, message):
    with pytest.raises(ValueError, match=message):
        backcast(table, residents, "share", years=years)
