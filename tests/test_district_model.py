"""Covariates of districts by hand, and the real postal counts kept."""

import pandas as pd
import pytest

from sources.areas import build_areas
from sources.boundaries import GRIDS
from sources.covariates import COVARIATES, district_covariates
from sources.district_model import DistrictModel
from sources.figures import (
    build_crosswalks,
    district_observations,
    postal_observations,
    read_fields,
)
from tests.source_folder import SOURCE_FOLDER, source_file


def published(*rows):
    columns = ["area_code", "indicator", "year", "value"]
    return pd.DataFrame(rows, columns=columns)


def test_the_nearest_year_and_drift_by_hand():
    # 2016: A 20, B 50. C has 2024 only. A and B moved from 2016 to 2024 by the odds:
    # 1/4 to 1/2 and 1 to 2. C: odds 2 in 2024 (66.67 percent) are 1 in 2016: 50.
    table = published(
        ("A", "rented_dwellings", 2016, 20.0), ("B", "rented_dwellings", 2016, 50.0),
        ("A", "rented_dwellings", 2024, 100 / 3),
        ("B", "rented_dwellings", 2024, 200 / 3),
        ("C", "rented_dwellings", 2024, 200 / 3),
        ("A", "flats_share", 2024, 12.0), ("A", "elsewhere", 2016, 99.0),
    )  # fmt: skip
    codes = pd.Index(["A", "B", "C", "D"])
    found = district_covariates(table, codes, "unemployment_rate", 2015)
    assert found.columns.tolist() == ["rented_dwellings", "flats_share"]
    assert found["rented_dwellings"].tolist()[:3] == pytest.approx([20, 50, 50])
    assert found["flats_share"].tolist()[0] == 12
    assert found.loc["D"].isna().all()
    later = district_covariates(table, codes, "unemployment_rate", 2024)
    assert later.at["C", "rented_dwellings"] == pytest.approx(200 / 3)


@pytest.mark.parametrize("target", COVARIATES)
def test_the_target_is_never_a_covariate(target):
    rows = [("A", key, year, 10.0) for key in COVARIATES for year in (2016, 2020)]
    found = district_covariates(published(*rows), pd.Index(["A"]), target, 2020)
    assert set(found.columns) == set(COVARIATES) - {target}


@pytest.fixture(scope="module")
def vantaa():
    source_file("statistics/paavo_stat2016_vantaa.csv")
    areas = build_areas(SOURCE_FOLDER)
    postal, districts = read_fields(SOURCE_FOLDER, areas, [])
    walks = build_crosswalks(SOURCE_FOLDER, areas, [])["district"]
    told = district_observations(districts)
    return postal_observations(postal), DistrictModel(
        walks, told, areas.districts.index, areas.districts["major_area"]
    )


@pytest.mark.parametrize(
    ("indicator", "year", "grid"),
    [
        ("foreign_language_share", 2020, 2019),
        ("basic_education_only", 2016, 2015),
        ("unemployment_rate", 2024, 2021),
        ("single_parent_share", 2022, 2021),
    ],
)
def test_every_postal_count_is_kept(vantaa, indicator, year, grid):
    postal, model = vantaa
    assert grid in GRIDS
    rows = postal[(postal["indicator"] == indicator) & (postal["year"] == year)]
    counts = rows.set_index("area_code")[["numerator", "denominator"]]
    codes = pd.Index(model.crosswalks[grid]["source_code"].unique())
    found = model.pieces(counts.reindex(codes), indicator, year, grid).pieces
    assert found["share"].between(0, 1).all()
    by_postal = found["people"] * found["share"]
    kept = by_postal.groupby(found["source_code"]).sum()
    known = counts.dropna().loc[lambda t: t["denominator"] > 0, "numerator"]
    assert len(known) >= 34
    assert kept.to_dict() == pytest.approx(known.to_dict(), abs=1e-6)
    # and so of the sums by major area, fitted once
    by_major = model(counts.reindex(codes), indicator, year, grid)
    assert by_major["numerator"].sum() == pytest.approx(known.sum())
    districts = model.by(None)(counts.reindex(codes), indicator, year, grid)
    assert districts["numerator"].sum() == pytest.approx(known.sum())
    assert len(by_major) == 7
