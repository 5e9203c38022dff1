"""Crosswalks and observations made up for tests."""

import pandas as pd

__all__ = ["crosswalk", "observations"]


def crosswalk(*rows):
    """(source, target, residents); the shares are worked out."""
    table = pd.DataFrame(rows, columns=["source_code", "target_code", "residents"])
    total = table.groupby("source_code")["residents"].transform("sum")
    return table.assign(share=table["residents"] / total)


def observations(indicator, year, counts, status="published"):
    """Counts as {area: (numerator, denominator)}; None is missing."""
    return pd.DataFrame(
        [
            {
                "area_code": area,
                "indicator": indicator,
                "year": year,
                "value": float("nan"),
                "numerator": float("nan") if pair[0] is None else pair[0],
                "denominator": float("nan") if pair[1] is None else pair[1],
                "status": "suppressed" if pair[0] is None else status,
                "source": f"paavo_{year}",
            }
            for area, pair in counts.items()
        ]
    )
