"""Disclosure control, worked by hand: what must be emptied, and what a reader knows."""

import numpy as np
import pandas as pd
import pytest

from indicators.disclosure import (
    audit,
    feasible_intervals,
    primary_cells,
    suppress,
    suppress_indexes,
)
from tests.disclosure_city import (
    NAN,
    RATE,
    areas_emptied,
    areas_of,
    catalogue,
    empty,
    entry,
    rows_of,
)

# Primary


@pytest.mark.parametrize(
    ("numerator", "denominator", "small"),
    [
        (0, 40, False),  # nobody is described by a zero
        (1, 40, True),
        (2, 40, True),
        (3, 40, False),
        (37, 40, False),
        (38, 40, True),  # two have it not
        (40, 40, True),  # it is said of every one of them
        (3, 7, False),
        (2.4, 40, True),  # an estimate
        (0, 4, True),  # fewer than five people
    ],
)
def test_primary_rule(numerator, denominator, small):
    row = pd.DataFrame(
        {
            "indicator": ["rate"],
            "value": [1.0],
            "numerator": [float(numerator)],
            "denominator": [float(denominator)],
        }
    )
    assert primary_cells(row, RATE).tolist() == [small]


def test_a_count_is_its_own_numerator_and_euros_are_not_people():
    known = catalogue(
        entry("people", unit="persons", denominator="", minimum_count=3),
        entry("income", unit="euros a year", minimum_count=3, minimum_denominator=5),
        entry("bare", minimum_count=3, minimum_denominator=5),
    )
    row = pd.DataFrame(
        {
            "indicator": ["people", "people", "income", "income", "bare"],
            "value": [2.0, 0.0, 0.5, 9.0, 1.0],
            "numerator": [NAN, NAN, 2.0, 40.0, NAN],
            "denominator": [NAN, NAN, 4.0, 5.0, NAN],
        }
    )
    # income: four adults are too few; two euros are no people. bare: cannot be judged
    assert primary_cells(row, known).tolist() == [True, False, True, False, False]


# The attack


def test_published_table_of_fischetti_and_salazar():
    # Fischetti and Salazar (2001), Management Science 47, figure 1: activities I to III
    # by regions A to C, II/C = 22 is secret. Row and column totals:
    #   20 50 10 | 80    8 19 22 | 49    17 32 12 | 61    45 101 44 | 190
    # Alone it is 49 - 8 - 19 = 22. With II/A, III/A and III/C empty too:
    # IIA + IIC = 30, IIIA + IIIC = 29, IIA + IIIA = 25, IIC + IIIC = 34;
    # IIA is 0 to 25, so IIC is 5 to 30, IIIA 0 to 25 and IIIC 4 to 29.
    alone = feasible_intervals(np.eye(1), np.array([22.0]), targets=[0])
    assert alone.tolist() == [[22, 22]]
    sums = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
    total = np.array([30.0, 29.0, 25.0, 34.0])
    found = feasible_intervals(sums.astype(float), total, targets=range(4))
    np.testing.assert_allclose(found, [[0, 25], [5, 30], [0, 25], [4, 29]], atol=1e-9)


def test_totals_that_are_no_sums_have_no_interval():
    both = np.array([[1.0], [1.0]])
    found = feasible_intervals(both, np.array([1.0, 9.0]), targets=[0])
    assert np.isnan(found).all()
    # within their rounding they are
    near = feasible_intervals(
        both, np.array([1.0, 1.2]), targets=[0], slack=np.array([0.5, 0.5])
    )
    np.testing.assert_allclose(near, [[0.7, 1.5]])


# Secondary, worked by hand


def test_the_smallest_sibling_goes_with_it():
    areas = areas_of(3, 2)
    rows = rows_of(
        areas,
        "rate",
        {"D00": (2, 40), "D01": (9, 50), "D02": (30, 90), "D10": (20, 60),
         "D11": (20, 70)},
    )  # fmt: skip
    result = suppress(rows, areas, RATE)
    # D00 has two; M0 - D01 - D02 = 41 - 39 gives it back; D01 has fewest people
    assert areas_emptied(result) == {"D00", "D01"}
    found = audit(result, areas, RATE).set_index(["area_code", "quantity"])
    # D00 + D01 = 2 + 9 = 11 of 40 + 50 = 90
    assert found.loc[("D00", "numerator"), ["lower", "upper"]].tolist() == [0, 11]
    assert found.loc[("D01", "denominator"), ["lower", "upper"]].tolist() == [0, 90]
    assert not found["exact"].any()


def test_the_audit_finds_what_subtraction_gives():
    areas = areas_of(3)
    rows = rows_of(areas, "rate", {"D00": (2, 40), "D01": (9, 50), "D02": (30, 90)})
    first = rows["area_code"] == "D00"
    bare = rows.assign(
        status=rows["status"].mask(first, "suppressed"),
        **{n: rows[n].mask(first) for n in ("value", "numerator", "denominator")},
    )
    found = audit(bare, areas, RATE)
    assert found["exact"].tolist() == [True, True]
    assert found["lower"].tolist() == found["upper"].tolist() == [40, 2]
    # and what came suppressed is protected as if it had been emptied here
    assert areas_emptied(suppress(bare, areas, RATE)) == {"D00", "D01"}


def test_a_sibling_of_zero_does_not_protect():
    areas = areas_of(3)
    rows = rows_of(areas, "rate", {"D00": (2, 40), "D01": (0, 10), "D02": (30, 90)})
    result = suppress(rows, areas, RATE)
    # with D01's zero, the two left would be known to be at most 2: less than 3 wide
    assert areas_emptied(result) == {"D00", "D02"}


def test_an_only_district_empties_its_major_area_and_a_second_one():
    areas = areas_of(1, 2, 2)
    rows = rows_of(
        areas,
        "rate",
        {"D00": (1, 20), "D10": (9, 50), "D11": (8, 60), "D20": (20, 80),
         "D21": (30, 90)},
    )  # fmt: skip
    result = suppress(rows, areas, RATE)
    # M0 = D00. The city is M0 + M1 + M2 and all its districts, so besides M0 some
    # other major area and a district of it must go
    gone = areas_emptied(result)
    assert {"D00", "M0", "M1"} <= gone
    assert gone & {"D10", "D11"}
    assert not gone & {"C", "M2", "D20", "D21"}


def test_a_denominator_shown_elsewhere_is_no_secret_but_a_numerator_is():
    areas = areas_of(3)
    known = catalogue(
        entry("rate", minimum_count=3),
        entry("other"),
        entry("people", unit="persons", denominator=""),
        entry("of_them", denominator="those of the rate"),
    )
    whole = {"D00": 40, "D01": 50, "D02": 90}
    part = {"D00": 2, "D01": 9, "D02": 30}
    rows = pd.concat(
        [
            rows_of(areas, "rate", {c: (part[c], whole[c]) for c in whole}),
            rows_of(areas, "other", {c: (7, whole[c]) for c in whole}),
            rows_of(areas, "people", {c: (whole[c], None) for c in whole}),
            rows_of(areas, "of_them", {c: (1, part[c]) for c in whole}),
        ],
        ignore_index=True,
    )
    result = suppress(rows, areas, known)
    assert empty(result) == {
        (code, key, 2020) for code in ("D00", "D01") for key in ("rate", "of_them")
    }
    assert not audit(result, areas, known)["exact"].any()


def test_a_small_population_takes_every_share_of_it():
    areas = areas_of(3)
    known = catalogue(
        entry("people", unit="persons", denominator="", minimum_count=10), entry("rate")
    )
    whole = {"D00": 6, "D01": 50, "D02": 90}
    rows = pd.concat(
        [
            rows_of(areas, "people", {c: (n, None) for c, n in whole.items()}),
            rows_of(areas, "rate", {c: (5, n) for c, n in whole.items()}),
        ]
    )
    result = suppress(rows, areas, known)  # an index with each label twice is fine
    assert empty(result) == {
        (code, key, 2020) for code in ("D00", "D01") for key in ("people", "rate")
    }


def test_a_change_does_not_give_back_the_year_before():
    areas = areas_of(3)
    known = catalogue(
        entry("people", unit="persons", denominator="", minimum_count=10),
        entry("growth", unit="percent a year", change_of="people"),
    )
    before = {"D00": 8, "D01": 50, "D02": 90}
    after = {"D00": 12, "D01": 55, "D02": 99}
    growth = rows_of(areas, "growth", dict.fromkeys(before, (1, None)), 2021).assign(
        numerator=NAN
    )
    growth["value"] = growth["area_code"].map({"D00": 50.0, "D01": 10.0, "D02": 10.0})
    growth = growth[growth["value"].notna()]
    rows = pd.concat(
        [
            rows_of(areas, "people", {c: (n, None) for c, n in before.items()}, 2020),
            rows_of(areas, "people", {c: (n, None) for c, n in after.items()}, 2021),
            growth,
        ],
        ignore_index=True,
    )
    result = suppress(rows, areas, known)
    # 12 / 1.5 = 8 and 55 / 1.1 = 50
    assert empty(result) == {
        ("D00", "people", 2020), ("D01", "people", 2020),
        ("D00", "growth", 2021), ("D01", "growth", 2021),
    }  # fmt: skip


def test_a_total_that_is_not_the_sum_is_refuted():
    areas = areas_of(2)
    rows = rows_of(areas, "rate", {"D00": (2, 40), "D01": (30, 90)})
    rows = rows[rows["area_code"] != "C"].reset_index(drop=True)
    # an estimate: less than the district that is shown, so nothing can be subtracted
    total = rows["area_code"] == "M0"
    rows.loc[total, ["numerator", "denominator"]] = [20.0, 80.0]
    assert areas_emptied(suppress(rows, areas, RATE)) == {"D00"}


def test_a_total_of_what_is_published_gives_nothing_of_the_rest():
    areas = areas_of(4)
    known = catalogue(entry("rate", minimum_denominator=5))
    rows = rows_of(areas, "rate", {"D00": (3, 4), "D01": (9, 50), "D02": (30, 90)})
    absent = rows.iloc[[0]].assign(area_code="D03", status="not_published")
    absent[["value", "numerator", "denominator"]] = NAN
    both = pd.concat([rows, absent], ignore_index=True)
    # D03 is not in the total: it must not be taken for a second unknown
    assert areas_emptied(suppress(both, areas, known)) == {"D00", "D01"}
    # where the total has D03 in it, it is one, and nothing else need go
    total = both["area_code"].isin(["M0", "C"])
    both.loc[total, "numerator"] += 20
    both.loc[total, "denominator"] += 60
    assert areas_emptied(suppress(both, areas, known)) == {"D00"}


# Refusals, and what has no answer


def test_nothing_at_all():
    rows = rows_of(areas_of(1), "rate", {"D00": (5, 10)})
    assert suppress(rows.head(0), areas_of(1), RATE).empty
    assert audit(rows, areas_of(1), RATE).empty


def test_limits_are_emptied_too():
    areas = areas_of(2)
    rows = rows_of(areas, "rate", {"D00": (2, 40), "D01": (30, 90)})
    result = suppress(rows.assign(lower=1.0, upper=9.0), areas, RATE)
    gone = result["status"] == "suppressed"
    assert gone.any()
    assert result.loc[gone, ["lower", "upper"]].isna().all(axis=None)
    assert result.loc[~gone, ["lower", "upper"]].notna().all(axis=None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows.replace("rate", "ratio"), "indicator ratio is not in"),
        (lambda rows: rows.replace("D00", "X"), "area X is in no table"),
        (lambda rows: pd.concat([rows, rows]), "D00, rate, 2020 is there twice"),
    ],
)
def test_refuses_and_says_what_to_do(change, message):
    areas = areas_of(1)
    rows = change(rows_of(areas, "rate", {"D00": (5, 10)}))
    with pytest.raises(ValueError, match=message):
        suppress(rows, areas, RATE)


def test_an_index_shows_nothing_where_a_component_is_suppressed():
    areas = areas_of(2)
    rows = suppress(
        rows_of(areas, "rate", {"D00": (2, 40), "D01": (30, 90)}), areas, RATE
    )
    index = rows.assign(indicator="kota", value=1.0, status="published", detail="x")
    result = suppress_indexes(index, rows, ["rate"]).set_index("area_code")
    assert result.loc["D00", "status"] == "component_missing"
    assert result.loc["D00", "detail"] == "missing=rate"
    assert np.isnan(result.loc["D00", "value"])
    assert (result.loc["C", "value"], result.loc["C", "detail"]) == (1.0, "x")
