"""Composite indexes: defined, built, examined. Pure functions."""

from indicators.index.address import from_address, to_address
from indicators.index.build import IndexResult, build_index, contributions
from indicators.index.definition import Component, IndexDefinition, Pillar
from indicators.index.files import DefinitionError, from_json, to_json

__all__ = [
    "Component",
    "DefinitionError",
    "IndexDefinition",
    "IndexResult",
    "Pillar",
    "build_index",
    "contributions",
    "from_address",
    "from_json",
    "to_address",
    "to_json",
]
