"""The ways to show the map that are measured side by side, each a Streamlit page."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["OURS", "WAYS", "Way"]

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class Way:
    """A page with a select box "Indicator" and a map of the districts.

    A click on an area must bring its name as a subheader and its figures as a table.
    """

    key: str
    title: str
    script: Path
    areas: str  # CSS selector of the drawn areas, in the order of the districts


OURS = Way(
    key="tasapaino",
    title="Tasapaino",
    script=_ROOT / "app.py",
    areas="path.area",
)
WAYS = (
    OURS,
    Way(
        key="folium",
        title="folium.Choropleth + st_folium",
        script=_ROOT / "benchmarks" / "peer_folium.py",
        areas="path.leaflet-interactive",
    ),
)
