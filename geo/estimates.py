"""Estimates of small areas from larger areas' counts: counts in, counts out.

`estimate_pieces` fits a model between the source areas (postal areas) on covariates
that are published of the target areas (districts), predicts every piece that the two
share, and scales within each source area so that its published count is kept exactly.
`sum_pieces` adds the pieces up to areas, with intervals.

The model is described in `geo.estimate_model`. Shares only: euros or numbers of people
are for `geo.crosswalk.transfer`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

from geo.estimate_model import Pieces, fit_pieces

__all__ = ["PieceEstimates", "estimate_pieces", "scaled_shares", "sum_pieces"]

_COUNTS = ["numerator", "denominator"]
_HALVINGS = 200
_ROUNDING = 1e-5
_FAR = 100.0  # a shift of the logits past which every share is 0 or 1


@dataclass(frozen=True)
class PieceEstimates:
    """Shares of all pieces, and how sure they are.

    pieces : DataFrame, one row a piece of a source area with a count
        source_code, target_code; people (the denominator that lies there);
        share (0 to 1)
    covariance : array, shape (p, p), of the logits of the shares, the published counts
        given
    coefficient_spread, stray : float, standard deviations on the logit scale: of the
        coefficients of the standardised covariates, and of what a piece strays from
        what its covariates say
    """

    pieces: pd.DataFrame
    covariance: np.ndarray
    coefficient_spread: float
    stray: float


def estimate_pieces(
    counts: pd.DataFrame, crosswalk: pd.DataFrame, covariates: pd.DataFrame
) -> PieceEstimates:
    """The share in every piece of a source area that has a count.

    Parameters
    ----------
    counts : DataFrame, indexed by source code
        numerator, denominator: persons or households, 0 <= numerator <= denominator.
        An area where one is NaN, or the denominator is 0, takes no part.
    crosswalk : DataFrame
        source_code, target_code, residents, share, from `geo.crosswalk`. The
        denominator is spread over a source area's pieces by `share`.
    covariates : DataFrame of float, indexed by target code
        What is published of the target areas, in any unit; never the figure that is
        estimated. NaN where a target has no figure: the model then knows less of it
        and its interval is wider. Each column is standardised by the people of the
        pieces; one that is the same everywhere, or known nowhere, says nothing.

    Returns
    -------
    PieceEstimates
        The sum of people × share over the pieces of each source area is its numerator.

    Raises
    ------
    ValueError
        Codes are repeated or differ; a count is negative, infinite or above its
        denominator; an area with a count has no residents; no area has a count.

    >>> counts = pd.DataFrame(
    ...     {"numerator": [30, 10], "denominator": [100, 100]}, index=["01360", "01300"]
    ... )
    >>> crosswalk = pd.DataFrame(
    ...     {
    ...         "source_code": ["01300", "01360", "01360"],
    ...         "target_code": ["T", "H", "K"],
    ...         "residents": [80.0, 40.0, 40.0],
    ...         "share": [1.0, 0.5, 0.5],
    ...     }
    ... )
    >>> rented = pd.DataFrame({"rented": [10.0, 70.0, 30.0]}, index=["T", "H", "K"])
    >>> found = estimate_pieces(counts, crosswalk, rented).pieces
    >>> bool(found["share"][1] > found["share"][2])  # H rents more than K
    True
    >>> round(float((found["people"] * found["share"])[1:].sum()), 6)
    30.0
    """
    rows, known = _pieces_with_counts(counts, crosswalk)
    _require_targets(rows, covariates)
    source = pd.Index(known.index).get_indexer(rows["source_code"])
    target, _ = pd.factorize(rows["target_code"])
    people = rows["share"].to_numpy(float) * known["denominator"].to_numpy()[source]
    standard, missing = _standardised(covariates.loc[rows["target_code"]], people)
    count = known["numerator"].to_numpy(float)
    fit = fit_pieces(Pieces(source, target, people, standard, missing, count))
    share = scaled_shares(fit.logits, people, source, count)
    pieces = rows[["source_code", "target_code"]].assign(people=people, share=share)
    return PieceEstimates(
        pieces=pieces.reset_index(drop=True),
        covariance=_given_totals(fit.covariance, people * share * (1 - share), source),
        coefficient_spread=fit.coefficient_spread,
        stray=fit.stray,
    )


def scaled_shares(
    logits: np.ndarray, people: np.ndarray, source: np.ndarray, count: np.ndarray
) -> np.ndarray:
    """Shares that keep each source area's count: its logits are shifted by a constant.

    Parameters
    ----------
    logits, people : shape (p,), people above zero
    source : int, shape (p,), the source area of each piece
    count : shape (k,), from 0 to the people of each source area

    Returns
    -------
    shape (p,), from 0 to 1; where count is 0 or everyone, exactly 0 or 1.

    >>> scaled_shares(
    ...     np.zeros(2), np.array([10.0, 30.0]), np.array([0, 0]), np.array([10.0])
    ... ).round(9).tolist()
    [0.25, 0.25]
    """
    size = len(count)
    whole = np.bincount(source, people, size)
    low, high = np.full(size, -_FAR), np.full(size, _FAR)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        reached = np.bincount(source, people * expit(logits + middle[source]), size)
        low = np.where(reached < count, middle, low)
        high = np.where(reached < count, high, middle)
    share = expit(logits + high[source])
    share = np.where((count <= 0)[source], 0.0, share)
    return np.where((count >= whole)[source], 1.0, share)


def sum_pieces(
    estimates: PieceEstimates, areas: pd.Series | None = None, *, level: float = 0.95
) -> pd.DataFrame:
    """The pieces of each area added up, with an interval of its count.

    The variance of an area's count has two parts: the model's, from the covariance of
    its pieces' logits, and the sampling of that many people (binomial), both with the
    source areas' counts given. The interval is symmetric for the logit of the area's
    share, so that it never leaves 0 to the denominator:
    logit⁻¹(logit(p) ± z · se / (n p (1 - p))).

    Parameters
    ----------
    estimates : from `estimate_pieces`
    areas : Series of str, indexed by target code, or None
        The area that each target is added to (a district's major area); None: itself.
    level : float, above 0 and below 1

    Returns
    -------
    DataFrame, indexed by area in sorted order (named target_code)
        numerator, denominator, lower, upper: persons, with lower <= numerator <= upper.
        Where everyone or nobody is counted, all three are the same.

    Raises
    ------
    ValueError
        `level` is outside 0 to 1, or a target has no area.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; give one between 0 and 1, such as 0.95")
    pieces = estimates.pieces
    target = pieces["target_code"] if areas is None else _areas_of(pieces, areas)
    number, codes = pd.factorize(target, sort=True)
    people, share = pieces["people"].to_numpy(), pieces["share"].to_numpy()
    inside = (number == np.arange(len(codes))[:, None]).astype(float)
    move = inside * (people * share * (1 - share))
    source, _ = pd.factorize(pieces["source_code"])
    variance = ((move @ estimates.covariance) * move).sum(axis=1)
    variance += _sampling(move, source)
    counted, whole = inside @ (people * share), inside @ people
    lower, upper = _interval(counted, whole, variance, norm.ppf((1 + level) / 2))
    return pd.DataFrame(
        {"numerator": counted, "denominator": whole, "lower": lower, "upper": upper},
        index=pd.Index(codes, name="target_code"),
    )


def _given_totals(
    covariance: np.ndarray, move: np.ndarray, source: np.ndarray
) -> np.ndarray:
    """The covariance of the logits when each source area's count is known exactly.

    `move` is what the count of a piece changes when its logit does. A source area where
    no count can move (0 or everyone) has nothing to be conditioned on.
    """
    total = (source == np.arange(source.max() + 1)[:, None]) * move
    total = total[total.sum(axis=1) > 0]
    if not len(total):
        return covariance
    total = total / total.sum(axis=1, keepdims=True)
    across = total @ covariance
    inner = across @ total.T
    return covariance - across.T @ np.linalg.pinv(inner, hermitian=True) @ across


def _sampling(move: np.ndarray, source: np.ndarray) -> np.ndarray:
    """Binomial variance of each area's count, with the source areas' counts given."""
    parts = np.stack(
        [np.bincount(source, row, source.max() + 1) for row in move]
    )  # area by source
    total = parts.sum(axis=0)
    taken = np.divide(parts**2, total, out=np.zeros_like(parts), where=total > 0)
    return (parts - taken).sum(axis=1)


def _interval(
    counted: np.ndarray, whole: np.ndarray, variance: np.ndarray, z: float
) -> tuple[np.ndarray, np.ndarray]:
    share = counted / whole
    move = whole * share * (1 - share)
    spread = np.sqrt(np.maximum(variance, 0))
    reach = z * np.divide(spread, move, out=np.zeros_like(move), where=move > 0)
    reach[reach < _ROUNDING] = 0  # the whole of its source areas: counted, not guessed
    with np.errstate(divide="ignore"):
        middle = np.log(share) - np.log1p(-share)
    lower, upper = whole * expit(middle - reach), whole * expit(middle + reach)
    return np.minimum(lower, counted), np.maximum(upper, counted)


def _pieces_with_counts(
    counts: pd.DataFrame, crosswalk: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pieces of the source areas that have a count, and those counts."""
    _require_counts(counts)
    odd = counts.index.symmetric_difference(pd.Index(crosswalk["source_code"].unique()))
    if len(odd):
        raise ValueError(
            f"source areas {', '.join(map(str, odd))} are only in one of counts and "
            "crosswalk: give every area a row, with NaN where nothing is known"
        )
    known = counts[counts[_COUNTS].notna().all(axis=1) & (counts["denominator"] > 0)]
    nowhere = crosswalk.loc[crosswalk["target_code"].isna(), "source_code"]
    if len(lost := known.index.intersection(pd.Index(nowhere))):
        raise ValueError(
            f"source areas {', '.join(map(str, lost))} have a count but no residents "
            "to share it among: set it to NaN, or use another crosswalk"
        )
    if known.empty:
        raise ValueError(
            "no source area has a count: there is nothing to estimate from"
        )
    rows = crosswalk[crosswalk["source_code"].isin(known.index)]
    return rows[rows["share"] > 0], known


def _require_counts(counts: pd.DataFrame) -> None:
    if missing := [name for name in _COUNTS if name not in counts.columns]:
        raise ValueError(f"counts has no column {missing[0]}; add it")
    if (repeated := counts.index[counts.index.duplicated()]).size:
        raise ValueError(f"counts has the code {repeated[0]} twice: give it one row")
    number = counts[_COUNTS].astype(float)
    above, whole = (number[name].to_numpy() for name in _COUNTS)
    bad = (above < 0) | (whole < 0) | np.isinf(above) | np.isinf(whole)
    bad |= above > whole
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        raise ValueError(
            f"source area {counts.index[first]}: {above[first]} of {whole[first]}; a "
            "count must be a number from 0 to its denominator"
        )


def _require_targets(rows: pd.DataFrame, covariates: pd.DataFrame) -> None:
    if (repeated := covariates.index[covariates.index.duplicated()]).size:
        raise ValueError(f"covariates has {repeated[0]} twice: give it one row")
    if len(lost := pd.Index(rows["target_code"]).difference(covariates.index)):
        raise ValueError(
            f"target areas {', '.join(map(str, lost))} are not in covariates: give "
            "each a row, with NaN where nothing is known"
        )
    bad = np.isinf(covariates.to_numpy(float)).any(axis=1)
    if bad.any():
        raise ValueError(
            f"target area {covariates.index[bad][0]}: a covariate is infinite; give a "
            "number or NaN"
        )


def _standardised(
    table: pd.DataFrame, people: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Mean 0 and standard deviation 1 among the people; 0 where missing; how many."""
    value = table.to_numpy(float)
    known = ~np.isnan(value)
    telling = known.any(axis=0)
    value, known = value[:, telling], known[:, telling]
    weight = known * people[:, None]
    weight = weight / weight.sum(axis=0)
    off = np.where(known, value - np.nansum(weight * value, axis=0), 0.0)
    spread = np.sqrt((weight * off**2).sum(axis=0))
    varies = spread > 1e-12 * np.maximum(np.nanmax(np.abs(value), axis=0), 1e-300)
    result = off[:, varies] / spread[varies]
    return result, (~known[:, varies]).sum(axis=1)


def _areas_of(pieces: pd.DataFrame, areas: pd.Series) -> pd.Series:
    found = pieces["target_code"].map(areas)
    if found.isna().any():
        raise ValueError(
            f"target area {pieces.loc[found.isna(), 'target_code'].iloc[0]} has no "
            "area to be added to: give it one in areas"
        )
    return found
