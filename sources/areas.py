"""The areas of data/: cleaned, nested, simplified; as GeoJSON and as a table."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.coverage import (
    CoverageError,
    area_changes,
    clean_coverage,
    coverage_faults,
    dissolve,
    simplify_coverage,
)
from geo.geojson import to_rfc7946
from sources.boundaries import read_districts, read_postal_areas
from sources.declarations import SOURCES
from sources.faults import Fault, SourceError

__all__ = ["CITY", "BuiltAreas", "area_files", "area_table", "build_areas"]

CITY = "092"
_CITY_NAMES = {"name_fi": "Vantaa", "name_sv": "Vanda"}
# Metres: fine enough that a map of one district looks right, and far within the
# 0.1 % by which an area may differ from the published one (10 m would still be).
_TOLERANCE = {"district": 4.0, "postal_area": 4.0}


@dataclass(frozen=True)
class BuiltAreas:
    """Every level in EPSG:3879, by area_code; `report` tells what was mended."""

    districts: gpd.GeoDataFrame
    major_areas: gpd.GeoDataFrame
    postal_areas: gpd.GeoDataFrame
    report: list[str]


def build_areas(folder: Path) -> BuiltAreas:
    """Reads, cleans and dissolves; the three levels are valid coverages afterwards."""
    report: list[str] = []
    published = read_districts(folder)
    file = SOURCES["vantaa_districts"].file
    districts = _cleaned("districts", file, published, report)
    major = dissolve(districts, "major_area")
    names = districts.drop_duplicates("major_area").set_index("major_area")
    major["name_fi"] = names["major_fi"].reindex(major.index)
    major["name_sv"] = names["major_sv"].reindex(major.index)
    file = SOURCES["hsy_postal_areas"].file
    postal = _cleaned("postal areas", file, read_postal_areas(folder), report)
    return BuiltAreas(districts, major, postal, report)


def area_files(areas: BuiltAreas) -> tuple[dict[str, bytes], list[str]]:
    """The GeoJSON files by name, and what simplifying did to the areas."""
    districts = simplify_coverage(areas.districts, _TOLERANCE["district"])
    major = dissolve(districts, "major_area").join(
        areas.major_areas[["name_fi", "name_sv"]]
    )
    postal = simplify_coverage(areas.postal_areas, _TOLERANCE["postal_area"])
    columns = ["area_code", "kosa", "name_fi", "name_sv", "major_area"]
    names = ["area_code", "name_fi", "name_sv"]
    files = {
        "districts.geojson": to_rfc7946(districts.reset_index(), columns),
        "major_areas.geojson": to_rfc7946(major.reset_index(), names),
        "postal_areas.geojson": to_rfc7946(postal.reset_index(), names),
    }
    change = area_changes(areas.districts, districts)["change"].abs().max()
    report = [f"districts simplified: area changed by at most {change:.4%}"]
    return files, report


def area_table(areas: BuiltAreas) -> pd.DataFrame:
    """area_code, level, parent and names of every area; the city comes first."""
    city = pd.DataFrame([{"area_code": CITY, "level": "city", **_CITY_NAMES}])
    major = areas.major_areas.reset_index().assign(level="major_area", parent=CITY)
    district = areas.districts.reset_index().assign(
        level="district", parent=lambda frame: frame["major_area"]
    )
    postal = areas.postal_areas.reset_index().assign(level="postal_area")
    columns = ["area_code", "level", "parent", "name_fi", "name_sv"]
    frames = [
        frame.reindex(columns=columns) for frame in (city, major, district, postal)
    ]
    return pd.concat(frames, ignore_index=True).fillna("")


def _cleaned(
    name: str, file: str, published: gpd.GeoDataFrame, report: list[str]
) -> gpd.GeoDataFrame:
    try:
        before = coverage_faults(published)
        cleaned = clean_coverage(published)
    except CoverageError as error:
        raise SourceError(
            Fault(
                file=file,
                problem=str(error),
                remedy="correct the boundaries, or fetch the file again",
            )
        ) from None
    left = coverage_faults(cleaned)
    change = area_changes(published, cleaned)["change"].abs().max()
    kinds = before["fault"].value_counts().to_dict()
    found = ", ".join(f"{count} × {kind}" for kind, count in sorted(kinds.items()))
    report.append(
        f"{name}: {len(published)}; found {found or 'no fault'}; left {len(left)}; "
        f"area changed by at most {change:.4%}"
    )
    return cleaned
