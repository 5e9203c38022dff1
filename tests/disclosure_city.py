"""A made-up city for the tests of disclosure control."""

import pandas as pd

from indicators.catalogue import Catalogue, Indicator, Names

NAN = float("nan")


def entry(key, *, unit="percent", denominator="residents", **more):
    return Indicator(
        key=key,
        theme="population",
        worse="high",
        unit=unit,
        decimals=1,
        valid_range=(-100, 1000000),
        denominator=denominator,
        source="A",
        licence="CC BY 4.0",
        caveat="None.",
        name=Names(fi=key, sv=key, en=key),
        **more,
    )


def catalogue(*entries):
    return Catalogue(indicator=entries)


RATE = catalogue(entry("rate", minimum_count=3, minimum_denominator=5))


def areas_of(*sizes):
    """A city with one major area of so many districts a size."""
    rows = [("C", "city", "")]
    for i, size in enumerate(sizes):
        rows.append((f"M{i}", "major_area", "C"))
        rows += [(f"D{i}{j}", "district", f"M{i}") for j in range(size)]
    table = pd.DataFrame(rows, columns=["area_code", "level", "parent"])
    return table.set_index("area_code")


def rows_of(areas, key, counts, year=2020):
    """Observations of districts given as (numerator, denominator), and of their sums.

    Without a denominator the count is the value itself."""
    counts = dict(counts)
    for total in [c for c in areas.index if areas.at[c, "level"] == "major_area"] + [
        "C"
    ]:
        inside = areas.index[areas["parent"] == total]
        parts = [counts[c] for c in inside if c in counts]
        counts[total] = tuple(
            None if parts[0][k] is None else sum(p[k] for p in parts) for k in (0, 1)
        )
    records = [
        {
            "area_code": code,
            "indicator": key,
            "year": year,
            "value": float(n) if d is None else 100 * n / d,
            "numerator": float(n),
            "denominator": NAN if d is None else float(d),
            "status": "published",
            "source": "a",
        }
        for code, (n, d) in counts.items()
    ]
    return pd.DataFrame(records)


def empty(result):
    """Which (area, indicator, year) have nothing left, checked to be empty whole."""
    gone = result[result["status"] == "suppressed"]
    assert gone[["value", "numerator", "denominator"]].isna().all(axis=None)
    return {tuple(row) for row in gone[["area_code", "indicator", "year"]].to_numpy()}


def areas_emptied(result):
    return {code for code, _, _ in empty(result)}
