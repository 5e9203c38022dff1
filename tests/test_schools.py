"""Schools and catchment areas: read from the source, written to data/, checked."""

import json
import shutil

import geopandas as gpd
import pytest
import shapely

from geo.areas import DATA_FOLDER, load_areas
from geo.geojson import features_to_rfc7946
from geo.schools import SchoolError, check_schools, load_catchments, load_schools
from sources.faults import SourceError
from sources.schools import read_catchments, read_schools, school_files
from tests.source_copies import folder_with
from tests.source_folder import SOURCE_FOLDER, source_file

SCHOOLS = "boundaries/vantaa_schools_2021.geojson"
CATCHMENTS = "boundaries/vantaa_school_catchments_2021.geojson"


def sources():
    """The folder of sources, which holds both files; the test is skipped without."""
    source_file(SCHOOLS)
    source_file(CATCHMENTS)
    return SOURCE_FOLDER


def plain(name):
    """The file as the json module gives it: no code of the project."""
    return json.loads(source_file(name).read_text(encoding="utf-8"))


def changed(tmp_path, name, change):
    """A folder of sources in which one file has been changed."""
    document = plain(name)
    change(document["features"])
    return folder_with(tmp_path, name, json.dumps(document))


def test_every_school_of_the_source_is_one_row():
    features = plain(SCHOOLS)["features"]
    told = {feature["properties"]["name"] for feature in features}
    schools = read_schools(sources())
    # the source's own description: 50 schools, 94 rows, one a level
    assert len(features) == 94 and len(schools) == 50
    assert set(schools["name"]) == told
    stages = schools["levels"].str.split(";").str.len()
    assert stages.sum() == 94
    rows = [feature["properties"] for feature in features]
    upper = {row["name"] for row in rows if row["type"] == "lukio"}
    found = schools[schools["levels"] == "general_upper_secondary"]
    assert set(found["name"]) == upper and set(found["language"]) == {""}


def test_a_school_keeps_its_place_stages_and_language():
    point, types = None, set()
    for feature in plain(SCHOOLS)["features"]:
        if feature["properties"]["name"] == "Dickursby skola":
            point = feature["geometry"]["coordinates"]
            types.add(feature["properties"]["type"])
    assert types == {"ruotsiAla", "ruotsiYla"}
    schools = read_schools(sources()).set_index("name")
    row = schools.loc["Dickursby skola"]
    assert (row["levels"], row["language"]) == ("lower;upper", "sv")
    assert [row.geometry.x, row.geometry.y] == point


def test_three_areas_a_language_and_all_of_them_valid():
    features = plain(CATCHMENTS)["features"]
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in features]
    assert not all(shapely.is_valid(shapes))  # why they are mended
    areas, report = read_catchments(sources())
    assert areas.is_valid.all()
    assert areas["language"].tolist() == ["fi"] * 3 + ["sv"] * 3
    assert areas["levels"].tolist() == ["lower;upper"] * 3 + ["lower"] * 3
    assert "9 read, 6 different; 2 mended" in report
    # Each is as large as the source says in km² (its own column, rounded apart).
    said = {f["properties"]["name"]: f["properties"]["km2"] for f in features}
    measured = dict(zip(areas["name"], areas.to_crs("EPSG:3879").area, strict=True))
    for name, km2 in said.items():
        assert measured[name] / 1e6 == pytest.approx(km2, rel=1e-3)


def test_finnish_areas_cover_every_district_once():
    areas, _report = read_catchments(sources())
    finnish = areas[areas["language"] == "fi"].to_crs("EPSG:3879")
    districts = load_areas("district").to_crs("EPSG:3879")
    overlap = gpd.overlay(
        finnish[["name", "geometry"]], districts[["geometry"]].reset_index()
    )
    shares = overlap.area.groupby(overlap["area_code"]).sum() / districts.area
    assert shares.between(0.98, 1.02).all()


def test_data_holds_what_the_reader_gives():
    districts = load_areas("district").to_crs("EPSG:3879")
    files, _report = school_files(sources(), districts)
    for name, content in files.items():
        assert (DATA_FOLDER / name).read_bytes() == content


def test_each_school_is_told_its_district():
    schools = load_schools()
    districts = load_areas("district")
    assert len(schools) == 50
    for school in schools.itertuples():
        assert districts.geometry[school.area_code].contains(school.geometry)
    named = schools.set_index("name")["area_code"]
    # schools named after the district they stand in
    for name, district in (
        ("Havukosken koulu", "Havukoski"),
        ("Askiston koulu", "Askisto"),
        ("Länsimäen koulu", "Länsimäki"),
    ):
        assert districts.at[named[name], "name_fi"] == district


def drop_type(features):
    features[0]["properties"]["type"] = "esikoulu"


def move_one(features):
    features[6]["geometry"]["coordinates"][0] += 0.01


def other_language(features):
    features[6]["properties"]["type"] = "ruotsiAla"


def repeat(features):
    features.append(features[0])


def nameless(features):
    features[0]["properties"]["name"] = " "


def as_line(features):
    line = {"type": "LineString", "coordinates": [[25, 60], [25, 61]]}
    features[0]["geometry"] = line


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (drop_type, "row 1, column type: 'esikoulu' is no known type"),
        (move_one, "Hiekkaharjun koulu, column geometry: it is listed at two places"),
        (other_language, "Hiekkaharjun koulu, column type: .* in two languages"),
        (repeat, "row 95, column name: .* is there twice as lukio"),
        (nameless, "row 1, column name: the name is missing"),
        (as_line, "row 1, column geometry: .* it is no point"),
    ],
)
def test_a_broken_list_of_schools_is_refused(tmp_path, change, message):
    with pytest.raises(SourceError, match=message):
        read_schools(changed(tmp_path, SCHOOLS, change))


def test_a_school_outside_the_city_is_refused():
    districts = load_areas("district").to_crs("EPSG:3879")
    without = districts[districts["name_fi"] != "Havukoski"]
    with pytest.raises(SourceError, match="Havukosken koulu.* lies in no district"):
        school_files(sources(), without)


def test_an_area_that_differs_between_the_stages_is_refused(tmp_path):
    def change(features):
        [one] = [
            f
            for f in features
            if f["properties"]["type"] == "suomiYla"
            and f["properties"]["name"].startswith("Itäinen")
        ]
        one["geometry"]["coordinates"][0][1][0] += 0.001

    with pytest.raises(SourceError, match="Itäinen.* listed at two places"):
        read_catchments(changed(tmp_path, CATCHMENTS, change))


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    folder = folder_with(tmp_path, SCHOOLS, None)
    with pytest.raises(SourceError, match="schools_2021.geojson: the file is missing"):
        read_schools(folder)


CODES = set(load_areas("district").index)


def broken(tmp_path, name, change):
    """data/ with one of the two files changed; nothing else is there."""
    for file in ("schools.geojson", "school_catchments.geojson"):
        shutil.copy(DATA_FOLDER / file, tmp_path / file)
    document = json.loads((tmp_path / name).read_text(encoding="utf-8"))
    change(document["features"])
    (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    return tmp_path


def test_data_has_no_fault():
    assert check_schools(DATA_FOLDER, CODES) == []
    assert load_catchments()["language"].tolist() == ["fi"] * 3 + ["sv"] * 3


@pytest.mark.parametrize(
    ("name", "field", "value", "column"),
    [
        ("schools.geojson", "name", "", "name"),
        ("schools.geojson", "levels", "lower;highest", "levels"),
        ("schools.geojson", "language", "en", "language"),
        ("schools.geojson", "area_code", "0920000000", "area_code"),
        ("school_catchments.geojson", "levels", None, "levels"),
    ],
)
def test_a_broken_property_is_named(tmp_path, name, field, value, column):
    def change(features):
        features[1]["properties"][field] = value

    [fault, *_] = check_schools(broken(tmp_path, name, change), CODES)
    assert fault["file"] == name and fault["column"] == column
    assert fault["row"]


def test_a_broken_shape_or_a_repeated_name_is_named(tmp_path):
    def cross(features):
        bow_tie = [[[25, 60], [25.1, 60.1], [25.1, 60], [25, 60.1], [25, 60]]]
        features[0]["geometry"] = {"type": "Polygon", "coordinates": bow_tie}

    folder = broken(tmp_path, "school_catchments.geojson", cross)
    with pytest.raises(SchoolError, match="feature 1, geometry: invalid .Self-inter"):
        load_catchments(folder)

    def twice(features):
        features[2]["properties"]["name"] = features[0]["properties"]["name"]

    [fault] = check_schools(broken(tmp_path, "schools.geojson", twice), CODES)[:1]
    assert fault["row"] == "feature 3" and "is there twice" in fault["problem"]


@pytest.mark.parametrize("content", ["", "no json", "{}", '{"features": []}'])
def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path, content):
    (tmp_path / "schools.geojson").write_text(content, encoding="utf-8")
    with pytest.raises(SchoolError, match=r"^schools\.geojson: .*make data\.$"):
        load_schools(tmp_path)
    with pytest.raises(SchoolError, match="catchments.geojson: the file is missing"):
        load_catchments(tmp_path)


def test_points_and_overlapping_polygons_are_written_as_they_are():
    shapes = [shapely.Point(25, 60), shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]
    frame = gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=shapes, crs="EPSG:4326")
    written = json.loads(features_to_rfc7946(frame, ["n"]))["features"]
    read = [shapely.from_geojson(json.dumps(f["geometry"])) for f in written]
    assert [f["properties"]["n"] for f in written] == [1, 2, 3]
    assert all(shapely.equals(read, shapes))
