"""The ways to show a map of few, many and very many areas, each a Streamlit page."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["DASHBOARD", "EMPTY", "OURS", "WAYS", "Way"]

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Way:
    """A page that takes ?areas=... and names a clicked area in a heading.

    heading : CSS selector of that heading
    kind : how the drawing is noticed: "shapes" by the fills of SVG shapes, "pixels"
        and "gl" by calls of putImageData and of WebGL's drawing methods
    """

    key: str
    title: str
    script: Path
    box: str  # CSS selector of the map
    kind: str = "shapes"
    shapes: str = ""  # of the areas drawn, where they are shapes
    tooltip: str = ""
    heading: str = "h3"
    native: bool = False  # whether the indicator is chosen in the map's own select
    sizes: tuple[int, ...] = (61, 3028)


OURS = Way(
    key="tasapaino",
    title="Tasapaino's map",
    script=_HERE / "ours.py",
    box=".figure svg[role=listbox], .figure svg.dense",
    shapes="path.area",
    tooltip=".tooltip.shown strong",
    native=True,
    sizes=(61, 3028, 100_000),
)
DASHBOARD = Way(
    key="dashboard",
    title="The dashboard's Map page",
    script=_HERE.parent / "app.py",
    box=OURS.box,
    shapes=OURS.shapes,
    tooltip=OURS.tooltip,
    heading="h2",
    native=True,
    sizes=(61,),
)
WAYS = (
    OURS,
    DASHBOARD,
    Way(
        key="folium",
        title="folium.Choropleth + st_folium",
        script=_HERE / "peers" / "folium_choropleth.py",
        box=".leaflet-container",
        shapes="path.leaflet-interactive",
        tooltip=".leaflet-tooltip",
    ),
    Way(
        key="feature_group",
        title="st_folium, feature_group_to_add",
        script=_HERE / "peers" / "folium_feature_group.py",
        box=".leaflet-container",
        shapes="path.leaflet-interactive",
        tooltip=".leaflet-tooltip",
    ),
    Way(
        key="plotly",
        title="plotly choropleth",
        script=_HERE / "peers" / "plotly_choropleth.py",
        box=".js-plotly-plot .choroplethlayer",
        shapes="path.choroplethlayer, .choroplethlayer path",
        tooltip=".hoverlayer .hovertext",
    ),
    Way(
        key="altair",
        title="altair geoshape",
        script=_HERE / "peers" / "altair_geoshape.py",
        box="svg.marks",
        shapes="svg.marks .mark-shape path",
        tooltip="#vg-tooltip-element.visible",
    ),
    Way(
        key="pydeck",
        title="pydeck GeoJsonLayer",
        script=_HERE / "peers" / "pydeck_geojson.py",
        box="#deckgl-wrapper, #view-default-view, .stDeckGlJsonChart canvas",
        kind="gl",
        tooltip=".deck-tooltip",
    ),
)
EMPTY = Way(
    key="empty",
    title="An empty page",
    script=_HERE / "peers" / "empty.py",
    box="",
)
