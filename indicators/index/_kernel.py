"""Ranks of very many runs at once: arrays in, arrays out, exact, on two threads.

A run is one composite index, areas its columns. What is slow is to rank 3 028 areas
10 000 times: each score and its area's number are packed into one 64-bit integer, so
that one plain sort gives the order; and an area's ranks are counted, not sorted.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Spread", "descending_ranks", "rank_type", "spread_of_runs"]

Floats = NDArray[np.float64]
Ranks = NDArray[np.integer]
# Scores nearer each other than this part of their run's range are a tie: what is left
# of rounding when equal areas are summed in another order.
TIE = 2.0**-40  # about 1e-12
_BLOCK = 1 << 16  # scores at a time: they fit the memory next to a processor
_PARTS = 8  # of the runs, shared out between the threads
_AREAS = 64  # at a time, when the ranks of each are counted
_BINS = 2000
_KEYS = 2.0**32 - 1


@dataclass(frozen=True)
class Spread:
    """What runs say of each area; arrays of shape (n,).

    rank_lower, rank_upper, index_lower, index_upper : values that did occur; at most
        the share `tail` of the runs is below, and above
    top : share of runs in which the rank is at most `top`
    shift : mean of |rank - nominal rank| over the runs
    """

    rank_mean: Floats
    rank_median: Floats
    rank_lower: Ranks
    rank_upper: Ranks
    index_lower: Floats
    index_upper: Floats
    top: Floats
    shift: Floats


def rank_type(n: int) -> type[np.integer]:
    """The smallest integer type that holds the ranks of n areas."""
    return np.uint16 if n < 2**16 else np.uint32


def descending_ranks(scores: Floats) -> Ranks:
    """Ranks within each run: 1 = the greatest score, a tie shares the better rank.

    Parameters
    ----------
    scores : array (runs, n), finite
        Scores that differ by less than 2**-40 of their run's range are tied, and so
        are those that a chain of ties connects.

    >>> descending_ranks(np.array([[3.0, 9.0, 1.0, 9.0]])).tolist()
    [[3, 1, 4, 1]]
    """
    ranks = np.empty(scores.shape, dtype=rank_type(scores.shape[1]))
    if scores.size:
        _Ranker(*scores.shape).rank(scores, ranks)
    return ranks


class _Ranker:
    """Ranks a block of runs; keeps its arrays, as fresh memory costs more than sorting.

    The distance from the top, as 32 bits, is sorted 16 bits at a time, which numpy does
    by radix. Then the scores themselves tell whether that was fine enough, run by run.
    """

    def __init__(self, runs: int, n: int) -> None:
        self._below = np.empty((runs, n))
        self._work = np.empty((runs, n))
        self._gap = np.empty((runs, max(n - 1, 0)))
        self._key = np.empty((runs, n), dtype=np.uint32)
        self._half = np.empty((runs, n), dtype=np.uint16)
        self._order = np.empty((runs, n), dtype=np.intp)
        self._start = np.arange(0, runs * n, n)[:, None]
        self._place = np.tile(np.arange(1, n + 1, dtype=rank_type(n)), (runs, 1))

    def rank(self, scores: Floats, ranks: Ranks) -> None:
        """Writes into `ranks`, a contiguous array as large as `scores`."""
        runs = len(scores)
        below, work, key = self._below[:runs], self._work[:runs], self._key[:runs]
        half, start, order = self._half[:runs], self._start[:runs], self._order[:runs]
        high = scores.max(axis=1, keepdims=True)
        span = high - scores.min(axis=1, keepdims=True)
        np.subtract(high, scores, out=below)
        np.multiply(below, _KEYS / np.where(span > 0, span, np.inf), out=work)
        np.copyto(key, work, casting="unsafe")
        np.copyto(half, key & 0xFFFF, casting="unsafe")
        by_low = half.argsort(axis=1, kind="stable")
        by_low += start
        key >>= 16
        np.copyto(half, key, casting="unsafe")
        by_high = half.ravel().take(by_low).argsort(axis=1, kind="stable")
        by_high += start
        # with `out`, numpy makes a copy first unless it may clip
        by_low.ravel().take(by_high, out=order, mode="clip")
        ranks.ravel()[order.ravel()] = self._place[:runs].ravel()
        below.ravel().take(order, out=work, mode="clip")
        tie = span * TIE
        gap = np.subtract(work[:, 1:], work[:, :-1], out=self._gap[:runs])
        for run in np.flatnonzero(~(gap > tie).all(axis=1)):
            ranks[run] = _ranks_with_ties(below[run], tie[run, 0])


def _ranks_with_ties(below: Floats, tie: float) -> Ranks:
    """Ranks of one run by how far its scores are below the top."""
    n = len(below)
    order = below.argsort(kind="stable")
    place = np.arange(1, n + 1, dtype=rank_type(n))
    place[1:][np.diff(below[order]) <= tie] = 0
    ranks = np.empty_like(place)
    ranks[order] = np.maximum.accumulate(place)
    return ranks


def spread_of_runs(
    scores_of: Callable[[slice], Floats],
    runs: int,
    n: int,
    *,
    nominal: Ranks,
    tail: float,
    top: int,
) -> Spread:
    """Median, interval and share at the top of each area's ranks over the runs.

    Parameters
    ----------
    scores_of : function of a slice of runs -> scores, array (its length, n), finite
        Called from two threads; high = more need.
    nominal : ranks that shifts are measured from, array (n,)
    tail : share of the runs to leave out at either end, 0 to below 0.5
    top : a rank; how often an area is there or above
    """
    ranks: Ranks = np.empty((n, runs), dtype=rank_type(n))
    scores = np.empty((n, runs), dtype=np.float32)
    step = min(runs, max(1, _BLOCK // n))

    def fill(part: slice) -> None:
        ranker = _Ranker(step, n)
        found: Ranks = np.empty((step, n), dtype=ranks.dtype)
        for block in slices(part.start, part.stop, step):
            ours = scores_of(block)
            ranker.rank(ours, found[: len(ours)])
            ranks[:, block] = found[: len(ours)].T
            scores[:, block] = ours.T

    low, high = order_places(runs, tail)
    middle = ((runs - 1) // 2, runs // 2)
    mean, median = np.empty((2, n))
    rank_ends = np.empty((2, n), dtype=np.int64)
    index_ends = np.empty((2, n))
    share, shift = np.empty((2, n))

    def count(part: slice) -> None:
        for area in range(part.start, part.stop):
            index_ends[:, area] = _ordered(scores[area], (low, high))
            first, counts = _counted(ranks[area])
            until = np.cumsum(counts)
            found = first + np.searchsorted(until, (low, high, *middle), side="right")
            rank_ends[:, area] = found[:2]
            median[area] = found[2:].mean()
            at_top = until[min(top - first, len(until) - 1)] if top >= first else 0
            share[area] = at_top / runs
            possible = np.arange(first, first + len(counts))
            mean[area] = (possible @ counts) / runs
            moved = np.abs(possible - int(nominal[area]))
            shift[area] = (moved @ counts) / runs

    with ThreadPoolExecutor(threads()) as pool:
        list(pool.map(fill, slices(0, runs, max(step, -(-runs // _PARTS)))))
        list(pool.map(count, slices(0, n, _AREAS)))
    return Spread(
        rank_mean=mean,
        rank_median=median,
        rank_lower=rank_ends[0],
        rank_upper=rank_ends[1],
        index_lower=index_ends[0],
        index_upper=index_ends[1],
        top=share,
        shift=shift,
    )


def _counted(ranks: Ranks) -> tuple[int, NDArray[np.intp]]:
    """The best rank of an area, and how often it has that, the next, and so on."""
    first = int(ranks.min())
    return first, np.bincount(ranks - ranks.dtype.type(first))


def _ordered(values: NDArray[np.float32], places: Sequence[int]) -> list[np.float32]:
    """The values at these places of their order, as a sort would give them.

    Counted in bins first, which is four times as fast; only a bin is sorted.
    """
    low = values.min()
    span = values.max() - low
    if not span > 0:
        return [low] * len(places)
    inside = (values - low) * (np.float32(_BINS) / span)
    bins = inside.astype(np.uint16)
    until = np.cumsum(np.bincount(bins))
    found = []
    for place in places:
        number = np.searchsorted(until, place, side="right")
        before = until[number - 1] if number else 0
        found.append(np.sort(values[bins == number])[place - before])
    return found


def order_places(runs: int, tail: float) -> tuple[int, int]:
    """Which of the ordered runs are the ends, from 0: never inside the quantiles."""
    far = (runs - 1) * tail
    # 0.025 * 1000 is 25.000000000000004: a whole number is not rounded away
    return int(np.floor(far + 1e-9)), int(np.ceil((runs - 1) - far - 1e-9))


def slices(start: int, stop: int, step: int) -> Iterator[slice]:
    """From start to stop in slices of `step`, the last one shorter."""
    for first in range(start, stop, step):
        yield slice(first, min(first + step, stop))


def threads() -> int:
    """Two at the most: numpy leaves Python's lock while it sorts and multiplies."""
    return min(2, os.cpu_count() or 1)
