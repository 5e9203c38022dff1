"""Readers of schools and of their catchment areas."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo.geojson import features_to_rfc7946
from sources.boundaries import CRS, read_map
from sources.declarations import SOURCES, Source
from sources.faults import Fault, SourceError

__all__ = ["TYPES", "read_catchments", "read_schools", "school_files"]

WGS84 = "EPSG:4326"
# what the files call a stage -> language (empty: not told), stage
TYPES = {
    "suomiAla": ("fi", "lower"),
    "suomiYla": ("fi", "upper"),
    "ruotsiAla": ("sv", "lower"),
    "ruotsiYla": ("sv", "upper"),
    "lukio": ("", "general_upper_secondary"),
}
_COLUMNS = ["name", "levels", "language"]


def school_files(
    folder: Path, districts: gpd.GeoDataFrame
) -> tuple[dict[str, bytes], list[str]]:
    """schools.geojson and school_catchments.geojson, and what was done to them.

    Parameters
    ----------
    folder : the folder of sources
    districts : GeoDataFrame in EPSG:3879, indexed by area_code
        Each school is told which one it lies in.

    Raises
    ------
    SourceError
        A file is not as declared, or a school lies in no district.
    """
    schools = _located(read_schools(folder), districts)
    catchments, report = read_catchments(folder)
    files = {
        "schools.geojson": features_to_rfc7946(schools, [*_COLUMNS, "area_code"]),
        "school_catchments.geojson": features_to_rfc7946(catchments, _COLUMNS),
    }
    return files, [f"schools: {len(schools)}, each in a district", report]


def read_schools(folder: Path) -> gpd.GeoDataFrame:
    """The schools, one row each.

    Returns
    -------
    GeoDataFrame of points in WGS84, in the order of names
        name; levels : stages, joined by ";"; language : "fi", "sv", or empty where it
        is not told.

    Raises
    ------
    SourceError
        A type is unknown, or a school is listed at two places or in two languages.
    """
    source = SOURCES["vantaa_schools"]
    rows = read_map(source, folder, list(source.fields), crs=WGS84, kinds=("Point",))
    return _merged(rows, source)


def read_catchments(folder: Path) -> tuple[gpd.GeoDataFrame, str]:
    """The catchment areas, one row each, their rings made valid; and what was mended.

    Returns
    -------
    GeoDataFrame of polygons in WGS84, in the order of languages and names
        name, levels, language as in `read_schools`. Areas of two languages overlap.
    str
        How many were read, the same in both stages, and mended.

    Raises
    ------
    SourceError
        A type is unknown, or an area differs between the stages.
    """
    source = SOURCES["vantaa_school_catchments"]
    rows = read_map(source, folder, list(source.fields), crs=WGS84)
    areas = _merged(rows, source).sort_values(["language", "name"], ignore_index=True)
    mended = areas.assign(geometry=areas.geometry.make_valid().map(_surface))
    before, after = (frame.to_crs(CRS).area for frame in (areas, mended))
    report = (
        f"school catchments: {len(rows)} read, {len(areas)} different; "
        f"{int((~areas.is_valid).sum())} mended, area changed by at most "
        f"{(after / before - 1).abs().max():.4%}"
    )
    return mended, report


def _merged(rows: gpd.GeoDataFrame, source: Source) -> gpd.GeoDataFrame:
    """One row a name: its stages together, at one place and in one language."""
    faults = list(_type_faults(rows, source))
    if faults:
        raise SourceError(*faults)
    told = pd.DataFrame(rows["type"].map(TYPES).tolist(), index=rows.index)
    rows = rows.assign(language=told[0], stage=told[1], shape=rows.geometry.to_wkb())
    faults = list(_difference_faults(rows, source))
    if faults:
        raise SourceError(*faults)
    ordered = rows.sort_values(["name", "stage"])
    groups = ordered.groupby("name", sort=True)
    merged = groups.agg(
        levels=("stage", ";".join), language=("language", "first")
    ).reset_index()
    shapes = groups["geometry"].first().to_list()
    return gpd.GeoDataFrame(merged, geometry=shapes, crs=rows.crs)


def _type_faults(rows: gpd.GeoDataFrame, source: Source) -> Iterator[Fault]:
    for i in rows.index[~rows["type"].isin(list(TYPES))]:
        yield Fault(
            file=source.file,
            row=str(i + 1),
            column="type",
            problem=f"{rows['type'][i]!r} is no known type",
            remedy="correct it, or declare it in sources/schools.py",
        )
    nameless = rows["name"].isna() | (rows["name"].astype("str").str.strip() == "")
    for i in rows.index[nameless]:
        yield Fault(
            file=source.file,
            row=str(i + 1),
            column="name",
            problem="the name is missing",
            remedy="fill it in",
        )
    for i in rows.index[rows.duplicated(["name", "type"])]:
        yield Fault(
            file=source.file,
            row=str(i + 1),
            column="name",
            problem=f"{rows['name'][i]} is there twice as {rows['type'][i]}",
            remedy="keep one of the features",
        )


def _difference_faults(rows: gpd.GeoDataFrame, source: Source) -> Iterator[Fault]:
    for column, what in (("shape", "at two places"), ("language", "in two languages")):
        different = rows.groupby("name")[column].nunique()
        for name in different.index[different > 1]:
            yield Fault(
                file=source.file,
                row=str(name),
                column="geometry" if column == "shape" else "type",
                problem=f"it is listed {what}",
                remedy="correct one of the features",
            )


def _surface(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a mended shape: lines that mending left over are no area."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _located(
    schools: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """The schools with the code of the district that each lies in."""
    source = SOURCES["vantaa_schools"]
    areas = districts[["geometry"]].rename_axis("area_code").reset_index()
    joined = schools.to_crs(districts.crs).sjoin(areas, how="left", predicate="within")
    outside = joined.index[joined["area_code"].isna()]
    if len(outside):
        raise SourceError(
            *(
                Fault(
                    file=source.file,
                    row=str(schools.at[i, "name"]),
                    column="geometry",
                    problem="the school lies in no district",
                    remedy="correct its place, or take it out",
                )
                for i in outside
            )
        )
    return schools.assign(area_code=joined["area_code"])
