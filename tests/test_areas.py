"""The areas' files: read as they are, and every fault of them named."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box
from shapely.geometry import mapping

from geo.areas import DATA_FOLDER, LEVELS, AreaError, check_areas, load_areas

DISTRICTS = LEVELS["district"].file


def feature(shape, **properties):
    return {"type": "Feature", "properties": properties, "geometry": mapping(shape)}


def district(number, shape, **other):
    properties = {
        "area_code": f"09270{number}000",
        "kosa": str(number),
        "name_fi": f"Kylä {number}",
        "name_sv": f"By {number}",
        "major_area": "0927000000",
    }
    return feature(shape, **(properties | other))


def named(code, shape):
    return feature(shape, area_code=code, name_fi="Itä", name_sv="Öst")


WEST, EAST = box(25.0, 60.25, 25.25, 60.5), box(25.25, 60.25, 25.5, 60.5)
WHOLE = box(25.0, 60.25, 25.5, 60.5)


def write(folder, level, features):
    document = {"type": "FeatureCollection", "features": features}
    content = json.dumps(document, ensure_ascii=False)
    (folder / LEVELS[level].file).write_text(content, encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """Two districts in one major area, and a postal area: nothing wrong."""
    write(tmp_path, "district", [district(91, WEST), district(92, EAST)])
    whole = WEST.union(EAST)
    write(tmp_path, "major_area", [named("0927000000", whole)])
    write(tmp_path, "postal_area", [named("01200", WEST), named("01230", EAST)])
    return tmp_path


def test_districts_are_read(folder):
    areas = load_areas("district", folder)
    assert areas.index.to_list() == ["0927091000", "0927092000"]
    assert areas.index.name == "area_code"
    assert areas.crs == "EPSG:4326"
    assert areas["level"].to_list() == ["district", "district"]
    assert areas["name_fi"].to_list() == ["Kylä 91", "Kylä 92"]
    assert areas["name_sv"].to_list() == ["By 91", "By 92"]
    assert areas["parent"].to_list() == ["0927000000", "0927000000"]
    assert areas["kosa"].to_list() == ["91", "92"]
    assert areas.geometry.iloc[0].equals(WEST)


@pytest.mark.parametrize("level", ["major_area", "postal_area"])
def test_other_levels_have_no_parent(folder, level):
    areas = load_areas(level, folder)
    assert "kosa" not in areas
    assert areas["parent"].isna().all()


def test_leading_zeros_stay(folder):
    assert load_areas("postal_area", folder).index.to_list() == ["01200", "01230"]


def test_nothing_wrong_is_an_empty_list(folder):
    assert check_areas(folder) == []


def test_a_byte_order_mark_is_no_fault(folder):
    path = folder / DISTRICTS
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(load_areas("district", folder)) == 2


BOWTIE = {
    "type": "Polygon",
    "coordinates": [[[25, 60], [26, 61], [26, 60], [25, 61], [25, 60]]],
}


def swapped(index, **changes):
    """Districts with one feature's members or properties changed."""
    features = [district(91, WEST), district(92, EAST)]
    for key, value in changes.items():
        if key == "geometry":
            features[index]["geometry"] = value
        elif value is None:
            del features[index]["properties"][key]
        else:
            features[index]["properties"][key] = value
    return features


BROKEN_FEATURES = {
    "missing property": (
        swapped(1, name_sv=None),
        "row 0927092000 .feature 2., column name_sv: the property name_sv is missing",
    ),
    "empty property": (
        swapped(0, kosa=""),
        "column kosa: the property kosa is missing",
    ),
    "missing code": (
        swapped(1, area_code=None),
        "row feature 2, column area_code: the property area_code is missing",
    ),
    "code as a number": (swapped(0, area_code=927091000), "927091000 is not text"),
    "repeated code": (
        swapped(1, area_code="0927091000"),
        r"row 0927091000 \(feature 2\).*feature 1 has the same code",
    ),
    "code of another level": (
        swapped(0, area_code="0927000000"),
        "'0927000000' is no code of the level district; write it as",
    ),
    "parent of another level": (
        swapped(0, major_area="7"),
        "column major_area: '7' is no code of the level major_area",
    ),
    "no geometry": (swapped(0, geometry=None), "the geometry is missing"),
    "empty geometry": (
        swapped(0, geometry={"type": "Polygon", "coordinates": []}),
        "the geometry is empty",
    ),
    "a point": (
        swapped(0, geometry={"type": "Point", "coordinates": [25, 60]}),
        "type Point is no area",
    ),
    "open ring": (
        swapped(0, geometry={"type": "Polygon", "coordinates": [[[25, 60], [26, 61]]]}),
        "cannot be read .*closed",
    ),
    "text for a number": (
        swapped(0, geometry={"type": "Polygon", "coordinates": [[["25", 60]]]}),
        "cannot be read",
    ),
    "self-crossing": (
        swapped(0, geometry=BOWTIE),
        r"feature 1\), column geometry: the polygon is invalid .Self-intersection",
    ),
    "metres for degrees": (
        swapped(0, geometry=mapping(box(25_490_000, 6_690_000, 25_490_100, 6_690_100))),
        "2.549e.07, 6.69e.06 are not degrees in WGS84; transform .* EPSG:4326",
    ),
    "no feature": (["text"], "row feature 1: it is no GeoJSON feature"),
    "overlap": (
        [district(91, WEST), district(92, box(25.2, 60.25, 25.5, 60.5))],
        "row 0927091000 0927092000, column geometry: overlap of",
    ),
    # the border is one line in degrees, but with a vertex on one side only it bends
    # apart as soon as it is projected
    "unmatched border": (
        [district(91, WEST), district(92, box(25.25, 60.3, 25.5, 60.5))],
        "row 0927091000 0927092000, column geometry: overlap of",
    ),
}


@pytest.mark.parametrize("name", BROKEN_FEATURES)
def test_a_broken_feature_is_named(folder, name):
    features, message = BROKEN_FEATURES[name]
    write(folder, "district", features)
    with pytest.raises(AreaError, match=f"^{DISTRICTS}, .*{message}") as caught:
        load_areas("district", folder)
    assert "\n" not in str(caught.value)
    assert DISTRICTS in {fault["file"] for fault in check_areas(folder)}


BROKEN_FILES = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n", "the file is empty"),
    # a comma is missing before the 7, which is the 11th character of its line
    "broken JSON": (b'{"type":\n"Feature" 7}', "row 2, column 11: broken JSON"),
    "cut off": (
        b'{"type":"FeatureCollection","features":[',
        "row 1, column 41",
    ),
    "Latin-1": ('{"a":\n"ä"}'.encode("latin-1"), "row 2: byte 0xE4 is not UTF-8"),
    "a list": (b"[]", "no FeatureCollection"),
    "a feature": (b'{"type":"Feature"}', "no FeatureCollection"),
    "no features": (b'{"type":"FeatureCollection","features":[]}', "has no features"),
    "features missing": (b'{"type":"FeatureCollection"}', "has no features"),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_broken_file_is_named(folder, name):
    content, message = BROKEN_FILES[name]
    (folder / DISTRICTS).write_bytes(content)
    with pytest.raises(AreaError, match=f"^{DISTRICTS}.*{message}.*; .*"):
        load_areas("district", folder)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(AreaError, match="major_areas.geojson: the file is missing; "):
        load_areas("major_area", tmp_path)
    assert [fault["file"] for fault in check_areas(tmp_path)] == [
        level.file for level in LEVELS.values()
    ]


def test_an_unknown_level_is_named():
    with pytest.raises(AreaError, match="'street': choose one of district, major_area"):
        load_areas("street")


def test_every_fault_is_listed(folder):
    features = swapped(0, name_fi="", geometry=None)
    write(folder, "district", [*features, district(91, EAST, kosa=91)])
    faults = check_areas(folder)
    assert [(fault["row"], fault["column"]) for fault in faults] == [
        ("0927091000 (feature 1)", "name_fi"),
        ("0927091000 (feature 1)", "geometry"),
        ("0927091000 (feature 3)", "kosa"),
        ("0927091000 (feature 3)", "area_code"),
    ]
    keys = {"file", "row", "column", "problem", "remedy"}
    assert all(set(fault) == keys for fault in faults)
    assert all(isinstance(value, str) for fault in faults for value in fault.values())


def test_an_unknown_parent_is_listed(folder):
    write(folder, "district", [district(91, WEST), district(92, EAST)])
    write(folder, "major_area", [named("0926000000", WHOLE)])
    problems = [fault["problem"] for fault in check_areas(folder)]
    assert problems.count("0927000000 is not in major_areas.geojson") == 2


def test_a_larger_area_that_is_not_its_parts_is_listed(folder):
    write(folder, "major_area", [named("0927000000", box(25.0, 60.25, 25.6, 60.5))])
    (fault,) = check_areas(folder)
    assert fault["file"] == LEVELS["major_area"].file
    assert fault["row"] == "0927000000"
    assert "not that of its areas in districts.geojson" in fault["problem"]


def test_the_committed_areas_have_no_fault():
    assert check_areas() == []


@pytest.mark.parametrize(
    ("level", "count"),
    [("district", 61), ("major_area", 7), ("postal_area", 40)],  # the city's and HSY's
)
def test_the_committed_areas_are_all_there(level, count):
    areas = load_areas(level)
    assert isinstance(areas, gpd.GeoDataFrame)
    assert len(areas) == count


def test_the_districts_file_is_small():
    assert Path(DATA_FOLDER / DISTRICTS).stat().st_size <= 300_000
