"""Statistical disclosure control: no figure of too few people leaves the core.

Cells under an indicator's minimum are emptied (primary), then so many others that none
of them can be computed from what is still shown (secondary); `audit` attacks a table.

Hundepool, Domingo-Ferrer, Franconi, Giessing, Schulte Nordholt, Spicer and de Wolf,
Statistical Disclosure Control (2012), chapter 4: threshold rule, secondary cell
suppression, feasibility interval. Fischetti and Salazar, Solving the cell suppression
problem on tabular data with linear constraints, Management Science 47 (2001), the
attacker's linear programmes. That a cell is given away exactly if its unit vector lies
in the row space of the equations: Langsrud, Secondary cell suppression by Gaussian
elimination, Privacy in Statistical Databases (2024).
"""

from indicators.disclosure.attack import feasible_intervals
from indicators.disclosure.audit import audit
from indicators.disclosure.rules import primary_cells
from indicators.disclosure.secondary import suppress, suppress_indexes

__all__ = [
    "audit",
    "feasible_intervals",
    "primary_cells",
    "suppress",
    "suppress_indexes",
]
