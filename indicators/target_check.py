"""Does an index say something? Where the chosen districts stood by it, beforehand.

Pure: ranks in, tables out. To be read as it comes out: nothing here is tuned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["RANK_COLUMNS", "STANDING_SENTENCE", "Standing", "auc_test", "standing"]


RANK_COLUMNS = ["variant", "area_code", "rank", "rank_lower", "rank_upper"]
STANDING_SENTENCE = (
    "That the chosen districts stand high shows that an index and the choice agree, "
    "not that either is right: both may rest on the same figures."
)
_NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the targets stood: one row a target and variant, and one row a variant."""

    targets: pd.DataFrame
    summary: pd.DataFrame


def standing(
    ranks: pd.DataFrame, targets: Sequence[str], *, top: Sequence[int] = (5, 10)
) -> Standing:
    """Where the target districts stood by each variant of an index.

    Parameters
    ----------
    ranks : DataFrame, one row an area and variant
        `RANK_COLUMNS`: rank 1 is the greatest need, equal needs share a rank; NaN, or
        no row, where the area has no index. rank_lower <= rank <= rank_upper is its
        interval, NaN or left out altogether where there is none. More columns are
        ignored.
    targets : codes of the districts that were chosen
    top : how far down "among the first" goes

    Returns
    -------
    Standing
        targets, in the order of variants and targets: variant, area_code, rank,
        rank_lower, rank_upper, and for each k of `top` in_top_k (bool) and
        surely_in_top_k (rank_upper <= k; False without an interval).
        summary, indexed by variant in the order of `ranks`: ranked (areas with a
        rank), targets_ranked, in_top_k and surely_in_top_k (counts) and
        in_top_k_by_chance (expected: k * targets_ranked / ranked, at most all), auc and
        p_value of `auc_test`.

    Raises
    ------
    ValueError
        A column is missing; no targets, one twice, or one in no variant; an area twice
        in a variant; a rank below 1 or outside its interval; top below 1.

    >>> ranks = pd.DataFrame({"variant": "kota", "area_code": list("ABCD"),
    ...                       "rank": [1, 2, 3, 4]})
    >>> standing(ranks, ["A", "C"], top=[2]).summary.iloc[0].to_dict()["auc"]
    0.75
    """
    table = _checked(ranks, targets, top)
    rows, lines = [], []
    for variant, part in table.groupby("variant", sort=False):
        chosen = part.set_index("area_code").reindex(
            pd.Index(targets, name="area_code")
        )
        for k in top:
            chosen[f"in_top_{k}"] = chosen["rank"] <= k
            chosen[f"surely_in_top_{k}"] = chosen["rank_upper"] <= k
        rows.append(chosen.reset_index().assign(variant=variant))
        lines.append({"variant": variant} | _summary(part, chosen, top))
    found = pd.concat(rows, ignore_index=True)
    flags = [column for column in found.columns if column not in RANK_COLUMNS]
    return Standing(
        targets=found[RANK_COLUMNS + flags],
        summary=pd.DataFrame(lines).set_index("variant"),
    )


def _summary(
    part: pd.DataFrame, chosen: pd.DataFrame, top: Sequence[int]
) -> dict[str, float]:
    """One variant's line: counts, what chance gives, and the test."""
    rank = part.set_index("area_code")["rank"].dropna()
    is_target = rank.index.isin(chosen.index)
    line: dict[str, float] = {"ranked": len(rank), "targets_ranked": is_target.sum()}
    for k in top:
        line[f"in_top_{k}"] = chosen[f"in_top_{k}"].sum()
        line[f"surely_in_top_{k}"] = chosen[f"surely_in_top_{k}"].sum()
        chance = min(k / len(rank), 1.0) if len(rank) else _NAN
        line[f"in_top_{k}_by_chance"] = chance * is_target.sum()
    line["auc"], line["p_value"] = auc_test(rank[is_target], rank[~is_target])
    return line


def auc_test(targets: pd.Series, others: pd.Series) -> tuple[float, float]:
    """Whether targets have greater need than others, and how likely that is by chance.

    AUC = (pairs in which the target's rank is smaller + half of those with equal ranks)
    / all pairs: 1 when every target has greater need than every other area, 1/2 as by
    chance. p: the share of all sets of as many areas whose AUC is at least as large,
    counted exactly (by rank sums, equal ranks included), not sampled.

    Parameters
    ----------
    targets, others : Series of number
        Ranks, 1 for the greatest need, without NaN.

    Returns
    -------
    (auc, p_value) : both NaN where either is empty
        p_value is one-sided; its least value is 1 over the number of sets.

    Source: Mann and Whitney, Annals of Mathematical Statistics 18 (1947) 50-60; Hanley
    and McNeil, Radiology 143 (1982) 29-36. `scipy.stats.mannwhitneyu` is exact only
    without equal ranks.

    >>> auc_test(pd.Series([1]), pd.Series([2, 3, 4]))  # 1 of 4 sets of one
    (1.0, 0.25)
    """
    m, n = len(targets), len(others)
    if not m or not n:
        return _NAN, _NAN
    both = np.concatenate([np.asarray(targets), np.asarray(others)])
    doubled = (2 * pd.Series(both).rank(method="average")).round().astype(int)
    mine = int(doubled.iloc[:m].sum())
    # twice the rank sum of targets is m (m + 1) + 2 * (pairs in which the other leads)
    auc = 1 - (mine - m * (m + 1)) / (2 * m * n)
    return auc, _share_at_most(doubled.to_list(), m, mine)


def _share_at_most(values: list[int], size: int, limit: int) -> float:
    """The share of subsets of `size` values whose sum is at most `limit`."""
    # share[k, s]: of the subsets of k of the values seen so far, how many sum to s. A
    # subset of k of `seen` values holds the latest one with the chance k / seen.
    share = np.zeros((size + 1, limit + 1))
    share[0, 0] = 1.0
    for seen, value in enumerate(values, start=1):
        for k in range(min(size, seen), 0, -1):
            share[k] *= 1 - k / seen
            if value <= limit:
                share[k, value:] += share[k - 1, : limit + 1 - value] * (k / seen)
    return float(min(share[size].sum(), 1.0))


def _checked(
    ranks: pd.DataFrame, targets: Sequence[str], top: Sequence[int]
) -> pd.DataFrame:
    """The five columns, ranks as floats."""
    lacking = [c for c in RANK_COLUMNS[:3] if c not in ranks]
    if lacking:
        raise ValueError(f"ranks lack the columns {lacking}")
    if isinstance(targets, str) or not len(targets):
        raise ValueError("name the target districts as a list of codes")
    if len(set(targets)) < len(targets):
        raise ValueError("a target is named twice; name each once")
    if not len(top) or min(top) < 1:
        raise ValueError("top must be one or more numbers of 1 or above")
    unknown = sorted(set(targets) - set(ranks["area_code"]))
    if unknown:
        raise ValueError(f"targets {unknown} are in no variant; check the codes")
    table = ranks.reindex(columns=RANK_COLUMNS)
    number = RANK_COLUMNS[2:]
    table = table.astype(dict.fromkeys(number, "float64"))
    twice = table[table.duplicated(["variant", "area_code"])]
    if len(twice):
        bad = twice["area_code"].unique().tolist()
        raise ValueError(f"areas {bad} are twice in a variant; keep one rank each")
    outside = (table["rank_lower"] > table["rank"]) | (
        table["rank_upper"] < table["rank"]
    )
    wrong = table[(table["rank"] < 1) | outside | np.isinf(table["rank"])]
    if len(wrong):
        bad = wrong["area_code"].unique().tolist()
        raise ValueError(f"ranks of {bad} are below 1 or outside their interval")
    return table
