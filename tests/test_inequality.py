"""Inequality against published examples: figures quoted with where they are from."""

import libpysal
import numpy as np
import pandas as pd
import pytest
from inequality.theil import Theil, TheilD

from indicators.inequality import (
    atkinson,
    between_group_variance,
    coefficient_of_variation,
    concentration_index,
    decompose,
    gini,
    index_of_disparity,
    mean_difference,
    mean_log_deviation,
    population_impact,
    slope_index,
    slope_index_simulated,
    theil,
    weighted_standard_deviation,
)


def areas(numbers):
    codes = [f"a{place:03d}" for place in range(len(numbers))]
    return pd.Series(list(numbers), index=codes, dtype="float64")


# WHO, healthequal 1.0.1, tests/testthat: set.seed(123); pop <- round(rnorm(25, 1000,
# 300)); est <- rbinom(25, 1000, .065); the reference is area 14. As R 4.2 draws them.
WHO_PEOPLE = areas(
    [832, 931, 1468, 1021, 1039, 1515, 1138, 620, 794, 866, 1367, 1108, 1120]
    + [1033, 833, 1536, 1149, 410, 1210, 858, 680, 935, 692, 781, 812]
)
WHO = areas(
    [61, 74, 58, 59, 72, 75, 74, 68, 75, 67, 73, 63, 66, 62, 60, 66, 71, 73, 71, 61]
    + [74, 84, 55, 69, 60]
)
# Its ordered tests: set.seed(123); round(rnorm(5, 100, 40)); est 20 to 60.
FIVE_PEOPLE = areas([78, 91, 162, 103, 105])
FIVE = areas([20, 30, 40, 50, 60])
ORDER = areas([1, 2, 3, 4, 5])


@pytest.mark.parametrize(
    ("ours", "printed"),
    [
        (between_group_variance(WHO, WHO_PEOPLE), 46.198326),  # test-bgv.R
        (weighted_standard_deviation(WHO, WHO_PEOPLE), 6.7969351),  # test-bgsd.R
        (index_of_disparity(WHO, WHO_PEOPLE, weighted=False), 8.7018175),  # idisu
        (index_of_disparity(WHO, WHO_PEOPLE), 8.6178417),  # test-idisw.R
        (mean_difference(WHO, WHO_PEOPLE, weighted=False), 5.891726),  # test-mdmu.R
        (mean_difference(WHO, WHO_PEOPLE), 5.8348689),  # test-mdmw.R
        (  # test-mdbu.R
            mean_difference(
                WHO, WHO_PEOPLE, reference="best", worse="low", weighted=False
            ),
            16.360001,
        ),
        (  # test-mdbw.R
            mean_difference(WHO, WHO_PEOPLE, reference="best", worse="low"),
            16.293156,
        ),
        (  # test-mdru.R
            mean_difference(WHO, WHO_PEOPLE, reference="a013", weighted=False),
            7.2399998,
        ),
        (mean_difference(WHO, WHO_PEOPLE, reference="a013"), 7.2228465),  # test-mdrw.R
    ],
)
def test_who_healthequal_not_ordered(ours, printed):
    assert ours == pytest.approx(printed, rel=3e-7)


def test_who_healthequal_theil_and_mld():
    # test-ti.R and test-mld.R, times 1000. The printed figures come from another
    # program's single precision: the tests there allow 1e-4 and 1e-3 themselves.
    assert 1000 * theil(WHO, WHO_PEOPLE) == pytest.approx(5.0359201, rel=2e-5)
    assert 1000 * mean_log_deviation(WHO, WHO_PEOPLE) == pytest.approx(
        5.0524006, rel=2e-5
    )


def test_who_healthequal_attributable():
    # test-paf-nonordered.R: 24.06426; test-paf.R: 45.544548; test-parisk.R: 18.775509
    best = {"worse": "low", "reference": "best_area", "change": "all"}
    impact = population_impact(WHO, WHO_PEOPLE, **best)
    assert impact.fraction == pytest.approx(24.06426, rel=3e-7)
    impact = population_impact(FIVE, FIVE_PEOPLE, **best)
    assert impact.fraction == pytest.approx(45.544548, rel=3e-7)
    assert impact.risk == pytest.approx(18.775509, rel=3e-7)
    by_name = population_impact(
        FIVE, FIVE_PEOPLE, worse="low", reference="a004", change="all"
    )
    assert by_name == impact


def test_who_healthequal_slope():
    # test-sii.R: 44.44502, se .02190822 (40.15109, 48.73895);
    # test-rii.R: 3.159506 (2.719902, 3.67016). The package's weighting: see slope.py.
    index = slope_index(
        FIVE,
        FIVE_PEOPLE,
        ORDER,
        disadvantaged="low",
        model="logit",
        weighting="healthequal",
    )
    assert index.sii == pytest.approx(44.44502, rel=1e-6)
    assert index.sii_lower == pytest.approx(40.15109, rel=1e-6)
    assert index.sii_upper == pytest.approx(48.73895, rel=1e-6)
    assert index.rii == pytest.approx(3.159506, rel=1e-6)
    assert index.rii_lower == pytest.approx(2.719902, rel=1e-6)
    assert index.rii_upper == pytest.approx(3.67016, rel=1e-6)


def test_slope_as_r_fits_it():
    # R 4.2: g <- glm(est ~ rank, quasibinomial, weights = pop), lm(est ~ rank, weights
    # = pop), sandwich::vcovHC(type = "HC1") and the delta method:
    # logit 0.4489053359019, se 0.0264709789198438; 3.23633973652346, se of the log
    # 0.0971922140842934; linear 0.46253810942431, se 0.0186377473689644;
    # 3.5558002721554 and 0.0790052721038912
    for model, sii, error, rii, log_error in [
        ("logit", 44.89053359019, 2.64709789198438, 3.23633973652346, 0.09719221408),
        ("linear", 46.253810942431, 1.86377473689644, 3.5558002721554, 0.0790052721),
    ]:
        index = slope_index(FIVE, FIVE_PEOPLE, ORDER, disadvantaged="low", model=model)
        assert index.sii == pytest.approx(sii, rel=1e-9)
        assert index.rii == pytest.approx(rii, rel=1e-9)
        assert (index.sii_upper - index.sii_lower) / 2 == pytest.approx(
            1.959963984540054 * error, rel=1e-5
        )
        assert np.log(index.rii_upper / index.rii) == pytest.approx(
            1.959963984540054 * log_error, rel=1e-5
        )


def test_who_healthequal_concentration():
    # test-aci.R: 7.3284202, se .29368517; test-rci.R: .17776859, se .0071240491
    index = concentration_index(FIVE, FIVE_PEOPLE, ORDER, disadvantaged="low")
    assert index.absolute == pytest.approx(7.3284202, rel=1e-7)
    assert index.absolute_se == pytest.approx(0.29368517, rel=2e-6)
    assert index.relative == pytest.approx(0.17776859, rel=3e-7)
    assert index.relative_se == pytest.approx(0.0071240491, rel=2e-6)


def test_who_healthequal_ordered_sample():
    # healthequal, vignette, OrderedSample (births attended by skilled personnel,
    # wealth fifths): aci 4.30052, se 1.284031 (1.783865, 6.817174)
    births = areas([75.60530, 91.01997, 96.03959, 97.04223, 99.22405])
    women = areas([2072.436, 2112.204, 1983.059, 2052.124, 1884.510])
    index = concentration_index(births, women, ORDER, disadvantaged="low")
    assert index.absolute == pytest.approx(4.30052, rel=1e-6)
    assert index.absolute_se == pytest.approx(1.284031, rel=1e-6)
    assert index.absolute_lower == pytest.approx(1.783865, rel=1e-6)
    assert index.absolute_upper == pytest.approx(6.817174, rel=1e-6)
    # reference/rci.html: 0.0469506, se 0.01401831 (0.01947522, 0.07442599)
    assert index.relative == pytest.approx(0.0469506, rel=1e-6)
    assert index.relative_se == pytest.approx(0.01401831, rel=1e-6)
    assert index.relative_lower == pytest.approx(0.01947522, rel=2e-6)
    assert index.relative_upper == pytest.approx(0.07442599, rel=2e-6)
    # reference/paf.html: 8.327116; reference/parisk.html: 7.627362
    impact = population_impact(births, women, worse="low", reference="best_area")
    assert impact.fraction == pytest.approx(8.327116, rel=1e-6)
    assert impact.risk == pytest.approx(7.627362, rel=1e-6)
    # reference/rii.html: 1.466089 (1.345669, 1.597286)
    slope = slope_index(
        births,
        women,
        ORDER,
        disadvantaged="low",
        model="logit",
        weighting="healthequal",
    )
    assert slope.rii == pytest.approx(1.466089, rel=1e-6)
    assert slope.rii_lower == pytest.approx(1.345669, rel=1e-6)
    assert slope.rii_upper == pytest.approx(1.597286, rel=1e-6)


# PHEindicatormethods, the documented example of phe_sii: two areas in tenths.
PHE = pd.DataFrame(
    {
        "people": [7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534],
        "value": [75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3],
        "lower": [72.7, 75.3, 80.9, 80.2, 77.1, 78, 79, 81.4, 75.8, 83.2],
        "upper": [79.1, 81.4, 86.8, 87.1, 83.8, 84.2, 84.4, 86.9, 85.4, 89.4],
        "se": [1.64, 1.58, 1.51, 1.78, 1.7, 1.56, 1.37, 1.4, 2.43, 1.57],
        "tenth": range(10),
    },
    index=list("abcdefghij"),
)
PHE_2 = PHE.assign(
    people=[21675, 20065, 19750, 24713, 20112, 19618, 22408, 19752, 18939, 19312],
    value=[70.5, 71.6, 72.5, 73.5, 73.1, 76.2, 78.7, 80.6, 80.9, 80.0],
)


@pytest.mark.parametrize(
    ("data", "sii", "rii", "log_sii", "log_rii"),
    [
        # R 4.2 on its documented regression, lm(y sqrt(a) ~ sqrt(a) + b sqrt(a) - 1),
        # and on that of ln y, carried back.
        (PHE, 7.0002347600799, 1.08970970491194, 7.06624104648841, 1.09056871467068),
        (PHE_2, 12.6227385636316, 1.1820343480015, 12.6077307582058, 1.18135617469961),
    ],
)
def test_phe_slope(data, sii, rii, log_sii, log_rii):
    given = {"disadvantaged": "low", "se": data["se"], "replicates": 100}
    figures = data["value"], data["people"], data["tenth"]
    index = slope_index_simulated(*figures, **given)
    assert index.sii == pytest.approx(sii, rel=1e-10)
    assert index.rii == pytest.approx(rii, rel=1e-10)
    # value_type 1: draws on the log scale, line through the figures: the same index.
    drawn = slope_index_simulated(*figures, **given, transform="log")
    assert (drawn.sii, drawn.rii) == pytest.approx((sii, rii), rel=1e-10)
    fitted = slope_index_simulated(
        *figures, **given, transform="log", fit_transformed=True
    )
    assert (fitted.sii, fitted.rii) == pytest.approx((log_sii, log_rii), rel=1e-10)


def test_phe_interval_is_the_one_its_formula_has():
    # The SII is sum c y, c = a (b - 1/2) / sum a (b - 1/2)^2, of independent normal y:
    # its standard error is sqrt(sum c^2 se^2), and the draws must come out at it.
    a = PHE["people"] / PHE["people"].sum()
    b = a.cumsum() - a / 2
    c = a * (b - 0.5) / (a * (b - 0.5) ** 2).sum()
    z = 1.959963984540054
    for given, se in [
        ({"se": PHE["se"]}, PHE["se"]),
        ({"lower": PHE["lower"], "upper": PHE["upper"]}, None),
    ]:
        if se is None:
            se = (PHE["upper"] - PHE["lower"]) / 2 / z
        half = z * np.sqrt((c**2 * se**2).sum())
        index = slope_index_simulated(
            PHE["value"],
            PHE["people"],
            PHE["tenth"],
            disadvantaged="low",
            replicates=100_000,
            **given,
        )
        assert index.sii_lower == pytest.approx(index.sii - half, abs=0.05)
        assert index.sii_upper == pytest.approx(index.sii + half, abs=0.05)


# The documented example of R's ineq (and of DescTools, and others).
INCOMES = areas([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261])
ONES = areas([1] * 10)


def test_r_ineq():
    # ineq(x): 0.462091130267624 (as recorded by the ISSTA 2018 artifact, test-6.R);
    # Atkinson, parameter 0.5: 0.1796591, 1: 0.3518251; without 1463: Gini 0.4331769,
    # Atkinson 0.1620009 and 0.3273538 (mortar's TestIneq.m against R).
    assert gini(INCOMES, ONES) == pytest.approx(0.462091130267624, rel=1e-12)
    assert atkinson(INCOMES, ONES) == pytest.approx(0.1796591, abs=5e-8)
    assert atkinson(INCOMES, ONES, epsilon=1) == pytest.approx(0.3518251, abs=5e-8)
    fewer = INCOMES.drop("a001"), ONES.drop("a001")
    assert gini(*fewer) == pytest.approx(0.4331769, abs=5e-8)
    assert atkinson(*fewer) == pytest.approx(0.1620009, abs=5e-8)
    assert atkinson(*fewer, epsilon=1) == pytest.approx(0.3273538, abs=5e-8)


def test_reat_theil_is_the_mean_log_deviation():
    # R's REAT, theil(): Stoermann (2009), 0.2326302; which is Theil's L, not T.
    incomes = areas([10, 10, 10, 20, 50])
    mld = mean_log_deviation(incomes, areas([1] * 5))
    assert mld == pytest.approx(0.2326302, abs=5e-8)


def test_weighted_measures_of_inequality_jl():
    # Inequality.jl, test/runtests.jl, with weights 0.1 to 0.9
    value = areas([8, 5, 1, 3, 5, 6, 7, 6, 3])
    weights = areas(np.arange(1, 10) / 10)
    assert gini(value, weights) == pytest.approx(0.2065239551478077, rel=1e-10)
    assert theil(value, weights) == pytest.approx(0.08120013911680612, rel=1e-10)
    mld = mean_log_deviation(value, weights)
    assert mld == pytest.approx(0.10375545537468207, rel=1e-10)
    # GE(2) = half the squared coefficient of variation: 0.0709746654322026
    cov = coefficient_of_variation(value, weights) / 100
    assert cov**2 / 2 == pytest.approx(0.0709746654322026, rel=1e-10)
    plain = areas([1] * 9)
    assert gini(value, plain) == pytest.approx(0.237373737373737, rel=1e-10)
    assert theil(value, plain) == pytest.approx(0.10494562214323544, rel=1e-10)
    assert mean_log_deviation(value, plain) == pytest.approx(0.1397460530936332)
    five, ones = value.iloc[:5], plain.iloc[:5]
    for epsilon, printed in [
        (0.8, 0.14249378376024),
        (1, 0.183083677559),
        (1.2, 0.2248733447899),
    ]:
        assert atkinson(five, ones, epsilon=epsilon) == pytest.approx(printed, rel=1e-9)


def test_weighted_gini_of_mortar():
    # mortar (Broad Institute), TestIneq.m: 0.2983050847; and in general x = w = 1..n:
    # 0.2 (n - 1)(n + 2) / (n (n + 1)); w = 1: (1 - 1/n) / 3
    value, weights = areas([3, 1, 7, 2, 5]), areas([1, 2, 3, 4, 5])
    assert gini(value, weights) == pytest.approx(0.2983050847, abs=5e-11)
    n = 137
    line = areas(range(1, n + 1))
    expected = 0.2 * (n - 1) * (n + 2) / (n * (n + 1))
    assert gini(line, line) == pytest.approx(expected, rel=1e-12)
    ones = areas([1] * n)
    assert gini(line, ones) == pytest.approx((1 - 1 / n) / 3, rel=1e-12)


def test_pysal_atkinson():
    # pysal/inequality, tests/test_atkinson.py: 0.06315 and 0.1316096
    incomes, ones = areas([10, 20, 30, 40, 50]), areas([1] * 5)
    assert atkinson(incomes, ones) == pytest.approx(0.06315, abs=5e-6)
    assert atkinson(incomes, ones, epsilon=1) == pytest.approx(0.1316096, abs=5e-8)
    assert atkinson(incomes, ones, epsilon=0) == 0


def test_pysal_mexico():
    # The documented example of inequality.theil: 32 states, regions of Hanson (1998).
    table = libpysal.io.open(libpysal.examples.get_path("mexico.csv"))
    region = pd.Series(table.by_col("hanson98"), index=areas(range(32)).index)
    for year, total, between, within in [
        (1940, 0.20894344, 0.0345889, 0.17435454),
        (1970, 0.10194725, 0.05931219, 0.04263506),
        (2000, 0.10660832, 0.03635872, 0.0702496),
    ]:
        income = areas(table.by_col(f"pcgdp{year}"))
        split = decompose(income, areas([1] * 32), region)
        assert split.total == pytest.approx(total, abs=6e-9)
        assert split.between == pytest.approx(between, abs=6e-9)
        assert split.within == pytest.approx(within, abs=6e-9)


def test_pysal_knows_no_population_so_ours_is_its_own():
    # Each area as many times as it has people: then pysal's is ours, weighted.
    value, people = areas([3, 1, 7, 2, 5]), areas([1, 2, 3, 4, 5])
    group = pd.Series(list("xxyyy"), index=value.index)
    repeated = np.repeat(value.to_numpy(), people.astype(int))
    assert theil(value, people) == pytest.approx(Theil(repeated).T, rel=1e-12)
    assert theil(value, people) != pytest.approx(Theil(value.to_numpy()).T, rel=0.01)
    theirs = TheilD(repeated, np.repeat(group.to_numpy(), people.astype(int)))
    ours = decompose(value, people, group)
    assert ours.between == pytest.approx(float(np.squeeze(theirs.bg)), rel=1e-9)
    assert ours.within == pytest.approx(float(np.squeeze(theirs.wg)), rel=1e-9)


def test_regidor():
    # Regidor (2004), J Epidemiol Community Health 58:900-903, table 1, 1990: deaths
    # per 100 000 by education; the population attributable proportion against the
    # highest level is 40.3 %. (Its slopes weight every level alike, ours by people.)
    rate, people = areas([80, 110, 128, 160]), areas([5000, 10000, 12500, 22500])
    impact = population_impact(rate, people, worse="high", reference="best_area")
    assert impact.mean == pytest.approx(134)
    assert impact.fraction == pytest.approx(-40.3, abs=0.05)
    level = areas([4, 3, 2, 1])
    # Its SII, 104.4, is the plain least-squares slope on the same ranks.
    alike = np.polyfit([0.05, 0.2, 0.425, 0.775], rate, 1)[0]
    assert alike == pytest.approx(104.4, abs=0.05)
    index = slope_index(rate, people, level, disadvantaged="low")
    weighted = np.polyfit([0.05, 0.2, 0.425, 0.775], rate, 1, w=np.sqrt(people))[0]
    assert index.sii == pytest.approx(-weighted)
