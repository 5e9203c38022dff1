"""The rules of observations.csv: what a row must be, and what is said if it is not."""

from collections.abc import Collection

import pandas as pd
import pandera.pandas as pa

from indicators.catalogue import Catalogue

__all__ = ["MEANING", "STATUSES", "observation_schema"]

STATUSES = ("published", "estimated", "suppressed", "not_published")
_WITH_VALUE = ("published", "estimated")


def observation_schema(
    catalogue: Catalogue, codes: Collection[str]
) -> pa.DataFrameSchema:
    ranges = {entry.key: entry.valid_range for entry in catalogue.indicator}

    def inside(frame: pd.DataFrame, column: str) -> pd.Series:
        ends = pd.DataFrame(ranges, index=["low", "high"], dtype="float64")
        low, high = (
            ends.loc[end].reindex(frame["indicator"]).to_numpy() for end in ends.index
        )
        return ~(frame[column].lt(low) | frame[column].gt(high))

    def within_range(frame: pd.DataFrame) -> pd.Series:
        return inside(frame, "value")

    def lower_within_range(frame: pd.DataFrame) -> pd.Series:
        return inside(frame, "lower")

    def upper_within_range(frame: pd.DataFrame) -> pd.Series:
        return inside(frame, "upper")

    def interval_complete(frame: pd.DataFrame) -> pd.Series:
        return frame["lower"].notna() == frame["upper"].notna()

    def interval_with_value(frame: pd.DataFrame) -> pd.Series:
        ends = frame[["lower", "upper"]].notna().any(axis=1)
        return ~ends | frame["value"].notna()

    def interval_around_value(frame: pd.DataFrame) -> pd.Series:
        return ~(
            frame["lower"].gt(frame["value"])
            | frame["upper"].lt(frame["value"])
            | frame["lower"].gt(frame["upper"])
        )

    def value_fits_status(frame: pd.DataFrame) -> pd.Series:
        return frame["value"].notna() == frame["status"].isin(_WITH_VALUE)

    def counts_with_value(frame: pd.DataFrame) -> pd.Series:
        counts = frame[["numerator", "denominator"]].notna().any(axis=1)
        return ~counts | frame["value"].notna()

    def counts_of_something(frame: pd.DataFrame) -> pd.Series:
        return ~(frame["numerator"].lt(0) | frame["denominator"].le(0))

    # The text in `error` names the check in the failures: a built-in check's `name`
    # does not, and a function named like a built-in check is never called.
    return pa.DataFrameSchema(
        {
            "area_code": pa.Column(checks=pa.Check.isin(codes, error="known area")),
            "indicator": pa.Column(
                checks=pa.Check.isin(catalogue.keys, error="in the catalogue")
            ),
            "year": pa.Column(
                nullable=True, checks=pa.Check.in_range(1990, 2100, error="year")
            ),
            "status": pa.Column(checks=pa.Check.isin(STATUSES, error="status")),
            "source": pa.Column(
                checks=pa.Check.str_length(min_value=1, error="source")
            ),
        },
        checks=[
            pa.Check(within_range, error="valid range"),
            pa.Check(lower_within_range, error="lower in range"),
            pa.Check(upper_within_range, error="upper in range"),
            pa.Check(interval_complete, error="interval complete"),
            pa.Check(interval_with_value, error="interval with value"),
            pa.Check(interval_around_value, error="interval around value"),
            pa.Check(value_fits_status, error="value fits status"),
            pa.Check(counts_with_value, error="counts with value"),
            pa.Check(counts_of_something, error="counts of something"),
        ],
    )


# Of each check: the column, the problem and the remedy.
MEANING = {
    "known area": ("area_code", "is no known area", "correct the code"),
    "in the catalogue": (
        "indicator",
        "is not in the catalogue",
        "add it to data/indicators.toml or correct it",
    ),
    "year": ("year", "is no year from 1990 to 2100", "correct the year"),
    "status": ("status", "is no status", f"use one of {', '.join(STATUSES)}"),
    "source": ("source", "names no source", "name the source's key"),
    "valid range": (
        "value",
        "is outside the catalogue's valid_range",
        "correct the figure, or the range if it is right",
    ),
    "lower in range": (
        "lower",
        "is outside the catalogue's valid_range",
        "correct the end of the interval",
    ),
    "upper in range": (
        "upper",
        "is outside the catalogue's valid_range",
        "correct the end of the interval",
    ),
    "interval complete": (
        "upper",
        "and the lower end: only one of them is there",
        "give both ends of the interval, or neither",
    ),
    "interval with value": (
        "lower",
        "and the upper end stand where there is no value",
        "leave both empty: an interval would give the value away",
    ),
    "interval around value": (
        "lower",
        "and the upper end do not hold the value between them",
        "correct the three so that lower <= value <= upper",
    ),
    "value fits status": (
        "value",
        "does not fit the status: only published and estimated have a value",
        "correct the value or the status",
    ),
    "counts with value": (
        "numerator",
        "stands where there is no value",
        "leave it empty: a count would give the value away",
    ),
    "counts of something": (
        "denominator",
        "and the numerator: one is below zero, or the denominator is zero",
        "correct the counts",
    ),
}
