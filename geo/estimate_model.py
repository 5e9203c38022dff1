"""The model behind estimates of small areas: pieces' shares from larger areas' counts.

A piece is where a source area (postal area) and a target area (district) share
residents. With n people in a piece, its share p and the target's covariates x:

    logit p = a + x b + u(target) + v(piece)          b ~ N(0, s²)   u, v ~ N(0, t² w)
    count of a source area = sum of n p over its pieces

with w = 1 + 500 / people of the target: the smaller an area, the further it may be from
what its covariates say.

The likelihood is that of the published sums, not of averages of the pieces: the fit is
free of the aggregation bias of a regression between the source areas. s holds the
coefficients back (ridge); t is how far a piece strays from what its covariates say,
which is also what makes the model's error. Both are unknown: all pairs of a grid take
part, each weighted by how well it predicts every source area from the others
(leave-one-out cross-validation).

Sources: Prasad and Rao (1990), The estimation of the mean squared error of small-area
estimators (area effects); Steel and Holt (1996), Analysing and adjusting aggregation
effects; Kyriakidis (2004), A geostatistical framework for area-to-point spatial
interpolation (sums kept); Rasmussen and Williams (2006), Gaussian processes for machine
learning, eq. 5.10-5.12 (leave-one-out in closed form); Geisser and Eddy (1979), A
predictive approach to model selection.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

__all__ = ["Fit", "Pieces", "fit_pieces"]

# Standard deviations on the logit scale: s, of a coefficient of a standardised
# covariate, and t, of what a piece strays.
_COEFFICIENT = np.geomspace(0.03, 1.5, 7)
_STRAY = np.geomspace(0.02, 1.5, 10)
_INTERCEPT = 10.0  # wide: nothing is said of the level before the counts speak
# Borders and dates of two divisions never quite fit: a published share is taken to
# tell of its pieces to within 5 percent of the odds.
_MISFIT = 0.05
# A target of this many people strays with twice the variance of a large one.
_SMALL = 500.0
_STEPS = 30
_NEAR = 1e-9
_STEP = 2.0  # a longer step on the logit scale can overshoot
_LEAST = 1e-4  # a weight under this share of the largest changes nothing
_EDGE = 30.0  # logits beyond this are 0 or 1


@dataclass(frozen=True)
class Pieces:
    """What the fit needs, by position.

    source, target : int, shape (p,), the source and target area of each piece
    people : shape (p,), above zero, the denominator that lies in each
    covariates : shape (p, c), standardised, 0 where missing
    missing : shape (p,), how many of the covariates are missing
    count : shape (k,), the numerator of each source area
    """

    source: np.ndarray
    target: np.ndarray
    people: np.ndarray
    covariates: np.ndarray
    missing: np.ndarray
    count: np.ndarray

    @property
    def whole(self) -> np.ndarray:
        """The denominator of each source area, shape (k,)."""
        return np.bincount(self.source, self.people, len(self.count))


@dataclass(frozen=True)
class Fit:
    """Logits of the pieces' shares before scaling, and their covariance.

    logits : shape (p,); covariance : shape (p, p)
    coefficient_spread, stray : the weighted means of s and t, on the logit scale
    """

    logits: np.ndarray
    covariance: np.ndarray
    coefficient_spread: float
    stray: float


@dataclass(frozen=True)
class _Prior:
    """Factors of the logits' prior covariance, s² L L' + t² (U U' + W²) + c².

    line : (p, c), L: covariates; of a target with m missing ones, each of which is one
        more thing, of unknown size, in which it differs, also √m in a column of its own
    unit : (p, targets), U: which target a piece lies in, times `stray`
    stray : (p,), the diagonal of W: how much more a piece of a small target strays
    """

    line: np.ndarray
    unit: np.ndarray
    stray: np.ndarray


@dataclass(frozen=True)
class _Linear:
    """The source areas' logits as linear in the pieces'.

    slope : (k, p); value : (k,), the logits at the pieces' present ones
    line, unit, own, flat : slope times the factors of the prior
    """

    slope: np.ndarray
    value: np.ndarray
    line: np.ndarray
    unit: np.ndarray
    own: np.ndarray
    flat: np.ndarray


@dataclass(frozen=True)
class _Solved:
    """The linear model at every pair (s, t) of the grid."""

    weight: np.ndarray  # (g,)
    alpha: np.ndarray  # (g, k), inverse @ target
    inverse: np.ndarray  # (g, k, k), of the covariance of the source areas' logits


def fit_pieces(pieces: Pieces) -> Fit:
    """Posterior mean and covariance of the logits of all pieces.

    The sums of shares are made linear at the present logits (Gauss-Newton) and the
    linear model is solved exactly, until the logits stay. The covariance holds the
    uncertainty of the coefficients, of the pieces' own strays and of s and t.

    >>> two = Pieces(
    ...     source=np.array([0, 1]),
    ...     target=np.array([0, 1]),
    ...     people=np.array([1000.0, 1000.0]),
    ...     covariates=np.array([[-1.0], [1.0]]),
    ...     missing=np.array([0, 0]),
    ...     count=np.array([200.0, 500.0]),
    ... )
    >>> expit(fit_pieces(two).logits).round(2).tolist()
    [0.2, 0.5]
    """
    whole = pieces.whole
    share = (pieces.count + 0.5) / (whole + 1)
    noise = 1 / (whole * share * (1 - share)) + _MISFIT**2
    prior = _prior(pieces)
    logits = logit(share)[pieces.source]
    for _ in range(_STEPS):
        linear = _linear(logits, pieces, prior)
        target = logit(share) - linear.value + linear.slope @ logits
        solved = _solve(target, noise, linear)
        change = _mean(solved, linear, prior) - logits
        logits = np.clip(logits + np.clip(change, -_STEP, _STEP), -_EDGE, _EDGE)
        if np.abs(change).max() < _NEAR:
            break
    s, t = _grid()
    return Fit(
        logits=logits,
        covariance=_covariance(solved, linear, prior),
        coefficient_spread=float(solved.weight @ s),
        stray=float(solved.weight @ t),
    )


def _grid() -> tuple[np.ndarray, np.ndarray]:
    s, t = np.meshgrid(_COEFFICIENT, _STRAY, indexing="ij")
    return s.ravel(), t.ravel()


def _prior(pieces: Pieces) -> _Prior:
    unit = (pieces.target[:, None] == np.arange(pieces.target.max() + 1)).astype(float)
    unknown = unit * np.sqrt(pieces.missing)[:, None]
    line = np.hstack([pieces.covariates, unknown[:, unknown.any(axis=0)]])
    size = np.bincount(pieces.target, pieces.people)[pieces.target]
    stray = np.sqrt(1 + _SMALL / size)
    return _Prior(line, unit * stray[:, None], stray)


def _linear(logits: np.ndarray, pieces: Pieces, prior: _Prior) -> _Linear:
    whole, share = pieces.whole, expit(logits)
    mean = np.bincount(pieces.source, pieces.people * share, len(whole)) / whole
    mean = np.clip(mean, expit(-_EDGE), expit(_EDGE))
    part = pieces.people * share * (1 - share)
    slope = np.zeros((len(whole), len(logits)))
    slope[pieces.source, np.arange(len(logits))] = (
        part / (whole * mean * (1 - mean))[pieces.source]
    )
    flat = _INTERCEPT * slope.sum(axis=1)
    line, unit, own = slope @ prior.line, slope @ prior.unit, slope * prior.stray
    return _Linear(slope, logit(mean), line, unit, own, flat)


def _solve(target: np.ndarray, noise: np.ndarray, linear: _Linear) -> _Solved:
    """Each pair of the grid: the linear Gaussian model and its weight."""
    s, t = _grid()
    stray = linear.unit @ linear.unit.T + linear.own @ linear.own.T
    total = (
        s[:, None, None] ** 2 * (linear.line @ linear.line.T)
        + t[:, None, None] ** 2 * stray
        + (np.outer(linear.flat, linear.flat) + np.diag(noise))
    )
    inverse = np.linalg.inv(total)
    alpha = inverse @ target
    precision = np.diagonal(inverse, axis1=1, axis2=2)
    return _Solved(_predictive_weights(alpha, precision), alpha, inverse)


def _predictive_weights(alpha: np.ndarray, precision: np.ndarray) -> np.ndarray:
    """Weights from the density of each source area as predicted from all the others.

    Left out, area i has mean y_i - alpha_i / precision_i and variance 1 / precision_i.
    """
    density = 0.5 * (np.log(precision) - alpha**2 / precision).sum(axis=1)
    weight = np.exp(density - density.max())
    weight[weight < _LEAST] = 0
    return weight / weight.sum()


def _mean(solved: _Solved, linear: _Linear, prior: _Prior) -> np.ndarray:
    """The logits of the pieces, averaged over the grid."""
    s, t = _grid()
    by_line = (solved.weight * s**2) @ solved.alpha
    by_stray = (solved.weight * t**2) @ solved.alpha
    return (
        prior.line @ (linear.line.T @ by_line)
        + prior.unit @ (linear.unit.T @ by_stray)
        + prior.stray * (linear.own.T @ by_stray)
        + _INTERCEPT * (linear.flat @ (solved.weight @ solved.alpha))
    )


def _covariance(solved: _Solved, linear: _Linear, prior: _Prior) -> np.ndarray:
    """Of the logits: within each pair of the grid, and between the pairs.

    With C = s² A + t² B + c² 1 the covariance of pieces and source areas, the law of
    total variance is mean(prior - C S⁻¹ C' + C α α' C') - mean mean'; it is added up
    over the grid for each two of A, B and 1 before the large matrices are multiplied.
    """
    mean = _mean(solved, linear, prior)
    s, t = _grid()
    sizes = (s**2, t**2, np.ones_like(s))
    parts = (
        prior.line @ linear.line.T,
        prior.unit @ linear.unit.T + prior.stray[:, None] * linear.own.T,
        np.tile(_INTERCEPT * linear.flat, (len(mean), 1)),
    )
    outer = solved.alpha[:, :, None] * solved.alpha[:, None, :]
    result = (solved.weight @ sizes[0]) * (prior.line @ prior.line.T)
    result += (solved.weight @ sizes[1]) * (prior.unit @ prior.unit.T)
    result += (solved.weight @ sizes[1]) * np.diag(prior.stray**2) + _INTERCEPT**2
    for size, part in zip(sizes, parts, strict=True):
        for other_size, other in zip(sizes, parts, strict=True):
            weight = solved.weight * size * other_size
            inner = np.tensordot(weight, outer - solved.inverse, axes=1)
            result += part @ inner @ other.T
    return result - np.outer(mean, mean)
