"""Years without a figure, filled where the catalogue says so, and what that costs.

The last step of the observations: what is published is never touched, what was
suppressed stays suppressed.
"""

from collections.abc import Sequence

import pandas as pd

from indicators.backcast import BACKCAST, backcast
from indicators.backcast_errors import backcast_errors, extension_errors
from indicators.backcast_history import EXTENSION, history_of
from indicators.backcast_paths import METHODS
from indicators.catalogue import Catalogue, Indicator
from indicators.fill import BETWEEN, between_errors, fill_between
from indicators.fill_scale import WITH_VALUE
from indicators.tables import OBSERVATION_COLUMNS
from sources.aggregate import complete_rows

__all__ = [
    "ERROR_TABLE",
    "FILL_METHODS",
    "METHOD_SOURCES",
    "backcast_candidates",
    "fill_errors",
    "is_filled",
    "with_filled",
]

FILL_METHODS = (BETWEEN, BACKCAST)
_OURS = {
    "publisher": "Tasapaino",
    "page": "",
    "licence": "CC BY 4.0",
    "attribution": "Estimated by Tasapaino from the sources named beside",
    "vintage": "made when the data is built",
}
# As sources.json tells of each source, so that whoever reads `source` can name these.
METHOD_SOURCES = {
    BETWEEN: _OURS
    | {
        "title": "Estimate for a year between two releases",
        "note": "On the line between both years' log-odds; not for judging a programme",
    },
    BACKCAST: _OURS
    | {
        "title": "Estimate from the history of other districts",
        "note": "From the area's newest figure back along the common path of the areas "
        "with a history; not for judging a programme",
    },
}
ERROR_TABLE = [
    *("indicator", "year", "method", "districts"),
    *("mean_error", "largest_error", "coverage"),
]
_CELL = ["area_code", "indicator", "year"]


def with_filled(
    observations: pd.DataFrame, areas: pd.DataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """The observations and the estimates that the catalogue's `fill` entries allow.

    Parameters
    ----------
    observations : DataFrame
        The columns of the observations. Filled rows of an earlier run are made anew.
    areas : DataFrame indexed by area_code, with column level
    catalogue : which indicators may be filled, and how

    Returns
    -------
    DataFrame
        The columns of the observations, `lower` and `upper` (NaN where nothing was
        filled, unless they were there), by indicator, year and area. A filled row is
        estimated and its source ends in fill_between or backcast; it stands in for a
        row not_published, or is new. Every area of a level has a row in a filled year.
        Districts only are backcast; between years every level is filled.

    Raises
    ------
    ValueError
        An indicator that may be filled has no history to learn from, or its values are
        no shares in percent.
    """
    observed = _observed(observations)
    made = []
    for entry in catalogue.indicator:
        if entry.fill and entry.fill.between_years:
            made.append(fill_between(observed, [entry.key]))
        if entry.fill and entry.fill.backcast:
            made.append(_backcast(observed, areas, catalogue, entry))
    rows = pd.concat(made, ignore_index=True) if made else observed.head(0)
    known = pd.MultiIndex.from_frame(rows[_CELL])
    kept = observed[~pd.MultiIndex.from_frame(observed[_CELL]).isin(known)]
    return _completed(pd.concat([kept, rows], ignore_index=True), rows, areas)


def is_filled(observations: pd.DataFrame) -> pd.Series:
    """Which rows a fill method made (or stands for a cell that it left empty)."""
    last = observations["source"].str.rsplit(";", n=1).str[-1]
    return last.isin(FILL_METHODS).rename("is_filled")


def fill_errors(
    observations: pd.DataFrame, areas: pd.DataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """How far filling is from the truth, by leaving out figures that are known.

    Both methods are tried on every indicator with a `fill` entry, so that the table
    also shows why one is switched off.

    Returns
    -------
    DataFrame, `ERROR_TABLE`
        One row an indicator, year and method (fill_between, backcast, backcast before
        the first year: of all the years in which the same could be tried): districts
        compared, mean_error (absolute, weighted by residents) and largest_error in
        percentage points, coverage: the share of districts inside their interval.
    """
    observed = _observed(observations)
    people = _residents(observed, areas)
    frames = []
    for entry in catalogue.indicator:
        if not entry.fill:
            continue
        key, exact = entry.key, _exact(observed, people, entry.key)
        between = between_errors(observed, key)
        frames.append((BETWEEN, between[between["area_code"].isin(people.index)]))
        errors = backcast_errors(observed, people, key, exact=exact)
        frames.append((BACKCAST, errors))
        first = int(errors["year"].min())
        for steps in range(1, EXTENSION + 1):
            errors = extension_errors(observed, people, key, steps=steps, exact=exact)
            method = f"{BACKCAST} before the first year"
            frames.append((method, errors.assign(year=first - steps)))
    tables = [_summary(errors, people).assign(method=name) for name, errors in frames]
    if not tables:
        return pd.DataFrame(columns=ERROR_TABLE)
    return pd.concat(tables, ignore_index=True)[ERROR_TABLE]


def backcast_candidates(
    observations: pd.DataFrame, areas: pd.DataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """The ways to backcast beside each other, by leaving out one district at a time.

    Returns
    -------
    DataFrame
        indicator, method, mean_error (percentage points, weighted by residents, over
        all earlier years), coverage; the best of an indicator first.
    """
    observed = _observed(observations)
    people = _residents(observed, areas)
    rows = []
    for entry in catalogue.indicator:
        for method in METHODS if entry.fill and entry.fill.backcast else ():
            errors = backcast_errors(
                observed,
                people,
                entry.key,
                method=method,
                exact=_exact(observed, people, entry.key),
            )
            whole = _summary(errors.assign(year=0), people).to_dict("records")[0]
            row = {"indicator": entry.key, "method": method}
            rows.append(row | {k: whole[k] for k in ("mean_error", "coverage")})
    table = pd.DataFrame(rows, columns=["indicator", "method", *ERROR_TABLE[4::2]])
    return table.sort_values(["indicator", "mean_error"], ignore_index=True)


def _observed(observations: pd.DataFrame) -> pd.DataFrame:
    """What the sources say, without an earlier run's rows."""
    rows = observations[~is_filled(observations)]
    more = {name: float("nan") for name in ("lower", "upper") if name not in rows}
    return rows.assign(**more)


def _backcast(
    observed: pd.DataFrame, areas: pd.DataFrame, catalogue: Catalogue, entry: Indicator
) -> pd.DataFrame:
    people = _residents(observed, areas)
    exact = _exact(observed, people, entry.key)
    history = history_of(observed, people, entry.key, exact=exact)
    years = history.years.astype(int)
    beside = {
        component
        for other in catalogue.indicator
        if other.index and entry.key in other.index.components
        for component in other.index.components
    }
    needed = observed.loc[observed["indicator"].isin(beside), "year"]
    earlier = range(years[0] - EXTENSION, years[0])
    more = [year for year in earlier if year in set(needed)]
    return backcast(
        observed, people, entry.key, years=[*more, *years[:-1]], exact=exact
    )


def _residents(observed: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """Newest known residents of each district; NaN where none are known."""
    rows = observed[(observed["indicator"] == "population") & observed["value"].notna()]
    newest = rows.sort_values("year").groupby("area_code")["value"].last()
    return newest.reindex(areas.index[areas["level"] == "district"])


def _exact(observed: pd.DataFrame, people: pd.Series, key: str) -> Sequence[str]:
    """Published figures are the truth; estimates are where no history is published."""
    rows = observed[
        (observed["indicator"] == key) & (observed["status"] == "published")
    ]
    years = rows.loc[rows["area_code"].isin(people.index), "year"]
    return ("published",) if years.nunique() > 1 else WITH_VALUE


def _completed(
    table: pd.DataFrame, made: pd.DataFrame, areas: pd.DataFrame
) -> pd.DataFrame:
    """A row for every area of a level in the years that were filled; sorted."""
    level = table["area_code"].map(areas["level"])
    filled = pd.MultiIndex.from_frame(
        made.assign(level=made["area_code"].map(areas["level"]))[
            ["indicator", "year", "level"]
        ]
    )
    cells = pd.MultiIndex.from_arrays([table["indicator"], table["year"], level])
    touched = cells.isin(filled)
    frames = [table[~touched]]
    for name in level[touched].unique():
        codes = areas.index[areas["level"] == name]
        frames.append(complete_rows(table[touched & (level == name)], list(codes)))
    whole = pd.concat(frames, ignore_index=True)
    more = [name for name in table if name not in OBSERVATION_COLUMNS]
    columns = [*OBSERVATION_COLUMNS, *more]
    order = ["indicator", "year", "area_code"]
    return whole[columns].sort_values(order, ignore_index=True)


def _summary(errors: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    weight = errors["area_code"].map(people)
    off = (errors["guess"] - errors["value"]).abs()
    inside = errors["value"].between(errors["lower"], errors["upper"])
    table = errors.assign(off=off, total=off * weight, weight=weight, inside=inside)
    sums = table.groupby(["indicator", "year"]).agg(
        districts=("area_code", "nunique"),
        total=("total", "sum"),
        weight=("weight", "sum"),
        largest_error=("off", "max"),
        coverage=("inside", "mean"),
    )
    mean = (sums["total"] / sums["weight"]).rename("mean_error")
    return sums.join(mean).round(3).reset_index()
