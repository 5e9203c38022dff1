"""What every measure of inequality checks of its areas before it sums."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Areas", "Array", "aligned", "known_areas", "relative_ranks"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Areas:
    """The areas that have a figure, in the order of their codes."""

    codes: pd.Index
    value: Array  # (n,)
    people: Array  # (n,), above zero
    share: Array  # (n,), of the people; sums to 1


def known_areas(value: pd.Series, population: pd.Series) -> Areas:
    """Areas with a figure, sorted by code, so that no sum depends on their order.

    Parameters
    ----------
    value : Series of float, shape (n,), indexed by area_code; NaN means "no figure"
    population : Series of number, shape (n,), the same areas
        Above zero wherever there is a figure; elsewhere anything, or missing.

    Raises
    ------
    ValueError
        A repeated area; areas that only one of the two has; text instead of numbers;
        an infinite figure; a population that is missing or not above zero.
    """
    figures = aligned("value", value, value.index)
    people = aligned("population", population, value.index)
    has = figures.notna()
    bad = has & ~(people > 0)
    if bad.any():
        raise ValueError(
            f"population must be above zero; check areas {bad.index[bad].tolist()}"
        )
    known = pd.DataFrame({"value": figures, "people": people})[has].sort_index()
    weights = known["people"].to_numpy()
    total = weights.sum()
    share = weights / total if total > 0 else weights
    # Adding 0 makes -0 an ordinary 0, which a ratio would else turn to minus infinity.
    return Areas(known.index, known["value"].to_numpy() + 0.0, weights, share)


def aligned(name: str, series: pd.Series, index: pd.Index) -> pd.Series:
    """The series as float in the order of the index, which has the same areas.

    Raises
    ------
    ValueError
        As in `known_areas`; `name` is the parameter that the sentence names.
    """
    if not series.index.is_unique:
        twice = series.index[series.index.duplicated()].unique().tolist()
        raise ValueError(f"{name} has areas more than once: {twice}; keep one of each")
    same = series.index.equals(index)
    if not same and (odd := series.index.symmetric_difference(index).tolist()):
        raise ValueError(
            f"{name} and value must have the same areas; only one has {odd}"
        )
    try:
        numbers = series.reindex(index).astype("float64")
    except (TypeError, ValueError):
        raise ValueError(
            f"{name} must hold numbers, not {series.dtype}; convert it first"
        ) from None
    infinite = np.isinf(numbers.to_numpy())
    if infinite.any():
        raise ValueError(
            f"{name} must be finite; check areas {index[infinite].tolist()}"
        )
    return numbers


def relative_ranks(order: Array, share: Array) -> Array:
    """Where each area's middle resident stands when all are put in order, 0 to 1.

    Areas of the same order share the middle of the stretch that they fill together.
    The population-weighted mean is always 1/2.

    >>> relative_ranks(np.array([1.0, 2.0, 2.0]), np.array([0.2, 0.3, 0.5])).tolist()
    [0.1, 0.6, 0.6]
    """
    levels, place = np.unique(order, return_inverse=True)
    width = np.bincount(place, weights=share, minlength=len(levels))
    return np.asarray((np.cumsum(width) - width / 2)[place])
