"""Boundaries, the population grid and schools: the sources that are maps."""

from typing import Any

from sources.source import CC_BY, Source

__all__ = ["MAP_ENTRIES"]

_HSY: dict[str, Any] = {
    "publisher": "Helsinki Region Environmental Services HSY",
    "service": "HSY's open data service (WFS)",
    "page": "https://www.hsy.fi/en/environmental-information/open-data/",
    "licence": CC_BY,
    "attribution": "Source: Helsinki Region Environmental Services HSY",
}


def _grid(year: int, residents: str) -> Source:
    return Source(
        key=f"hsy_grid_{year}",
        title=f"Population grid of the capital region, 250 m, {year}",
        vintage=str(year),
        file=f"boundaries/vantaa_population_grid_{year}.gpkg",
        reader="sources.boundaries.read_grid",
        fields={residents: "residents of the cell"},
        years={"grid": year},
        note=(
            "Cells with fewer than 5 residents are left out. The age columns are not "
            "used: 99 stands in them for suppressed."
        ),
        **_HSY,
    )


MAP_ENTRIES = (
    Source(
        key="vantaa_districts",
        publisher="City of Vantaa",
        title="Districts (kaupunginosat), layer indeksit:kaupunginosat",
        service="The city's WFS of open geographic data",
        page="https://gis.vantaa.fi/geoserver/wfs",
        licence="CC BY 4.0 (the city's open geographic data; the layer states none)",
        attribution="Source: City of Vantaa",
        vintage="January 2024 or earlier",
        file="boundaries/vantaa_districts_2024.gpkg",
        reader="sources.boundaries.read_districts",
        fields={
            "statcode": "statistical code",
            "kosa": "district number",
            "name_fi": "name in Finnish",
            "name_sv": "name in Swedish",
            "major_code": "major area (suuralue)",
            "major_fi": "its name in Finnish",
            "major_sv": "its name in Swedish, as the same-named district's",
        },
        note="Hairline gaps and overlaps as published; cleaned by the build.",
    ),
    Source(
        key="hsy_postal_areas",
        title="Postal code areas of the capital region",
        vintage="2017",
        file="boundaries/metro_postal_areas_2017.gpkg",
        reader="sources.boundaries.read_postal_areas",
        fields={
            "Posno": "postal code",
            "Nimi": "name in Finnish",
            "Nimi_Ru": "name in Swedish",
            "Kunta_nro": "municipality",
        },
        note="The borders of 2017 are used for every year.",
        **_HSY,
    ),
    _grid(2015, "ASUKKAITA"),
    _grid(2019, "ASUKKAITA"),
    _grid(2021, "inhabitants"),
    Source(
        key="vantaa_schools",
        publisher="Statistics Finland",
        title="Schools in Vantaa, from the register of educational institutions",
        service="Statistics Finland's geographic data, educational institutions",
        page="https://tilastokeskus.fi/tup/oppilaitosrekisteri/index_en.html",
        licence="not stated",
        attribution="Source: Statistics Finland, register of educational institutions",
        vintage="April 2021",
        file="boundaries/vantaa_schools_2021.geojson",
        reader="sources.schools.read_schools",
        fields={
            "name": "name of the school",
            "type": (
                "suomiAla, suomiYla, ruotsiAla, ruotsiYla: lower and upper stage of "
                "comprehensive school, in Finnish or Swedish; lukio: general upper "
                "secondary"
            ),
        },
        note=(
            "A point is an administrative unit, not a building. Every comprehensive "
            "school is listed under both stages: which grades it teaches is not told. "
            "The language of upper secondary schools is not told either."
        ),
    ),
    Source(
        key="vantaa_school_catchments",
        publisher="City of Vantaa",
        title="Catchment areas of comprehensive schools (oppilaaksiottoalueet)",
        service="Helsinki Region Infoshare",
        page="https://hri.fi/data/en_GB/dataset/"
        "vantaan-kaupungin-peruskoulujen-oppilaaksiottoaluerajat",
        licence=CC_BY,
        attribution="Source: City of Vantaa",
        vintage="2021",
        file="boundaries/vantaa_school_catchments_2021.geojson",
        reader="sources.schools.read_catchments",
        fields={
            "name": "name of the area, or of the school that serves it",
            "type": "suomiAla, suomiYla, ruotsiAla: stage and language",
        },
        note=(
            "Each Finnish area is served by several schools. Swedish areas are of the "
            "lower stage; the upper stage takes pupils from the whole city."
        ),
    ),
)
