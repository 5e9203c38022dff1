"""All observations of data/, made from the sources and the built areas."""

from pathlib import Path

import pandas as pd

from geo.crosswalk import cells_outside, dasymetric_crosswalk
from indicators.tables import OBSERVATION_COLUMNS
from sources import aluesarjat, paavo
from sources.aggregate import complete_rows, estimate, sum_up
from sources.areas import CITY, BuiltAreas
from sources.boundaries import GRIDS, read_grid
from sources.declarations import SOURCES, paavo_sources
from sources.district_model import DistrictModel
from sources.formulas import DIRECT, RATIOS, direct_observations, ratios
from sources.joins import join_report

__all__ = [
    "FACTORS",
    "build_crosswalks",
    "build_observations",
    "district_observations",
    "postal_observations",
    "read_fields",
]

# Parts of postal areas of other municipalities that HSY counts to Vantaa: Paavo gives
# their figures to the other municipality.
_FRAGMENTS = {
    "01800": "part of Klaukkala in Nurmijärvi",
    "04260": "part of Savio in Kerava",
    "04320": "part of Riihikallio in Tuusula",
}
_NO_ROW = "the file has no row for it"
_WITHOUT_ROW = {f"paavo_{year}": {"01490": _NO_ROW} for year in range(2013, 2018)}
FACTORS = {key: formula.factor for key, formula in RATIOS.items()} | {
    key: 100.0 for key, formula in DIRECT.items() if formula.count
}


def read_fields(
    folder: Path, areas: BuiltAreas, report: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the statistics say, field by field: of postal areas, and of districts."""
    codes = areas.postal_areas.index
    frames = []
    for source in paavo_sources():
        fields = paavo.read_release(source, folder)
        declared = _FRAGMENTS | _WITHOUT_ROW.get(source.key, {})
        report.append(_join(source.key, fields, codes, declared))
        frames.append(fields)
    releases = pd.concat(frames, ignore_index=True)
    compared = paavo.check_release_2018(releases, folder)
    report.append(f"paavo_2018: {compared} cells compared, no difference")
    history = paavo.read_history(folder)
    report.append(_join("paavo_history", history, codes, _FRAGMENTS))
    keys = ["area_code", "field", "year"]
    extra = history[~_in(history[keys], releases[keys])]
    language = paavo.read_foreign_language(folder)
    report.append(_join("foreign_language_2020", language, codes, _FRAGMENTS))
    postal = pd.concat(
        [releases, extra, language, paavo.read_revised(folder)], ignore_index=True
    )
    postal = pd.concat([postal, _residents_2012(postal)], ignore_index=True)
    residents = postal[postal["field"] == "he_vakiy"].assign(field="residents")
    postal = pd.concat([postal, residents], ignore_index=True)
    latest = aluesarjat.read_latest(folder)
    report.append(_join("aluesarjat_latest", latest, areas.districts.index, {}))
    numbers = pd.Series(areas.districts.index, index="0920" + areas.districts["kosa"])
    series = aluesarjat.read_history(folder, numbers)
    absent = areas.districts.index.difference(series["area_code"])
    outside = dict.fromkeys(absent, "not in the series")
    report.append(_join("aluesarjat_history", series, areas.districts.index, outside))
    extra = latest[~_in(latest[keys], series[keys])]
    return postal, pd.concat([series, extra], ignore_index=True)


def build_crosswalks(
    folder: Path, areas: BuiltAreas, report: list[str]
) -> dict[str, dict[int, pd.DataFrame]]:
    """From postal areas to districts and to major areas, one for each grid year."""
    targets = {"district": areas.districts, "major_area": areas.major_areas}
    crosswalks: dict[str, dict[int, pd.DataFrame]] = {level: {} for level in targets}
    for year in GRIDS:
        cells = read_grid(year, folder)
        for level, target in targets.items():
            crosswalks[level][year] = dasymetric_crosswalk(
                areas.postal_areas, target, cells, no_residents="list"
            )
        outside = cells_outside(areas.postal_areas, areas.districts, cells)
        walk = crosswalks["district"][year]
        empty = walk.loc[walk["target_code"].isna(), "source_code"].tolist()
        report.append(
            f"hsy_grid_{year}: {cells['residents'].sum()} residents in {len(cells)} "
            f"cells; {outside['residents'].sum()} of them outside the postal areas; "
            f"postal areas without residents: {', '.join(empty) or 'none'}"
        )
    return crosswalks


def postal_observations(fields: pd.DataFrame) -> pd.DataFrame:
    """Observations of postal areas: ratios of counts, else figures as published."""
    return _first_of(ratios(fields), direct_observations(_percent(fields)))


def district_observations(fields: pd.DataFrame) -> pd.DataFrame:
    """Observations of districts as published."""
    return direct_observations(fields)


def build_observations(
    postal: pd.DataFrame,
    published: pd.DataFrame,
    areas: BuiltAreas,
    crosswalks: dict[str, dict[int, pd.DataFrame]],
) -> pd.DataFrame:
    """The observations of every level, published where they are, else estimated.

    `postal` and `published` are the observations of postal areas and of districts.
    """
    parent = areas.districts["major_area"]
    walks = crosswalks["district"]
    model = DistrictModel(walks, published, areas.districts.index)
    guessed = estimate(postal, walks, FACTORS, model)
    # Of these not even the residents are published today, about a hundred at the last:
    # an estimate would be their neighbours' figure under their name.
    guessed = guessed[~guessed["area_code"].isin(list(aluesarjat.OUTDATED))]
    district = _published_first(published, guessed)
    newest = walks[max(GRIDS)]
    people = newest.groupby("target_code")["residents"].sum()
    summed = sum_up(published, parent, people, FACTORS)
    major = _published_first(
        summed, estimate(postal, crosswalks["major_area"], FACTORS, model.by(parent))
    )
    residents = postal[postal["indicator"] == "population"]
    inside = residents.groupby("area_code")["value"].max()
    to_city = pd.Series(CITY, index=inside.index)
    city = _published_first(
        sum_up(published, pd.Series(CITY, index=parent.index), people, FACTORS),
        sum_up(postal, to_city, inside, FACTORS),
    )
    levels = {
        "district": (district, areas.districts.index),
        "major_area": (major, areas.major_areas.index),
        "postal_area": (postal, areas.postal_areas.index),
        "city": (city, [CITY]),
    }
    frames = [
        complete_rows(_with_any(rows), list(codes)) for rows, codes in levels.values()
    ]
    result = pd.concat(frames, ignore_index=True)[OBSERVATION_COLUMNS]
    result["year"] = result["year"].astype(int)
    return result.sort_values(["indicator", "year", "area_code"], ignore_index=True)


def _join(
    key: str, fields: pd.DataFrame, codes: pd.Index, without: dict[str, str]
) -> str:
    return join_report(
        key,
        fields["area_code"],
        codes,
        file=SOURCES[key].file,
        allowed_right=without,
    )


def _in(rows: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    index = pd.MultiIndex.from_frame(rows).isin(pd.MultiIndex.from_frame(known))
    return pd.Series(index, index=rows.index)


def _residents_2012(postal: pd.DataFrame) -> pd.DataFrame:
    """Residents of 2012 from the statistics of main activity, the only ones there."""
    rows = postal[(postal["field"] == "pt_vakiy") & (postal["year"] == 2012)]
    return rows.assign(field="he_vakiy")


def _percent(postal: pd.DataFrame) -> pd.DataFrame:
    """The fields without the residents as a figure of their own: a ratio has them."""
    keep = (postal["field"] != "residents") | (postal["year"] == 2020)
    return postal[keep]


def _first_of(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    keys = ["area_code", "indicator", "year"]
    return pd.concat(
        [first, second[~_in(second[keys], first[keys])]], ignore_index=True
    )


def _published_first(published: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Published rows; where there is no figure, the other's row."""
    return _first_of(published[published["value"].notna()], other)


def _with_any(rows: pd.DataFrame) -> pd.DataFrame:
    """Only indicators and years in which some area has a figure."""
    known = rows.groupby(["indicator", "year"])["value"].transform("count") > 0
    return rows[known]
