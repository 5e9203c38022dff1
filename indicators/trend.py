"""Is it growing? Trends of one figure, and of every district's, in plain verdicts.

Pure: Series and frames in, new ones out. The sums are in `trend_tests`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from indicators.trend_tests import Array, Slope, theil_sen, weighted_line

__all__ = [
    "CANNOT_BE_TOLD",
    "GROWING",
    "MANY_TESTS_SENTENCE",
    "MINIMUM_YEARS",
    "NO_CHANGE",
    "SHRINKING",
    "Trend",
    "district_slopes",
    "trend",
]

MINIMUM_YEARS = 5
_ROBUST = "Theil-Sen and Mann-Kendall"
_WEIGHTED = "weighted line"
GROWING = "growing"
SHRINKING = "shrinking"
NO_CHANGE = "no change can be told"
CANNOT_BE_TOLD = "cannot be told (fewer than five years)"
MANY_TESTS_SENTENCE = (
    "With many areas tested at once, some would seem to change by chance alone; the "
    "verdicts allow for that (Benjamini-Hochberg), the intervals do not."
)
_SLOPE_COLUMNS = [
    *("slope", "lower", "upper", "p_value", "p_adjusted"),
    *("verdict", "need", "years", "first", "last"),
]
_NEED = {
    ("high", GROWING): "more need",
    ("high", SHRINKING): "less need",
    ("low", GROWING): "less need",
    ("low", SHRINKING): "more need",
}


@dataclass(frozen=True, kw_only=True)
class Trend:
    """The change per year of one figure, and what can be said of it."""

    slope: float  # in the figure's unit per year; NaN with fewer than two years
    lower: float  # NaN where the interval cannot be told
    upper: float
    p_value: float  # two-sided, of no change; NaN with fewer than five years
    verdict: str  # GROWING, SHRINKING, NO_CHANGE or CANNOT_BE_TOLD
    need: str  # "more need", "less need", or empty
    years: tuple[int, ...]  # those it is of
    left_out: tuple[int, ...]  # with a figure, but by an earlier definition
    method: str  # "Theil-Sen and Mann-Kendall", "weighted line"

    @property
    def sentence(self) -> str:
        """The verdict with its years and its change, in plain words."""
        span = f"{self.years[0]}-{self.years[-1]}" if self.years else "no years"
        count = f"{len(self.years)} years with a figure"
        if self.verdict == CANNOT_BE_TOLD:
            return f"Whether it grows cannot be told: {count}, five are needed."
        if self.verdict == NO_CHANGE:
            return f"No change can be told apart from chance ({span}, {count})."
        change = f"{self.slope:+.3g} a year"
        if not np.isnan(self.lower):
            change += f", between {self.lower:+.3g} and {self.upper:+.3g}"
        return f"It is {self.verdict}: {change} ({span}, {count})."


def trend(
    values: pd.Series,
    lower: pd.Series | None = None,
    upper: pd.Series | None = None,
    *,
    worse: str,
    breaks: Sequence[int] = (),
    level: float = 0.95,
    interval_level: float = 0.95,
) -> Trend:
    """Whether a figure changes over the years, by how much, and how sure that is.

    Without intervals: the Theil-Sen slope with its exact interval, and the exact
    Mann-Kendall test, which ask for no distribution and are not moved by one odd
    year; with five to ten years a normal approximation would be. With intervals: a
    straight line weighted by 1 / se^2, se = (upper - lower) / (2 z), because a year
    that is known well should count for more; see `trend_tests`. Neither allows for
    years that depend on each other: a register's figures change slowly, which makes a
    p-value too small rather than too large.

    Parameters
    ----------
    values : Series of float, indexed by year (whole numbers, any order, gaps allowed)
        One definition throughout, or name the `breaks`. NaN means no figure. For a
        signed gap pass its size, so that "growing" means away from zero.
    lower, upper : Series of float, same index, optional
        The interval of each value, above zero wide wherever there is a value.
    worse : "high", "low" or "neither"
        Which end of the figure is worse; for a gap "high".
    breaks : years in which a new definition begins
        Only years from the latest such year on are used: a trend never crosses one.
    level : of the interval and the test (p <= 1 - level is a change), 0 to 1
    interval_level : at which lower and upper are given, 0 to 1

    Returns
    -------
    Trend
        Fewer than five years: "cannot be told", no interval, no test; the slope (from
        two years on) only describes. The same value every year: slope 0, p 1. Where
        the slope is 0 the verdict is "no change can be told".

    Raises
    ------
    ValueError
        A year is there twice or is no whole number; a value is infinite; the interval
        is not of the same years, is missing or not above zero wide beside a value.

    Source: five points as in the recent trends of OHID's Fingertips (Public Health
    England, 2018); methods in `trend_tests`.

    >>> gap = pd.Series([3.1, 3.4, 3.6, 4.1, 4.3, 4.8], index=range(2019, 2025))
    >>> trend(gap, worse="high").verdict
    'growing'
    >>> trend(gap.tail(4), worse="high").verdict
    'cannot be told (fewer than five years)'
    """
    frame, error = _checked(
        values.to_frame().T,
        None if lower is None else lower.to_frame().T,
        None if upper is None else upper.to_frame().T,
        level=level,
        interval_level=interval_level,
        worse=worse,
    )
    years, row = frame.columns.to_numpy(), frame.to_numpy()[0]
    return _trend(years, row, None if error is None else error[0], worse, breaks, level)


def district_slopes(
    values: pd.DataFrame,
    lower: pd.DataFrame | None = None,
    upper: pd.DataFrame | None = None,
    *,
    worse: str,
    breaks: Sequence[int] = (),
    level: float = 0.95,
    interval_level: float = 0.95,
    correction: str = "fdr",
) -> pd.DataFrame:
    """Each area's change per year, with the verdicts allowing for many tests.

    Parameters
    ----------
    values : DataFrame of float, shape (n areas, years)
        Indexed by area_code, one column a year; NaN means no figure.
    lower, upper : DataFrame of float, same index and columns, optional
    worse, breaks, level, interval_level : as in `trend`
    correction : "fdr" or "none"
        "fdr": p-values adjusted by Benjamini and Hochberg over the areas that could
        be tested. "none": as they are.

    Returns
    -------
    DataFrame indexed by area_code, in the order of `values`
        slope, lower, upper (unit per year; the interval of this area alone), p_value,
        p_adjusted, verdict and need (by p_adjusted), years (how many), first, last.
        Show `MANY_TESTS_SENTENCE` beside it.

    Raises
    ------
    ValueError
        As `trend`; an area is there twice; the frames are of different areas or years.

    Source: Benjamini and Hochberg, JRSS B 57 (1995) 289-300.

    >>> rate = pd.DataFrame({y: [y - 2015.0, 4.0] for y in range(2018, 2024)})
    >>> district_slopes(rate, worse="high")["verdict"].tolist()
    ['growing', 'no change can be told']
    """
    if correction not in ("fdr", "none"):
        raise ValueError(f"correction is {correction!r}; use fdr or none")
    if values.index.has_duplicates:
        twice = values.index[values.index.duplicated()].unique().tolist()
        raise ValueError(f"areas {twice} are there twice; keep one row an area")
    frame, error = _checked(
        values, lower, upper, level=level, interval_level=interval_level, worse=worse
    )
    years, rows = frame.columns.to_numpy(), frame.to_numpy()
    found = [
        _trend(years, row, None if error is None else error[i], worse, breaks, level)
        for i, row in enumerate(rows)
    ]
    p_value = np.array([one.p_value for one in found])
    adjusted = _benjamini_hochberg(p_value) if correction == "fdr" else p_value
    lines = [
        _slope_row(one, float(p), worse, level)
        for one, p in zip(found, adjusted, strict=True)
    ]
    table = pd.DataFrame(lines, index=values.index, columns=_SLOPE_COLUMNS)
    return table.astype({"first": "Int64", "last": "Int64", "years": "int64"})


def _slope_row(one: Trend, adjusted: float, worse: str, level: float) -> dict[str, Any]:
    count = len(one.years)
    verdict = _verdict(one.slope, adjusted, count, level)
    return {
        "slope": one.slope,
        "lower": one.lower,
        "upper": one.upper,
        "p_value": one.p_value,
        "p_adjusted": adjusted,
        "verdict": verdict,
        "need": _NEED.get((worse, verdict), ""),
        "years": count,
        "first": one.years[0] if count else pd.NA,
        "last": one.years[-1] if count else pd.NA,
    }


def _checked(
    values: pd.DataFrame,
    lower: pd.DataFrame | None,
    upper: pd.DataFrame | None,
    *,
    level: float,
    interval_level: float,
    worse: str,
) -> tuple[pd.DataFrame, Array | None]:
    """Values in the order of their years, and their standard errors."""
    for share, name in ((level, "level"), (interval_level, "interval_level")):
        if not 0 < share < 1:
            raise ValueError(f"{name} is {share}; give a share between 0 and 1")
    if worse not in ("high", "low", "neither"):
        raise ValueError(f"worse is {worse!r}; use high, low or neither")
    frame = _by_year(values, "values")
    if lower is None and upper is None:
        return frame, None
    if lower is None or upper is None:
        raise ValueError("give both lower and upper, or neither")
    low, high = _by_year(lower, "lower"), _by_year(upper, "upper")
    for name, end in (("lower", low), ("upper", high)):
        if not end.columns.equals(frame.columns):
            raise ValueError(f"{name} must be of the same years as values")
        if len(frame) > 1 and not end.index.equals(frame.index):
            raise ValueError(f"{name} must have the areas of values, in their order")
    width = high.to_numpy() - low.to_numpy()
    bad = frame.notna().to_numpy() & ~(width > 0)
    if bad.any():
        raise ValueError(
            f"the interval of {_place(frame, bad)} is missing or not above zero wide; "
            "give one to each value, or leave lower and upper out"
        )
    return frame, width / (2 * float(ndtri((1 + interval_level) / 2)))


def _by_year(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    years = frame.columns
    whole = pd.api.types.is_integer_dtype(years) or all(
        isinstance(year, int | np.integer) for year in years
    )
    if not whole:
        raise ValueError(f"{name} must be indexed by year as whole numbers, like 2024")
    if years.has_duplicates:
        twice = sorted(set(years[years.duplicated()].tolist()))
        raise ValueError(f"{name}: years {twice} are there twice; keep one each")
    ordered = frame.astype("float64").sort_index(axis="columns")
    infinite = np.isinf(ordered.to_numpy())
    if infinite.any():
        place = _place(ordered, infinite)
        raise ValueError(f"{name}: infinite in {place}; use NaN for no figure")
    return ordered


def _place(frame: pd.DataFrame, bad: npt.NDArray[np.bool_]) -> str:
    """The first bad row's area, where there are several rows, and all its bad years."""
    first = int(bad.any(axis=1).argmax())
    years = str(frame.columns[bad[first]].tolist())
    return f"area {frame.index[first]}, years {years}" if len(frame) > 1 else years


def _trend(
    years: npt.NDArray[np.int64],
    values: Array,
    error: Array | None,
    worse: str,
    breaks: Sequence[int],
    level: float,
) -> Trend:
    """The trend of one row that is checked and in the order of its years."""
    known = ~np.isnan(values)
    with_figure = years[known]
    begun = [year for year in breaks if (with_figure >= year).any()]
    used = known & (years >= max(begun)) if begun else known
    slope = _slope(
        years[used].astype("float64"),
        values[used],
        None if error is None else error[used],
        level,
    )
    verdict = _verdict(slope.slope, slope.p_value, int(used.sum()), level)
    return Trend(
        slope=slope.slope,
        lower=slope.lower,
        upper=slope.upper,
        p_value=slope.p_value,
        verdict=verdict,
        need=_NEED.get((worse, verdict), ""),
        years=tuple(years[used].tolist()),
        left_out=tuple(years[known & ~used].tolist()),
        method=_ROBUST if error is None else _WEIGHTED,
    )


def _slope(years: Array, values: Array, error: Array | None, level: float) -> Slope:
    nan = float("nan")
    if len(years) < 2:
        return Slope(slope=nan, lower=nan, upper=nan, p_value=nan)
    if error is None or len(years) < 3:
        found = theil_sen(years, values, level)
    else:
        found = weighted_line(years, values, error, level)
    if len(years) < MINIMUM_YEARS:
        return Slope(slope=found.slope, lower=nan, upper=nan, p_value=nan)
    return found


def _verdict(slope: float, p_value: float, years: int, level: float) -> str:
    if years < MINIMUM_YEARS:
        return CANNOT_BE_TOLD
    if slope == 0 or p_value > 1 - level:
        return NO_CHANGE
    return GROWING if slope > 0 else SHRINKING


def _benjamini_hochberg(p_value: Array) -> Array:
    """Adjusted p-values over those that are known; NaN stays NaN."""
    # Here, because scipy.stats takes more than half a second to load.
    from scipy.stats import false_discovery_control

    tested = ~np.isnan(p_value)
    adjusted = p_value.copy()
    if tested.any():
        adjusted[tested] = false_discovery_control(p_value[tested])
    return adjusted
