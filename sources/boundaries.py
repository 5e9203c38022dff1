"""Readers of boundaries and of the population grid, in EPSG:3879."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from sources.declarations import SOURCES, Source
from sources.faults import Fault, SourceError

__all__ = [
    "CRS",
    "GRIDS",
    "read_districts",
    "read_grid",
    "read_map",
    "read_postal_areas",
]

CRS = "EPSG:3879"
GRIDS = {2015: "ASUKKAITA", 2019: "ASUKKAITA", 2021: "inhabitants"}
_VANTAA = "092"
_SURFACES = ("Polygon", "MultiPolygon")


def read_districts(folder: Path) -> gpd.GeoDataFrame:
    """The 61 districts as published.

    Returns
    -------
    GeoDataFrame in EPSG:3879, indexed by area_code: kosa, name_fi, name_sv,
    major_area (its code), major_fi, major_sv.
    """
    source = SOURCES["vantaa_districts"]
    areas = read_map(source, folder, list(source.fields))
    _refuse_bad_codes(areas["statcode"], r"092[1-7]0\d{2}000", source)
    areas = areas.assign(major_area="092" + areas["major_code"] + "000000")
    wrong = areas["statcode"].str[3] != areas["major_code"]
    if wrong.any():
        raise SourceError(
            *(
                Fault(
                    file=source.file,
                    row=code,
                    column="major_code",
                    problem="the major area differs from the one in the code",
                    remedy="correct one of them",
                )
                for code in areas.loc[wrong, "statcode"]
            )
        )
    _refuse_other_numbers(areas, source)
    areas = areas.rename(columns={"statcode": "area_code"}).set_index("area_code")
    return areas.drop(columns="major_code").sort_index()


def read_postal_areas(folder: Path) -> gpd.GeoDataFrame:
    """The postal areas that HSY counts to Vantaa, as published.

    Returns
    -------
    GeoDataFrame in EPSG:3879, indexed by area_code: name_fi, name_sv.
    """
    source = SOURCES["hsy_postal_areas"]
    areas = read_map(source, folder, list(source.fields))
    areas = areas[areas["Kunta_nro"] == _VANTAA]
    _refuse_bad_codes(areas["Posno"], r"\d{5}", source)
    areas = areas.rename(
        columns={"Posno": "area_code", "Nimi": "name_fi", "Nimi_Ru": "name_sv"}
    )
    areas = areas[["area_code", "name_fi", "name_sv", "geometry"]]
    return areas.set_index("area_code").sort_index()


def read_grid(year: int, folder: Path) -> gpd.GeoDataFrame:
    """Inhabited cells of 250 m with their residents.

    Returns
    -------
    GeoDataFrame in EPSG:3879: residents (int), geometry.
    """
    source, column = SOURCES[f"hsy_grid_{year}"], GRIDS[year]
    cells = read_map(source, folder, [column])
    residents = pd.to_numeric(cells[column], errors="coerce")
    bad = cells.index[~(residents > 0)]
    if len(bad):
        raise SourceError(
            Fault(
                file=source.file,
                row=str(bad[0] + 1),
                column=column,
                problem=f"{cells.at[bad[0], column]} residents",
                remedy="a cell of the grid has residents: correct or remove it",
            )
        )
    twice = cells.index[cells.geometry.to_wkb().duplicated()]
    if len(twice):
        raise SourceError(
            Fault(
                file=source.file,
                row=str(twice[0] + 1),
                column="geometry",
                problem="the same cell is there twice",
                remedy="keep one of the two",
            )
        )
    cells = cells.assign(residents=residents)
    return cells[["residents", "geometry"]]


def read_map(
    source: Source,
    folder: Path,
    columns: Sequence[str],
    *,
    crs: str = CRS,
    kinds: Sequence[str] = _SURFACES,
) -> gpd.GeoDataFrame:
    """The features of a map as published.

    Parameters
    ----------
    source : what is declared of the file
    columns : names that the file must have
    crs : the coordinate system it must be in
    kinds : the types of geometry that its features must have

    Raises
    ------
    SourceError
        The file is missing or no map; a column, a geometry or the coordinate system is
        not as declared.
    """
    areas = _opened(source, folder)
    _refuse_columns(areas, source, columns)
    if areas.crs is None or f"EPSG:{areas.crs.to_epsg()}" != crs:
        raise SourceError(
            Fault(
                file=source.file,
                problem=f"its coordinate system is {areas.crs}, not {crs}",
                remedy=f"reproject it, or fetch it in {crs}",
            )
        )
    _refuse_bad_shapes(areas, source, kinds)
    return areas


def _opened(source: Source, folder: Path) -> gpd.GeoDataFrame:
    path = folder / source.file
    if not path.is_file():
        raise SourceError(
            Fault(
                file=source.file,
                problem="the file is missing",
                remedy=f"fetch it from {source.service} ({source.page})",
            )
        )
    try:
        return gpd.read_file(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise SourceError(
            Fault(
                file=source.file,
                problem=f"it cannot be read as a map: {error}",
                remedy=f"fetch it from {source.service} again",
            )
        ) from None


def _refuse_columns(
    areas: gpd.GeoDataFrame, source: Source, columns: Sequence[str]
) -> None:
    faults = [
        Fault(
            file=source.file,
            column=name,
            problem="the column is missing",
            remedy="add it or fetch the file again",
        )
        for name in columns
        if name not in areas
    ]
    if areas.empty:
        faults.append(
            Fault(
                file=source.file, problem="it holds no areas", remedy="fetch it again"
            )
        )
    if faults:
        raise SourceError(*faults)


def _refuse_bad_shapes(
    areas: gpd.GeoDataFrame, source: Source, kinds: Sequence[str]
) -> None:
    """Every feature has a shape: a missing area would take its residents with it."""
    kind = areas.geom_type.fillna("no")
    good = kind.isin(list(kinds)) & ~areas.is_empty
    what = "no area" if kinds == _SURFACES else f"no {kinds[0].lower()}"
    if not good.all():
        raise SourceError(
            *(
                Fault(
                    file=source.file,
                    row=str(i + 1),
                    column="geometry",
                    problem=f"the feature has {kind[i]} geometry: it is {what}",
                    remedy="draw it, or take the feature out",
                )
                for i in areas.index[~good]
            )
        )


def _refuse_other_numbers(areas: gpd.GeoDataFrame, source: Source) -> None:
    """The statistics name districts by `kosa`: it must be the one in the code."""
    wrong = areas["statcode"].str[5:7] != areas["kosa"]
    if wrong.any():
        raise SourceError(
            *(
                Fault(
                    file=source.file,
                    row=code,
                    column="kosa",
                    problem="the district number differs from the one in the code",
                    remedy="correct one of them",
                )
                for code in areas.loc[wrong, "statcode"]
            )
        )


def _refuse_bad_codes(codes: gpd.GeoSeries, pattern: str, source: Source) -> None:
    column = str(codes.name)
    faults = [
        Fault(
            file=source.file,
            row=str(i + 1),
            column=column,
            problem=f"{codes[i]!r} has not the form of a code",
            remedy=f"correct it (pattern {pattern})",
        )
        for i in codes.index[~codes.astype("str").str.fullmatch(pattern)]
    ]
    faults += [
        Fault(
            file=source.file,
            row=str(i + 1),
            column=column,
            problem=f"the code {codes[i]} is there twice",
            remedy="keep one of the features",
        )
        for i in codes.index[codes.duplicated()]
    ]
    if faults:
        raise SourceError(*faults)
