"""Which hidden counts of a table can be got back, and within what interval."""

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from indicators.disclosure.attack import determined, feasible_intervals
from indicators.disclosure.cells import Cells, Sum

__all__ = ["Attacker", "Finding"]


@dataclass(frozen=True)
class Finding:
    """lower, upper: the feasible interval; exact: the equations alone give the count;
    sums: those that its group of hidden counts stands in."""

    lower: float
    upper: float
    exact: bool
    sums: tuple[Sum, ...]


@dataclass
class Attacker:
    """Attacks one table; answers are kept by what is hidden, for the next question.

    thorough: bounds for a group of counts of which the equations give one away, too
    """

    cells: Cells
    thorough: bool = False
    _known: dict[tuple, dict[int, Finding]] = field(default_factory=dict)

    def findings(self, hidden: np.ndarray) -> dict[int, Finding]:
        """For each count that no shown row has, what the shown ones say of it.

        `hidden`: bool array (rows), the rows that are empty.
        """
        cells = self.cells
        shown = cells.shown(hidden)
        used = np.unique(cells.variable[hidden])
        secret = used[used >= 0]
        secret = secret[~shown[secret]]
        if not len(secret):
            return {}
        active = [s for s in cells.sums if self._believed(s, shown, hidden)]
        pairs = [
            (int(n), int(d))
            for n, d in cells.variable[hidden & cells.shares]
            if not shown[n] or not shown[d]
        ]
        wanted = set(secret.tolist())
        found: dict[int, Finding] = {}
        for group, sums, parts in _groups(secret, shown, active, pairs):
            key = (tuple(group), tuple(sums), tuple(parts))
            if key not in self._known:
                asked = [v for v in group if v in wanted]
                self._known[key] = self._attack(group, sums, parts, asked)
            found |= self._known[key]
        return {variable: found[variable] for variable in secret.tolist()}

    def gives_away(self, variable: int, hidden: np.ndarray) -> bool:
        """Whether the equations alone give a hidden count; only its group is read."""
        shown = self.cells.shown(hidden)
        group, sums, reached = [variable], [], {variable}
        for v in group:  # grows as it is read
            for s in self.cells.sums_of.get(v, ()):
                if s not in sums and self._believed(s, shown, hidden):
                    sums.append(s)
                    new = {u for u in s.terms if not shown[u]} - reached
                    group += sorted(new)
                    reached |= new
        matrix, _ = self._equations(group, sums)
        return bool(determined(matrix)[0])

    def _believed(self, s: Sum, shown: np.ndarray, hidden: np.ndarray) -> bool:
        """Whether a sum has something hidden and is not refuted by what is shown."""
        if s.shown_by >= 0 and hidden[s.shown_by]:
            return False
        parts = np.array(s.parts)
        if shown[s.total] and shown[parts].all():
            return False
        if not shown[s.total] or s.shown_by >= 0:
            return True
        rest = self.cells.value[s.total] - self.cells.value[parts[shown[parts]]].sum()
        return bool(rest >= -s.slack)

    def _attack(
        self,
        group: list[int],
        sums: list[Sum],
        pairs: list[tuple[int, int]],
        asked: list[int],
    ) -> dict[int, Finding]:
        matrix, right = self._equations(group, sums)
        exact = determined(matrix)
        targets = [group.index(v) for v in asked]
        bounds = np.full((len(asked), 2), np.nan)
        if self.thorough or not exact[targets].any():
            upper, lesser, limit = self._shares(group, pairs)
            bounds = feasible_intervals(
                matrix,
                right,
                targets=targets,
                at_most=lesser,
                limit=limit,
                upper=upper,
                slack=np.array([s.slack for s in sums]),
            )
        return {
            variable: Finding(low, high, bool(exact[i]), tuple(sums))
            for variable, i, (low, high) in zip(
                asked, targets, bounds.tolist(), strict=True
            )
        }

    def _equations(
        self, group: list[int], sums: list[Sum]
    ) -> tuple[np.ndarray, np.ndarray]:
        at = {variable: i for i, variable in enumerate(group)}
        matrix = np.zeros((len(sums), len(group)))
        right = np.zeros(len(sums))
        for row, s in enumerate(sums):
            terms = zip(s.terms, (-1.0, *s.factors), strict=True)
            for variable, factor in terms:
                if variable in at:
                    matrix[row, at[variable]] += factor
                else:
                    right[row] -= factor * self.cells.value[variable]
        # Rounding can leave a rest just under zero, which no count can be.
        below = (matrix >= 0).all(axis=1) & (right < 0)
        return matrix, np.where(below, 0.0, right)

    def _shares(
        self, group: list[int], pairs: list[tuple[int, int]]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """No part is larger than its whole: as upper bounds, and as inequalities."""
        at = {variable: i for i, variable in enumerate(group)}
        value = self.cells.value
        upper = np.full(len(group), np.inf)
        lesser, limit = [np.zeros((0, len(group)))], []
        for part, whole in pairs:
            if whole not in at:
                upper[at[part]] = min(upper[at[part]], value[whole])
                continue
            line = np.zeros((1, len(group)))
            line[0, at[whole]] = -1
            if part in at:
                line[0, at[part]] += 1
            lesser.append(line)
            limit.append(0.0 if part in at else -value[part])
        return upper, np.vstack(lesser), np.array(limit)


def _groups(
    secret: np.ndarray,
    shown: np.ndarray,
    sums: list[Sum],
    pairs: list[tuple[int, int]],
) -> list[tuple[list[int], list[Sum], list[tuple[int, int]]]]:
    """The hidden counts that hang together by a sum or as part and whole."""
    at = {int(v): i for i, v in enumerate(secret)}
    links = []
    of_sum = [[v for v in s.terms if not shown[v]] for s in sums]
    for inside in of_sum:
        for v in inside:
            at.setdefault(v, len(at))
        links += [(at[inside[0]], at[v]) for v in inside[1:]]
    links += [(at[n], at[d]) for n, d in pairs if n in at and d in at]
    first, second = np.array(links, dtype=int).reshape(-1, 2).T
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(len(at),) * 2)
    _, label = connected_components(graph, directed=False)
    groups: dict[int, tuple[list, list, list]] = {}
    for v, i in at.items():
        groups.setdefault(label[i], ([], [], []))[0].append(v)
    for s, inside in zip(sums, of_sum, strict=True):
        groups[label[at[inside[0]]]][1].append(s)
    for n, d in pairs:
        groups[label[at[n] if n in at else at[d]]][2].append((n, d))
    return list(groups.values())
