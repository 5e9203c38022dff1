"""The definition of an index: its rules, as a file, and in an address."""

import json
import re
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from indicators.catalogue import load_catalogue
from indicators.index import (
    Component,
    DefinitionError,
    IndexDefinition,
    Pillar,
    from_address,
    from_json,
    to_address,
    to_json,
)

SOME = settings(max_examples=60, deadline=None)
A, B = Component(indicator="a"), Component(indicator="b", weight=2.5)
PLAIN = IndexDefinition(components=(A, B))
FULL = IndexDefinition(
    name="Perheet, 0–6 v. (koe ~1)",
    components=(
        Component(indicator="a", pillar="Työ & tulot", goalposts=(-1.5, 20)),
        Component(indicator="b", weight=0.1, pillar="x,y", goalposts=(0, 1e20)),
    ),
    pillars=(Pillar(name="Työ & tulot", weight=3), Pillar(name="x,y")),
    outliers="winsorise",
    max_winsorised=3,
    imputation="group_mean",
    normalisation="goalposts",
    scale=(1, 100),
    population_weighted=True,
    aggregation="geometric",
    minimum_availability=0.6666666666666666,
    max_year_gap=0,
)

# Any definition that the rules allow

NUMBER = st.floats(-1e9, 1e9).map(lambda x: x or 0.0)
WEIGHT = st.one_of(st.just(1.0), st.floats(1e-12, 1e12))
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
KEY = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


@st.composite
def definitions(draw):
    keys = draw(st.lists(KEY, min_size=1, max_size=6, unique=True))
    names = draw(st.lists(TEXT, max_size=len(keys), unique=True))
    posts = st.tuples(NUMBER, NUMBER).filter(lambda pair: pair[0] < pair[1])
    method = draw(
        st.sampled_from(["z", "min_max", "rank", "goalposts", "distance_to_reference"])
    )
    components = [
        Component(
            indicator=key,
            weight=draw(WEIGHT),
            pillar=names[i % len(names)] if names else "",
            goalposts=draw(posts) if method == "goalposts" else None,
            reference=draw(st.none() | NUMBER.filter(bool)),
        )
        for i, key in enumerate(keys)
    ]
    return IndexDefinition(
        name=draw(st.just("") | TEXT),
        components=components,
        pillars=[Pillar(name=name, weight=draw(WEIGHT)) for name in names],
        outliers=draw(st.sampled_from(["none", "winsorise"])),
        max_winsorised=draw(st.integers(0, 1000)),
        imputation=draw(st.sampled_from(["none", "mean", "median", "group_mean"])),
        normalisation=method,
        population_weighted=draw(st.booleans()),
        weighting=draw(st.sampled_from(["given", "equal", "pca"])),
        aggregation=draw(st.sampled_from(["arithmetic", "harmonic", "copeland"])),
        minimum_availability=draw(st.floats(0.001, 1)),
        max_year_gap=draw(st.integers(0, 100)),
    )


@SOME
@given(definitions())
def test_a_file_brings_back_the_same(definition):
    assert from_json(to_json(definition)) == definition


@SOME
@given(definitions())
def test_an_address_brings_back_the_same(definition):
    line = to_address(definition)
    assert re.fullmatch(r"[A-Za-z0-9_.,:~-]+", line)
    assert from_address(line) == definition


@pytest.mark.parametrize("definition", [PLAIN, FULL])
def test_both_ways_back(definition):
    assert from_json(to_json(definition)) == definition
    assert from_address(to_address(definition)) == definition


def test_the_address_says_only_what_is_no_default():
    assert to_address(PLAIN) == "1~c:a~c:b,2.5"
    parts = (Component(indicator="a", reference=-1e22), B)
    assert to_address(IndexDefinition(components=parts)) == "1~c:a,,,,,-1e22~c:b,2.5"


def test_the_file_is_readable():
    content = json.loads(to_json(FULL))
    assert content["components"][1]["weight"] == 0.1
    assert content["scale"] == [1.0, 100.0]
    assert "Työ & tulot" in to_json(FULL)


def test_fields_that_are_left_out_have_their_defaults():
    given_ = '{"components": [{"indicator": "a"}, {"indicator": "b", "weight": 2.5}]}'
    assert from_json(given_) == PLAIN
    assert from_json("\ufeff" + given_) == PLAIN


WHOLE = to_json(PLAIN)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file is empty: choose one saved"),
        (WHOLE[: len(WHOLE) // 2], "the file ends in the middle"),
        (WHOLE[:-3], "the file ends in the middle"),
        ("a,b\n1,2\n", "the file is no JSON (line 1: expecting value)"),
        ('{"components" [1]}', "the file is no JSON (line 1: expecting ':' delimiter)"),
        ("[1, 2]", "the file is no index definition, for it has no components"),
        ("3", "the file is no index definition, for it has no components"),
        ('{"type": "FeatureCollection", "features": []}', "it has no components"),
        ("[" * 100_000, "the file is no index definition"),
        (WHOLE.replace('"name"', '"nam"'), "definition nam: is no part of a def"),
        (
            WHOLE.replace('"weight": 2.5', '"wait": 2.5'),
            "components 2 wait: is no part",
        ),
        (WHOLE.replace("2.5", '"2.5"'), "components 2 weight: must be a number"),
        (WHOLE.replace("2.5", "true"), "components 2 weight: must be a number"),
        (WHOLE.replace("2.5", "NaN"), "components 2 weight: must be a number that is"),
        (WHOLE.replace("2.5", "1e999"), "weight: must be a number that is not inf"),
        (WHOLE.replace("2.5", "-1"), "weight: is below what is allowed: give 0 or"),
        (WHOLE.replace('"a"', '"A b"'), "components 1 indicator: must be an indicator"),
        (
            WHOLE.replace('"a"', "7"),
            "components 1 indicator: must be text in quotation",
        ),
        (WHOLE.replace('"z"', '"zz"'), "normalisation: must be one of 'z', 'min_max'"),
        (WHOLE.replace(": 5,", ': "5",'), "max_winsorised: must be a whole number"),
        (WHOLE.replace("false", '"yes"'), "population_weighted: must be true or false"),
        ('{"components": 5}', "definition components: must be a list in square"),
        ('{"components": []}', "definition components: is too short: give at least 1"),
        ('{"components": [5]}', "components 1: must be an object in curly brackets"),
        ('{"components": [{}]}', "components 1 indicator: is missing: add it"),
        ('{"components": [], "components": []}', "the file has components twice"),
        (WHOLE.replace('"name": ""', '"name": "a\\u0000b"'), "has a sign that cannot"),
    ],
)
def test_a_file_that_is_none_is_told_in_one_sentence(text, sentence):
    with pytest.raises(DefinitionError, match=re.escape(sentence)) as caught:
        from_json(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("cut", range(2, 200, 7))
def test_a_file_cut_anywhere_is_refused(cut):
    with pytest.raises(DefinitionError):
        from_json(to_json(FULL)[:-cut])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "holds no index"),
        ("1", "holds no index"),
        ("2~c:a", "holds no index"),
        ("1~c:a b", "holds no index"),
        ("1~c:a~", "has a part '' that no index has"),
        ("1~c:a~q:1", "has a part 'q:1' that no index has"),
        ("1~c:a~a:copeland~a:copeland", "has a part 'a:copeland'"),
        ("1~c:a,x", "has 'x' for a number"),
        ("1~c:a,inf", "has 'inf' for a number"),
        ("1~c:a,1,p,1,2,3,4", "has 7 figures where 6 are meant"),
        ("1~c:a,-1", "components 1 weight: is below what is allowed"),
        ("1~c:a,,,5", "components 1 goalposts 2: must be a number"),
        ("1~n:-C3~c:a", "has a text '-C3' that is cut"),
        ("1~n:-c3~c:a", "has a text '-c3': copy it again"),
        ("1~c:a~u:2", "has u:2: write u:0 or u:1"),
        ("1~c:a~y:1.5", "max_year_gap: must be a whole number"),
        ("1~c:a~r:5", "definition scale"),
        ("1~n:x", "components: is too short"),
    ],
)
def test_an_address_that_is_none_is_told_in_one_sentence(line, sentence):
    with pytest.raises(DefinitionError, match=re.escape(sentence)) as caught:
        from_address(line)
    assert "\n" not in str(caught.value)


@SOME
@given(st.text(max_size=40))
def test_any_other_line_is_refused_in_a_sentence(line):
    try:
        from_address("1~" + line)
    except DefinitionError as error:
        assert "\n" not in str(error)


# Rules

POSTS = Component(indicator="a", goalposts=(0.0, 1.0))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"components": (A, A)}, "the component a is named twice"),
        (
            {"components": (Component(indicator="a", weight=0),)},
            "weights must not be negative, nor all zero",
        ),
        (
            {"components": (Component(indicator="a", pillar="p"),)},
            "the pillar p is not among pillars: add it",
        ),
        (
            {"components": (A,), "pillars": (Pillar(name="p"),)},
            "the pillar p has no component: leave it out",
        ),
        (
            {
                "components": (Component(indicator="a", pillar="p"), B),
                "pillars": (Pillar(name="p"),),
            },
            "b has no pillar but others have",
        ),
        (
            {
                "components": (
                    Component(indicator="a", pillar="p", weight=0),
                    Component(indicator="b", pillar="q"),
                ),
                "pillars": (Pillar(name="p"), Pillar(name="q")),
            },
            "every component of the pillar p has the weight 0",
        ),
        (
            {
                "components": (Component(indicator="a", pillar="p"),),
                "pillars": (Pillar(name="p", weight=0),),
            },
            "weights of pillars must not all be zero",
        ),
        (
            {
                "components": (Component(indicator="a", pillar="p"),),
                "pillars": (Pillar(name="p", weight=0),),
                "weighting": "pca",
            },
            "weights of pillars must not all be zero",
        ),
        (
            {
                "components": (Component(indicator="a", pillar="p"),),
                "pillars": (Pillar(name="p"), Pillar(name="p")),
            },
            "the pillar p is named twice",
        ),
        (
            {"components": (A, POSTS), "normalisation": "goalposts"}, "a is named twice"
        ),
        ({"components": (B,), "normalisation": "goalposts"}, "b has no goalposts"),
        (
            {
                "components": (POSTS,),
                "normalisation": "goalposts",
                "outliers": "log",
            },
            'outliers "log" changes the unit, in which goalposts is given',
        ),
        ({"components": (A,), "scale": (0, 1)}, "scale is for min_max, percentile"),
        (
            {"components": (A,), "normalisation": "min_max", "scale": (1, 1)},
            "scale must rise",
        ),
        (
            {
                "components": (A,),
                "normalisation": "min_max",
                "scale": (-1, 1),
                "aggregation": "geometric",
            },
            "a geometric mean needs figures above 0",
        ),
        ({"components": (A,), "minimum_availability": 0}, "greater than 0"),
        ({"components": (A,), "minimum_availability": 1.01}, "less than or equal to 1"),
        ({"components": (A,), "max_year_gap": -1}, "greater than or equal to 0"),
        ({"components": ()}, "at least 1 item"),
    ],
)  # fmt: skip
def test_rules(fields, sentence):
    with pytest.raises(ValidationError, match=re.escape(sentence)):
        IndexDefinition(**fields)


def test_goalposts_rise_and_a_reference_is_not_nought():
    with pytest.raises(ValidationError, match="goalposts of a must rise"):
        Component(indicator="a", goalposts=(1, 1))
    with pytest.raises(ValidationError, match="reference of a is 0"):
        Component(indicator="a", reference=0)


def test_a_definition_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        PLAIN.name = "other"


# Against the catalogue

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("no_such_key", "no_such_key is no indicator of the catalogue"),
        ("population", "the component population must be a figure of the sources"),
        ("kota", "the component kota must be a figure of the sources"),
    ],
)
def test_components_that_the_catalogue_cannot_give(key, sentence):
    definition = IndexDefinition(components=(Component(indicator=key),))
    with pytest.raises(ValueError, match=sentence):
        definition.check_against(CATALOGUE)


def test_kota_fits_the_catalogue():
    definition = CATALOGUE["kota"].index.definition
    definition.check_against(CATALOGUE)
    assert from_json(to_json(definition)) == definition
    assert from_address(to_address(definition)) == definition


def test_any_catalogue_will_do():
    entry = SimpleNamespace(key="a", worse="low")
    definition = IndexDefinition(components=(A,))
    definition.check_against(SimpleNamespace(indicator=(entry,)))
