"""The model behind the estimates, beside plain ways to the same answer."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import multivariate_normal, norm

from geo import estimate_model
from geo.estimate_model import Pieces, fit_pieces


def pieces(rng, sources=9, targets=14, missing=False):
    """Every target in one or two source areas."""
    source = np.concatenate([np.arange(targets) % sources, rng.integers(0, sources, 6)])
    target = np.concatenate([np.arange(targets), np.arange(6)])
    x = rng.normal(size=(targets, 2))
    none = np.zeros(targets, int)
    if missing:
        x[3, 1], none[3] = 0, 1
    people = rng.uniform(200, 3_000, len(source))
    share = expit(-1 + 0.5 * x[:, 0] + 0.2 * rng.normal(size=targets))
    count = np.bincount(source, people * share[target])
    return Pieces(source, target, people, x[target], none[target], count)


def one_pair(monkeypatch, s, t):
    monkeypatch.setattr(estimate_model, "_COEFFICIENT", np.array([s]))
    monkeypatch.setattr(estimate_model, "_STRAY", np.array([t]))


def plain_prior(given, s, t):
    """s² (x x' + missing) + t² (1 + 500 / people of the target) (same + I) + 10²."""
    size = np.bincount(given.target, given.people)[given.target]
    same = (given.target[:, None] == given.target[None, :]).astype(float)
    lines = given.covariates @ given.covariates.T + same * given.missing[:, None]
    strays = (same + np.eye(len(same))) * np.sqrt(
        np.outer(1 + 500 / size, 1 + 500 / size)
    )
    return s**2 * lines + t**2 * strays + 100


@pytest.mark.parametrize("missing", [False, True])
def test_the_logits_are_where_the_posterior_is_highest(monkeypatch, missing):
    # one pair (s, t): minimise the penalised misfit of the sums by a general optimiser
    given = pieces(np.random.default_rng(3), missing=missing)
    one_pair(monkeypatch, 0.4, 0.3)
    share = (given.count + 0.5) / (given.whole + 1)
    noise = 1 / (given.whole * share * (1 - share)) + 0.05**2
    root = np.linalg.cholesky(plain_prior(given, 0.4, 0.3))

    def misfit(free):
        sums = np.bincount(given.source, given.people * expit(root @ free))
        off = logit(share) - logit(sums / given.whole)
        return (off**2 / noise).sum() + free @ free

    best = minimize(misfit, np.zeros(len(root)), method="BFGS", options={"gtol": 1e-7})
    found = fit_pieces(given)
    # Gauss-Newton leaves out how the slope itself changes: equal to a hundredth
    assert found.logits == pytest.approx(root @ best.x, abs=0.01)
    assert (found.coefficient_spread, found.stray) == (0.4, 0.3)


def test_the_covariance_is_that_of_conditioning(monkeypatch):
    given = pieces(np.random.default_rng(5), missing=True)
    one_pair(monkeypatch, 0.4, 0.3)
    found = fit_pieces(given)
    share = (given.count + 0.5) / (given.whole + 1)
    noise = 1 / (given.whole * share * (1 - share)) + 0.05**2
    at = expit(found.logits)
    mean = np.bincount(given.source, given.people * at) / given.whole
    slope = np.zeros((len(mean), len(at)))
    for i, s in enumerate(given.source):
        move = given.people[i] * at[i] * (1 - at[i])
        slope[s, i] = move / (given.whole[s] * mean[s] * (1 - mean[s]))
    before = plain_prior(given, 0.4, 0.3)
    information = np.linalg.inv(before) + slope.T @ np.diag(1 / noise) @ slope
    assert found.covariance == pytest.approx(np.linalg.inv(information), abs=1e-6)


def test_the_grid_is_averaged_by_total_variance(monkeypatch):
    # mean and covariance over two pairs from those of each, with the weight found;
    # each alone is made linear at logits of its own, so equal to about a hundredth
    given = pieces(np.random.default_rng(7))
    one_pair(monkeypatch, 0.4, 0.2)
    monkeypatch.setattr(estimate_model, "_STRAY", np.array([0.2, 0.3]))
    found = fit_pieces(given)
    heavy = (found.stray - 0.2) / 0.1  # stray = 0.2 (1 - w) + 0.3 w
    assert 0.03 < heavy < 0.97
    parts = []
    for t in (0.2, 0.3):
        monkeypatch.setattr(estimate_model, "_STRAY", np.array([t]))
        parts.append(fit_pieces(given))
    logits = (1 - heavy) * parts[0].logits + heavy * parts[1].logits
    assert found.logits == pytest.approx(logits, abs=0.02)
    within = (1 - heavy) * parts[0].covariance + heavy * parts[1].covariance
    apart = parts[1].logits - parts[0].logits
    between = heavy * (1 - heavy) * np.outer(apart, apart)
    assert found.covariance == pytest.approx(within + between, abs=0.005)


def test_leave_one_out_in_closed_form_is_leaving_one_out():
    # Rasmussen and Williams eq. 5.10-5.12 against conditioning a normal on the others
    rng = np.random.default_rng(11)
    targets = rng.normal(size=6)
    total = []
    for _ in range(3):
        root = rng.normal(size=(6, 6))
        total.append(root @ root.T + np.eye(6))
    density = []
    for cov in total:
        terms = 0.0
        for i in range(6):
            rest = np.delete(np.arange(6), i)
            both = multivariate_normal(cov=cov).logpdf(targets)
            others = multivariate_normal(cov=cov[np.ix_(rest, rest)]).logpdf(
                targets[rest]
            )
            terms += both - others
        density.append(terms)
    expected = np.exp(density - np.max(density))
    inverse = np.linalg.inv(np.array(total))
    found = estimate_model._predictive_weights(
        inverse @ targets, np.diagonal(inverse, axis1=1, axis2=2)
    )
    assert found == pytest.approx(expected / expected.sum(), rel=1e-9)
    assert norm.ppf(0.975) == pytest.approx(1.959964, abs=1e-6)  # as in the intervals


def test_the_stray_that_made_the_city_is_found():
    # 60 source areas of one piece each, coefficient 0.5, stray sqrt(2) × 0.2
    rng = np.random.default_rng(13)
    x = rng.normal(size=60)
    people = np.full(60, 20_000.0)
    share = expit(-1 + 0.5 * x + 0.2 * np.sqrt(2) * rng.normal(size=60))
    number = np.arange(60)
    given = Pieces(
        number, number, people, x[:, None], np.zeros(60, int), people * share
    )
    assert fit_pieces(given).stray == pytest.approx(0.2, abs=0.05)
