"""The stand-alone map: every indicator's newest year, all years of the one shown."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from geo.stand_alone import Words
from indicators.ranking import area_table, available
from indicators.series import city_of
from reports.figures_csv import licences, source_names
from reports.stand_alone import FigureTexts, PageTexts, figures_map_html
from ui import data as stored
from ui.credits import boundary_credit
from ui.figure_map import class_labels, classes_for, file_rows, years_note
from ui.formats import level_name, name_of, status_text, unit_text, worse_text
from ui.language import AREA_NAME, LANGUAGE, _
from ui.legend import STATUSES, Outline
from ui.map import MapChoice
from ui.palette import class_colors

__all__ = ["stand_alone_file"]

Figure = tuple[str, int]  # key of an indicator, year


def stand_alone_file(
    level: str, choice: MapChoice, outlines: Sequence[Outline]
) -> bytes:
    """The file, with the figure of the page shown to begin with.

    Classes and colours are the page's, found anew for each indicator.

    Raises
    ------
    ValueError
        The level has no figure of the indicator and year shown.
    """
    groups = [(heading, list(figures)) for heading, figures in _groups(level, choice)]
    first = (choice.series, choice.year)
    if first not in groups[0][1]:
        raise ValueError(
            f"{choice.series} has no figure of {choice.year} at level {level}: choose "
            "another year"
        )
    others = [figure for _heading, figures in groups for figure in figures]
    order = list(dict.fromkeys([first, *others]))
    return figures_map_html(
        stored.areas_of_level(level).rename(columns={AREA_NAME: "name"}),
        [_figure_texts(level, choice, key, year) for key, year in order],
        [(outline.label, outline.codes) for outline in outlines],
        PageTexts(
            title=_("{city}: {areas}").format(
                city=_city_name(), areas=level_name(level)
            ),
            statuses={status: status_text(status) for status in STATUSES},
            notes=[
                (_("Boundaries"), boundary_credit(level)),
                (_("Made"), date.today().isoformat()),
            ],
            groups=[
                (heading, [order.index(figure) for figure in figures])
                for heading, figures in groups
            ],
            language=LANGUAGE,
            words=_words(),
        ),
    )


def _groups(level: str, choice: MapChoice) -> Iterator[tuple[str, list[Figure]]]:
    """The years of the indicator shown, then each theme's indicators, newest year."""
    data = stored.figures()
    have = available(data.observations, data.areas)
    years = have[have["level"] == level].groupby("indicator")["year"].agg(list)
    heading = _("{name}: every year").format(
        name=name_of(data.catalogue[choice.series])
    )
    yield (
        heading,
        [(choice.series, year) for year in sorted(years[choice.series])[::-1]],
    )
    entries = [entry for entry in data.catalogue.indicator if entry.key in years]
    for theme in dict.fromkeys(entry.theme for entry in entries):
        yield (
            theme[0].upper() + theme[1:],
            [(e.key, max(years[e.key])) for e in entries if e.theme == theme],
        )


def _figure_texts(level: str, choice: MapChoice, key: str, year: int) -> FigureTexts:
    data = stored.figures()
    entry = data.catalogue[key]
    table = area_table(data.observations, data.areas, entry, level=level, year=year)
    classes = classes_for(table, data.observations, replace(choice, series=key))
    labels = class_labels(classes, entry)
    keys = sorted({key for cell in table["source"] for key in cell.split(";")})
    joined, known = ";".join(keys), stored.sources()
    caveat = f"{entry.caveat} {years_note(table, data.catalogue, year)}".strip()
    return FigureTexts(
        rows=file_rows(table, entry, classes),
        title=f"{name_of(entry)}, {year}",
        legend_title=f"{unit_text(entry)}. {worse_text(entry.worse)}.",
        labels=labels,
        colors=class_colors(len(labels), entry.worse, choice.palette),
        notes=[
            (_("Note"), caveat),
            (_("Source"), source_names(joined, known)),
            (_("Licence"), licences(joined, known)),
        ],
    )


def _words() -> Words:
    return Words(
        map=_("Map"),
        figure=_("Figure shown"),
        area=_("Area"),
        value=_("Value"),
        rank=_("Rank"),
        status=_("Status"),
        hint=_("The same figures as a table. Choose an area to see it on the map."),
        zoom_in=_("Zoom in"),
        zoom_out=_("Zoom out"),
    )


def _city_name() -> str:
    areas = stored.figures().areas
    return str(areas.loc[city_of(areas), AREA_NAME])
