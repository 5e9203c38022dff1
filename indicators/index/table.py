"""An index as the table that pages and the command line show. Pure."""

import pandas as pd

from indicators.index.build import IndexResult

__all__ = ["INDEX_COLUMNS", "index_table"]

INDEX_COLUMNS = ["area_code", "area_name", "year", "value", "rank", "lower", "upper"]


def index_table(
    result: IndexResult,
    names: pd.Series,
    year: int,
    intervals: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row an area, the greatest need first, areas without an index at the end.

    Parameters
    ----------
    result
    names : Series of text by area_code
    year : of the index
    intervals : DataFrame by area_code with columns lower and upper, ranks
        None: the two columns are empty.

    Returns
    -------
    DataFrame with the columns INDEX_COLUMNS
        value : high = more need; rank : Int64, 1 = greatest need; lower, upper : the
        ends of the rank's interval, Int64.
    """
    codes = result.index.index
    ends = pd.DataFrame(index=codes, columns=["lower", "upper"], dtype="Int64")
    if intervals is not None:
        ends = intervals[["lower", "upper"]].reindex(codes).round().astype("Int64")
    table = pd.DataFrame(
        {
            "area_code": codes,
            "area_name": names.reindex(codes).to_numpy(),
            "year": year,
            "value": result.index.to_numpy(),
            "rank": result.rank.array,
            "lower": ends["lower"].array,
            "upper": ends["upper"].array,
        }
    )
    return table.sort_values(["rank", "area_code"])[INDEX_COLUMNS].reset_index(
        drop=True
    )
