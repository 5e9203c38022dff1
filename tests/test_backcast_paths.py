"""The ways to guess a history, each worked by hand, and their properties."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.backcast_paths import METHODS, common_path, yearly_change
from indicators.fill_scale import share_of

FEW = settings(max_examples=25, deadline=None)
LN4 = math.log(4)  # log-odds of 80 percent; of 20 percent -ln 4; of 50 percent 0
ODDS = st.floats(-3, 3)
AREAS = st.lists(
    st.tuples(ODDS, ODDS, ODDS, st.integers(1, 20_000)), min_size=5, max_size=12
)


@pytest.mark.parametrize(
    ("method", "share"),
    [
        # A 20 → 50 and B 50 → 80 percent, weights 1 and 3; today 50 percent.
        # Means then (20 + 150) / 4 = 42.5, now (50 + 240) / 4 = 72.5. Log-odds of both
        # changed by ln 4, whatever their level: 50 percent was 20.
        ("constant", 50),
        ("difference", 50 + 42.5 - 72.5),
        ("ratio", 50 * 42.5 / 72.5),
        ("logit_shift", 20),
        ("logit_level", 20),
        ("logit_shrunken", 20),
    ],
)
def test_each_way_by_hand(method, share):
    history = np.array([[-LN4, 0], [0, LN4]])
    path = common_path(np.array([0.0]), history, np.array([1, 3]), method)
    assert share_of(path)[0].tolist() == pytest.approx([share, 50])


@pytest.mark.parametrize("method", ["logit_level", "logit_shrunken"])
def test_change_that_depends_on_the_level_by_hand(method):
    # today 0, 1, 2; changed by 1, 3, 5 = 1 + 2 y exactly, so that nothing is shrunk.
    # An area at 4 changed by 9: it was at -5
    history = np.array([[-1.0, 0], [-2, 1], [-3, 2]])
    path = common_path(np.array([4.0]), history, np.ones(3), method)
    assert path[0].tolist() == pytest.approx([-5, 4])


def test_a_slope_that_is_noise_is_shrunk_away():
    # today -1, 0, 0, 1; changes 1, 0, -4, 0: mean -0.75, slope (−1·1 + 1·0) / 2 = -0.5;
    # rests 1.25, 0.75, -3.25, 1.25: se² = (1.25² + 1.25²) / 2² = 0.78 > slope² = 0.25
    today = np.array([-1.0, 0, 0, 1])
    history = np.column_stack([today + [1, 0, -4, 0], today])
    shrunken, shift = (
        common_path(np.array([3.0]), history, np.ones(4), method)
        for method in ("logit_shrunken", "logit_shift")
    )
    assert shrunken[0, 0] == pytest.approx(shift[0, 0]) == pytest.approx(3 - 0.75)
    level = common_path(np.array([3.0]), history, np.ones(4), "logit_level")
    assert level[0, 0] == pytest.approx(3 - 0.75 - 0.5 * 3)


def test_areas_of_one_level_teach_no_slope():
    history = np.array([[-1.0, 0], [-3, 0]])
    for method in ("logit_level", "logit_shrunken"):
        path = common_path(np.array([1.0]), history, np.ones(2), method)
        assert path[0].tolist() == pytest.approx([-1, 1])


def test_trend_by_hand():
    # 2014 to 2018, the first year three or more later: (0.8 - 0) / 4
    years = np.array([2014.0, 2015, 2018, 2025])
    history = np.array([[0.0, 0.5, 0.8, 9]])
    assert yearly_change(history, years).tolist() == pytest.approx([0.2])
    assert yearly_change(history[:, :2], years[:2]).tolist() == pytest.approx([0.5])


@FEW
@given(AREAS, st.sampled_from(METHODS))
def test_two_copies_of_the_areas_have_one_common_path(drawn, method):
    history = np.array([odds for *odds, _ in drawn])
    weights = np.array([number for *_, number in drawn], dtype="float64")
    today = np.array([0.3, -1.0])
    one = common_path(today, history, weights, method)
    two = common_path(today, np.vstack([history] * 2), np.tile(weights, 2), method)
    if method != "logit_shrunken":  # twice the areas: half the slope's variance
        assert two == pytest.approx(one, abs=1e-6)


@FEW
@given(AREAS, st.sampled_from(METHODS))
def test_the_newest_year_is_as_it_is(drawn, method):
    history = np.array([odds for *odds, _ in drawn])
    today = np.array([0.3, -1.0])
    path = common_path(today, history, np.ones(len(history)), method)
    assert path[:, -1].tolist() == pytest.approx(today.tolist())


def test_unknown_method_is_refused():
    with pytest.raises(ValueError, match="no way to backcast 'magic'; choose one of"):
        common_path(np.zeros(1), np.zeros((3, 2)), np.ones(3), "magic")
