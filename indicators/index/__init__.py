"""Composite indexes: defined, built, examined. Pure functions."""

from indicators.index.address import from_address, to_address
from indicators.index.audit import Audit, audit
from indicators.index.build import IndexResult, build_index, contributions
from indicators.index.definition import Component, IndexDefinition, Pillar
from indicators.index.files import DefinitionError, from_json, to_json
from indicators.index.leave_one_out import LeaveOneOut, leave_one_out
from indicators.index.table import INDEX_COLUMNS, index_table

__all__ = [
    "INDEX_COLUMNS",
    "Audit",
    "Component",
    "DefinitionError",
    "IndexDefinition",
    "IndexResult",
    "LeaveOneOut",
    "Pillar",
    "audit",
    "build_index",
    "contributions",
    "from_address",
    "from_json",
    "index_table",
    "leave_one_out",
    "to_address",
    "to_json",
]
