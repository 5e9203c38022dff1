"""Do districts draw together? Beta and sigma convergence. Pure: frames in, new out."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from indicators.trend import Trend, trend
from indicators.trend_tests import Array, Slope

__all__ = ["GALTON_SENTENCE", "Convergence", "convergence"]

GALTON_SENTENCE = (
    "Areas that began highest can fall back by chance alone (regression to the mean, "
    "Galton's fallacy); only a shrinking spread shows that areas draw together."
)
_NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class Convergence:
    """Whether areas draw together; see `convergence` for what each part is."""

    beta: Slope  # change per year for each unit of the first value; below 0: catch-up
    oldham: Slope  # change per year for each unit of the mean of first and last value
    speed: float  # per year; NaN where beta tells of no catch-up, or with logs off
    half_life: float  # years until half of the differences are gone; NaN as speed
    dispersion: pd.DataFrame  # indexed by year: mean, sd, cv, areas
    sigma: Trend  # of sd over the years
    areas: tuple[str, ...]
    left_out: tuple[str, ...]  # areas without a figure in some year
    first: int
    last: int

    @property
    def sentence(self) -> str:
        """What the two say together, with the caution."""
        if math.isnan(self.beta.slope):
            return "Whether areas draw together cannot be told from these figures."
        beta = self.beta
        towards = "less" if beta.slope < 0 else "more"
        if beta.lower <= 0 <= beta.upper:
            towards = "neither clearly more nor clearly less"
        return (
            f"From {self.first} to {self.last}, areas with a higher first value grew "
            f"{towards} ({beta.slope:+.3g} a year for each unit, between "
            f"{beta.lower:+.3g} and {beta.upper:+.3g}). The spread between areas: "
            f"{self.sigma.verdict}. {GALTON_SENTENCE}"
        )


def convergence(
    values: pd.DataFrame,
    population: pd.Series,
    *,
    logs: bool = False,
    level: float = 0.95,
) -> Convergence:
    """Beta and sigma convergence of one figure between areas.

    Beta: b of (y_T - y_0) / T = a + b y_0, weighted least squares with the population
    as weights, interval by Student's t with n - 2 degrees of freedom. Below zero: areas
    with a higher first value grew less. **Caution (Galton's fallacy):** a value that is
    high by chance in the first year tends to be lower in the last, so that b is below
    zero even where nothing draws together, the more so the smaller the areas.

    Oldham: the same regression on (y_0 + y_T) / 2, which is not drawn below zero by
    chance when both years are known equally well. It says whether the spread changed.

    Sigma: the population-weighted standard deviation in each year over the same areas,
    and its trend.

    Parameters
    ----------
    values : DataFrame of float, shape (n areas, years)
        Indexed by area_code, one column a year, all of one definition. Areas with
        NaN in some year are left out of everything and named.
    population : Series of number, same index
        Residents, above zero wherever an area takes part; one for all years, so that
        moving between areas is not mistaken for drawing together.
    logs : bool
        Natural logarithms: growth rates on log levels, as for incomes. Then speed =
        -ln(1 + b T) / T and half_life = ln 2 / speed, where 1 + b T is between 0 and 1.
    level : of the intervals, 0 to 1

    Returns
    -------
    Convergence
        Slopes NaN with fewer than three areas, or when all areas begin the same; sd NaN
        with fewer than two areas. cv is sd / mean, NaN with logs, a negative value or a
        mean of zero.

    Raises
    ------
    ValueError
        Fewer than two years; a year or an area is there twice; a value is infinite, or
        not above zero with logs; a population is missing or not above zero.

    Source: Barro and Sala-i-Martin, J. Political Economy 100 (1992) 223-251 (beta,
    speed, sigma); Quah, Scandinavian J. Economics 95 (1993) 427-443 and Friedman, J.
    Economic Literature 30 (1992) 2129-2132 (the fallacy); Oldham, J. Chronic Diseases
    15 (1962) 969-977.

    >>> rate = pd.DataFrame({2020: [10.0, 20, 30], 2024: [12.0, 20, 28]}, list("ABC"))
    >>> found = convergence(rate, pd.Series(100, rate.index))
    >>> round(found.beta.slope, 6), found.sigma.verdict
    (-0.05, 'cannot be told (fewer than five years)')
    """
    _check(values, population)
    ordered = values.astype("float64").sort_index(axis="columns")
    whole = ordered[ordered.notna().all(axis=1)]
    people = population.reindex(whole.index).astype("float64")
    if not (people > 0).all() or np.isinf(people).any():
        bad = people.index[~(people > 0) | np.isinf(people)].tolist()
        raise ValueError(f"population must be above zero; check areas {bad}")
    if logs and (whole <= 0).any(axis=None):
        bad = whole.index[(whole <= 0).any(axis=1)].tolist()
        raise ValueError(f"logs need values above zero; check areas {bad}")
    used = whole.transform(np.log) if logs else whole
    first, last = int(used.columns[0]), int(used.columns[-1])
    begin, end = np.asarray(used[first]), np.asarray(used[last])
    change = (end - begin) / (last - first)
    weight = np.asarray(people, dtype="float64")
    beta = _weighted_slope(begin, change, weight, level)
    speed = _speed(beta.slope, last - first) if logs else _NAN
    dispersion = _dispersion(used, people, whole if not logs else None)
    return Convergence(
        beta=beta,
        oldham=_weighted_slope((begin + end) / 2, change, weight, level),
        speed=speed,
        half_life=math.log(2) / speed,
        dispersion=dispersion,
        sigma=trend(dispersion["sd"], worse="high", level=level),
        areas=tuple(used.index),
        left_out=tuple(values.index.difference(used.index, sort=False)),
        first=first,
        last=last,
    )


def _weighted_slope(x: Array, y: Array, weight: Array, level: float) -> Slope:
    """b of y = a + b x by least squares with analytic weights; NaN without spread."""
    if len(x) < 3:
        return Slope(slope=_NAN, lower=_NAN, upper=_NAN, p_value=_NAN)
    share = weight / weight.sum()
    centred = x - share @ x
    spread = share @ centred**2
    if spread <= (1e-12 * np.abs(x).max()) ** 2:
        return Slope(slope=_NAN, lower=_NAN, upper=_NAN, p_value=_NAN)
    slope = float(share @ (centred * (y - share @ y)) / spread)
    residual = y - share @ y - slope * centred
    freedom = len(x) - 2
    error = math.sqrt(float(share @ residual**2) / freedom / spread)
    half = float(stdtrit(freedom, (1 + level) / 2)) * error
    ratio = abs(slope) / error if error else (math.inf if slope else 0.0)
    return Slope(
        slope=slope,
        lower=slope - half,
        upper=slope + half,
        p_value=float(2 * stdtr(freedom, -ratio)),
    )


def _speed(beta: float, years: int) -> float:
    kept = 1 + beta * years
    return -math.log(kept) / years if 0 < kept < 1 else _NAN


def _dispersion(
    used: pd.DataFrame, people: pd.Series, levels: pd.DataFrame | None
) -> pd.DataFrame:
    """Weighted mean, standard deviation and coefficient of variation in each year."""
    if used.empty:
        mean = pd.Series(_NAN, index=used.columns)
        spread = mean
    else:
        mean = used.mul(people, axis=0).sum() / people.sum()
        spread = ((used - mean) ** 2).mul(people, axis=0).sum() / people.sum()
    deviation = spread**0.5 if len(used) > 1 else spread * _NAN
    ratio = pd.Series(_NAN, index=used.columns)
    if levels is not None:
        ratio = (deviation / mean).where((levels >= 0).all() & (mean > 0))
    table = {"mean": mean, "sd": deviation, "cv": ratio, "areas": len(used)}
    return pd.DataFrame(table, index=used.columns).rename_axis("year")


def _check(values: pd.DataFrame, population: pd.Series) -> None:
    years = values.columns
    if not all(isinstance(y, int | np.integer) for y in years) or len(years) < 2:
        raise ValueError("values need two years or more as columns, in whole numbers")
    for index, what in ((years, "years"), (values.index, "areas")):
        if index.has_duplicates:
            twice = index[index.duplicated()].unique().tolist()
            raise ValueError(f"{what} {twice} are there twice; keep one")
    if population.index.has_duplicates:
        raise ValueError("population has an area twice; keep one figure an area")
    lacking = values.index.difference(population.index).tolist()
    if lacking:
        raise ValueError(
            f"population lacks areas {lacking}; add them, or leave them out"
        )
    infinite = values.astype("float64").isin([np.inf, -np.inf]).any(axis=1)
    if infinite.any():
        bad = values.index[infinite].tolist()
        raise ValueError(f"infinite values in areas {bad}; use NaN for no figure")
