"""Funnel plots: how far from the whole an area of its size may lie by chance alone.

A rank invites to read chance as merit. A funnel does not: the smaller the area, the
wider the limits around the common value.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import bdtrik, betainc, gammaincc, pdtrik

from indicators.counts import (
    Column,
    checked_counts,
    checked_multiplier,
    normal_z,
)

__all__ = [
    "BANDS",
    "LIMITS",
    "Dispersion",
    "dispersion",
    "funnel_curve",
    "funnel_limits",
]

Kind = Literal["share", "rate"]
Method = Literal["exact", "phe"]
Allowance = Literal["none", "multiplicative", "additive"]
BANDS = ("low 99.8", "low 95", "inside", "high 95", "high 99.8", "not compared")
LIMITS = {"lower_998": 0.001, "lower_95": 0.025, "upper_95": 0.975, "upper_998": 0.999}


@dataclass(frozen=True, kw_only=True)
class Dispersion:
    """How much more areas differ than chance explains.

    phi : mean of the squared (winsorised) z-scores; 1 where only chance is at work
    tau2 : variance between areas beyond chance, in squared units of the share or rate
    areas : how many areas it is estimated from
    """

    phi: float
    tau2: float
    areas: int


def funnel_limits(
    numerator: Column,
    denominator: Column,
    *,
    kind: Kind = "share",
    target: float | None = None,
    method: Method = "exact",
    overdispersion: Allowance = "none",
    multiplier: float = 1,
) -> pd.DataFrame:
    """Each area's value, the 95 and 99.8 % limits for its size, and its band.

    exact : y = (r - a) / n with r the smallest whole number whose distribution function
        F(r) (binomial, for a rate Poisson) is at least p, and
        a = (F(r) - p) / (F(r) - F(r - 1)). Source: Spiegelhalter (2005), Stat Med 24:
        1185-1202, appendix A.1.1. Being interpolated, the upper limits lie up to one
        event below those of an exact test.
    phe : as PHEindicatormethods: for a share t ± z √(t (1 - t) / n), the values whose
        Wilson interval just reaches the target t; for a rate the counts whose exact
        Poisson interval just reaches t n.
    overdispersion "multiplicative" : t ± z s √phi; "additive" : t ± z √(s² + tau2),
        s the standard deviation by chance and phi, tau2 by `dispersion`; both replace
        `method`. phi below 1 counts as 1. Source: Spiegelhalter (2005), section 4.

    Parameters
    ----------
    numerator, denominator : Series of number, shape (n,), indexed by area_code
        Counts. For ratios, observed and expected with kind "rate" and target 1. An
        exact share takes the denominator as the nearest whole number, at least 1.
    kind : "share" (part of a whole) or "rate" (events, which may exceed it)
    target : the value around which the funnel lies, not times `multiplier`
        By default Σ numerator / Σ denominator of the areas with both.
    multiplier : 1, or 100 for percent

    Returns
    -------
    DataFrame, shape (n, 9), same index
        value, denominator, target, lower_998, lower_95, upper_95, upper_998, z, band.
        Values and limits times `multiplier`; a share's limits within 0 and 1, a rate's
        not below 0. z = (value - target) / s, without overdispersion; NaN for s = 0.
        band is one of `BANDS`; a value on a limit is inside it; "not compared" where a
        count is missing.

    Raises
    ------
    ValueError
        As in `proportion_interval`; an unknown kind, method or overdispersion; a
        target outside 0 to 1 (share) or below 0 (rate).

    >>> cases = pd.Series({"A": 20, "B": 10, "C": 30})
    >>> people = pd.Series({"A": 100, "B": 100, "C": 100})
    >>> table = funnel_limits(cases, people, multiplier=100)
    >>> table[["value", "lower_95", "upper_95", "band"]].round(2)
       value  lower_95  upper_95     band
    A   20.0     11.97     27.65   inside
    B   10.0     11.97     27.65   low 95
    C   30.0     11.97     27.65  high 95
    """
    _check_choice(kind, method, overdispersion)
    scale = checked_multiplier(multiplier)
    counts = checked_counts(numerator, denominator, share=kind == "share")
    whole = counts.dropna().sum()
    if target is None:
        target = whole["numerator"] / (whole["denominator"] or np.nan)
    else:
        _check_target(target, kind)
    n = counts["denominator"].where(counts["numerator"].notna())
    value = counts["numerator"] / n
    deviation = _deviation(n, target, kind)
    z = (value - target) / deviation.where(deviation > 0)
    spread = None
    if overdispersion != "none":
        spread = _dispersion(z, deviation, 0.1)
    limits = _limits(n.to_numpy(), target, kind, method, overdispersion, spread)
    table = pd.DataFrame({"value": value, "denominator": n, "target": target})
    table = table.assign(**limits, z=z)
    band = _band(table)
    scaled = ["value", "target", *LIMITS]
    table[scaled] *= scale
    return table.assign(denominator=counts["denominator"], band=band)


def funnel_curve(
    target: float,
    smallest: float,
    largest: float,
    *,
    kind: Kind = "share",
    method: Method = "exact",
    overdispersion: Allowance = "none",
    spread: Dispersion | None = None,
    points: int = 100,
    multiplier: float = 1,
) -> pd.DataFrame:
    """The limits to draw, for sizes from the smallest area's to the largest's.

    Parameters
    ----------
    target, kind, method, overdispersion, multiplier : as in `funnel_limits`
    smallest, largest : denominators, above zero
    spread : by `dispersion`, if overdispersion is not "none"
    points : how many sizes, in equal ratios; two that round to one whole number of
        people are drawn once (an exact share)

    Returns
    -------
    DataFrame of float, shape (at most points, 6)
        denominator, target, lower_998, lower_95, upper_95, upper_998.

    Raises
    ------
    ValueError
        Sizes are not above zero or fall; an unknown choice; no `spread` to allow for.

    >>> funnel_curve(0.2, 100, 400, method="phe", points=2).round(4)
       denominator  target  lower_998  lower_95  upper_95  upper_998
    0        100.0     0.2     0.0764    0.1216    0.2784     0.3236
    1        400.0     0.2     0.1382    0.1608    0.2392     0.2618
    """
    _check_choice(kind, method, overdispersion)
    if not 0 < smallest <= largest < np.inf or points < 1:
        raise ValueError(
            f"sizes must be above zero and rise, with at least one point; got "
            f"{smallest!r} to {largest!r} and {points!r} points"
        )
    if overdispersion != "none" and spread is None:
        raise ValueError("overdispersion needs spread; give what dispersion() returns")
    _check_target(target, kind)
    scale = checked_multiplier(multiplier)
    sizes = np.geomspace(smallest, largest, points)
    if kind == "share" and method == "exact" and overdispersion == "none":
        sizes = np.unique(np.maximum(np.rint(sizes), 1))
    limits = _limits(sizes, target, kind, method, overdispersion, spread)
    table = pd.DataFrame({"denominator": sizes, "target": target, **limits})
    table[["target", *LIMITS]] *= scale
    return table


def dispersion(
    numerator: Column,
    denominator: Column,
    *,
    kind: Kind = "share",
    target: float | None = None,
    winsorise: float = 0.1,
) -> Dispersion:
    """How much more the areas differ than chance explains.

    phi = Σ z² / I with the outer `winsorise` part of the z-scores at each end pulled in
    to that quantile, and tau2 = (I phi - (I - 1)) / (Σ w - Σ w² / Σ w), w = 1/s², or 0
    where that is negative.

    Parameters
    ----------
    numerator, denominator, kind, target : as in `funnel_limits`
    winsorise : from 0 (every z-score as it is) to below 0.5

    Returns
    -------
    Dispersion
        NaN, NaN and 0 areas where no z-score exists; tau2 NaN with fewer than two.

    Raises
    ------
    ValueError
        As in `funnel_limits`; winsorise out of its range.

    Source: Spiegelhalter (2005), Stat Med 24: 1185-1202, appendix A.3; DerSimonian and
    Laird (1986), Controlled Clinical Trials 7: 177-188.

    >>> people = pd.Series({"A": 100, "B": 100})
    >>> round(dispersion(pd.Series({"A": 40, "B": 60}), people, winsorise=0).phi, 6)
    4.0
    """
    if not 0 <= winsorise < 0.5:
        raise ValueError(f"winsorise must lie from 0 to below 0.5; got {winsorise!r}")
    table = funnel_limits(numerator, denominator, kind=kind, target=target)
    n = table["denominator"].where(table["value"].notna())
    centre = float(table["target"].iloc[0]) if len(table) else np.nan
    return _dispersion(table["z"], _deviation(n, centre, kind), winsorise)


def _dispersion(z: pd.Series, deviation: pd.Series, winsorise: float) -> Dispersion:
    known = z.dropna()
    areas = len(known)
    if not areas:
        return Dispersion(phi=np.nan, tau2=np.nan, areas=0)
    ends = (float(known.quantile(q)) for q in (winsorise, 1 - winsorise))
    pulled = known.clip(*ends)
    phi = float((pulled**2).mean())
    if areas < 2:
        return Dispersion(phi=phi, tau2=np.nan, areas=areas)
    weight = 1 / deviation[known.index] ** 2
    spare = weight.sum() - (weight**2).sum() / weight.sum()
    tau2 = max(0.0, float((areas * phi - (areas - 1)) / spare))
    return Dispersion(phi=phi, tau2=tau2, areas=areas)


def _deviation(n: pd.Series, target: float, kind: Kind) -> pd.Series:
    variance = target * (1 - target) if kind == "share" else target
    return (variance / n) ** 0.5


def _limits(
    n: np.ndarray,
    target: float,
    kind: Kind,
    method: Method,
    overdispersion: Allowance,
    spread: Dispersion | None,
) -> dict[str, np.ndarray]:
    top = 1.0 if kind == "share" else np.inf
    ends = {}
    for name, p in LIMITS.items():
        z = np.sign(p - 0.5) * normal_z(abs(2 * p - 1))
        if spread is not None:
            s = _deviation(pd.Series(n), target, kind).to_numpy()
            if overdispersion == "additive":
                s = np.sqrt(s**2 + np.nan_to_num(spread.tau2))
            else:
                s = s * np.sqrt(np.fmax(spread.phi, 1))
            end = target + z * s
        elif method == "exact":
            end = _exact_limit(n, target, p, kind)
        elif kind == "share":
            end = target + z * np.sqrt(target * (1 - target) / n)
        else:
            end = _inverted_limit(n, target, p)
        ends[name] = np.where(np.isnan(n), np.nan, np.clip(end, 0, top))
    return ends


def _exact_limit(n: np.ndarray, target: float, p: float, kind: Kind) -> np.ndarray:
    if np.isnan(target) or target == 0 or (kind == "share" and target == 1):
        return np.full(n.shape, target)
    size = np.maximum(np.rint(n), 1) if kind == "share" else n

    def cumulative(k: np.ndarray) -> np.ndarray:
        inside = np.maximum(k, 0)
        if kind == "share":
            left = np.maximum(size - inside, 1e-300)
            f = np.where(inside >= size, 1.0, 1 - betainc(inside + 1, left, target))
        else:
            f = gammaincc(inside + 1, size * target)
        return np.where(k < 0, 0.0, f)

    if kind == "share":
        start = bdtrik(np.full(n.shape, p), size, target)
    else:
        start = pdtrik(np.full(n.shape, p), size * target)
    r = np.maximum(np.ceil(np.nan_to_num(start)), 0)
    r = np.where(cumulative(r) < p, r + 1, r)
    r = np.where((r > 0) & (cumulative(r - 1) >= p), r - 1, r)
    here, before = cumulative(r), cumulative(r - 1)
    limit = (r - (here - p) / (here - before)) / size
    # All of them is the end of the scale, as none is: no limit within the last event.
    return np.where((r >= size) & (kind == "share"), 1.0, limit)


def _inverted_limit(n: np.ndarray, target: float, p: float) -> np.ndarray:
    """Rates whose own exact Poisson interval just reaches the target."""
    expected = n * target
    if p < 0.5:  # the interval's upper end: P(X <= x) = p
        return np.nan_to_num(pdtrik(np.full(n.shape, p), expected)) / n
    # its lower end: P(X >= x) = 1 - p, that is P(X <= x - 1) = p
    return np.where(expected > 0, pdtrik(np.full(n.shape, p), expected) + 1, 0) / n


def _band(table: pd.DataFrame) -> pd.Series:
    value = table["value"]
    # Rounding of the last bit must not put a value that is on a limit outside it.
    slack = 1e-12 * np.maximum(value.abs(), 1e-300)
    conditions = [
        value < table["lower_998"] - slack,
        value < table["lower_95"] - slack,
        value > table["upper_998"] + slack,
        value > table["upper_95"] + slack,
        value.notna() & table["lower_95"].notna(),
    ]
    names = ["low 99.8", "low 95", "high 99.8", "high 95", "inside"]
    band = np.select(conditions, names, default="not compared")
    return pd.Series(band, index=table.index, dtype="str")


def _check_target(target: float, kind: Kind) -> None:
    top = 1 if kind == "share" else np.finfo("float64").max
    if not 0 <= target <= top:
        raise ValueError(
            "target must lie between 0 and 1 for a share and not below 0 for a rate; "
            f"got {target!r}"
        )


def _check_choice(kind: str, method: str, overdispersion: str) -> None:
    for name, given, known in (
        ("kind", kind, get_args(Kind)),
        ("method", method, get_args(Method)),
        ("overdispersion", overdispersion, get_args(Allowance)),
    ):
        if given not in known:
            raise ValueError(f"{name} must be one of {', '.join(known)}; got {given!r}")
