"""The audit: what a reader can find out of each suppressed figure of a table."""

import pandas as pd

from indicators.catalogue import Catalogue
from indicators.disclosure.cells import QUANTITIES, read_cells
from indicators.disclosure.exposure import Attacker

__all__ = ["AUDIT_COLUMNS", "audit"]

AUDIT_COLUMNS = [
    *("area_code", "indicator", "year", "quantity"),
    *("lower", "upper", "exact"),
]
_KNOWN_WITHIN = 1.0


def audit(
    observations: pd.DataFrame, areas: pd.DataFrame, catalogue: Catalogue
) -> pd.DataFrame:
    """Attacks every suppressed figure by subtraction and by linear programmes.

    Parameters
    ----------
    observations : DataFrame, as it is shown (from `suppress`, or any other)
    areas, catalogue : as in `suppress`, whose knowledge the attacker has

    Returns
    -------
    DataFrame
        One row a suppressed count, by indicator, year, area and quantity: area_code,
        indicator, year, quantity ("numerator" or "denominator"), lower, upper (persons
        or the numerator's unit; the feasible interval, NaN where the totals cannot be
        sums of their parts), exact: the equations alone give it, or the interval is
        narrower than one: a fault. A denominator that another figure shows is no
        secret and is left out; so are figures of indicators without counts.

    Source: Hundepool et al. (2012), section 4.3, feasibility interval; the audit of
    tau-ARGUS.
    """
    table = observations.reset_index(drop=True)
    hidden = table["status"].eq("suppressed")
    if not hidden.any():
        return _frame([])
    years = set(table["year"][hidden].tolist())
    changes = [entry.key for entry in catalogue.indicator if entry.change_of]
    tied = set(table["year"][table["indicator"].isin(changes)].tolist())
    years |= {y for year in tied for y in (year, year - 1)}
    cells = read_cells(table, areas, catalogue, years)
    found = Attacker(cells, thorough=True).findings(cells.emptied)
    records = []
    for i in cells.emptied.nonzero()[0]:
        row = cells.rows.iloc[i]
        for quantity, variable in zip(QUANTITIES, cells.variable[i], strict=True):
            if variable in found:
                finding = found[variable]
                known = finding.exact or finding.upper - finding.lower < _KNOWN_WITHIN
                records.append(
                    (row["area_code"], row["indicator"], row["year"], quantity)
                    + (finding.lower, finding.upper, bool(known))
                )
    return _frame(records)


def _frame(records: list[tuple]) -> pd.DataFrame:
    frame = pd.DataFrame(records, columns=AUDIT_COLUMNS)
    frame = frame.astype({"lower": "float64", "upper": "float64", "exact": "bool"})
    order = ["indicator", "year", "area_code", "quantity"]
    return frame.sort_values(order, ignore_index=True)
