"""The counts behind the figures as one system: what is shown, and what adds up.

A row has up to two counts, numerator and denominator. The same count may stand in many
rows (the residents under each share of residents): it is one variable, known as soon as
one row shows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from indicators.catalogue import Catalogue

__all__ = ["Cells", "Sum", "read_cells"]

QUANTITIES = ("numerator", "denominator")
_LEVELS_OF_CITY = ("major_area", "district", "postal_area")
_COUNT = "a count of people"
_SAME = 0.002  # two counts rounded to three decimals
# A total may differ from its parts by half a person each, from rounding.
_ROUNDING = 0.5


@dataclass(frozen=True)
class Sum:
    """total = sum of factor × part, taken for true until what is shown refutes it.

    shown_by: a row that must be shown for it to be known, a change's; -1 = always known
    """

    total: int
    parts: tuple[int, ...]
    factors: tuple[float, ...]
    shown_by: int = -1

    @property
    def terms(self) -> tuple[int, ...]:
        return (self.total, *self.parts)

    @property
    def slack(self) -> float:
        return _ROUNDING * (len(self.parts) + 1)


@dataclass(frozen=True)
class Cells:
    """rows: DataFrame of the observations concerned, by indicator, year and area.

    variable: int array (rows, 2), the variable of each row's numerator and denominator,
    -1 = none. value: float array (variables), NaN = not in the table. shares: bool
    array (rows), where the numerator is part of the denominator. emptied: bool array
    (rows), suppressed in the table already. sums: what adds up.
    """

    rows: pd.DataFrame
    variable: np.ndarray
    value: np.ndarray
    shares: np.ndarray
    emptied: np.ndarray
    sums: tuple[Sum, ...]

    def shown(self, hidden: np.ndarray) -> np.ndarray:
        """Which variables some row shows when the rows of `hidden` (bool) are empty."""
        shown = np.zeros(len(self.value), dtype=bool)
        numbers = self.rows[list(QUANTITIES)].notna().to_numpy() & ~hidden[:, None]
        shown[self.variable[numbers & (self.variable >= 0)]] = True
        return shown

    @cached_property
    def rows_of(self) -> dict[int, list[int]]:
        """The rows in which each variable stands."""
        found: dict[int, list[int]] = {}
        for row, pair in enumerate(self.variable.tolist()):
            for variable in set(pair) - {-1}:
                found.setdefault(variable, []).append(row)
        return found

    @cached_property
    def sums_of(self) -> dict[int, list[Sum]]:
        """The sums in which each variable stands."""
        found: dict[int, list[Sum]] = {}
        for s in self.sums:
            for variable in s.terms:
                found.setdefault(variable, []).append(s)
        return found

    @cached_property
    def people(self) -> np.ndarray:
        """How many stand behind each row: its denominator, else its numerator."""
        whole = self.rows["denominator"].fillna(self.rows["numerator"])
        return whole.fillna(0).to_numpy(dtype="float64")


def read_cells(
    observations: pd.DataFrame,
    areas: pd.DataFrame,
    catalogue: Catalogue,
    years: set[int],
) -> Cells:
    """The system of some years; its rows in one order, whatever they come in."""
    rows = observations[observations["year"].isin(years)]
    rows = rows.sort_values(["year", "indicator", "area_code"]).assign(
        level=lambda frame: frame["area_code"].map(areas["level"])
    )
    counts = rows["indicator"].isin(
        [entry.key for entry in catalogue.indicator if entry.is_count]
    )
    bare = counts & rows["numerator"].isna()
    rows["numerator"] = rows["numerator"].where(~bare, rows["value"])
    variable = np.full((len(rows), 2), -1)
    emptied = rows["status"].eq("suppressed").to_numpy()
    start = 0
    for year in sorted(years):
        where = np.flatnonzero(rows["year"].to_numpy() == year)
        start = _number(rows.iloc[where], variable, where, catalogue, start)
    value = np.full(start, np.nan)
    for place, quantity in enumerate(QUANTITIES):
        known = rows[quantity].notna().to_numpy()
        value[variable[known, place]] = rows[quantity].to_numpy()[known]
    percent = [entry.key for entry in catalogue.indicator if entry.unit == "percent"]
    shares = rows["indicator"].isin(percent).to_numpy() & (variable >= 0).all(axis=1)
    found = list(_sums(rows, variable, value, areas))
    found += _changes(rows, variable, catalogue)
    unique = tuple(dict.fromkeys(found))
    return Cells(rows, variable, value, shares, emptied, unique)


def _number(
    rows: pd.DataFrame,
    variable: np.ndarray,
    where: np.ndarray,
    catalogue: Catalogue,
    start: int,
) -> int:
    """Numbers the variables of one year, from `start`; returns the next number."""
    keys = rows["indicator"].unique().tolist()
    codes = pd.Index(sorted(rows["area_code"].unique()))
    at = codes.get_indexer(rows["area_code"])
    column = rows["indicator"].map({key: i for i, key in enumerate(keys)}).to_numpy()
    table = np.full((2 * len(keys), len(codes)), np.nan)
    there = np.zeros(table.shape, dtype=bool)
    # A figure that is not there has the counts that its indicator has elsewhere.
    for place, quantity in enumerate(QUANTITIES):
        number = rows[quantity].to_numpy(dtype="float64")
        table[2 * column + place, at] = number
        has = pd.Series(~np.isnan(number)).groupby(column).transform("any").to_numpy()
        there[2 * column + place, at] = has
    labels = []
    for entry in map(catalogue.__getitem__, keys):
        labels += [_COUNT if entry.is_count else "", entry.denominator]
    level = rows.drop_duplicates("area_code").set_index("area_code")["level"]
    same = _same_counts(table, there, labels, level.reindex(codes).to_numpy())
    numbers, found = np.unique(same[there], return_inverse=True)
    named = np.full(table.shape, -1)
    named[there] = found + start
    for place in (0, 1):
        variable[where, place] = named[2 * column + place, at]
    return start + len(numbers)


def _same_counts(
    table: np.ndarray, there: np.ndarray, labels: list[str], level: np.ndarray
) -> np.ndarray:
    """For each count the first count of the year that it is the same as.

    Two columns hold the same counts if they agree wherever a level has both, and have
    one name, or are a count of people and a denominator, or agree in three numbers.
    """
    same = np.arange(table.size).reshape(table.shape)
    known = ~np.isnan(table)
    for j in range(1, len(table)):
        both = known[:j] & known[j]
        agree = np.abs(table[:j] - table[j]) <= _SAME
        named = [_one_name(label, labels[j]) for label in labels[:j]]
        linked = np.zeros(both.shape, dtype=bool)
        for name in dict.fromkeys(level):
            here = level == name
            compared = both & here
            equal = compared.any(axis=1) & ~(compared & ~agree).any(axis=1)
            for i in np.flatnonzero(equal):
                if named[i] or len(np.unique(table[i, compared[i]])) >= 3:
                    linked[i] |= here & there[i] & there[j]
        for i, a in np.argwhere(linked & (agree | ~known[:j] | ~known[j])):
            labels_here = same[:, a]
            labels_here[labels_here == same[j, a]] = same[i, a]
    return same


def _one_name(first: str, second: str) -> bool:
    return bool(first and second) and (first == second or _COUNT in (first, second))


def _sums(
    rows: pd.DataFrame,
    variable: np.ndarray,
    value: np.ndarray,
    areas: pd.DataFrame,
) -> Iterator[Sum]:
    totals = _totals(areas)
    code = rows["area_code"].to_numpy()
    groups = rows.groupby(["year", "indicator"], sort=False).indices
    for places in groups.values():
        at = {code[i]: int(i) for i in places}
        for total, parts in totals:
            whole = at.get(total)
            if whole is None or variable[whole].max() < 0:
                continue
            members = [at[c] for c in parts if c in at and variable[at[c]].max() >= 0]
            members = _counted(whole, members, variable, value)
            for place in (0, 1):
                part = [int(variable[i, place]) for i in members]
                if variable[whole, place] >= 0 and part and min(part) >= 0:
                    yield Sum(
                        int(variable[whole, place]),
                        tuple(sorted(part)),
                        (1.0,) * len(part),
                    )


def _totals(areas: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Each area that others lie in, with those; the city with each level's."""
    parent = areas["parent"].to_dict()
    level = areas["level"].to_dict()
    totals = [
        (str(code), list(inside))
        for code, inside in sorted(areas.groupby("parent").groups.items())
        if code in level and level[code] != "city"
    ]
    cities = areas.index[areas["level"] == "city"]
    for city in cities:
        for name in _LEVELS_OF_CITY:
            inside = []
            for code in areas.index[areas["level"] == name]:
                above = parent[code]
                while above in level and level[above] != "city":
                    above = parent[above]
                if above == city or (above == "" and len(cities) == 1):
                    inside.append(code)
            totals.append((city, inside))
    return [(code, inside) for code, inside in totals if inside]


def _counted(
    whole: int, members: list[int], variable: np.ndarray, value: np.ndarray
) -> list[int]:
    """Without the parts that have no figure if the others are the whole total already.

    A total can be the sum of what is published only. By the denominators where there
    are any: a part of people without the attribute adds nothing to the numerator.
    """
    place = 1 if variable[whole, 1] >= 0 else 0
    total = value[variable[whole, place]]
    part = variable[members, place]
    if len(part) and part.min() >= 0 and not np.isnan(total):
        gap = total - np.nansum(value[part])
        if np.isnan(value[part]).any() and gap <= _SAME * (len(part) + 1):
            return [i for i in members if not np.isnan(value[variable[i, place]])]
    return members


def _changes(
    rows: pd.DataFrame, variable: np.ndarray, catalogue: Catalogue
) -> list[Sum]:
    """count = (1 + change / 100) × count of the year before."""
    change_of = {e.key: e.change_of for e in catalogue.indicator if e.change_of}
    used = rows["indicator"].isin([*change_of, *change_of.values()]).to_numpy()
    names = rows[["indicator", "area_code", "year", "value"]].to_numpy()
    at = {tuple(names[i, :3]): int(i) for i in np.flatnonzero(used)}
    found = []
    for (key, code, year), i in at.items():
        change = names[i, 3]
        if key not in change_of or np.isnan(change):
            continue
        now = at.get((change_of[key], code, year), -1)
        before = at.get((change_of[key], code, year - 1), -1)
        if now >= 0 and before >= 0 and min(variable[[now, before], 0]) >= 0:
            pair = int(variable[now, 0]), int(variable[before, 0])
            found.append(Sum(pair[0], (pair[1],), (1 + change / 100,), shown_by=i))
    return found
