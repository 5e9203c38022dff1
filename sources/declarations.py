"""Every outside source, declared once: to add one, add one entry here and its reader.

`fields` says what is taken from the file; `missing` says which cells are no number and
which status they become. Nothing else in the project knows these tokens. Maps are
declared beside, in sources/map_declarations.py.
"""

from collections.abc import Mapping
from typing import Any

from sources.map_declarations import MAP_ENTRIES
from sources.source import CC_BY, Source

__all__ = ["SOURCES", "Source", "paavo_sources"]

PUBLISHED_IN_PAAVO = "Paavo, open data by postal code area"

# Tokens that Statistics Finland uses for a cell without a figure.
_DOTS = {"..": "suppressed", ".": "not_published", "": "not_published"}
# From 2022 on the same service writes -1, and in a few fields nothing at all, where
# the area is too small to show: both stand in the rows of such areas only.
_MINUS_ONE = {"-1": "suppressed", "-1.0": "suppressed", "": "suppressed"}


_AGE = "residents aged "
_HE = {
    "he_vakiy": "residents",
    "he_0_2": _AGE + "0 to 2",
    "he_3_6": _AGE + "3 to 6",
    "he_7_12": _AGE + "7 to 12",
    "he_13_15": _AGE + "13 to 15",
    "he_16_17": _AGE + "16 to 17",
    "he_18_19": _AGE + "18 to 19",
    "he_20_24": _AGE + "20 to 24",
    "he_65_69": _AGE + "65 to 69",
    "he_70_74": _AGE + "70 to 74",
    "he_75_79": _AGE + "75 to 79",
    "he_80_84": _AGE + "80 to 84",
    "he_85_": _AGE + "85 or over",
}
_KO = {
    "ko_ika18y": "people aged 18 or over",
    "ko_perus": "of them with basic education only",
    "ko_koul": "of them with a qualification after basic education",
    "ko_al_kork": "of them with lowest tertiary or a lower university degree",
    "ko_yl_kork": "of them with a higher university degree",
}
_HR = {
    "hr_tuy": "adults counted for income",
    "hr_ktu": "mean income of adults, euros a year",
    "hr_mtu": "median income of adults, euros a year",
    "hr_pi_tul": "adults in the lowest national income fifth",
    "hr_ke_tul": "adults in the three middle fifths",
    "hr_hy_tul": "adults in the highest national income fifth",
    "hr_ovy": "income of all adults, euros a year",
}
_TE = {
    "te_taly": "households",
    "te_laps": "households with children",
    "te_vuok_as": "households in a rented dwelling",
}
_TE_NEW = {
    "te_yks": "one-person households",
    "te_yhlap": "households with children and a single parent",
}
_PT = {"pt_tyoll": "employed people", "pt_tyott": "unemployed people"}
_PT_RESIDENTS = {"pt_vakiy": "residents, in the statistics of main activity"}
_LM = {
    "lm_18_64": "residents aged 18 to 64",
    "lm_tyottomyysaste_pct": "unemployed, percent of the labour force aged 18 to 64",
}


def _paavo(
    key: str,
    file: str,
    vintage: str,
    years: Mapping[str, int],
    fields: Mapping[str, str],
    missing: Mapping[str, str],
    note: str = "",
) -> Source:
    return Source(
        key=key,
        publisher="Statistics Finland",
        title=f"{PUBLISHED_IN_PAAVO}, {vintage}",
        service="Statistics Finland's interface for statistical data by area (Paavo)",
        page="https://stat.fi/tup/paavo/index_en.html",
        licence=CC_BY,
        attribution="Source: Statistics Finland, Paavo",
        vintage=vintage,
        file=f"statistics/{file}",
        reader="sources.paavo.read_release",
        fields=fields,
        missing=missing,
        years=years,
        note=note,
    )


def _same(year: int, *groups: str) -> dict[str, int]:
    return dict.fromkeys(groups, year)


_ALUESARJAT: dict[str, Any] = {
    "publisher": "Helsinki region statistical series and Statistics Finland",
    "service": "Helsingin seudun aluesarjat, statistical database",
    "page": "https://stat.hel.fi/pxweb/fi/Aluesarjat/",
    "licence": CC_BY,
    "attribution": (
        "Lähde: Helsingin seudun aluesarjat -tilastokanta ja Tilastokeskus"
    ),
}
_ENTRIES = (
    *MAP_ENTRIES,
    _paavo(
        "paavo_2012",
        "paavo_stat2012_vantaa.csv",
        "statistics of 2012",
        _same(2012, "ko", "hr", "pt"),
        {**_KO, **_HR, **_PT, **_PT_RESIDENTS},
        _DOTS,
    ),
    *(
        _paavo(
            f"paavo_{year}",
            f"paavo_stat{year}_vantaa.csv",
            f"statistics of {year}",
            _same(year, *{name.split("_")[0] for name in fields}),
            fields,
            _DOTS,
        )
        for year, fields in {
            2013: {**_HE, **_KO, **_HR, **_TE, **_PT, **_PT_RESIDENTS},
            2014: {**_HE, **_KO, **_HR, **_TE, **_PT, **_PT_RESIDENTS},
            2015: {**_HE, **_HR, **_TE, **_PT, **_PT_RESIDENTS},
            2016: {**_HE, **_KO, **_HR, **_TE, **_PT, **_PT_RESIDENTS},
            2017: {**_HE, **_KO, **_TE, **_LM},
        }.items()
    ),
    _paavo(
        "paavo_2021",
        "paavo_release2021_vantaa.csv",
        "release of 2021 (figures of 2019, main activity of 2018)",
        {**_same(2019, "he", "ko", "hr", "te"), "pt": 2018},
        {
            "he_vakiy": _HE["he_vakiy"],
            **{name: _KO[name] for name in ("ko_koul", "ko_al_kork", "ko_yl_kork")},
            **{name: _HR[name] for name in _HR if name not in ("hr_tuy", "hr_ovy")},
            "te_taly": _TE["te_taly"],
            **_PT,
        },
        {"": "not_published"},
        note=(
            "No field for basic education only: it is the adults (hr_pi_tul + "
            "hr_ke_tul + hr_hy_tul) less those with a qualification (ko_koul). An "
            "area without residents has 0 in every field, medians too."
        ),
    ),
    _paavo(
        "paavo_2024",
        "paavo_release2024_stat2022_vantaa.csv",
        "release of 2024 (figures of 2022)",
        _same(2022, "he", "ko", "hr", "te", "pt"),
        {**_HE, **_KO, **_HR, **_TE, **_TE_NEW, **_PT, **_PT_RESIDENTS},
        _MINUS_ONE,
    ),
    _paavo(
        "paavo_2026",
        "paavo_release2026_stat2024_vantaa.csv",
        "release of 2026 (figures of 2024)",
        _same(2024, "he", "ko", "hr", "te", "pt"),
        {**_HE, **_KO, **_HR, **_TE, **_TE_NEW, **_PT, **_PT_RESIDENTS},
        _MINUS_ONE,
    ),
    Source(
        key="paavo_2018",
        publisher="Statistics Finland",
        title=f"{PUBLISHED_IN_PAAVO}, release of 2018",
        service="Statistics Finland's interface for statistical data by area (Paavo)",
        page="https://stat.fi/tup/paavo/index_en.html",
        licence=CC_BY,
        attribution="Source: Statistics Finland, Paavo",
        vintage="release of 2018 (figures of 2016 and 2015)",
        file="statistics/paavo_release2018_vantaa.csv",
        reader="sources.paavo.check_release_2018",
        fields={"FIELD__YEAR": "the same fields, the year in the column's name"},
        missing=_DOTS,
        note="Repeats 2015 and 2016: the build compares it and adds nothing from it.",
    ),
    Source(
        key="paavo_history",
        publisher="Statistics Finland",
        title=f"{PUBLISHED_IN_PAAVO}, releases of 2020 to 2026, three fields",
        service="Statistics Finland's interface for statistical data by area (Paavo)",
        page="https://stat.fi/tup/paavo/index_en.html",
        licence=CC_BY,
        attribution="Source: Statistics Finland, Paavo",
        vintage="releases of 2020 to 2026 (figures of 2017 to 2024)",
        file="statistics/paavo_history_release2019_2026_vantaa.csv",
        reader="sources.paavo.read_history",
        fields={"he_vakiy": _HE["he_vakiy"], "hr_mtu": _HR["hr_mtu"]},
        missing={"": "not_published"},
        note=(
            "The share of unemployed in the population is not taken: its numerator "
            "and denominator are of different years, which year is not documented."
        ),
    ),
    Source(
        key="paavo_revised",
        publisher="Statistics Finland",
        title=f"{PUBLISHED_IN_PAAVO}, revised yearly table, Hakunila region",
        service="Statistics Finland's StatFin database, postal code areas",
        page="https://stat.fi/tup/paavo/index_en.html",
        licence=CC_BY,
        attribution="Source: Statistics Finland, Paavo",
        vintage="2013 to 2024, revised",
        file="statistics/paavo_annual_2013_2024_hakunila_region.csv",
        reader="sources.paavo.read_revised",
        fields={
            "unemployment_rate_pct": "unemployed, percent of the labour force",
            "hr_mtu": _HR["hr_mtu"],
            "renter_households_pct": "households renting, percent",
            "one_person_households_pct": "one-person households, percent",
            "tertiary_18plus_pct": "tertiary degree, percent of people aged 18 or over",
        },
        missing={"": "not_published"},
        note=(
            "Four postal areas. Revised afterwards, so that it differs a little from "
            "the releases: it has indicators of its own and is never mixed with them."
        ),
    ),
    Source(
        key="foreign_language_2020",
        publisher="Ministry of Education and Culture and Statistics Finland",
        title="Foreign-language share by postal area",
        service="Figures of the grant for educational equality, by postal area",
        page="https://okm.fi/en/frontpage",
        licence="not stated in the file",
        attribution="Source: Ministry of Education and Culture, Statistics Finland",
        vintage="2020, as the file says",
        file="statistics/foreign_language_2020_postal_vantaa.csv",
        reader="sources.paavo.read_foreign_language",
        fields={"foreign_language_pct_claimed_2020": "percent of residents"},
        missing={"": "not_published"},
        note="Percent only; counts are the percent of Paavo's residents of 2020.",
    ),
    Source(
        key="aluesarjat_latest",
        title="Districts of Vantaa, latest figures",
        vintage="2025; housing 2024",
        file="statistics/aluesarjat_districts_latest.csv",
        reader="sources.aluesarjat.read_latest",
        fields={
            "pop": "residents",
            "pop_year": "the year of the row",
            "growth_pct": "change of residents in a year, percent",
            "foreign_language_pct": "percent of residents",
            "age_19_34_pct": "percent of residents",
            "one_person_households_pct": "percent of households",
            "rented_dwellings_pct": "percent of dwellings",
            "flats_pct": "percent of dwellings",
            "unoccupied_dwellings_pct": "percent of dwellings",
            "tertiary_15plus_pct": "percent of people aged 15 or over",
        },
        missing={"": "not_published"},
        note=(
            "Four districts have rows of long ago (Lentokenttä 1996, Viinikkala 2005, "
            "Länsisalmi 1976, Ojanko 1979): not published for today. Housing is of "
            "2024, as the same figures in the history show."
        ),
        **_ALUESARJAT,
    ),
    Source(
        key="aluesarjat_history",
        title="Districts of Vantaa, four indicators over the years",
        vintage="2013 to 2025",
        file="statistics/aluesarjat_districts_history.csv",
        reader="sources.aluesarjat.read_history",
        fields={
            "foreign_language_pct": "percent of residents",
            "one_person_households_pct": "percent of households",
            "rented_dwellings_pct": "percent of dwellings",
            "tertiary_15plus_pct": "percent of people aged 15 or over",
        },
        missing={},
        note="36 districts, 32 to 35 of them in each series.",
        **_ALUESARJAT,
    ),
)

SOURCES: dict[str, Source] = {entry.key: entry for entry in _ENTRIES}


def paavo_sources() -> list[Source]:
    """The releases that `sources.paavo.read_release` reads, oldest figures first."""
    return [s for s in _ENTRIES if s.reader.endswith("read_release")]
