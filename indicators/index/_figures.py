"""Figures drawn from their own intervals, and normalised many runs at once. Arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from indicators.index.definition import POSITIVE_MEANS, IndexDefinition
from indicators.index.impute import impute
from indicators.index.normalise import (
    distance_to_reference,
    goalposts,
    min_max,
    percentile,
    rank,
    z_score,
)
from indicators.index.orient import signs
from indicators.index.outliers import treat

__all__ = ["Figures", "figures_of"]

Floats = NDArray[np.float64]
_Z95 = 1.959964  # normal deviate of a 95 % interval
_CHANGE_UNIT = ("log", "box_cox")


@dataclass(frozen=True)
class Figures:
    """The figures and how sure they are; arrays (n, k), each in its own unit."""

    centre: Floats
    deviation: Floats  # 0 where a figure is taken to be exact
    low: Floats  # (k,), plausible range
    high: Floats
    sign: Floats  # (k,), -1 where low is worse
    people: Floats | None
    keys: tuple[str, ...]

    def drawn(self, chance: Floats) -> Floats:
        """Figures at these chances of their normal distributions within the range.

        Parameters
        ----------
        chance : array (n, B, k), between 0 and 1

        Returns
        -------
        array (n, B, k); NaN stays NaN
        """
        centre, spread = self.centre[:, None], self.deviation[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            below = ndtr((self.low - centre) / spread)
            until = ndtr((self.high - centre) / spread)
            drawn = centre + spread * ndtri(below + chance * (until - below))
        return np.where(spread > 0, drawn, centre)

    def normalised(self, x: Floats, definition: IndexDefinition) -> Floats:
        """`normalise` of many runs at once: they are more columns, array (n, B, k)."""
        n, runs, count = x.shape
        flat = (x * self.sign).reshape(n, runs * count)
        people, method = self.people, definition.normalisation
        positive = definition.aggregation in POSITIVE_MEANS
        start = 1.0 if positive and method != "goalposts" else 0.0
        low, high = definition.scale or (start, 100.0)
        if method == "min_max" or (method == "z" and positive):
            z = min_max(flat, low, high)
        elif method == "z":
            z = z_score(flat, people)
        elif method == "rank":
            z = rank(flat)
        elif method == "percentile":
            z = low + (high - low) * percentile(flat, people)
        elif method == "goalposts":
            posts = [part.goalposts for part in definition.components]
            turned = np.array(posts, dtype="float64") * self.sign[:, None]
            z = goalposts(flat, np.tile(turned, (runs, 1)), low, high)
        else:
            own = [part.reference for part in definition.components]
            reference = self.sign * np.array([np.nan if r is None else r for r in own])
            z = distance_to_reference(flat, np.tile(reference, runs), people)
        if positive and (z <= 0).any():
            column = int(np.argwhere(z <= 0)[0, 1]) % count
            raise ValueError(
                f"a {definition.aggregation} mean needs figures above 0, but in some "
                f"runs {self.keys[column]} is not: choose a scale from 1 or the "
                "arithmetic mean"
            )
        return z.reshape(n, runs, count)


def figures_of(
    areas: pd.Index,
    definition: IndexDefinition,
    values: pd.DataFrame,
    population: pd.Series,
    worse: Mapping[str, str],
    lower: pd.DataFrame,
    upper: pd.DataFrame,
    *,
    plausible: Mapping[str, tuple[float, float]] | None = None,
    groups: pd.Series | None = None,
) -> Figures:
    """The areas' figures, standard deviation (upper - lower) / (2 x 1.96).

    Outliers and missing figures are treated once, as given; a figure without an
    interval counts as exact.

    Raises
    ------
    ValueError
        lower or upper has other areas, or is on the wrong side; a figure is outside its
        plausible range; a transform of outliers changes the unit.
    """
    if definition.outliers in _CHANGE_UNIT:
        raise ValueError(
            f'outliers "{definition.outliers}" changes the unit in which lower and '
            'upper are given: use "winsorise" or "none"'
        )
    keys = list(definition.keys)
    kept = values.loc[areas, keys].astype("float64")
    treated, _ = treat(kept, definition.outliers, definition.max_winsorised)
    centre, _ = impute(treated, definition.imputation, groups)
    ends = [
        _matching(name, frame, values, keys).loc[areas].to_numpy(dtype="float64")
        for name, frame in (("lower", lower), ("upper", upper))
    ]
    x = centre.to_numpy(dtype="float64")
    own = kept.to_numpy()
    wrong = (ends[0] > own) | (ends[1] < own)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise ValueError(
            f"{keys[column]} of area {areas[row]} is {own[row, column]:g}, "
            f"outside its interval {ends[0][row, column]:g} to {ends[1][row, column]:g}"
        )
    deviation = np.where(np.isnan(own), 0, (ends[1] - ends[0]) / (2 * _Z95))
    limits = np.array([(plausible or {}).get(k, (-np.inf, np.inf)) for k in keys])
    beyond = (x < limits[:, 0]) | (x > limits[:, 1])
    if beyond.any():
        row, column = np.argwhere(beyond)[0]
        raise ValueError(
            f"{keys[column]} of area {areas[row]} is {x[row, column]:g}, outside "
            f"its plausible range {limits[column, 0]:g} to {limits[column, 1]:g}"
        )
    people = population.reindex(areas).to_numpy(dtype="float64")
    return Figures(
        centre=x,
        deviation=np.nan_to_num(deviation, nan=0.0),
        low=limits[:, 0],
        high=limits[:, 1],
        sign=signs(keys, worse).to_numpy(),
        people=people if definition.population_weighted else None,
        keys=tuple(keys),
    )


def _matching(
    name: str, frame: pd.DataFrame, values: pd.DataFrame, keys: list[str]
) -> pd.DataFrame:
    if not frame.index.is_unique or set(frame.index) != set(values.index):
        odd = sorted(map(str, set(frame.index) ^ set(values.index)))
        raise ValueError(f"{name} and values must have the same areas; check {odd}")
    return frame.reindex(columns=keys)
