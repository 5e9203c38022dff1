"""Readers of Paavo, Statistics Finland's figures by postal code area.

Every reader returns *fields*, a long table with one row an area, field and year:
area_code, field, year, value (float, NaN where there is none), status, source.
"""

from pathlib import Path

import pandas as pd

from sources.declarations import SOURCES, Source
from sources.faults import Fault, SourceError
from sources.read_csv import LINE, numbers, read_text_table, refuse_repeats

__all__ = [
    "FIELD_COLUMNS",
    "check_release_2018",
    "read_foreign_language",
    "read_history",
    "read_release",
    "read_revised",
]

FIELD_COLUMNS = ["area_code", "field", "year", "value", "status", "source"]
CODE = "postinumeroalue"
COUNTRY = "FI"  # a row for the whole country, in some files
# A part never exceeds its whole; a file in which it does was misread.
_PARTS = {
    "ko_perus": "ko_ika18y",
    "ko_koul": "ko_ika18y",
    "hr_pi_tul": "hr_tuy",
    "te_yks": "te_taly",
    "te_laps": "te_taly",
    "te_yhlap": "te_laps",
    "te_vuok_as": "te_taly",
}


def read_release(source: Source, folder: Path) -> pd.DataFrame:
    """One release of Paavo in wide form, one row an area.

    The release of 2021 has no field for basic education only and none for adults:
    both are derived, as its declaration says. An area without residents has no
    mean or median, whatever stands there.
    """
    table = read_text_table(source, folder, required=[CODE, *source.fields])
    table = table[table[CODE] != COUNTRY].reset_index(drop=True)
    refuse_repeats(table, [CODE], source)
    _refuse_other_years(table, source)
    values, statuses = numbers(table, source.fields, source)
    if "ko_koul" in source.fields and "ko_perus" not in source.fields:
        values, statuses = _derive_2021(values, statuses)
    _refuse_parts_above_wholes(values, table, source)
    values, statuses = _no_income_without_people(values, statuses)
    frames = []
    for field in values:
        frames.append(
            pd.DataFrame(
                {
                    "area_code": table[CODE],
                    "field": field,
                    "year": source.years[str(field).split("_")[0]],
                    "value": values[field],
                    "status": statuses[field],
                    "source": source.key,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def read_history(folder: Path) -> pd.DataFrame:
    """Residents and median income from the releases of 2020 to 2026.

    A release tells of an earlier year, and not every field of the same one: residents
    of 2020 are of 2018, income of 2017; from the release of 2021 on both are of two
    years before.
    """
    source = SOURCES["paavo_history"]
    required = [CODE, "indicator", "paavo_release_year", "value"]
    table = read_text_table(source, folder, required=required)
    refuse_repeats(table, [CODE, "indicator", "paavo_release_year"], source)
    table = table[table["indicator"].isin(source.fields)].reset_index(drop=True)
    values, statuses = numbers(table, ["value"], source)
    years, _ = numbers(table, ["paavo_release_year"], source, lowest=2020)
    release = years["paavo_release_year"].astype(int)
    year = release - 2
    year = year.where(~((table["indicator"] == "hr_mtu") & (release == 2020)), 2017)
    fields = pd.DataFrame(
        {
            "area_code": table[CODE],
            "field": table["indicator"],
            "year": year,
            "value": values["value"],
            "status": statuses["value"],
            "source": source.key,
        }
    )
    people = fields[fields["field"] == "he_vakiy"].set_index(["area_code", "year"])
    nobody = people.index[people["value"] == 0]
    at = pd.MultiIndex.from_frame(fields[["area_code", "year"]]).isin(nobody)
    at |= fields["area_code"].isin(_always_empty(people)).to_numpy()
    without = at & (fields["field"] == "hr_mtu").to_numpy()
    return fields.assign(
        value=fields["value"].mask(without),
        status=fields["status"].mask(without, "not_published"),
    )


def read_revised(folder: Path) -> pd.DataFrame:
    """The revised yearly table of the Hakunila region: percents and median income."""
    source = SOURCES["paavo_revised"]
    required = [CODE, "indicator", "stat_year", "value"]
    table = read_text_table(source, folder, required=required)
    refuse_repeats(table, [CODE, "indicator", "stat_year"], source)
    values, statuses = numbers(table, ["value"], source)
    year, _ = numbers(table, ["stat_year"], source, lowest=2013, highest=2024)
    return pd.DataFrame(
        {
            "area_code": table[CODE],
            "field": "revised_" + table["indicator"],
            "year": year["stat_year"].astype(int),
            "value": values["value"],
            "status": statuses["value"],
            "source": source.key,
        }
    )


def read_foreign_language(folder: Path) -> pd.DataFrame:
    """Percent of residents with a foreign language, by postal area, 2020."""
    source = SOURCES["foreign_language_2020"]
    column = "foreign_language_pct_claimed_2020"
    table = read_text_table(source, folder, required=[CODE, column])
    refuse_repeats(table, [CODE], source)
    values, statuses = numbers(table, [column], source, highest=100)
    return pd.DataFrame(
        {
            "area_code": table[CODE],
            "field": "foreign_language_pct",
            "year": 2020,
            "value": values[column],
            "status": statuses[column],
            "source": source.key,
        }
    )


def check_release_2018(fields: pd.DataFrame, folder: Path) -> int:
    """Compares the release of 2018 with the fields already read.

    Returns
    -------
    int
        How many cells were compared.

    Raises
    ------
    SourceError
        A cell differs: one of the two files was changed or misread.
    """
    source = SOURCES["paavo_2018"]
    table = read_text_table(source, folder, required=[CODE])
    table = table[table[CODE] != COUNTRY].reset_index(drop=True)
    known = fields.set_index(["area_code", "field", "year"])["value"]
    compared, faults = 0, []
    for column in (str(name) for name in table if str(name)[-6:-4] == "__"):
        field, year = column[:-6], int(column[-4:])
        values, _ = numbers(table, [column], source)
        index = pd.MultiIndex.from_arrays(
            [table[CODE], [field] * len(table), [year] * len(table)]
        )
        both = pd.DataFrame(
            {"here": values[column].to_numpy(), "there": known.reindex(index)},
        )
        both[LINE] = table[LINE].to_numpy()
        both = both.dropna()
        compared += len(both)
        faults += [
            Fault(
                file=source.file,
                row=row[LINE],
                column=column,
                problem=f"{row['here']:g}, but the release of {year} says "
                f"{row['there']:g}",
                remedy="find out which file was changed",
            )
            for _, row in both[both["here"] != both["there"]].iterrows()
        ]
    if faults:
        raise SourceError(*faults)
    return compared


def _refuse_other_years(table: pd.DataFrame, source: Source) -> None:
    """Where the file says which year it is of, it must be the declared one."""
    expected = str(max(source.years.values()))
    if "stat_year" not in table or (table["stat_year"] == expected).all():
        return
    raise SourceError(
        *(
            Fault(
                file=source.file,
                row=row[LINE],
                column="stat_year",
                problem=f"{row['stat_year']}, but the file is declared of {expected}",
                remedy="put the right file in its place, or correct the year",
            )
            for _, row in table[table["stat_year"] != expected].iterrows()
        )
    )


def _derive_2021(
    values: pd.DataFrame, statuses: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    fifths = ["hr_pi_tul", "hr_ke_tul", "hr_hy_tul"]
    adults = values[fifths].sum(axis=1, skipna=False)
    derived = {
        "hr_tuy": adults,
        "ko_ika18y": adults,
        "ko_perus": adults - values["ko_koul"],
        "hr_ovy": values["hr_ktu"] * adults,
    }
    worst = (statuses[["ko_koul", *fifths]] != "published").any(axis=1)
    status = pd.Series("published", index=values.index).mask(worst, "not_published")
    return (
        values.assign(**derived),
        statuses.assign(**dict.fromkeys(derived, status)),
    )


def _no_income_without_people(
    values: pd.DataFrame, statuses: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    adults = values.get("hr_tuy")
    columns = [name for name in ("hr_ktu", "hr_mtu") if name in values]
    if adults is None or not columns:
        return values, statuses
    nobody = adults == 0
    values, statuses = values.copy(), statuses.copy()
    values.loc[nobody, columns] = float("nan")
    statuses.loc[nobody, columns] = "not_published"
    return values, statuses


def _always_empty(people: pd.DataFrame) -> list[str]:
    highest = people.groupby(level="area_code")["value"].max()
    return highest.index[highest == 0].tolist()


def _refuse_parts_above_wholes(
    values: pd.DataFrame, table: pd.DataFrame, source: Source
) -> None:
    faults = [
        Fault(
            file=source.file,
            row=str(table.at[i, LINE]),
            column=part,
            problem=f"{values[part][i]:g} is more than {whole}, {values[whole][i]:g}",
            remedy="correct the figure: a part cannot exceed its whole",
        )
        for part, whole in _PARTS.items()
        if part in values and whole in values
        for i in values.index[values[part] > values[whole]]
    ]
    if faults:
        raise SourceError(*faults)
