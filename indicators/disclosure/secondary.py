"""Secondary suppression: what more must be empty so that nothing can be got back."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import pandas as pd

from indicators.catalogue import Catalogue
from indicators.disclosure.cells import Cells, Sum, read_cells
from indicators.disclosure.exposure import Attacker, Finding
from indicators.disclosure.rules import primary_cells

__all__ = ["FIGURES", "suppress", "suppress_indexes"]

FIGURES = ("value", "numerator", "denominator", "lower", "upper")
_SECONDS = 3  # how many second figures are tried beside a first
_LEAST_WIDTH = 1.0  # a count within less than one person is known


def suppress(
    observations: pd.DataFrame, areas: pd.DataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """The observations with every figure emptied that few people stand behind.

    First the figures of `primary_cells`; then, again and again, the cheapest further
    figure of a sum in which an emptied count can be got back, until none can. All
    figures of a row are emptied together: a value of six decimals and its denominator
    give the numerator. What is taken to be known to a reader:

    - totals: a major area is the sum of its districts, the city that of its major
      areas, of its districts and of its postal areas. Totals of this project can be
      estimates and then are not exactly that sum; a total is taken for the sum unless
      the parts that are shown refute it, so such a one costs a figure or two without
      need. Areas that are not published take no part.
    - counts that stand in several rows (the residents under every share of them): a
      numerator is emptied in all of them. A denominator that another figure shows is
      no secret.
    - years: a change from the year before (`change_of` in the catalogue) with the count
      of one year gives that of the other.
    - no count is negative, no numerator of a share above its denominator.

    A figure that came suppressed is protected as well. The interval in which a reader
    can place an emptied numerator is at least `minimum_count` persons wide, at least
    one, wherever some figure can still be emptied for it.

    Parameters
    ----------
    observations : DataFrame
        The columns of data/observations.csv, and maybe others; `lower` and `upper` are
        emptied too. Rows in any order, each area, indicator and year once.
    areas : DataFrame indexed by area_code, with columns level and parent
    catalogue : Catalogue

    Returns
    -------
    DataFrame
        A copy with the same rows in the same order; emptied ones have status
        "suppressed". To suppress it again changes nothing.

    Raises
    ------
    ValueError
        An area, an indicator is unknown, or a row is there twice.

    Does not know of: categories that add up across indicators (children by age), counts
    of a source outside the table, figures without counts.

    Source: see the package. The choice is a heuristic, the fewest people first (as the
    hypercube and modular methods, not of least total loss as Fischetti and Salazar's).
    """
    table = observations.reset_index(drop=True)
    _refuse(table, areas)
    primary = primary_cells(table, catalogue) | table["status"].eq("suppressed")
    hidden = primary.to_numpy().copy()
    years: set[int] = set()
    while hidden.any():
        years |= _years(table, hidden, catalogue)
        cells = read_cells(table, areas, catalogue, years)
        places = cells.rows.index.to_numpy()
        hidden[places] = _protected(cells, hidden[places], catalogue)
        unchanged = table["value"][hidden].isna().all()
        table = _emptied(table, hidden)
        if unchanged:  # a reader of the emptied table finds nothing either
            break
    return table.set_axis(observations.index)


def suppress_indexes(
    indexes: pd.DataFrame, observations: pd.DataFrame, components: Sequence[str]
) -> pd.DataFrame:
    """The figures of an index, empty where a component of that year is suppressed.

    An index may take a component of a year near by; where the year's own is suppressed
    it is not shown all the same, so that nobody can doubt what it stands on.

    Parameters
    ----------
    indexes : DataFrame of one index, from `indicators.kota.index_observations`
    observations : DataFrame from `suppress`
    components : the indicators that the index is made of

    Returns
    -------
    DataFrame
        A copy; emptied rows have status component_missing and detail "missing=" and
        the components.
    """
    gone = observations[
        (observations["status"] == "suppressed")
        & observations["indicator"].isin(list(components))
    ]
    lacking = gone.groupby(["area_code", "year"])["indicator"].agg(",".join)
    at = pd.MultiIndex.from_frame(indexes[["area_code", "year"]])
    missing = pd.Series(lacking.reindex(at).to_numpy(), index=indexes.index)
    hide = missing.notna() & indexes["value"].notna()
    result = _emptied(indexes, hide.to_numpy(), "component_missing")
    return result.assign(
        detail=result["detail"].mask(hide, "missing=" + missing.astype("str"))
    )


def _refuse(table: pd.DataFrame, areas: pd.DataFrame) -> None:
    place = areas.index.get_indexer(pd.Index(table["area_code"]))
    if (place < 0).any():
        unknown = table["area_code"].iloc[int((place < 0).argmax())]
        raise ValueError(f"the area {unknown} is in no table of areas: add it")
    codes = pd.DataFrame(
        {"area": place, "key": pd.factorize(table["indicator"])[0]}
    ).assign(year=table["year"])
    twice = codes.duplicated()
    if twice.any():
        row = table[["area_code", "indicator", "year"]][twice].iloc[0]
        name = ", ".join(str(part) for part in row)
        raise ValueError(f"{name} is there twice: keep one of the rows")


def _emptied(
    table: pd.DataFrame, hidden: np.ndarray, status: str = "suppressed"
) -> pd.DataFrame:
    figures = [name for name in FIGURES if name in table]
    empty = {name: table[name].mask(hidden) for name in figures}
    return table.assign(**empty, status=table["status"].mask(hidden, status))


def _years(table: pd.DataFrame, hidden: np.ndarray, catalogue: Catalogue) -> set[int]:
    """The years with something hidden, and those that a change ties to them."""
    years = set(table["year"][hidden].tolist())
    changes = [entry.key for entry in catalogue.indicator if entry.change_of]
    rows = table["indicator"].isin(changes) & table["value"].notna()
    for year in sorted(set(table["year"][rows])):
        if year in years or year - 1 in years:
            years |= {year, year - 1}
    return years


def _protected(cells: Cells, hidden: np.ndarray, catalogue: Catalogue) -> np.ndarray:
    """The rows that must be empty so that no count of the hidden ones is found out."""
    attacker = Attacker(cells)
    goals = {e.key: max(_LEAST_WIDTH, e.minimum_count) for e in catalogue.indicator}
    goal = cells.rows["indicator"].map(goals).to_numpy(dtype="float64")
    hidden = _everywhere(cells, hidden)
    first = hidden
    while True:
        exposed = _exposed(cells, attacker, hidden, goal)
        more = _choices(cells, attacker, hidden, exposed)
        if not more.any():
            break
        hidden = _everywhere(cells, hidden | more)
    return _without_needless(cells, attacker, first, hidden, goal)


def _without_needless(
    cells: Cells,
    attacker: Attacker,
    first: np.ndarray,
    hidden: np.ndarray,
    goal: np.ndarray,
) -> np.ndarray:
    """Shows again what later choices made needless, the figure of most people first."""
    left = _exposed(cells, attacker, hidden, goal)
    extra = np.flatnonzero(hidden & ~first)
    for row in sorted(extra, key=lambda i: (-cells.people[i], i)):
        fewer = hidden.copy()
        fewer[row] = False
        if (_everywhere(cells, fewer) != fewer).any():
            continue
        if set(_exposed(cells, attacker, fewer, goal)) <= set(left):
            hidden = fewer
    return hidden


def _everywhere(cells: Cells, hidden: np.ndarray) -> np.ndarray:
    """With every row that shows the numerator of a hidden one."""
    while True:
        secret = cells.variable[hidden, 0]
        shows = np.isin(cells.variable, secret[secret >= 0]).any(axis=1)
        if not (shows & ~hidden).any():
            return hidden
        hidden = hidden | shows


def _exposed(
    cells: Cells, attacker: Attacker, hidden: np.ndarray, goal: np.ndarray
) -> dict[int, tuple[float, Finding]]:
    """Hidden counts that are known too well, with how much wider they should be."""
    shown = cells.shown(hidden)
    wanted = np.full(len(cells.value), _LEAST_WIDTH)
    for row in np.flatnonzero(hidden):
        part, whole = cells.variable[row]
        if part >= 0:
            wide = goal[row]
            if cells.shares[row] and shown[whole]:  # no wider than 0 to the whole
                wide = min(wide, cells.value[whole])
            wanted[part] = max(wanted[part], wide)
    found = {}
    for variable, finding in sorted(attacker.findings(hidden).items()):
        width = finding.upper - finding.lower
        if finding.exact or width < wanted[variable] * (1 - 1e-9):
            known = 0.0 if finding.exact else width
            found[variable] = float(wanted[variable] - known), finding
    return found


def _choices(
    cells: Cells,
    attacker: Attacker,
    hidden: np.ndarray,
    exposed: dict[int, tuple[float, Finding]],
) -> np.ndarray:
    """The rows to hide next: the cheapest for one exposed count of each group."""
    shown = cells.shown(hidden)
    more = np.zeros(len(hidden), dtype=bool)
    done: set[Sum] = set()
    sums = {v: _tightest(v, finding, shown) for v, (_, finding) in exposed.items()}
    order = sorted(
        exposed, key=lambda v: (sum(not shown[u] for u in sums[v][0].terms), v)
    )
    for variable in order:
        need, finding = exposed[variable]
        if not done & set(finding.sums):
            more |= _choice(cells, attacker, hidden, variable, need, sums[variable])
            done |= set(finding.sums)
    return more & ~hidden


def _choice(
    cells: Cells,
    attacker: Attacker,
    hidden: np.ndarray,
    variable: int,
    need: float,
    sums: list[Sum],
) -> np.ndarray:
    """The cheapest rows that keep the equations from giving the count away.

    One figure, else two (a major area and one of its districts, say), and the city's
    own only if nothing else helps. Where the equations do not give it away, the
    cheapest of its tightest sum.
    """
    shown = cells.shown(hidden)
    changes = [s.shown_by for s in sums if s.shown_by >= 0 and variable in s.terms]
    counts = [v for s in sums for v in _cheapest(cells, hidden, s, shown, need)]
    options = [_rows(hidden, [row]) for row in changes]
    options += [_rows(hidden, cells.rows_of[v]) for v in dict.fromkeys(counts)]
    if not options:
        return np.zeros(len(hidden), dtype=bool)
    city = cells.rows["level"].eq("city").to_numpy()
    parts = [rows for rows in options if not (rows & city).any()]
    if not attacker.gives_away(variable, hidden):
        return (parts or options)[0]
    pairs = (
        rows | _rows(hidden, cells.rows_of[v])
        for rows in parts
        for s in _sums_with(cells, rows)
        for v in _cheapest(cells, hidden | rows, s, shown, need)[:_SECONDS]
        if not city[cells.rows_of[v]].any()
    )
    for rows in chain(parts, pairs, options):  # the city's own figures last
        if not attacker.gives_away(variable, _everywhere(cells, hidden | rows)):
            return rows
    return options[0]


def _cheapest(
    cells: Cells, hidden: np.ndarray, s: Sum, shown: np.ndarray, need: float
) -> list[int]:
    """The shown counts of a sum, the one that is lost least first."""
    counts = [v for v in s.terms if shown[v]]
    return sorted(counts, key=lambda v: _cost(cells, hidden, v, need))


def _sums_with(cells: Cells, rows: np.ndarray) -> list[Sum]:
    """The sums in which the numerators of some rows stand."""
    found = [s for v in cells.variable[rows, 0] for s in cells.sums_of.get(v, ())]
    return list(dict.fromkeys(found))


def _rows(hidden: np.ndarray, rows: list[int]) -> np.ndarray:
    mask = np.zeros(len(hidden), dtype=bool)
    mask[rows] = True
    return mask


def _tightest(variable: int, finding: Finding, shown: np.ndarray) -> list[Sum]:
    """The sums of a group: those of the count first, with fewest hidden terms."""

    def key(s: Sum) -> tuple[bool, int, int]:
        return variable not in s.terms, sum(not shown[v] for v in s.terms), len(s.parts)

    return sorted(finding.sums, key=key)


def _cost(
    cells: Cells, hidden: np.ndarray, variable: int, need: float
) -> tuple[float, float, int]:
    """What is lost by hiding a count: first what it lacks to protect, then people."""
    rows = [row for row in cells.rows_of[variable] if not hidden[row]]
    short = max(0.0, need - float(cells.value[variable]))
    return short, float(cells.people[rows].sum()), variable
