"""Which areas a measure reaches, and how we know. Pure: no files, no Streamlit.

A measure reaches a district when a source says so: it names the district or its major
area, the measure works in the programme's target districts, its resources go by an
indicator that every district has, or it is city-wide. Work in an institution reaches
people whose home districts are not published; it is shown beside, not counted as reach.
"""

from collections.abc import Iterator

import pandas as pd

from measures.models import (
    TARGETINGS,
    Measure,
    MeasureCatalogue,
    MeasureError,
    TargetPeriod,
    known_language,
)

__all__ = [
    "DOCUMENTED_WAYS",
    "WAYS",
    "areas_of",
    "filter_measures",
    "measures_in_area",
    "measures_table",
    "period_of",
    "target_districts",
]

# How a measure reaches a district, the most definite first. The last three say that
# whether it reaches this district is not documented, and why.
DOCUMENTED_WAYS = ("named", "major_area", "target_district", "indicator", "city_wide")
WAYS = (*DOCUMENTED_WAYS, "institution", "undefined_area", "not_documented")


def measures_table(catalogue: MeasureCatalogue, lang: str) -> pd.DataFrame:
    """Every measure as a row, in the order of the catalogue.

    Parameters
    ----------
    catalogue : MeasureCatalogue
    lang : str
        "fi", "sv" or "en": the language of name, theme_name and target_group. The
        other texts are in English as they stand in the catalogue.

    Returns
    -------
    DataFrame, shape (measures, 21), indexed by key
        year, number : int
        name, theme, theme_name, target_group : str or None (not documented)
        names_translated : bool, the name is our translation, not official
        targeting, targeting_reason : str
        areas, places : tuple of str (codes, names)
        areas_complete : bool, False where it works in undocumented areas too
        undefined_area, rule_indicator, need_indicator : str or None
        need_reason : str
        staff : str or None; staff_posts : Int64, posts, missing where not documented
        continues, note : str or None
        sources : tuple of str, the city's list first

    Raises
    ------
    MeasureError
        The language is unknown.
    """
    known_language(lang)
    rows = [_row(catalogue, measure, lang) for measure in catalogue.measures]
    table = pd.DataFrame(rows, dtype="object").set_index("key")
    return table.astype(
        {
            "year": "int64",
            "number": "int64",
            "staff_posts": "Int64",
            "names_translated": "bool",
            "areas_complete": "bool",
        }
    )


def filter_measures(
    table: pd.DataFrame,
    *,
    year: int | None = None,
    theme: str | None = None,
    targeting: str | None = None,
) -> pd.DataFrame:
    """The rows of `measures_table` with this year, theme (key) and way of targeting.

    None leaves a column unfiltered. No match is an empty table, not an error.

    Raises
    ------
    MeasureError
        The way of targeting is none of `TARGETINGS`.
    """
    if targeting is not None and targeting not in TARGETINGS:
        raise MeasureError(
            f"no way of targeting is called {targeting!r}; take one of "
            + ", ".join(TARGETINGS)
        )
    keep = pd.Series(True, index=table.index)
    for column, wanted in {
        "year": year,
        "theme": theme,
        "targeting": targeting,
    }.items():
        if wanted is not None:
            keep &= table[column] == wanted
    return table[keep]


def period_of(catalogue: MeasureCatalogue, year: int) -> TargetPeriod:
    """The period of target districts that a year lies in.

    Raises
    ------
    MeasureError
        No period covers the year.
    """
    for period in catalogue.periods:
        if period.first_year <= year <= period.last_year:
            return period
    raise MeasureError(
        f"no target districts are documented for {year}; take a year of "
        + ", ".join(period.key for period in catalogue.periods)
    )


def target_districts(catalogue: MeasureCatalogue, year: int) -> list[str]:
    """Codes of the programme's target districts in a year, in the source's order.

    Raises
    ------
    MeasureError
        No period covers the year.
    """
    return list(period_of(catalogue, year).districts)


def areas_of(
    measure: Measure,
    period: TargetPeriod | None,
    districts: pd.DataFrame,
    *,
    parent: str = "parent",
) -> pd.DataFrame:
    """The districts that a measure reaches as documented, and the way.

    Parameters
    ----------
    measure : Measure
    period : TargetPeriod or None
        The target districts of the measure's year; needed only where the measure works
        in the target districts.
    districts : DataFrame, indexed by area_code
        Every district, with the code of its major area.
    parent : str
        Name of that column.

    Returns
    -------
    DataFrame, one row a district reached, in the order of `districts`, indexed by
    area_code. Empty where nothing documents the districts.
        way : one of `DOCUMENTED_WAYS`
        via : the area code or indicator key through which; "" for city-wide

    Raises
    ------
    MeasureError
        An area is neither a district nor a major area; the column of the major areas is
        missing; the period is missing or does not cover the measure's year.

    >>> districts = pd.DataFrame(
    ...     {"parent": ["0925000000", "0926000000"]},
    ...     index=pd.Index(["0925074000", "0926082000"], name="area_code"),
    ... )
    >>> measure = Measure(
    ...     key="youth_work_2021", year=2021, number=1, name_fi="Nuorisotyö",
    ...     name_sv="Ungdomsarbete", name_en="Youth work", targeting="named_areas",
    ...     targeting_reason="The name says so.", areas=("0926000000",),
    ...     need_reason="None stands for it.", source="https://example.org/list",
    ... )
    >>> areas_of(measure, None, districts)["way"].to_dict()
    {'0926082000': 'major_area'}
    """
    if parent not in districts:
        raise MeasureError(
            f"districts have no column {parent!r}; name the column of the major areas"
        )
    reached = dict(_reached(measure, period, districts[parent].astype(str)))
    codes = [code for code in districts.index if code in reached]
    index = pd.Index(codes, name="area_code", dtype="object")
    ways = [reached[code] for code in codes]
    return pd.DataFrame(ways, index=index, columns=["way", "via"], dtype="object")


def measures_in_area(
    catalogue: MeasureCatalogue,
    area_code: str,
    districts: pd.DataFrame,
    year: int | None = None,
    *,
    parent: str = "parent",
) -> pd.DataFrame:
    """What the programme does in a district, and what cannot be told.

    Parameters
    ----------
    catalogue : MeasureCatalogue
    area_code : str
        A district.
    districts : DataFrame, indexed by area_code
        Every district, with the code of its major area in column `parent`.
    year : int, optional
        Only measures of this year.

    Returns
    -------
    DataFrame, indexed by key, the most definite way first, then as in the catalogue
        year : int
        way : one of `WAYS`
        via : the area code or indicator key through which, or ""
        documented : bool, a source says that the measure reaches this district. False:
            it works in an institution, in an area that is not defined, or where it
            works is not documented (or not fully); it may reach the district or not.
        Measures that a source places in other districts only are not listed.

    Raises
    ------
    MeasureError
        The area is no district; or as `areas_of`.
    """
    if area_code not in districts.index:
        raise MeasureError(
            f"no district has the code {area_code!r}; use one of the "
            f"{len(districts)} codes of the districts, such as {districts.index[0]!r}"
        )
    rows = []
    for measure in catalogue.measures:
        if year is not None and measure.year != year:
            continue
        period = None
        if measure.targeting == "target_districts":
            period = period_of(catalogue, measure.year)
        reached = areas_of(measure, period, districts, parent=parent)
        if area_code in reached.index:
            way, via = reached.loc[area_code, ["way", "via"]]
        elif (unknown := _unknown_reach(measure)) is not None:
            way, via = unknown, ""
        else:
            continue
        rows.append((measure.key, measure.year, way, via, way in DOCUMENTED_WAYS))
    table = pd.DataFrame(rows, columns=["key", "year", "way", "via", "documented"])
    order = table["way"].map(WAYS.index)
    table = table.loc[order.sort_values(kind="stable").index].set_index("key")
    return table.astype({"year": "int64", "documented": "bool"})


def _row(catalogue: MeasureCatalogue, measure: Measure, lang: str) -> dict[str, object]:
    theme = None if measure.theme is None else catalogue.theme(measure.theme).name(lang)
    return {
        "key": measure.key,
        "year": measure.year,
        "number": measure.number,
        "name": measure.name(lang),
        "names_translated": lang in catalogue.programme.names_translated,
        "theme": measure.theme,
        "theme_name": theme,
        "target_group": measure.target_group(lang),
        "targeting": measure.targeting,
        "targeting_reason": measure.targeting_reason,
        "areas": measure.areas,
        "areas_complete": measure.areas_complete,
        "places": measure.places,
        "undefined_area": measure.undefined_area,
        "rule_indicator": measure.rule_indicator,
        "need_indicator": measure.need_indicator,
        "need_reason": measure.need_reason,
        "staff": measure.staff,
        "staff_posts": measure.staff_posts,
        "continues": measure.continues,
        "note": measure.note,
        "sources": (measure.source, *(page.url for page in measure.evidence)),
    }


def _reached(
    measure: Measure, period: TargetPeriod | None, major: pd.Series
) -> Iterator[tuple[str, tuple[str, str]]]:
    """District code -> (way, via). A district named itself comes after its major area,
    so that in a dict the more definite way stays.
    """
    match measure.targeting:
        case "named_areas":
            _refuse_unknown(measure, measure.areas, major)
            for code in major.index[major.isin(measure.areas)]:
                yield code, ("major_area", major[code])
            for code in major.index.intersection(list(measure.areas)):
                yield code, ("named", code)
        case "target_districts":
            codes = _targets(measure, period)
            _refuse_unknown(measure, codes, major)
            for code in codes:
                yield code, ("target_district", code)
        case "indicator":
            for code in major.index:
                yield code, ("indicator", measure.rule_indicator or "")
        case "city_wide":
            for code in major.index:
                yield code, ("city_wide", "")


def _targets(measure: Measure, period: TargetPeriod | None) -> tuple[str, ...]:
    if period is None or not period.first_year <= measure.year <= period.last_year:
        given = "no period" if period is None else f"the period {period.key}"
        raise MeasureError(
            f"measure {measure.key}: {given} was given for the target districts of "
            f"{measure.year}; give the period that covers the year"
        )
    return period.districts


def _refuse_unknown(measure: Measure, codes: tuple[str, ...], major: pd.Series) -> None:
    unknown = [c for c in codes if c not in major.index and c not in major.values]
    if unknown:
        raise MeasureError(
            f"measure {measure.key}: {', '.join(unknown)} is neither a district nor a "
            "major area here; correct areas in the measure catalogue"
        )


def _unknown_reach(measure: Measure) -> str | None:
    """Why it cannot be told whether the measure reaches a district; None = it can."""
    if measure.targeting in ("institution", "not_documented"):
        return measure.targeting
    if measure.undefined_area is not None:
        return "undefined_area"
    return None if measure.areas_complete else "not_documented"
