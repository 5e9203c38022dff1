"""Theil's T and mean log deviation split into between and within major areas."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from indicators.inequality import _kernels
from indicators.inequality._areas import known_areas

__all__ = ["Decomposition", "decompose"]


@dataclass(frozen=True)
class Decomposition:
    """total = between + within, to rounding; all in nats."""

    total: float
    between: float
    within: float
    groups: pd.DataFrame  # one row a group: see `decompose`

    @property
    def share_between(self) -> float:
        """between / total, 0 to 1; NaN where there is no inequality to split."""
        return self.between / self.total if self.total > 0 else float("nan")


def decompose(
    value: pd.Series,
    population: pd.Series,
    group: pd.Series,
    *,
    measure: Literal["theil", "mld"] = "theil",
) -> Decomposition:
    """How much of the inequality lies between groups of areas, how much inside them.

    With a group's share of the population P, its mean M and the whole mean m:
    Theil T  = sum P (M/m) ln(M/m)  + sum P (M/m) T_group
    MLD      = sum P ln(m/M)        + sum P L_group

    Parameters
    ----------
    value : Series of float, shape (n,), indexed by area_code; NaN means "no figure"
    population : Series of number, shape (n,), the same areas; above zero
    group : Series, shape (n,), the same areas: each area's group, the major area
    measure : "theil" or "mld"

    Returns
    -------
    Decomposition
        total, between, within; `groups`, indexed by group: areas, population_share,
        mean, inequality (the measure inside the group), between_part, within_part:
        the parts sum to between and within. NaN throughout where a figure is negative
        or the mean is not above zero, or no area has a figure; total and within
        infinite for the MLD where a figure is 0.

    Raises
    ------
    ValueError
        As the measures themselves; an area with a figure has no group; a measure of
        another name.

    Source: Shorrocks (1980), Econometrica 48:613-625, equations 20 and 22. `TheilD` of
    the `inequality` package does the same without population weights.

    >>> value = pd.Series({"A": 1.0, "B": 3.0, "C": 4.0})
    >>> people = pd.Series({"A": 1, "B": 1, "C": 2})
    >>> split = decompose(value, people, pd.Series({"A": "x", "B": "x", "C": "y"}))
    >>> round(split.total, 6) == round(split.between + split.within, 6)
    True
    >>> split.groups["mean"].tolist()
    [2.0, 4.0]
    """
    if measure not in ("theil", "mld"):
        raise ValueError(f'measure must be "theil" or "mld", not {measure!r}')
    areas = known_areas(value, population)
    names = groups_of(group, value.index, areas.codes)
    inequality = _kernels.theil if measure == "theil" else _kernels.mean_log_deviation
    rows = []
    for name in sorted(names.unique(), key=str):
        inside = (names == name).to_numpy()
        share = float(areas.share[inside].sum())
        v, p = areas.value[inside], areas.share[inside] / share
        mean = float(_kernels.mean(v, p))
        # A group whose figures are all 0 has no inequality inside.
        unequal = 0.0 if np.all(v == 0) else float(inequality(v, p))
        rows.append((name, len(v), share, mean, unequal))
    total = float("nan")
    base = float("nan")
    if rows:
        base = float(_kernels.ratio_base(areas.value, areas.share))
        total = float(inequality(areas.value, areas.share))
    columns = ["group", "areas", "population_share", "mean", "inequality"]
    table = pd.DataFrame(rows, columns=columns).set_index("group")
    table = table.astype(dict.fromkeys(columns[2:], "float64"))
    parts = _parts(table, measure, base)
    return Decomposition(
        total,
        float(parts["between_part"].sum(skipna=False, min_count=1)),
        float(parts["within_part"].sum(skipna=False, min_count=1)),
        parts,
    )


def _parts(table: pd.DataFrame, measure: str, base: float) -> pd.DataFrame:
    relative = table["mean"] / base
    share = table["population_share"].where(relative.notna())
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "theil":
            weight = share * relative
            # A group whose mean is 0 adds nothing, 0 ln 0 = 0.
            between = weight * np.log(relative.mask(relative == 0, 1.0))
        else:
            weight = share
            between = -share * np.log(relative)
    return table.assign(between_part=between, within_part=weight * table["inequality"])


def groups_of(group: pd.Series, index: pd.Index, codes: pd.Index) -> pd.Series:
    odd = group.index.symmetric_difference(index).tolist()
    if odd:
        raise ValueError(
            f"group and value must have the same areas; only one has {odd}"
        )
    if not group.index.is_unique:
        raise ValueError("group has an area more than once; keep one of each")
    names = group.reindex(codes)
    if names.isna().any():
        missing = names.index[names.isna()].tolist()
        raise ValueError(f"areas {missing} have a figure but no group; give them one")
    return names
