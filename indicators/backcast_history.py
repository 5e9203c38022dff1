"""The areas that a history is learnt from, and how well they are guessed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.backcast_paths import Method, common_path, yearly_change
from indicators.fill_scale import known_shares, log_odds

__all__ = ["EXTENSION", "History", "exact_table", "history_of"]

EXTENSION = 2  # years before the first that the common trend may be carried on
_TREND_YEARS = 3
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """The areas to learn from: every year known.

    codes: (n,). years: (t,), rising. odds: log-odds, (n, t). weights: residents, (n,).
    """

    codes: pd.Index
    years: Numbers
    odds: Numbers
    weights: Numbers

    def errors(self, method: Method) -> Numbers:
        """Truth minus guess in log-odds, each area guessed from the others, (n, t)."""
        size = len(self.codes)
        rows = [
            self.odds[i]
            - common_path(
                self.odds[[i], -1],
                np.delete(self.odds, i, axis=0),
                np.delete(self.weights, i),
                method,
            )[0]
            for i in range(size)
        ]
        return np.array(rows)

    def extension_errors(self, steps: int) -> tuple[Numbers, Numbers]:
        """Errors of carrying the trend on, where the truth is known.

        The history is cut to begin in each later year in turn (three years of it must
        be left), and the year `steps` before the cut is guessed from the area's own
        first figure and the others' trend.

        Returns
        -------
        years guessed (k,), truth minus guess in log-odds (n, k)
        """
        years, errors = [], []
        for at, year in enumerate(self.years):
            begin = np.flatnonzero(self.years == year + steps)
            if not len(begin) or self.years[-1] - self.years[begin[0]] < _TREND_YEARS:
                continue
            cut = int(begin[0])
            change = yearly_change(self.odds[:, cut:], self.years[cut:])
            whole = self.weights * change
            others = (whole.sum() - whole) / (self.weights.sum() - self.weights)
            guess = self.odds[:, cut] - steps * others
            years.append(year)
            errors.append(self.odds[:, at] - guess)
        shape = (len(years), len(self.codes))
        return np.array(years), np.array(errors).reshape(shape).T

    def trend(self) -> float:
        """The common change a year in the first three years, in log-odds."""
        change = yearly_change(self.odds, self.years)
        return float(np.average(change, weights=self.weights))

    def extension_scaled(self) -> Numbers:
        """Errors of 1 to `EXTENSION` steps over √steps, (n, k): of one size then."""
        return np.hstack(
            [
                self.extension_errors(steps)[1] / np.sqrt(steps)
                for steps in range(1, EXTENSION + 1)
            ]
        )

    @property
    def back(self) -> Numbers:
        """How many years each year is before the newest."""
        return self.years[-1] - self.years


def history_of(
    observations: pd.DataFrame,
    residents: pd.Series,
    key: str,
    *,
    exact: Sequence[str] = ("published",),
) -> History:
    """The areas that have a figure in every year of the indicator's history.

    Years count that are known of at least half as many areas as the best earlier year.

    Raises
    ------
    ValueError
        Fewer than three areas have every year, or there is one year only; one of
        them has no residents; residents' index is repeated.
    """
    if residents.index.has_duplicates:
        code = residents.index[residents.index.duplicated()][0]
        raise ValueError(f"residents: {code} is there twice; keep one")
    table = exact_table(known_shares(observations, key), residents.index, exact)
    count = table.notna().sum()
    years = count.index[count >= count.iloc[:-1].max() / 2] if len(count) > 1 else []
    full = table[years].dropna() if len(years) > 1 else table.head(0)
    if len(full) < 3:
        raise ValueError(
            f"{key}: {len(full)} areas have a figure in every year, three are needed "
            "to learn a history from; leave the indicator as it is"
        )
    people = residents.reindex(full.index).astype("float64")
    if not (people > 0).all():
        bad = people.index[~(people > 0)].tolist()
        raise ValueError(f"residents must be above zero; check areas {bad}")
    return History(
        codes=full.index,
        years=full.columns.to_numpy(dtype="float64"),
        odds=log_odds(full.to_numpy()),
        weights=np.asarray(people, dtype="float64"),
    )


def exact_table(
    known: pd.DataFrame, codes: pd.Index, exact: Sequence[str]
) -> pd.DataFrame:
    """Exact figures, areas by rising years."""
    rows = known[known["status"].isin(exact) & known["area_code"].isin(codes)]
    table = rows.pivot(index="area_code", columns="year", values="value")
    return table.sort_index(axis=1).astype("float64")
