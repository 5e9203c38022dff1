"""The attacker: what the equations and the bounds give away of a hidden count.

Two attacks. Row space: a hidden count is known exactly if its unit vector is a linear
combination of the equations, that is if it is constant on their null space. Linear
programmes: the least and the greatest that it can be when no count is negative and no
part is larger than its whole, the feasibility interval.
"""

from collections.abc import Collection

import numpy as np
from scipy.optimize import linprog

__all__ = ["determined", "feasible_intervals"]

_ZERO = 1e-7


def determined(equations: np.ndarray) -> np.ndarray:
    """Which unknowns have one value only in equations × x = anything.

    Parameters
    ----------
    equations : array of float, shape (equations, unknowns)

    Returns
    -------
    array of bool, shape (unknowns,)

    >>> determined(np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 2.0]])).tolist()
    [False, False, True]
    """
    if equations.size == 0:
        return np.zeros(equations.shape[1], dtype=bool)
    _, size, directions = np.linalg.svd(equations, full_matrices=True)
    rank = int((size > _ZERO * max(equations.shape) * size.max(initial=1e-300)).sum())
    # x_j is determined if e_j has no part in the null space.
    return (directions[rank:] ** 2).sum(axis=0) < _ZERO


def feasible_intervals(
    equations: np.ndarray,
    total: np.ndarray,
    *,
    targets: Collection[int],
    at_most: np.ndarray | None = None,
    limit: np.ndarray | None = None,
    upper: np.ndarray | None = None,
    slack: np.ndarray | None = None,
) -> np.ndarray:
    """Least and greatest x_j with equations × x = total and x not negative.

    Parameters
    ----------
    equations : array, shape (m, n); total : array, shape (m,)
    targets : the unknowns j to bound
    at_most, limit : arrays, shapes (k, n) and (k,): at_most × x <= limit as well
    upper : array, shape (n,), the greatest that each may be; infinite where unbounded
    slack : array, shape (m,): how far a total may be off by rounding; tried only where
        no x fits the totals exactly

    Returns
    -------
    array of float, shape (targets, 2)
        NaN where no x fits: the totals are no sums of these parts.

    Source: Fischetti and Salazar (2001), the attacker's problems; Hundepool et al.
    (2012), section 4.3.

    >>> both = np.array([[1.0, 1.0]])
    >>> feasible_intervals(both, np.array([7.0]), targets=[0]).tolist()
    [[0.0, 7.0]]
    """
    size = equations.shape[1]
    top = np.full(size, np.inf) if upper is None else upper
    bounds = np.column_stack([np.zeros(size), np.maximum(top, 0)])
    extra = np.zeros((0, size)) if at_most is None else at_most
    right = np.zeros(0) if limit is None else limit
    result = _bounded(targets, bounds, equations, total, extra, right)
    if result is None and slack is not None:
        loose = np.vstack([extra, equations, -equations])
        sides = np.concatenate([right, total + slack, slack - total])
        result = _bounded(targets, bounds, None, None, loose, sides)
    return np.full((len(targets), 2), np.nan) if result is None else result


def _bounded(
    targets: Collection[int],
    bounds: np.ndarray,
    equations: np.ndarray | None,
    total: np.ndarray | None,
    at_most: np.ndarray,
    limit: np.ndarray,
) -> np.ndarray | None:
    """The interval of each target; None where no x fits."""
    if not len(bounds):
        return np.empty((0, 2))
    result = np.empty((len(targets), 2))
    for place, j in enumerate(targets):
        for end, sign in ((0, 1.0), (1, -1.0)):
            goal = np.zeros(len(bounds))
            goal[j] = sign
            found = linprog(
                goal,
                A_ub=at_most if len(limit) else None,
                b_ub=limit if len(limit) else None,
                A_eq=equations,
                b_eq=total,
                bounds=bounds,
                method="highs",
            )
            if found.status == 2:
                return None
            result[place, end] = sign * found.fun if found.status == 0 else np.inf
    return result
