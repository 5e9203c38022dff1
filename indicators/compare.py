"""Figures compared: with an earlier year, with the city, with another indicator.

What the map shows in its modes, as tables: pure, a frame in and a new frame out.
"""

import pandas as pd

from indicators.catalogue import Indicator
from indicators.classes import classify
from indicators.kota import component_values
from indicators.ranking import area_table, need_rank
from indicators.spread import weighted_spread

__all__ = [
    "CHANGE_COLUMNS",
    "CORNERS",
    "GAP_COLUMNS",
    "TWO_COLUMNS",
    "change_table",
    "change_unit",
    "corner_cases",
    "gap_table",
    "two_table",
    "worse_status",
]

# In the order of their weight: of two statuses the later one holds for both together.
_WEIGHT = (
    "published",
    "estimated",
    "suppressed",
    "not_published",
    "component_missing",
)
CHANGE_COLUMNS = [
    *("area_code", "area_name", "base_year", "year", "base_value", "value", "unit"),
    *("change", "change_unit", "rank", "status", "source", "base_detail", "detail"),
]
GAP_COLUMNS = [
    *("area_code", "area_name", "year", "value", "unit", "city_value", "gap"),
    *("gap_unit", "gap_in_sd", "rank", "status", "source", "detail"),
]
TWO_COLUMNS = [
    *("area_code", "area_name", "year", "value", "unit", "third"),
    *("second_year", "second_value", "second_unit", "second_third"),
    *("corner", "status", "source", "detail", "second_detail"),
]
# Both in an outer third: of the first indicator and of the second, by value.
CORNERS = ("high_high", "high_low", "low_high", "low_low")
_THIRDS = ("low", "middle", "high")
_YEARS_AWAY = 1  # a population of a year before or after will do as a weight


def change_table(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    entry: Indicator,
    *,
    level: str,
    base: int,
    year: int,
    language: str = "fi",
) -> pd.DataFrame:
    """One row an area of the level: how its figure changed from `base` to `year`.

    change = value in `year` - value in `base`, in the unit of the indicator,
    percentage points where that is percent.

    Parameters
    ----------
    observations, areas, entry, level, language : as in indicators.ranking.area_table
    base, year : int
        The earlier year, and the year that is compared with it.

    Returns
    -------
    DataFrame, shape (n, 14)
        `CHANGE_COLUMNS`. change is NaN where a year has no figure; status is the worse
        of the two years'; rank 1 is the greatest growth of need. In the order of rank,
        areas without one by code at the end. Empty where one of the years has no row.

    >>> from indicators.catalogue import load_catalogue
    >>> areas = pd.DataFrame(
    ...     {"level": "district", "name_fi": ["Itä"], "name_sv": ["Öst"]}, index=["A"]
    ... )
    >>> rows = [("A", 2019, 10.0, "published"), ("A", 2024, 12.5, "estimated")]
    >>> observations = pd.DataFrame(
    ...     rows, columns=["area_code", "year", "value", "status"]
    ... ).assign(indicator="unemployment_rate", source="s", detail="",
    ...          numerator=None, denominator=None)
    >>> entry = load_catalogue()["unemployment_rate"]
    >>> table = change_table(
    ...     observations, areas, entry, level="district", base=2019, year=2024
    ... )
    >>> table[["change", "change_unit", "status"]].values.tolist()
    [[2.5, 'percentage points', 'estimated']]
    """
    before, after = (
        area_table(observations, areas, entry, level=level, year=when)
        for when in (base, year)
    )
    if before.empty or after.empty:
        return pd.DataFrame(columns=CHANGE_COLUMNS)
    both = _beside(before, after, areas, language)
    change = (both["value_after"] - both["value_before"]).round(entry.decimals + 2)
    table = both.assign(
        base_year=base,
        year=year,
        base_value=both["value_before"],
        value=both["value_after"],
        unit=entry.unit,
        change=change,
        change_unit=change_unit(entry),
        rank=need_rank(change, entry.worse),
        base_detail=both["detail_before"],
        detail=both["detail_after"],
    )
    return _ordered(table, ["rank"], CHANGE_COLUMNS)


def gap_table(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    entry: Indicator,
    *,
    level: str,
    year: int,
    language: str = "fi",
) -> pd.DataFrame:
    """One row an area of the level: how far its figure is from the city's.

    gap = value - city's value, in the unit (percentage points where that is percent);
    gap_in_sd = gap / s, with s the population-weighted standard deviation of the
    level's areas around their mean (`indicators.spread.weighted_spread`). An index is
    measured from the city, whose value is 0.

    Parameters
    ----------
    observations, areas, entry, level, language : as in indicators.ranking.area_table
    year : int
        The residents that weigh the spread are of this year, or of one next to it.

    Returns
    -------
    DataFrame, shape (n, 13)
        `GAP_COLUMNS`; status is the area's own. gap is NaN where the area or the city
        has no figure, gap_in_sd also where the areas do not differ. rank 1 is the
        greatest need. In the order of rank, areas without one by code at the end.

    Raises
    ------
    ValueError
        The indicator is a number of people: areas differ from the city by their size.

    Source of the method: README, "Methods: gap".
    """
    if entry.is_count:
        raise ValueError(
            f"{entry.key} is a number of people, which has no gap to the city: choose "
            "a share, a rate or a mean"
        )
    table = area_table(
        observations, areas, entry, level=level, year=year, language=language
    )
    value = table.set_index("area_code")["value"].astype("float64")
    residents = observations[observations["indicator"] == "population"]
    people = component_values(residents, "population", year, _YEARS_AWAY)["value"]
    spread = weighted_spread(value, people)
    whole = 0.0 if entry.index else _city_value(observations, areas, entry, year)
    gap = table["value"].astype("float64") - whole
    return table.assign(
        city_value=whole,
        gap=gap.round(entry.decimals + 2),
        gap_unit=change_unit(entry),
        gap_in_sd=(gap / spread if spread > 0 else gap * float("nan")).round(4),
    )[GAP_COLUMNS]


def two_table(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    first: Indicator,
    second: Indicator,
    *,
    level: str,
    year: int,
    second_year: int,
    language: str = "fi",
) -> pd.DataFrame:
    """One row an area of the level: two indicators, each with its third.

    Thirds are the three quantile classes of the areas that have a value, as on the
    map. They go by value, not by need: "high" is the highest third.

    Parameters
    ----------
    observations, areas, level, language : as in indicators.ranking.area_table
    first, second : Indicator
    year, second_year : int
        Of the first indicator and of the second.

    Returns
    -------
    DataFrame, shape (n, 15)
        `TWO_COLUMNS`. third and second_third are "low", "middle", "high" or empty;
        corner is one of `CORNERS` where both are in an outer third, else empty; status
        is the worse of the two. Areas with the greatest need in both come first; those
        that lack one of the two, by code at the end. Empty where one of the years has
        no row. Where ties leave fewer than three classes, none is called "high".
    """
    one, other = (
        area_table(observations, areas, entry, level=level, year=when)
        for entry, when in ((first, year), (second, second_year))
    )
    if one.empty or other.empty:
        return pd.DataFrame(columns=TWO_COLUMNS)
    both = _beside(one, other, areas, language)
    thirds = [_third(both[f"value_{side}"]) for side in ("before", "after")]
    table = both.assign(
        year=year,
        value=both["value_before"],
        unit=first.unit,
        third=thirds[0],
        second_year=second_year,
        second_value=both["value_after"],
        second_unit=second.unit,
        second_third=thirds[1],
        corner=_corner(*thirds),
        detail=both["detail_before"],
        second_detail=both["detail_after"],
        need=_need(thirds[0], first) + _need(thirds[1], second),
        first_need=_need(thirds[0], first),
    )
    table[["need", "first_need"]] *= -1
    return _ordered(table, ["need", "first_need"], TWO_COLUMNS)


def corner_cases(table: pd.DataFrame) -> pd.DataFrame:
    """The four corner cases of two indicators, each with its areas.

    Parameters
    ----------
    table : DataFrame from `two_table`

    Returns
    -------
    DataFrame, shape (4, 4)
        corner (in the order of `CORNERS`), areas (how many), codes and names (lists,
        in the order of names).

    >>> table = pd.DataFrame({"area_code": ["1", "2", "3"], "area_name": list("ÅBC"),
    ...                       "corner": ["low_low", "", "low_low"]})
    >>> corner_cases(table)[["areas", "names"]].values.tolist()
    [[0, []], [0, []], [0, []], [2, ['C', 'Å']]]
    """
    ordered = table.sort_values(["area_name", "area_code"])
    rows = []
    for corner in CORNERS:
        there = ordered[ordered["corner"] == corner]
        codes, names = there["area_code"].tolist(), there["area_name"].tolist()
        rows.append((corner, len(codes), codes, names))
    return pd.DataFrame(rows, columns=["corner", "areas", "codes", "names"])


def worse_status(one: pd.Series, other: pd.Series) -> pd.Series:
    """The status that holds for two figures together: the worse one, row by row.

    >>> worse_status(pd.Series(["published"]), pd.Series(["estimated"])).tolist()
    ['estimated']
    """
    weight = {status: at for at, status in enumerate(_WEIGHT)}
    return one.where(one.map(weight) >= other.map(weight), other)


def change_unit(entry: Indicator) -> str:
    """The unit of a difference, spelt out in English."""
    return "percentage points" if entry.unit.startswith("percent") else entry.unit


def _beside(
    one: pd.DataFrame, other: pd.DataFrame, areas: pd.DataFrame, language: str
) -> pd.DataFrame:
    """Two tables side by side; an area that one of them lacks is not published."""
    columns = ["area_code", "value", "status", "source", "detail"]
    both = one[columns].merge(
        other[columns], on="area_code", how="outer", suffixes=("_before", "_after")
    )
    statuses = [
        both[f"status_{side}"].fillna("not_published") for side in ("before", "after")
    ]
    sources = both[["source_before", "source_after"]].apply(_together, axis=1)
    name = f"name_{'sv' if language == 'sv' else 'fi'}"
    return both.assign(
        area_name=both["area_code"].map(areas[name]),
        status=worse_status(*statuses),
        source=sources,
        detail_before=both["detail_before"].fillna(""),
        detail_after=both["detail_after"].fillna(""),
    )


def _together(cells: pd.Series) -> str:
    """Source keys of both figures, each once, in the order of the alphabet."""
    return ";".join(sorted({key for cell in cells.dropna() for key in cell.split(";")}))


def _ordered(table: pd.DataFrame, by: list[str], columns: list[str]) -> pd.DataFrame:
    ordered = table.sort_values([*by, "area_code"], na_position="last")
    return ordered[columns].reset_index(drop=True)


def _city_value(
    observations: pd.DataFrame, areas: pd.DataFrame, entry: Indicator, year: int
) -> float:
    """The city's figure, NaN where it has none."""
    city = area_table(observations, areas, entry, level="city", year=year)
    return float(city["value"].iloc[0]) if len(city) else float("nan")


def _third(value: pd.Series) -> pd.Series:
    number = classify(value.astype("float64"), "quantiles", 3).number
    return number.map(dict(enumerate(_THIRDS))).fillna("")


def _corner(third: pd.Series, other: pd.Series) -> pd.Series:
    corner = third + "_" + other
    return corner.where(corner.isin(CORNERS), "")


def _need(third: pd.Series, entry: Indicator) -> pd.Series:
    """How far up in need: 0, 1 or 2; NaN for none. Neither end worse: by value."""
    order = _THIRDS[::-1] if entry.worse == "low" else _THIRDS
    return third.map({name: float(at) for at, name in enumerate(order)})
