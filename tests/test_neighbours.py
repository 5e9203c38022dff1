"""Neighbours: a grid by hand, libpysal's examples, and the city's own coverage."""

import geopandas as gpd
import libpysal
import numpy as np
import pytest
import shapely

from geo.areas import LEVELS, load_areas
from geo.neighbours import neighbour_graph, neighbour_table


def grid(side=3):
    cells = [shapely.box(x, y, x + 1, y + 1) for y in range(side) for x in range(side)]
    codes = [f"A{i}" for i in range(side * side)]
    return gpd.GeoDataFrame(geometry=cells, index=codes, crs="EPSG:3879")


def test_grid_by_hand():
    # A6 A7 A8
    # A3 A4 A5
    # A0 A1 A2
    table = neighbour_table(grid())
    assert table["neighbours"].tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert table.loc["A0", "codes"] == ("A1", "A3", "A4")
    assert table.loc["A4", "border_m"] == pytest.approx(4)  # corners add no length
    assert table.loc["A0", "border_m"] == pytest.approx(2)
    rook = neighbour_graph(grid(), rook=True)
    assert rook.cardinalities.tolist() == [2, 3, 2, 3, 4, 3, 2, 3, 2]


def test_islands_are_there_and_named():
    apart = grid()
    apart.loc["B", "geometry"] = shapely.box(9, 9, 10, 10)
    table = neighbour_table(apart)
    assert table.index.tolist() == apart.index.tolist()
    assert table.index[table["island"]].tolist() == ["B"]
    assert table.loc["B", ["neighbours", "codes", "border_m"]].tolist() == [0, (), 0.0]
    assert neighbour_graph(apart).isolates.tolist() == ["B"]
    alone = neighbour_table(apart.loc[["B"]])
    assert alone["island"].tolist() == [True]


def test_a_border_need_not_be_shared_vertex_by_vertex():
    # two halves beside one whole: the T-junction at (1, 1) is no vertex of the whole
    boxes = [shapely.box(0, 0, 1, 2), shapely.box(1, 0, 2, 1), shapely.box(1, 1, 2, 2)]
    graph = neighbour_graph(gpd.GeoDataFrame(geometry=boxes, index=["A", "B", "C"]))
    assert graph.cardinalities.tolist() == [2, 2, 2]


def test_columbus_has_its_published_queen_links():
    # spdep, poly2nb(columbus): 49 regions, 236 nonzero links, 4.816327 a region, as
    # printed in R. Bivand's course notes (ECS530, session 4)
    path = libpysal.examples.get_path("columbus.shp")
    columbus = gpd.read_file(path, columns=["POLYID"])
    graph = neighbour_graph(columbus)
    assert (graph.n, len(graph.adjacency)) == (49, 236)


@pytest.mark.parametrize("level", LEVELS)
def test_the_city_s_links_are_mutual_and_share_a_border(level):
    areas = load_areas(level)
    graph = neighbour_graph(areas)
    assert graph.unique_ids.tolist() == areas.index.tolist()
    assert len(graph.asymmetry()) == 0
    focal = graph.adjacency.index.get_level_values("focal")
    neighbour = graph.adjacency.index.get_level_values("neighbor")
    linked = set(zip(focal, neighbour, strict=True))
    assert all(one != other for one, other in linked)
    # by another way: geometries that have a point in common
    first, second = areas.sindex.query(areas.geometry, predicate="intersects")
    met = {
        (areas.index[i], areas.index[j])
        for i, j in zip(first, second, strict=True)
        if i != j
    }
    assert linked == met


@pytest.mark.parametrize(
    ("one", "other", "neighbours"),
    [
        ("Koivukylä", "Havukoski", True),
        ("Tikkurila", "Jokiniemi", True),
        ("Martinlaakso", "Vantaanlaakso", True),
        ("Länsimäki", "Myyrmäki", False),
        ("Nikinmäki", "Martinlaakso", False),
    ],
)
def test_districts_one_knows(one, other, neighbours):
    areas = load_areas("district")
    code = {name: code for code, name in areas["name_fi"].items()}
    table = neighbour_table(areas)
    assert (code[other] in table.loc[code[one], "codes"]) == neighbours
    shapes = areas.geometry.to_crs("EPSG:3879")
    apart = shapes[code[one]].distance(shapes[code[other]])
    assert (apart < 0.01) == neighbours


def test_order_does_not_matter_and_nothing_is_changed():
    areas = grid()
    before = areas.copy()
    turned = neighbour_table(areas[::-1])
    assert turned.loc[areas.index, "codes"].equals(neighbour_table(areas)["codes"])
    assert areas.equals(before)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: a.head(0), "no areas"),
        (lambda a: a.iloc[[0, 0, 1]], r"\['A0'\] are there twice"),
        (lambda a: a.set_geometry([None, *a.geometry[1:]]), r"\['A0'\] have no valid"),
        (lambda a: a.set_geometry(a.geometry.centroid), "have no valid polygon"),
        (lambda a: a.set_geometry(a.buffer(0.1)), "overlap"),
        (lambda a: a.set_crs(None, allow_override=True), "no CRS"),
    ],
)
def test_refusals(change, message):
    with pytest.raises(ValueError, match=message):
        neighbour_table(change(grid()))


def test_two_copies_of_a_city_have_twice_the_links():
    two = grid()
    far = two.set_index(two.index + "'").translate(100, 0).to_frame("geometry")
    both = gpd.GeoDataFrame(
        geometry=[*two.geometry, *far["geometry"]],
        index=[*two.index, *far.index],
    )
    links = neighbour_graph(both).adjacency
    assert len(links) == 2 * len(neighbour_graph(two).adjacency)
    assert np.all(links == 1)
