"""An area beside the city: difference and ratio, each with its interval.

An area is part of the city that it is compared with. The sums here take the area out
first and compare it with the rest, which is independent of it; what is reported is
still the distance from the whole city. With w the area's part of the city's people:
area - city = (1 - w)(area - rest), and area / city = R / (wR + 1 - w), R = area / rest.
Both rise with the comparison to the rest, so that its limits carry over exactly.
"""

from typing import Literal, get_args

import numpy as np
import pandas as pd

from indicators.counts import (
    Column,
    aligned,
    checked_counts,
    checked_multiplier,
    normal_z,
    require_columns,
)
from indicators.uncertainty import wilson_limits

__all__ = [
    "difference_interval",
    "difference_of_estimates",
    "ratio_interval",
    "ratio_of_estimates",
]

Kind = Literal["share", "rate"]


def difference_interval(
    numerator: Column,
    denominator: Column,
    city_numerator: Column,
    city_denominator: Column,
    *,
    within_city: bool,
    confidence: float = 0.95,
    multiplier: float = 1,
) -> pd.DataFrame:
    """Share of the area minus the city's, with Newcombe's hybrid score interval.

    With the Wilson limits l, u of both shares p and q:
    p - q - √((p - l_p)² + (u_q - q)²) and p - q + √((u_p - p)² + (q - l_q)²).

    Parameters
    ----------
    numerator, denominator : Series of number, shape (n,), indexed by area_code
    city_numerator, city_denominator : the city's counts, a number or a Series
    within_city : bool
        True where the area is part of the city: the interval is that of area - rest,
        times 1 - w. False for two places without an overlap.
    confidence : between 0 and 1
    multiplier : 1 for shares, 100 for percentage points

    Returns
    -------
    DataFrame of float, shape (n, 3), same index: value, lower, upper
        Above 0: the area's share is larger. NaN where a count is missing; value 0
        without limits where the area is the whole city.

    Raises
    ------
    ValueError
        As in `proportion_interval`; an area is larger than the city it is part of.

    Source: Newcombe (1998), Stat Med 17: 873-890, method 10.

    >>> area = pd.Series({"A": 56}), pd.Series({"A": 70})
    >>> difference_interval(*area, 48, 80, within_city=False).round(4)
       value   lower   upper
    A    0.2  0.0524  0.3339
    """
    scale = checked_multiplier(multiplier)
    areas, (a, n, b, m), w = _area_and_rest(
        numerator,
        denominator,
        city_numerator,
        city_denominator,
        within_city=within_city,
        share=True,
    )
    p, p_lower, p_upper = wilson_limits(a, n, confidence)
    q, q_lower, q_upper = wilson_limits(b, m, confidence)
    down = np.sqrt((p - p_lower) ** 2 + (q_upper - q) ** 2)
    up = np.sqrt((p_upper - p) ** 2 + (q - q_lower) ** 2)
    part = scale * (1 - w)
    ends = {"value": p - q, "lower": p - q - down, "upper": p - q + up}
    table = pd.DataFrame({name: part * end for name, end in ends.items()})
    table.loc[(w >= 1) & ~np.isnan(a), "value"] = 0.0
    return table.set_axis(areas)


def ratio_interval(
    numerator: Column,
    denominator: Column,
    city_numerator: Column,
    city_denominator: Column,
    *,
    within_city: bool,
    kind: Kind = "share",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Share or rate of the area over the city's, with the log interval of Katz.

    exp(ln(p/q) ± z s), s² = 1/a - 1/n + 1/b - 1/m for shares a/n and b/m, and
    s² = 1/a + 1/b for rates.

    Where a or b is zero, or both shares are 1, s does not exist or is 0: the limits are
    then worked out with ½ added to each cell (Haldane 1956: a + ½ of n + 1), while the
    value stays as it is and is the limit on its side (0, or 1/w for a rest with none).

    Parameters
    ----------
    numerator, denominator, city_numerator, city_denominator, within_city, confidence
        As in `difference_interval`; for a rate the denominators are person-years.
    kind : "share" or "rate"

    Returns
    -------
    DataFrame of float, shape (n, 3), same index: value, lower, upper
        Above 1: the area's is higher. NaN where a count is missing, the city has none
        at all, or (`within_city` False) it has none while the area has some. Value 1
        without limits where the area is the whole city.

    Raises
    ------
    ValueError
        As in `difference_interval`; an unknown kind.

    Source: Katz et al. (1978), Biometrics 34: 469-474; for rates Rothman and Greenland,
    Modern Epidemiology (2008), 244.

    >>> area = pd.Series({"A": 16}), pd.Series({"A": 128})
    >>> ratio_interval(*area, 24, 256, within_city=False).round(4)
        value   lower   upper
    A  1.3333  0.7347  2.4196
    """
    if kind not in get_args(Kind):
        raise ValueError(f'kind must be "share" or "rate"; got {kind!r}')
    areas, (a, n, b, m), w = _area_and_rest(
        numerator,
        denominator,
        city_numerator,
        city_denominator,
        within_city=within_city,
        share=kind == "share",
    )
    z = normal_z(confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = (a / n) / (b / m)
        odd = (a == 0) | (b == 0) | ((kind == "share") & (a == n) & (b == m))
        lower, upper = _katz(a, n, b, m, odd, kind, z)
        lower = np.where(a == 0, 0.0, lower)
        upper = np.where(b == 0, np.inf, upper)
        lower, upper = np.minimum(lower, value), np.maximum(upper, value)
        # R -> R / (wR + 1 - w); for R without end it ends at 1 / w
        ends = [r / (w * r + 1 - w) for r in (value, lower, upper)]
        ends = [
            np.where(np.isinf(r), 1 / w, end)
            for r, end in zip((value, lower, upper), ends, strict=True)
        ]
    table = pd.DataFrame(dict(zip(("value", "lower", "upper"), ends, strict=True)))
    table[np.isinf(table["value"]).to_numpy()] = np.nan
    table.loc[(a == 0) & (b == 0)] = np.nan
    table.loc[w >= 1] = np.nan
    table.loc[(w >= 1) & (a > 0), "value"] = 1.0
    return table.set_axis(areas)


def difference_of_estimates(
    estimate: pd.DataFrame, reference: pd.DataFrame
) -> pd.DataFrame:
    """Estimate minus reference where both have intervals of their own, such as
    standardised rates.

    With value e and limits l, u, and those of the reference e', l', u':
    e - e' - √((e - l)² + (u' - e')²) and e - e' + √((u - e)² + (e' - l')²).

    Parameters
    ----------
    estimate, reference : DataFrame of float, shape (n, 3), indexed by area_code
        value, lower, upper at one confidence; for one reference (the city) repeat it.
        They are taken as independent. A city that contains the area is not: the
        interval is then somewhat too wide, by about the area's part of the city.

    Returns
    -------
    DataFrame of float, shape (n, 3), same index: value, lower, upper
        In the unit of the estimates. NaN where a figure or a limit is missing.

    Raises
    ------
    ValueError
        Indexes differ.

    Source: Zou and Donner (2008), Stat Med 27: 1693-1702 (MOVER).

    >>> a = pd.DataFrame({"value": [5.0], "lower": [2.0], "upper": [9.0]})
    >>> b = pd.DataFrame({"value": [3.0], "lower": [0.0], "upper": [7.0]})
    >>> difference_of_estimates(a, b)
       value  lower  upper
    0    2.0   -3.0    7.0
    """
    (e, low, high), (f, under, over) = _both(estimate, reference)
    down = ((e - low) ** 2 + (over - f) ** 2) ** 0.5
    up = ((high - e) ** 2 + (f - under) ** 2) ** 0.5
    return pd.DataFrame({"value": e - f, "lower": e - f - down, "upper": e - f + up})


def ratio_of_estimates(estimate: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    """Estimate over reference where both have intervals of their own: the sum of
    `difference_of_estimates` with logarithms.

    Parameters
    ----------
    estimate, reference : as in `difference_of_estimates`, none below zero

    Returns
    -------
    DataFrame of float, shape (n, 3), same index: value, lower, upper
        A lower limit of 0 gives 0; a reference whose lower limit is 0 has no upper
        limit of the ratio (infinite). NaN where a reference is 0 or a figure missing.

    Raises
    ------
    ValueError
        Indexes differ; a figure or limit is below zero.

    Source: Zou and Donner (2008), Stat Med 27: 1693-1702, section 2.

    >>> a = pd.DataFrame({"value": [6.0], "lower": [3.0], "upper": [12.0]})
    >>> b = pd.DataFrame({"value": [3.0], "lower": [3.0], "upper": [3.0]})
    >>> ratio_of_estimates(a, b)
       value  lower  upper
    0    2.0    1.0    4.0
    """
    both = _both(estimate, reference)
    below = pd.concat([column < 0 for column in (*both[0], *both[1])], axis=1).any(
        axis=1
    )
    if below.any():
        bad = below.index[below].tolist()[:10]
        raise ValueError(f"a ratio needs figures not below zero; check areas {bad}")
    with np.errstate(divide="ignore", invalid="ignore"):
        (e, low, high), (f, under, over) = (
            tuple(np.log(column) for column in part) for part in both
        )
        down = np.sqrt((e - low) ** 2 + (over - f) ** 2)
        up = np.sqrt((high - e) ** 2 + (f - under) ** 2)
        value, zero = np.exp(e - f), np.isneginf(e)
        lower = np.exp(e - f - down).mask(zero, 0.0)
        # From 0 there is no logarithmic distance: the upper limits' own ratio holds.
        upper = np.exp(e - f + up).mask(zero, np.exp(high - under))
    table = pd.DataFrame({"value": value, "lower": lower, "upper": upper})
    table[~(both[1][0] > 0)] = np.nan
    return table


def _area_and_rest(
    numerator: Column,
    denominator: Column,
    city_numerator: Column,
    city_denominator: Column,
    *,
    within_city: bool,
    share: bool,
) -> tuple[pd.Index, tuple[np.ndarray, ...], np.ndarray]:
    """Areas; counts of the area and of what it is compared with; its part of both."""
    # Aligned before the checks: the city's single numbers then hold for every area.
    table = aligned(
        numerator=numerator,
        denominator=denominator,
        city_numerator=city_numerator,
        city_denominator=city_denominator,
    )
    area = checked_counts(table["numerator"], table["denominator"], share=share)
    city = checked_counts(
        table["city_numerator"], table["city_denominator"], share=share
    )
    a, n, x, m = (c[name].to_numpy() for c in (area, city) for name in c)
    if not within_city:
        return table.index, (a, n, x, m), np.zeros(len(table))
    slack = 1e-9 * m  # sums of fractions differ in the last bit
    b, rest = x - a, m - n
    _refuse(
        table.index[(b < -slack) | (rest < -slack)],
        "have more than the city they are part of; correct the counts or use "
        "within_city=False",
    )
    if share:
        _refuse(
            table.index[b > rest + slack],
            "leave a rest of the city whose part is larger than its whole; correct "
            "the counts",
        )
    none_left = rest <= slack
    rest = np.where(none_left, np.nan, rest)
    b = np.where(none_left, np.nan, np.maximum(b, 0))
    b = np.minimum(b, rest) if share else b
    return table.index, (a, n, b, rest), np.where(none_left, 1.0, n / m)


def _refuse(areas: pd.Index, problem: str) -> None:
    if len(areas):
        raise ValueError(f"areas {areas.tolist()[:10]} {problem}")


def _katz(
    a: np.ndarray,
    n: np.ndarray,
    b: np.ndarray,
    m: np.ndarray,
    odd: np.ndarray,
    kind: Kind,
    z: float,
) -> tuple[np.ndarray, np.ndarray]:
    add = np.where(odd, 0.5, 0.0)
    a, b = a + add, b + add
    if kind == "share":
        n, m = n + 2 * add, m + 2 * add
    variance = 1 / a + 1 / b
    if kind == "share":
        variance = variance - 1 / n - 1 / m
    ratio, reach = (a / n) / (b / m), z * np.sqrt(variance)
    return ratio * np.exp(-reach), ratio * np.exp(reach)


def _both(
    estimate: pd.DataFrame, reference: pd.DataFrame
) -> tuple[tuple[pd.Series, ...], tuple[pd.Series, ...]]:
    names = ("value", "lower", "upper")
    require_columns(estimate, *names)
    require_columns(reference, *names)
    table = aligned(
        **{f"estimate's {n}": estimate[n] for n in names},
        **{f"reference's {n}": reference[n] for n in names},
    )
    columns = [table[name] for name in table]
    return tuple(columns[:3]), tuple(columns[3:])
