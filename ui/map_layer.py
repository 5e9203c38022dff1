"""What can be laid over a map: points with names, lines; sent once, switched there."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

__all__ = ["LINES", "SYMBOLS", "LayerKind", "LayerLine", "LayerPoint", "MapLayer"]

SYMBOLS = ("circle", "diamond", "square")
LINES = ("dashes", "dots")


@dataclass(frozen=True, kw_only=True)
class LayerKind:
    """A sort of points or lines: what the legend calls it, and how it is drawn."""

    label: str
    look: str  # one of SYMBOLS for points, of LINES for lines


@dataclass(frozen=True, kw_only=True)
class LayerPoint:
    """A named place. x and y in the map's units (geo.map_layers.point_places)."""

    x: int
    y: int
    kind: int  # its place in the layer's kinds
    name: str
    note: str = ""  # a line more in its tooltip


@dataclass(frozen=True, kw_only=True)
class LayerLine:
    """A named line: SVG path data in the map's units (geo.map_layers.line_paths)."""

    path: str
    kind: int
    name: str


@dataclass(frozen=True, kw_only=True)
class MapLayer:
    """A layer with its switch. Equal content has equal bytes and an equal name.

    Raises
    ------
    ValueError
        The key is not made of small letters and _; a kind or its look does not exist.
    """

    key: str  # in the address and in MapChoice.layers
    label: str  # of the switch
    kinds: Sequence[LayerKind]
    points: Sequence[LayerPoint] = ()
    lines: Sequence[LayerLine] = ()
    note: str = ""  # whose it is and what it does not tell; below saved pictures

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z_]+", self.key):
            raise ValueError(f"layer {self.key!r}: use small letters and _ for its key")
        looks = {kind.look for kind in self.kinds}
        if unknown := sorted(looks - {*SYMBOLS, *LINES}):
            raise ValueError(f"layer {self.key}: there is no look {unknown[0]!r}")
        things: Sequence[LayerPoint | LayerLine] = (*self.points, *self.lines)
        for one in things:
            if not 0 <= one.kind < len(self.kinds):
                raise ValueError(
                    f"layer {self.key}: {one.name} is of kind {one.kind}, and there "
                    f"are {len(self.kinds)}"
                )

    @cached_property
    def payload(self) -> bytes:
        """What the browser needs, as compact JSON in UTF-8."""
        content = {
            "kinds": [[kind.label, kind.look] for kind in self.kinds],
            "points": [[p.x, p.y, p.kind, p.name, p.note] for p in self.points],
            "lines": [[line.path, line.kind, line.name] for line in self.lines],
            "note": self.note,
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def content_key(self) -> str:
        """Name of the content: 16 hexadecimal digits."""
        return hashlib.sha256(self.payload).hexdigest()[:16]
