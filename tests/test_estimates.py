"""Estimates of small areas: by hand, by property, by refusal, on cities made up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from geo.estimates import PieceEstimates, estimate_pieces, scaled_shares, sum_pieces
from tests.made_up import crosswalk

FEW = settings(max_examples=25, deadline=None)
NAN = float("nan")


def counts(**pairs):
    return pd.DataFrame(pairs, index=["numerator", "denominator"]).T.astype(float)


# P holds K and H in halves, Q is T, R is U: the share goes with x
WALK = crosswalk(("P", "K", 200), ("P", "H", 200), ("Q", "T", 300), ("R", "U", 300))
COUNTS = counts(P=(160, 400), Q=(30, 300), R=(210, 300))
X = pd.DataFrame({"x": [20.0, 60.0, 10.0, 70.0]}, index=["K", "H", "T", "U"])


def shares(estimates):
    return estimates.pieces.set_index(["source_code", "target_code"])["share"]


# Shares scaled to a count


def test_scaled_by_hand():
    # logits 0 and ln 9 are shares 0.5 and 0.9; 10 and 20 people: 5 + 18 = 23 of 30.
    # For a count of 12: odds times 1/3 make 1/4 and 3/4: 2.5 + 15 = 17.5. Times 1/9:
    # odds 1/9 and 1, shares 0.1 and 0.5: 1 + 10 = 11.
    logits, people = np.log([1.0, 9.0]), np.array([10.0, 20.0])
    source = np.array([0, 0])
    for count, expected in ((23, [0.5, 0.9]), (17.5, [0.25, 0.75]), (11, [0.1, 0.5])):
        found = scaled_shares(logits, people, source, np.array([float(count)]))
        assert found == pytest.approx(expected, abs=1e-12)


def test_nobody_and_everybody():
    found = scaled_shares(
        np.array([0.0, 1.0, 2.0]),
        np.array([10.0, 20.0, 30.0]),
        np.array([0, 0, 1]),
        np.array([0.0, 30.0]),
    )
    assert found.tolist() == [0, 0, 1]


@FEW
@given(
    st.lists(
        st.tuples(
            st.floats(-8, 8), st.floats(0.5, 5_000), st.integers(0, 2)
        ),
        min_size=1, max_size=20,
    ),
    st.floats(0, 1),
)  # fmt: skip
def test_every_total_is_kept_and_every_share_is_one(pieces, part):
    logits, people, source = (np.array(column) for column in zip(*pieces, strict=True))
    _, source = np.unique(source, return_inverse=True)
    whole = np.bincount(source, people)
    found = scaled_shares(logits, people, source, part * whole)
    assert ((found >= 0) & (found <= 1)).all()
    reached = np.bincount(source, people * found)
    assert reached == pytest.approx(part * whole, rel=1e-9, abs=1e-9)


# Sums of pieces and their intervals


def known_pieces(share=0.5, people=100.0, covariance=0.0):
    """Two pieces of one source area, in two targets."""
    table = pd.DataFrame(
        {
            "source_code": ["P", "P"],
            "target_code": ["K", "H"],
            "people": [people, people],
            "share": [share, share],
        }
    )
    both = covariance * np.array([[1.0, -1.0], [-1.0, 1.0]])
    return PieceEstimates(table, both, 0.0, 0.0)


def test_sampling_by_hand():
    # each piece: 100 people, half counted, binomial variance 25. Their sum is known:
    # 25 - 25² / 50 = 12.5, se 3.5355. On the logit scale 3.5355 / 25 = 0.141421;
    # times 1.959964: 0.277181. 100 / (1 + e^0.277181) = 43.1145; the other 56.8855
    found = sum_pieces(known_pieces())
    assert found.index.tolist() == ["H", "K"]
    assert found["numerator"].tolist() == [50, 50]
    assert found["denominator"].tolist() == [100, 100]
    assert found["lower"].tolist() == pytest.approx([43.1145] * 2, abs=1e-4)
    assert found["upper"].tolist() == pytest.approx([56.8855] * 2, abs=1e-4)


def test_model_and_sampling_add_up_by_hand():
    # covariance 0.04 of the logits: the count moves by 25 of a logit, 25² × 0.04 = 25;
    # with sampling 12.5 the variance is 37.5, se 6.123724, logits 0.244949 × 1.959964
    # = 0.480091: 100 / (1 + e^0.480091) = 38.2230
    found = sum_pieces(known_pieces(covariance=0.04))
    assert found["lower"].tolist() == pytest.approx([38.2230] * 2, abs=1e-4)


def test_a_whole_source_area_is_known():
    both = pd.Series({"K": "M", "H": "M"})
    found = sum_pieces(known_pieces(covariance=0.04), both)
    assert found.loc["M"].tolist() == pytest.approx([100, 200, 100, 100])


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_or_everybody_leaves_nothing_open(share):
    found = sum_pieces(known_pieces(share))
    assert (found[["lower", "upper"]] == 100 * share).all(axis=None)


def test_intervals_nest_and_stay_inside():
    estimates = estimate_pieces(COUNTS, WALK, X)
    wide, narrow = (sum_pieces(estimates, level=level) for level in (0.998, 0.95))
    assert (wide["lower"] >= 0).all()
    assert (wide["upper"] <= wide["denominator"]).all()
    assert (wide["lower"] <= narrow["lower"]).all()
    assert (narrow["upper"] <= wide["upper"]).all()
    assert narrow["numerator"].between(narrow["lower"], narrow["upper"]).all()


# The estimates


def test_published_counts_are_kept_and_the_covariate_is_followed():
    found = estimate_pieces(COUNTS, WALK, X)
    rows = found.pieces
    kept = (rows["people"] * rows["share"]).groupby(rows["source_code"]).sum()
    assert kept.to_dict() == pytest.approx(COUNTS["numerator"].to_dict(), abs=1e-9)
    assert shares(found)["P", "K"] < 0.4 < shares(found)["P", "H"]


def test_one_district_that_is_a_postal_area_has_its_figure():
    found = sum_pieces(estimate_pieces(COUNTS, WALK, X))
    assert found.loc["T"].tolist() == pytest.approx([30, 300, 30, 30])


def test_without_covariates_pieces_of_one_size_have_the_share_of_the_source():
    walk = crosswalk(("P", "K", 200), ("P", "H", 200), ("Q", "T", 300))
    found = estimate_pieces(counts(P=(100, 400), Q=(30, 300)), walk, X[[]])
    assert shares(found)["P"].tolist() == pytest.approx([0.25, 0.25])


@pytest.mark.parametrize("nothing", [5.0, NAN])
def test_a_covariate_that_tells_nothing_changes_nothing(nothing):
    plain = estimate_pieces(COUNTS, WALK, X)
    more = estimate_pieces(COUNTS, WALK, X.assign(y=nothing))
    pd.testing.assert_frame_equal(plain.pieces, more.pieces)


def test_unit_and_order_change_nothing():
    plain = sum_pieces(estimate_pieces(COUNTS, WALK, X))
    turned = estimate_pieces(COUNTS[::-1], WALK[::-1], (1 - X / 100)[::-1])
    pd.testing.assert_frame_equal(plain, sum_pieces(turned), rtol=1e-6)


def test_a_missing_covariate_widens_the_interval():
    rng = np.random.default_rng(1)
    truth = city(rng)
    full = sum_pieces(estimate_pieces(truth.counts, truth.walk, truth.x))
    part = truth.x.copy()
    part.loc["T0"] = NAN
    less = sum_pieces(estimate_pieces(truth.counts, truth.walk, part))
    width = [
        table.at["T0", "upper"] - table.at["T0", "lower"] for table in (full, less)
    ]
    assert width[1] > 1.2 * width[0]


def test_areas_without_a_count_take_no_part():
    walk = pd.concat([WALK, crosswalk(("S", "K", 50), ("Z", "U", 10))])
    table = pd.concat([COUNTS, counts(S=(NAN, 50), Z=(0, 0))])
    found = estimate_pieces(table, walk, X)
    pd.testing.assert_frame_equal(found.pieces, estimate_pieces(COUNTS, WALK, X).pieces)


def test_counts_of_nobody_and_everybody():
    found = sum_pieces(
        estimate_pieces(counts(P=(0, 400), Q=(300, 300), R=(1, 300)), WALK, X)
    )
    assert found.loc[["K", "H", "T"], "numerator"].tolist() == [0, 0, 300]
    assert np.isfinite(found.to_numpy()).all()


def test_one_source_area_alone():
    walk = crosswalk(("P", "K", 100), ("P", "H", 300))
    found = sum_pieces(estimate_pieces(counts(P=(100, 400)), walk, X))
    assert found["numerator"].sum() == pytest.approx(100)
    assert (found["lower"] < found["numerator"]).all()


# Cities made up, where the truth is known


class City:
    def __init__(self, walk, counts, x, truth):
        self.walk, self.counts, self.x, self.truth = walk, counts, x, truth


def city(rng, sources=40):
    """Source areas of one to four targets each; logit share = -1 + x + own stray."""
    rows, values = [], {}
    for s in range(sources):
        for _ in range(rng.integers(1, 5)):
            target = f"T{len(values)}"
            values[target] = rng.normal()
            rows.append((f"S{s}", target, int(rng.integers(200, 8_000))))
    walk = crosswalk(*rows)
    x = pd.DataFrame({"x": pd.Series(values), "noise": rng.normal(size=len(values))})
    logits = -1 + 0.5 * x["x"] + 0.2 * rng.normal(size=len(x))
    people = walk.set_index("target_code")["residents"]
    truth = pd.Series(rng.binomial(people, expit(logits)), people.index)
    found = truth.groupby(walk["source_code"].to_numpy()).sum()
    whole = walk.groupby("source_code")["residents"].sum()
    table = pd.DataFrame({"numerator": found, "denominator": whole}).astype(float)
    return City(walk, table, x, truth)


def test_truths_are_found_and_covered():
    # 12 cities of about 100 targets: 95 % of those in a shared source area are inside
    # (at 1000 truths the standard error is 0.7 points), and the error of spreading
    # evenly is more than halved
    inside, error, plain = [], [], []
    for seed in range(12):
        made = city(np.random.default_rng(seed))
        found = sum_pieces(estimate_pieces(made.counts, made.walk, made.x))
        truth = made.truth.reindex(found.index)
        shared = found["upper"] - found["lower"] > 1e-6
        inside += truth.between(found["lower"], found["upper"])[shared].tolist()
        error += ((found["numerator"] - truth) / found["denominator"]).abs().tolist()
        rate = made.counts["numerator"] / made.counts["denominator"]
        even = made.walk.set_index("target_code")["source_code"].map(rate)
        plain += (even - truth / found["denominator"]).abs().tolist()
    assert len(inside) > 900
    assert 0.92 < np.mean(inside) < 0.98
    assert np.mean(error) < 0.5 * np.mean(plain)


# Refusals


@pytest.mark.parametrize(
    ("table", "walk", "covariates", "message"),
    [
        (COUNTS.iloc[:2], WALK, X, "source areas R are only in one of counts and"),
        (counts(P=(401, 400), Q=(1, 2), R=(1, 2)), WALK, X, "area P: 401.0 of 400.0"),
        (counts(P=(-1, 400), Q=(1, 2), R=(1, 2)), WALK, X, "area P: -1.0 of 400.0"),
        (counts(P=(1, np.inf), Q=(1, 2), R=(1, 2)), WALK, X, "area P: 1.0 of inf"),
        (COUNTS * NAN, WALK, X, "no source area has a count: there is nothing"),
        (COUNTS[["numerator"]], WALK, X, "counts has no column denominator; add it"),
        (pd.concat([COUNTS, COUNTS[:1]]), WALK, X, "the code P twice: give it one row"),
        (COUNTS, WALK, X.drop("K"), "target areas K are not in covariates: give"),
        (COUNTS, WALK, pd.concat([X, X[:1]]), "covariates has K twice"),
        (COUNTS, WALK, X.replace(20.0, np.inf), "target area K: a covariate is inf"),
        (
            COUNTS, WALK.assign(target_code=["K", "H", "T", None]), X,
            "source areas R have a count but no residents to share it among",
        ),
    ],
)  # fmt: skip
def test_refuses_and_says_what_to_do(table, walk, covariates, message):
    with pytest.raises(ValueError, match=message):
        estimate_pieces(table, walk, covariates)


@pytest.mark.parametrize("level", [0, 1, 95, NAN])
def test_refuses_a_level_that_is_none(level):
    with pytest.raises(ValueError, match="level is .*give one between 0 and 1"):
        sum_pieces(known_pieces(), level=level)


def test_refuses_a_target_without_an_area():
    with pytest.raises(ValueError, match="target area H has no area to be added to"):
        sum_pieces(known_pieces(), pd.Series({"K": "M"}))


def test_arguments_are_left_alone():
    before = [table.copy() for table in (COUNTS, WALK, X)]
    sum_pieces(estimate_pieces(COUNTS, WALK, X))
    for table, copy in zip((COUNTS, WALK, X), before, strict=True):
        pd.testing.assert_frame_equal(table, copy)
