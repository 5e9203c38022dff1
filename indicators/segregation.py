"""How unevenly a group lives over the districts: dissimilarity, isolation, exposure.

Pure: Series of counts in, numbers and a table out.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaln

__all__ = [
    "MEASURES",
    "dissimilarity",
    "expected_dissimilarity",
    "exposure",
    "isolation",
    "segregation_table",
]

MEASURES = {
    "dissimilarity": (
        "Share of the group that would have to move to another district for it to have "
        "the same share everywhere: 0 even, 1 wholly apart."
    ),
    "dissimilarity_corrected": (
        "Dissimilarity less what small districts add to it by chance (bootstrap)."
    ),
    "dissimilarity_systematic": (
        "Dissimilarity beyond that of a random spread of the same people: 0 as random, "
        "1 wholly apart, below 0 more even than random, -1 the same share everywhere."
    ),
    "isolation": (
        "Share of the group in the district of an average member of it, 0 to 1; where "
        "spread evenly it is the group's share of the city."
    ),
    "isolation_adjusted": (
        "Isolation beyond an even spread (eta squared): 0 even, 1 all apart."
    ),
    "exposure": (
        "Share of all others in the district of an average member of the group, 0 to "
        "1: 1 less isolation."
    ),
}
Array = npt.NDArray[np.float64]
_NAN = float("nan")


def dissimilarity(group: pd.Series, total: pd.Series) -> float:
    """Index of dissimilarity D of a group against all others.

    D = 1/2 sum |x_i / X - y_i / Y|, x the group's and y = total - x the others' counts.

    Parameters
    ----------
    group, total : Series of number, shape (n,), indexed by area_code
        Persons, 0 <= group <= total. NaN in either leaves the area out.

    Returns
    -------
    float
        0 (same share everywhere) to 1 (no area shared). NaN without any group member
        or any other. Small areas push it up by chance: see `segregation_table`.

    Raises
    ------
    ValueError
        Indexes differ; an area is there twice; a count is negative, infinite, or the
        group is larger than the total.

    Source: Duncan and Duncan, American Sociological Review 20 (1955) 210-217; Massey
    and Denton, Social Forces 67 (1988) 281-315.

    >>> dissimilarity(pd.Series([90, 10]), pd.Series([100, 100]))
    0.8
    """
    x, t = _counts(group, total)
    return float(_dissimilarity(x, t))


def isolation(group: pd.Series, total: pd.Series) -> float:
    """Isolation index xPx: the share of the group that its average member meets.

    xPx = sum (x_i / X) (x_i / t_i); parameters, NaN and refusals as `dissimilarity`.

    Returns
    -------
    float
        From the group's share of the city (even) to 1. NaN without a group member.

    Source: Lieberson (1981); Massey and Denton (1988).

    >>> round(isolation(pd.Series([90, 10]), pd.Series([100, 100])), 6)
    0.82
    """
    x, t = _counts(group, total)
    return float(_isolation(x, t))


def exposure(group: pd.Series, total: pd.Series) -> float:
    """Exposure (interaction) index xPy: the share of others its average member meets.

    xPy = sum (x_i / X) (y_i / t_i) = 1 - xPx, as group and others are everyone;
    parameters, NaN and refusals as `dissimilarity`.

    Source: Lieberson (1981); Massey and Denton (1988).

    >>> round(exposure(pd.Series([90, 10]), pd.Series([100, 100])), 6)
    0.18
    """
    x, t = _counts(group, total)
    return 1 - float(_isolation(x, t))


def expected_dissimilarity(group: pd.Series, total: pd.Series) -> float:
    """Mean D if the same people were spread over the areas at random.

    sum E|x_i - t_i P| / (2 T P (1 - P)), P the group's share, x_i hypergeometric: t_i
    drawn of the T people, X of whom are of the group. Exact, as the mean deviation
    telescopes: E|x - tP| = 2 v (T - X - t + v) / T * P(x = v) with v = floor(tP) + 1.

    Returns
    -------
    float
        0 to 1, the larger the smaller the areas; NaN as `dissimilarity`. Counts are
        rounded to whole persons.

    Source: Winship, Social Forces 55 (1977) 1058-1066; Carrington and Troske, J.
    Business and Economic Statistics 15 (1997) 402-409; De Moivre's mean deviation, for
    the hypergeometric. The `segregation` package (2.5) means to simulate it
    (ModifiedDissim), but seeds its draws alike: in one thread all are the same draw.

    >>> round(expected_dissimilarity(pd.Series([1, 1]), pd.Series([2, 2])), 6)
    0.333333
    """
    x, t = _counts(group, total)
    return _expected_dissimilarity(x, t)


def segregation_table(
    group: pd.Series,
    total: pd.Series,
    *,
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """All measures of a group's spread, each with a bootstrap interval.

    The group and the others are drawn anew over the areas (two multinomials with the
    observed shares, totals kept), as if the register were one outcome of where people
    might live. Chance makes each draw more uneven than what it is drawn from, so the
    interval is the basic one, turned round the value: [2 v - q_high, 2 v - q_low].
    dissimilarity_systematic is (D - D0) / (1 - D0), D0 that of a random spread, or
    (D - D0) / D0 below it. dissimilarity_corrected = 2 D - mean of the draws' D, with
    D's interval. Where D is no larger than a random spread gives, the lower end is 0.
    With few dozen people an area, D itself can lie above its interval: chance alone
    makes it that large. Simulated with areas of 140 to 18 000 people, 95 % held the
    truth in 92 of 100; with 20 to 60 people an area, D's in 82 to 95.

    Parameters
    ----------
    group, total : as `dissimilarity`; drawn as whole persons
    level : of the intervals, 0 to 1
    draws : at least 100
    seed : same seed, same intervals

    Returns
    -------
    DataFrame indexed by measure, the keys of `MEASURES` in their order
        value, lower, upper : shares; the ends are kept within what the measure can be,
        NaN where there is no group member or no other.
        sentence : what it means, from `MEASURES`.

    Raises
    ------
    ValueError
        As `dissimilarity`; level, or fewer than 100 draws.

    Source: Allen, Burgess, Davidson and Windmeijer, Econometrics Journal 18 (2015)
    40-66 (bias correction); Davison and Hinkley, Bootstrap Methods (1997), 5.2 (basic
    interval); Carrington and Troske (1997) (systematic); the adjusted isolation: Bell,
    Social Forces 32 (1954) 357-364.

    >>> people = pd.Series([1000, 1000])
    >>> segregation_table(pd.Series([900, 100]), people)["value"].round(3).tolist()
    [0.8, 0.8, 0.796, 0.82, 0.64, 0.18]
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; give a share between 0 and 1, like 0.95")
    if draws < 100:
        raise ValueError(f"{draws} draws are too few for an interval; give 100 or more")
    x, t = _counts(group, total)
    chance = _expected_dissimilarity(x, t)
    value = _measures(x, t, chance)
    tail = (1 - level) / 2
    as_chance = False
    if np.isnan(value).any():
        drawn = np.full((1, len(value)), _NAN)
    else:
        rng = np.random.default_rng(seed)
        some, others = (_drawn(count, draws, rng) for count in (x, t - x))
        drawn = _measures(some, some + others, chance)
        as_chance = value[0] <= _random_spread(x, t, draws, rng, 1 - tail)
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    table = pd.DataFrame(
        {"value": value, "lower": 2 * value - high, "upper": 2 * value - low},
        index=pd.Index(["dissimilarity", *_AFTER_D], name="measure"),
    )
    if as_chance:
        table.loc["dissimilarity", "lower"] = 0.0
        table.loc["dissimilarity_systematic", "lower"] = min(2 * value[1] - high[1], 0)
    corrected = table.loc["dissimilarity"].copy()
    corrected["value"] = 2 * value[0] - drawn[:, 0].mean()
    table.loc["dissimilarity_corrected"] = corrected
    table = table.clip(upper=1.0)
    may_be_negative = ["dissimilarity_systematic"]
    at_zero = table.index.difference(may_be_negative)
    table.loc[at_zero] = table.loc[at_zero].clip(lower=0.0)
    return table.loc[list(MEASURES)].assign(sentence=list(MEASURES.values()))


_AFTER_D = ["dissimilarity_systematic", "isolation", "isolation_adjusted", "exposure"]


def _drawn(count: Array, draws: int, rng: np.random.Generator) -> Array:
    """The same people spread anew by the observed shares, shape (draws, n)."""
    share = count / count.sum()
    return rng.multinomial(round(count.sum()), share, size=draws).astype("float64")


def _random_spread(
    x: Array, t: Array, draws: int, rng: np.random.Generator, quantile: float
) -> float:
    """A quantile of D where the group is spread over all people at random."""
    size = np.round(t).astype("int64")
    members = min(round(x.sum()), int(size.sum()))
    some = rng.multivariate_hypergeometric(size, members, draws, "marginals")
    d = _dissimilarity(some.astype("float64"), size.astype("float64"))
    return float(np.nanquantile(d, quantile))


def _measures(x: Array, t: Array, chance: float) -> Array:
    """D, systematic D, xPx, eta squared and xPy over the last axis."""
    d, xpx = _dissimilarity(x, t), _isolation(x, t)
    share = x.sum(axis=-1) / t.sum(axis=-1) if t.size else np.array(_NAN)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(d >= chance, 1 - chance, chance)  # up to wholly apart, or even
        systematic = np.where(reach > 0, (d - chance) / reach, _NAN)
        adjusted = np.where(share < 1, (xpx - share) / (1 - share), _NAN)
    return np.stack([d, systematic, xpx, adjusted, 1 - xpx], axis=-1)


def _dissimilarity(x: Array, t: Array) -> Array:
    y = t - x
    with np.errstate(divide="ignore", invalid="ignore"):
        some = x / x.sum(axis=-1, keepdims=True)
        others = y / y.sum(axis=-1, keepdims=True)
    return np.asarray(np.abs(some - others).sum(axis=-1) / 2 if t.size else _NAN)


def _isolation(x: Array, t: Array) -> Array:
    if not t.size:
        return np.asarray(_NAN)
    with np.errstate(divide="ignore", invalid="ignore"):
        meets = np.where(t > 0, x / t, 0.0)
        return np.asarray((x / x.sum(axis=-1, keepdims=True) * meets).sum(axis=-1))


def _expected_dissimilarity(x: Array, t: Array) -> float:
    size = np.round(t)
    everyone, members = size.sum(), np.round(x.sum())
    if not 0 < members < everyone:
        return _NAN
    share = members / everyone
    above = np.floor(size * share) + 1
    possible = above <= np.minimum(size, members)  # else nothing can deviate
    n, v = size[possible], above[possible]
    log_chance = (
        _log_choose(members, v)
        + _log_choose(everyone - members, n - v)
        - _log_choose(everyone, n)
    )
    deviation = 2 * v * (everyone - members - n + v) / everyone * np.exp(log_chance)
    return float(deviation.sum() / (2 * everyone * share * (1 - share)))


def _log_choose(n: Array | np.float64, k: Array) -> Array:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def _counts(group: pd.Series, total: pd.Series) -> tuple[Array, Array]:
    """The counts of areas where both are known, checked."""
    if group.index.has_duplicates or total.index.has_duplicates:
        raise ValueError("an area is there twice; keep one count an area")
    odd = group.index.symmetric_difference(total.index).tolist()
    if odd:
        raise ValueError(f"group and total must be of the same areas; check {odd}")
    x = group.astype("float64")
    t = total.reindex(group.index).astype("float64")
    known = x.notna() & t.notna()
    x, t = x[known], t[known]
    bad = x.index[(x < 0) | (x > t) | np.isinf(t)].tolist()
    if bad:
        raise ValueError(f"need 0 <= group <= total, finite; check areas {bad}")
    return np.asarray(x, dtype="float64"), np.asarray(t, dtype="float64")
