"""Made-up indexes for the tests of simulations."""

import numpy as np
import pandas as pd

from indicators.index import Component, IndexDefinition

__all__ = ["RANK_COLUMNS", "X", "index_of", "made", "people_of", "worse_of"]

RANK_COLUMNS = ["rank", "rank_median", "rank_lower", "rank_upper", "rank_shift"]
# A 100 a, B 40 a + 52 b, C 100 b, in shares: a = 0.5 makes A and C 50 and B 46
X = pd.DataFrame(
    {"a": [100.0, 40.0, 0.0], "b": [0.0, 52.0, 100.0]}, index=["A", "B", "C"]
)


def index_of(*weights: float, **others) -> IndexDefinition:
    parts = tuple(
        Component(indicator=key, weight=weight)
        for key, weight in zip("abcdefgh", weights, strict=False)
    )
    return IndexDefinition(components=parts, **({"normalisation": "min_max"} | others))


def worse_of(x: pd.DataFrame) -> dict[str, str]:
    return dict.fromkeys(x.columns, "high")


def people_of(x: pd.DataFrame) -> pd.Series:
    return pd.Series(1.0, index=x.index)


def made(n: int, k: int, seed: int, missing: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x = pd.DataFrame(rng.uniform(1, 99, (n, k)), columns=list("abcdefgh"[:k]))
    x.index = pd.Index([f"{i:04}" for i in range(n)])
    return x.mask(rng.random(x.shape) < missing)
