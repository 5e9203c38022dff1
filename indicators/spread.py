"""How far areas lie apart in one indicator and year."""

import pandas as pd

__all__ = ["weighted_spread"]


def weighted_spread(value: pd.Series, population: pd.Series) -> float:
    """Population-weighted standard deviation.

    s = sqrt(sum(p (x - m)^2) / sum(p)) with m = sum(p x) / sum(p), over the areas that
    have both a value and a population above zero.

    Parameters
    ----------
    value : Series of float, shape (n,), by area
    population : Series of number, by area

    Returns
    -------
    float
        In the unit of the values; NaN with fewer than two areas.

    >>> weighted_spread(pd.Series([1.0, 5.0]), pd.Series([3, 1]))
    1.7320508075688772
    """
    people = population.reindex(value.index)
    known = value.notna() & (people > 0)
    if known.sum() < 2:
        return float("nan")
    x, p = value[known], people[known]
    mean = (x * p).sum() / p.sum()
    return float(((x - mean) ** 2 * p).sum() / p.sum()) ** 0.5
