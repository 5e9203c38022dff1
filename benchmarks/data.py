"""What is drawn at each size: districts, Finland's postal areas, a made-up grid.

The postal areas and their figures are read where the source files lie and copied
nowhere. The grid is made here, its figures by a formula: it stands for no place.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.areas import load_areas
from indicators.data import DATA_FOLDER, load_data

__all__ = [
    "CRS",
    "DETAIL",
    "SIZES",
    "Areas",
    "areas_of_size",
    "series_names",
    "simplified",
]

_SOURCES = Path(__file__).resolve().parents[2] / "shared" / "data"
SIZES = (61, 3028, 100_000)
CRS = "EPSG:3067"
# metres: how far a border may move; a country is seen from further away than a city
DETAIL = {61: 25.0, 3028: 200.0, 100_000: 0.0}
_DISTRICT_SERIES = (
    *("foreign_language_share", "unemployment_rate", "rented_dwellings"),
    *("one_person_households", "flats_share", "tertiary_education_15plus"),
)
_SHARES = {  # of those aged 18 or more: name -> Paavo's columns
    "Basic education only": ["ko_perus"],
    "Matriculation only": ["ko_yliop"],
    "Vocational education": ["ko_ammat"],
    "University degree": ["ko_al_kork", "ko_yl_kork"],
}
_YEARS = (2012, 2013, 2014, 2016, 2017)  # that have education
_CELL = 250  # metres
_MADE_UP = tuple(f"Made-up share {letter}" for letter in "ABCDEF")
_MADE_UP_YEARS = (2020, 2021, 2022)


@dataclass(frozen=True)
class Areas:
    """Areas and their figures.

    shapes : GeoDataFrame indexed by area code, with the column `name`, EPSG:3067
    figures : DataFrame (areas, (series, year)) of float, NaN where there is none
    estimated : codes whose figures count as estimates
    """

    shapes: gpd.GeoDataFrame
    figures: pd.DataFrame
    estimated: frozenset[str] = frozenset()


@cache
def areas_of_size(size: int) -> Areas:
    """The areas of one of SIZES.

    Raises
    ------
    OSError
        The folder with the source files is not there.
    """
    makers = dict(zip(SIZES, (_districts, _postal_areas, _grid), strict=True))
    return makers[size]()


@cache
def simplified(size: int) -> gpd.GeoDataFrame:
    """The shapes with the fewer corners that every way draws."""
    shapes = areas_of_size(size).shapes
    if not DETAIL[size]:
        return shapes
    return shapes.set_geometry(shapes.geometry.simplify_coverage(DETAIL[size]))


def series_names(size: int) -> list[str]:
    """Names of the series, in the order in which they can be chosen."""
    return list(dict.fromkeys(areas_of_size(size).figures.columns.get_level_values(0)))


def _districts() -> Areas:
    data = load_data()
    shapes = load_areas("district", DATA_FOLDER).to_crs(CRS)
    rows = data.observations[data.observations["area_code"].isin(shapes.index)]
    names = {
        key: data.catalogue[key].name.in_language("en") for key in _DISTRICT_SERIES
    }
    rows = rows[rows["indicator"].isin(names)]
    figures = (
        rows.assign(indicator=rows["indicator"].map(names))
        .pivot(index="area_code", columns=["indicator", "year"], values="value")
        .reindex(shapes.index)
        .dropna(axis="columns", how="all")
        .sort_index(axis="columns")
    )
    return Areas(
        shapes.rename(columns={"name_fi": "name"})[["name", "geometry"]], figures
    )


def _postal_areas() -> Areas:
    folder = Path(os.environ.get("TASAPAINO_SOURCES", _SOURCES)) / "benchmark"
    if not folder.is_dir():
        raise OSError(f"{folder} is missing: set TASAPAINO_SOURCES")
    shapes = gpd.read_file(folder / "finland_postal_areas.geojson").set_index("pnro")
    shapes = shapes.to_crs(CRS)[["name", "geometry"]]
    shapes.geometry = _coverage(shapes.geometry)
    tables = {year: _paavo(folder, year) for year in _YEARS}
    figures = {
        (name, year): 100 * table[columns].sum(axis=1, min_count=1) / table["ko_ika18y"]
        for name, columns in _SHARES.items()
        for year, table in tables.items()
    }
    figures["Unemployed", 2017] = tables[2017]["lm_tyottomyysaste_pct"]
    figures["Residents", 2017] = tables[2017]["he_vakiy"]
    table = pd.DataFrame(figures).reindex(shapes.index)
    return Areas(shapes[~shapes.is_empty], table[~shapes.is_empty.to_numpy()])


def _paavo(folder: Path, year: int) -> pd.DataFrame:
    file = folder / "paavo_finland" / f"paavo_stat{year}_finland.csv"
    table = pd.read_csv(file, dtype=str).set_index("postinumeroalue")
    numbers = table.filter(regex="^(he_vakiy|ko_|lm_)")
    return numbers.apply(pd.to_numeric, errors="coerce").replace(np.inf, np.nan)


def _coverage(shapes: gpd.GeoSeries) -> np.ndarray:
    """Polygons that fit each other: the file's borders are rounded to 0.001 degrees."""
    valid = shapely.make_valid(shapes.values, method="structure", keep_collapsed=False)
    return shapely.coverage_clean(valid)


def _grid() -> Areas:
    """A square of 250 m cells; figures are waves over it, some cells have none."""
    side = int(np.ceil(SIZES[-1] ** 0.5))
    row, column = np.divmod(np.arange(SIZES[-1]), side)
    left, top = 300_000 + _CELL * column, 6_900_000 - _CELL * row
    codes = [f"N{y}E{x}" for x, y in zip(left.tolist(), top.tolist(), strict=True)]
    cells = shapely.box(left, top - _CELL, left + _CELL, top)
    shapes = gpd.GeoDataFrame({"name": codes}, geometry=cells, index=codes, crs=CRS)
    noise = np.random.default_rng(1).normal(0, 3, len(codes))
    waves = {}
    for number, name in enumerate(_MADE_UP, start=1):
        for year in _MADE_UP_YEARS:
            wave = np.sin(column / (17 * number)) + np.cos(row / (11 * number) + year)
            waves[name, year] = np.round(50 + 20 * wave + noise, 1)
    figures = pd.DataFrame(waves, index=codes)
    figures[(row // 20 + column // 20) % 7 == 3] = np.nan
    return Areas(shapes, figures, frozenset(np.array(codes)[column > 0.97 * side]))
