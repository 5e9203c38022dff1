"""Outlines on a whole-number grid: rings of many areas as flat arrays.

What a map draws, whatever the number of areas: no object an area, no loop over them.
The same rings become SVG path data (for pictures and small maps) or a compact file (for
the browser).
"""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

__all__ = ["Rings", "rings_of"]

_SHORT = np.iinfo(np.int16).max


@dataclass(frozen=True, eq=False)
class Rings:
    """Closed rings in whole numbers, area by area, to be filled by the rule evenodd.

    corners : int array, shape (c, 2); ring by ring, the first corner not repeated
    sizes : int array, shape (r,); how many corners each ring has, at least three
    counts : int array, shape (n,); how many rings each area has
    """

    corners: np.ndarray
    sizes: np.ndarray
    counts: np.ndarray

    def paths(self) -> tuple[str, ...]:
        """SVG path data of each area, as short as can be."""
        rings = iter(np.split(self.corners, np.cumsum(self.sizes)[:-1]))
        return tuple(
            "".join(_ring_path(next(rings)) for _ring in range(count))
            for count in self.counts.tolist()
        )

    def packed(self, points: np.ndarray, header: Mapping[str, Any]) -> bytes:
        """The rings and a point in each area in one file; equal content, equal bytes.

        Length of the header as uint32, the header as JSON in UTF-8 padded to four
        bytes; then, little-endian: of each area the number of rings (uint32), of each
        ring the number of corners (uint32), the step from the first corner of the
        ring before, or from (0, 0), to its own (int32 x, y), of each area the step
        from its first corner to its point (int32 x, y), and corner by corner the step
        from the one before in the same ring (x, y; int16 or int32 as `steps` in the
        header says). Steps, since they are small and like each other.
        """
        first = np.cumsum(self.sizes) - self.sizes  # place of each ring's first corner
        starts = self.corners[first]
        steps = np.delete(np.diff(self.corners, axis=0), first[1:] - 1, axis=0)
        short = not steps.size or int(np.abs(steps).max()) <= _SHORT
        begin = starts[np.cumsum(self.counts) - self.counts]
        text = json.dumps(
            {
                **header,
                "areas": len(self.counts),
                "rings": len(self.sizes),
                "corners": len(self.corners),
                "steps": "int16" if short else "int32",
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        text += b" " * (-len(text) % 4)  # numbers begin at a multiple of four
        parts = [
            self.counts.astype("<u4"),
            self.sizes.astype("<u4"),
            np.diff(starts, axis=0, prepend=np.zeros((1, 2), int)).astype("<i4"),
            (points - begin).astype("<i4"),
            steps.astype("<i2" if short else "<i4"),
        ]
        numbers = b"".join(part.tobytes() for part in parts)
        return struct.pack("<I", len(text)) + text + numbers


def rings_of(shapes: np.ndarray) -> Rings:
    """The rings of polygons or multipolygons whose coordinates are whole numbers.

    A corner that equals the one before is left out, and so is a ring of which fewer
    than three corners remain: the grid has flattened it.

    >>> corner = shapely.Polygon([(1, 2), (4, 2), (4, 2), (3, 7)])
    >>> rings_of(np.array([corner])).corners.tolist()
    [[1, 2], [4, 2], [3, 7]]
    """
    parts, area_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    corners = np.rint(xy).astype(np.int64)
    begins = np.diff(ring, prepend=-1) > 0
    moved = np.diff(corners, axis=0, prepend=corners[:1]).any(axis=1)
    corners, ring = corners[begins | moved], ring[begins | moved]
    ends = np.diff(ring, append=len(rings)) > 0  # there the first corner comes again
    corners, ring = corners[~ends], ring[~ends]
    sizes = np.bincount(ring, minlength=len(rings))
    solid = sizes >= 3
    return Rings(
        corners=corners[solid[ring]],
        sizes=sizes[solid],
        counts=np.bincount(area_of_part[part_of_ring][solid], minlength=len(shapes)),
    )


def _ring_path(corners: np.ndarray) -> str:
    """Path data of a ring: absolute start, then relative steps.

    >>> _ring_path(np.array([[1, 2], [4, 2], [3, 7]]))
    'M1 2h3l-1 5z'
    """
    x, y = corners[0].tolist()
    return f"M{x} {y}{''.join(_steps(np.diff(corners, axis=0).tolist()))}z"


def _steps(steps: list[list[int]]) -> Iterator[str]:
    """Relative steps, as short as SVG allows: no letter twice, no space before -."""
    last = ""
    for dx, dy in steps:
        letter = "h" if dy == 0 else "v" if dx == 0 else "l"
        numbers = [n for n in (dx, dy) if n] if letter != "l" else [dx, dy]
        for number in numbers:
            if letter != last:
                yield f"{letter}{number}"
            else:
                yield str(number) if number < 0 else f" {number}"
            last = letter
