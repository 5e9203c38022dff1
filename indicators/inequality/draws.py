"""Figures as they might have come out: draws from the areas' own counts or limits."""

import numpy as np
import pandas as pd
from scipy.stats import norm

from indicators.inequality._areas import Array, aligned, known_areas

__all__ = ["draw_figures"]

_SCALES = (1.0, 100.0, 1_000.0, 10_000.0, 100_000.0)


def draw_figures(
    value: pd.Series,
    population: pd.Series,
    *,
    numerator: pd.Series | None = None,
    denominator: pd.Series | None = None,
    lower: pd.Series | None = None,
    upper: pd.Series | None = None,
    limits_level: float = 0.95,
    replicates: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Parametric bootstrap: each area's figure drawn anew, independently.

    From counts: binomial(denominator, numerator / denominator) / denominator, on the
    scale of `value`. An area without cases, or with nothing but cases, is drawn as it
    is. An estimate's counts make it look surer than it is: give its limits.
    From limits (estimates): normal around `value` with standard deviation (upper
    - lower) / (2 z), cut at 0 where no figure is negative.

    Parameters
    ----------
    value : Series of float, shape (n,), indexed by area_code; NaN means "no figure"
    population : Series of number, shape (n,), the same areas; above zero
    numerator, denominator : Series, the counts behind the figures, or
    lower, upper : Series, the limits of the figures; all known where `value` is.
        Counts come first where both are given.
    limits_level : the confidence level of the limits
    replicates, seed : how many draws, and their seed: same seed, same draws, in
        whatever order the areas are

    Returns
    -------
    DataFrame of float, shape (replicates, areas with a figure), columns area_code

    Raises
    ------
    ValueError
        As `between_group_variance`; neither counts nor limits; one missing at a
        figure; a numerator outside 0 to denominator; a value that is not numerator /
        denominator times 1, 100, 1000, 10 000 or 100 000; limits that cross;
        replicates below 1.

    >>> value = pd.Series({"A": 50.0, "B": 20.0})
    >>> people = pd.Series({"A": 100, "B": 100})
    >>> draws = draw_figures(value, people, numerator=value, denominator=people)
    >>> draws.shape
    (1000, 2)
    """
    if replicates < 1:
        raise ValueError(f"replicates must be 1 or more, not {replicates}")
    areas = known_areas(value, population)
    rng = np.random.default_rng(seed)
    shape = (replicates, len(areas.value))
    if numerator is not None and denominator is not None:
        cases = _known("numerator", numerator, value.index, areas.codes)
        people = _known("denominator", denominator, value.index, areas.codes)
        bad = areas.codes[~((people > 0) & (cases >= 0) & (cases <= people))].tolist()
        if bad:
            raise ValueError(
                f"numerator must lie from 0 to denominator, above 0; check areas {bad}"
            )
        scale = scale_of(areas.value, cases, people, areas.codes)
        # Estimated counts are not whole: the nearest number of people, one at least.
        whole = np.maximum(np.round(people), 1).astype("int64")
        draws = scale * rng.binomial(whole, cases / people, shape) / whole
    elif lower is not None and upper is not None:
        low = _known("lower", lower, value.index, areas.codes)
        high = _known("upper", upper, value.index, areas.codes)
        bad = areas.codes[~(low <= high)].tolist()
        if bad:
            raise ValueError(f"lower must not be above upper; check areas {bad}")
        error = (high - low) / (2 * norm.ppf((1 + limits_level) / 2))
        draws = rng.normal(areas.value, error, shape)
        if (areas.value >= 0).all():
            draws = np.maximum(draws, 0)
    else:
        raise ValueError(
            "give numerator and denominator, or lower and upper, to draw from"
        )
    return pd.DataFrame(draws, columns=areas.codes)


def scale_of(value: Array, cases: Array, people: Array, codes: pd.Index) -> float:
    """What the figures are a share out of: 100 for percent. 1 where all are 0."""
    share = cases / people
    for scale in _SCALES:
        # Published figures are rounded: half a unit of their last digit or so.
        off = np.abs(value - scale * share) > 0.006 * scale
        if not off.any():
            close = np.isclose(value.sum(), (scale * share).sum(), rtol=0.05)
            if close:
                return scale
    raise ValueError(
        "value must be numerator / denominator times 1, 100, 1000, 10 000 or 100 000; "
        f"check areas {codes.tolist()[:5]}"
    )


def _known(name: str, series: pd.Series, index: pd.Index, codes: pd.Index) -> Array:
    numbers = aligned(name, series, index)[codes]
    if numbers.isna().any():
        missing = numbers.index[numbers.isna()].tolist()
        raise ValueError(f"{name} is missing for areas {missing}; leave them out")
    return numbers.to_numpy()
