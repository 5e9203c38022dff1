"""How far estimates are from what is published: by hand, and beside tobler."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box
from tobler.area_weighted import area_interpolate

from geo.crosswalk import area_crosswalk, transfer
from sources.areas import BuiltAreas
from sources.estimate_error import COLUMNS, estimate_error
from tests.made_up import crosswalk, observations


def areas(**shapes):
    frame = {"geometry": list(shapes.values())}
    return gpd.GeoDataFrame(frame, index=list(shapes), crs="EPSG:3879")


# P1 and P2 are squares side by side, D1 the western half of P1, D2 the rest
POSTAL = areas(P1=box(0, 0, 100, 100), P2=box(100, 0, 200, 100))
DISTRICTS = areas(D1=box(0, 0, 50, 100), D2=box(50, 0, 200, 100))
BUILT = BuiltAreas(DISTRICTS, DISTRICTS, POSTAL, [])
# 75 of P1's 100 residents live in D1; P2 has 100 too
WALK = crosswalk(("P1", "D1", 75), ("P1", "D2", 25), ("P2", "D2", 100))


def errors(postal, published, factors):
    table = estimate_error(postal, published, BUILT, {2019: WALK}, factors)
    assert table.columns.tolist() == COLUMNS
    return table.set_index("method")


def test_where_postal_areas_publish_it_too():
    # Rates: P1 20 of 100, P2 10 of 100. Published: D1 22 percent, D2 11.2.
    # By residents  D1 20; D2 (5 + 10) / (25 + 100) = 12 percent: errors 2 and 0.8,
    #               weighted by 75 and 125 residents (150 + 100) / 200 = 1.25
    # By area       D1 20; D2 (10 + 10) / (50 + 100) = 13.333: errors 2 and 2.133,
    #               (150 + 266.67) / 200 = 2.083
    postal = observations("share", 2020, {"P1": (20, 100), "P2": (10, 100)})
    published = observations("share", 2020, {"D1": (22, 100), "D2": (14, 125)})
    table = errors(postal, published.assign(value=[22.0, 11.2]), {"share": 100.0})
    assert table.index.tolist() == ["model", "dasymetric", "by area"]
    columns = ["districts", "mean_error", "largest_error"]
    assert table.loc["dasymetric", columns].tolist() == [2, 1.25, 2.0]
    assert table.loc["by area", columns].tolist() == [2, 2.08, 2.13]
    assert set(table["postal_counts"]) == {"published"}
    assert table["coverage"].notna().tolist() == [True, False, False]
    assert 0 <= table.at["model", "coverage"] <= 1


def test_where_they_do_not_the_truth_is_summed_first():
    # D1 20 percent of 75 in P1, D2 8 percent of 25 in P1 and of 100 in P2:
    # P1 15 + 2 = 17 of 100, P2 8 of 100. By residents D1 17 percent, D2 (0.25 × 17 +
    # 8) / 1.25 = 9.8: errors 3 and 1.8, (3 × 75 + 1.8 × 125) / 200 = 2.25
    # By area D1 17, D2 (8.5 + 8) / 1.5 = 11: errors 3 and 3
    published = observations("rented_dwellings", 2020, {"D1": (1, 2), "D2": (1, 2)})
    nothing = observations("share", 2020, {"P1": (1, 2), "P2": (1, 2)})
    table = errors(nothing, published.assign(value=[20.0, 8.0]), {})
    assert table.loc["dasymetric", "mean_error"] == 2.25
    assert table.loc["by area", ["mean_error", "largest_error"]].tolist() == [3, 3]
    assert set(table["postal_counts"]) == {"summed"}


def test_what_is_judged_is_no_covariate_of_any_year(monkeypatch):
    seen = []
    from sources import district_model

    def spy(published, districts, target, year):
        table = district_covariates(published, districts, target, year)
        seen.append((target, set(table.columns)))
        return table

    district_covariates = district_model.district_covariates
    monkeypatch.setattr(district_model, "district_covariates", spy)
    published = pd.concat(
        observations(key, year, {"D1": (1, 2), "D2": (1, 2)}).assign(value=[20.0, 8.0])
        for key in ("rented_dwellings", "flats_share")
        for year in (2020, 2021)
    )
    nothing = observations("share", 2020, {"P1": (1, 2), "P2": (1, 2)})
    errors(nothing, published, {})
    assert len(seen) == 4
    for target, columns in seen:
        assert columns == {"rented_dwellings", "flats_share"} - {target}


def test_by_area_is_what_tobler_makes_of_it():
    counts = pd.DataFrame(
        {"above": [20.0, 10.0], "below": [100.0, 100.0]}, POSTAL.index
    )
    theirs = area_interpolate(
        POSTAL.join(counts), DISTRICTS, extensive_variables=["above", "below"]
    )
    walk = area_crosswalk(POSTAL, DISTRICTS, counts["below"])
    ours = transfer(counts, walk)
    for column in counts:
        assert ours[column].tolist() == pytest.approx(theirs[column].tolist(), rel=1e-9)
