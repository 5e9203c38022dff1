"""Better, similar or worse than the city: could chance alone explain the distance?"""

from typing import Literal, get_args

import numpy as np
import pandas as pd

from indicators.catalogue import Indicator
from indicators.counts import Column, aligned, require_columns

__all__ = ["COMPARISON_COLUMNS", "VERDICTS", "compared_with_city", "comparison_table"]

Worse = Literal["high", "low", "neither"]
COMPARISON_COLUMNS = [
    *("area_code", "year", "value", "lower", "upper"),
    *("city_value", "compared", "status"),
]
VERDICTS = ("better", "similar", "worse", "higher", "lower", "not compared")


def compared_with_city(
    table: pd.DataFrame,
    city: Column,
    worse: Worse,
    *,
    wider: pd.DataFrame | None = None,
) -> pd.Series:
    """Better, similar or worse than the city, by whether its value is in the interval.

    Parameters
    ----------
    table : DataFrame, shape (n, k), indexed by area_code
        lower and upper of the area's figure, usually of 95 %.
    city : number or Series of number, same index
        The city's value in the same unit; 0 for a table of differences to the city and
        1 for one of ratios. Taken as exact.
    worse : "high", "low" or "neither"
        Which end is worse. A context figure, "neither", is higher or lower.
    wider : DataFrame, same index, optional
        lower and upper of 99.8 %, for five levels as on Fingertips: "better 99.8" and
        "better 95", "similar", "worse 95" and "worse 99.8" (higher and lower alike).

    Returns
    -------
    Series of str, shape (n,), same index, named "compared"
        One of `VERDICTS`, with " 95" or " 99.8" after it if `wider` is given. A limit
        that equals the city's value contains it: "similar". Without an interval or a
        city's value "not compared", which is not the same as similar.

    Raises
    ------
    ValueError
        A column is missing; indexes differ; `worse` is unknown; a lower limit exceeds
        its upper one; the wider interval is not around the narrower one.

    Source: Office for Health Improvement and Disparities, Fingertips technical
    guidance, "Comparing an area with a benchmark".

    >>> table = pd.DataFrame({"lower": [4.0, 8.0], "upper": [6.0, 9.0]})
    >>> compared_with_city(table, 5.0, "high").to_dict()
    {0: 'similar', 1: 'worse'}
    """
    if worse not in get_args(Worse):
        raise ValueError(f'worse must be "high", "low" or "neither"; got {worse!r}')
    for given in (table, wider):
        if given is not None:
            require_columns(given, "lower", "upper")
    columns = {"lower": table["lower"], "upper": table["upper"], "city": city}
    if wider is not None:
        columns |= {"wider_lower": wider["lower"], "wider_upper": wider["upper"]}
    # A limit may be without end; a city's value may not.
    limits = aligned(**{n: _finite(c) for n, c in columns.items()})
    _refuse_crossed(limits)
    words = {
        "high": ("worse", "better"),
        "low": ("better", "worse"),
        "neither": ("higher", "lower"),
    }
    above, below = words[worse]
    more, less = limits["city"] < limits["lower"], limits["city"] > limits["upper"]
    verdict = pd.Series("similar", index=limits.index, name="compared", dtype="object")
    verdict[more], verdict[less] = above, below
    if wider is not None:
        far = (limits["city"] < limits["wider_lower"]) | (
            limits["city"] > limits["wider_upper"]
        )
        verdict[more | less] += np.where(far[more | less], " 99.8", " 95")
    verdict[limits.isna().any(axis=1)] = "not compared"
    return verdict.astype("str")


def comparison_table(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    entry: Indicator,
    *,
    level: str,
    year: int,
) -> pd.DataFrame:
    """One row an area of the level: its figure, interval and verdict beside the city.

    Parameters
    ----------
    observations : DataFrame
        As `indicators.uncertainty.with_intervals` returns them.
    areas : DataFrame indexed by area_code, with column level
    entry : Indicator
        An index is measured from the city: the city's value is 0. A count is not
        compared, since a part cannot be like its whole.
    level, year : which areas, and of which year

    Returns
    -------
    DataFrame, shape (n, 8)
        `COMPARISON_COLUMNS`, by area_code; compared as in `compared_with_city`. Empty
        where the year has no row.

    Raises
    ------
    ValueError
        A column is missing; an area has two rows of the year.

    >>> from indicators.catalogue import load_catalogue
    >>> areas = pd.DataFrame({"level": ["district", "city"]}, index=["A", "092"])
    >>> observations = pd.DataFrame(
    ...     {"area_code": ["A", "092"], "indicator": "unemployment_rate", "year": 2024,
    ...      "value": [14.0, 9.0], "lower": [11.0, 8.8], "upper": [17.0, 9.2],
    ...      "status": "published"})
    >>> table = comparison_table(observations, areas,
    ...     load_catalogue()["unemployment_rate"], level="district", year=2024)
    >>> table[["area_code", "city_value", "compared"]].values.tolist()
    [['A', 9.0, 'worse']]
    """
    names = ("area_code", "indicator", "year", "value", "lower", "upper", "status")
    require_columns(observations, *names)
    of_year = observations[
        (observations["indicator"] == entry.key) & (observations["year"] == year)
    ]
    levels = of_year["area_code"].map(areas["level"])
    city = of_year.loc[levels == "city", "value"]
    whole = float(city.iloc[0]) if len(city) and not entry.is_count else float("nan")
    rows = of_year[levels == level].sort_values("area_code").set_index("area_code")
    whole = 0.0 if entry.index else whole
    verdict = compared_with_city(rows, whole, entry.worse)
    table = rows.assign(city_value=whole, compared=verdict).reset_index()
    return table[COMPARISON_COLUMNS]


def _finite(column: Column) -> Column:
    """Limits without end as the largest numbers, which compare the same way."""
    if not isinstance(column, pd.Series):
        return column
    largest = np.finfo("float64").max
    return column.replace({np.inf: largest, -np.inf: -largest})


def _refuse_crossed(limits: pd.DataFrame) -> None:
    crossed = limits["lower"] > limits["upper"]
    if crossed.any():
        bad = crossed.index[crossed].tolist()[:10]
        raise ValueError(f"lower exceeds upper in areas {bad}; give them in order")
    if "wider_lower" not in limits:
        return
    inside = (limits["wider_lower"] > limits["lower"]) | (
        limits["wider_upper"] < limits["upper"]
    )
    if inside.any():
        bad = inside.index[inside].tolist()[:10]
        raise ValueError(
            f"the wider interval is not around the narrower one in areas {bad}; "
            "give the one of 99.8 % as wider"
        )
