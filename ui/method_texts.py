"""Texts and tables of the method page, made from the catalogue and the data."""

from collections.abc import Mapping

import pandas as pd

from indicators.catalogue import Catalogue, Indicator
from indicators.data import IndicatorData
from indicators.estimate_errors import error_summary, filled_summary
from ui.controls import LEVELS
from ui.formats import level_name, name_of, plain, status_text
from ui.language import _

__all__ = [
    "catalogue_table",
    "error_table",
    "error_text",
    "filled_table",
    "filled_text",
    "estimates_text",
    "kota_texts",
    "not_published_text",
    "sources_table",
    "status_counts",
]

_STATUSES = (
    *("published", "estimated", "suppressed", "not_published"),
    "component_missing",
)


def kota_texts(catalogue: Catalogue) -> tuple[str, str]:
    """What is documented of kota, and what is ours, with the weights in force."""
    entry = catalogue["kota"]
    if entry.index is None:
        raise ValueError("indicators.toml, kota: [indicator.index] is missing; add it")
    weights = ", ".join(
        f"{plain(name_of(catalogue[component]))} {weight:g}"
        for component, weight in zip(
            entry.index.components, entry.index.weights, strict=True
        )
    )
    ours = _(
        "{ours} Weights now: {weights}. Whoever has the city's formula changes them "
        "in `data/indicators.toml`."
    ).format(ours=plain(entry.index.ours), weights=weights)
    return plain(entry.index.documented), ours


def estimates_text() -> str:
    """How districts get figures that are published by postal area only."""
    return _(
        "Basic education, unemployment and income are published by postal area, not by "
        "district. A district's share is estimated by a **model**: between postal "
        "areas, how does the share go with what districts do publish (rented "
        "dwellings, blocks of flats, one-person households, tertiary education, "
        "foreign language; never the figure that is estimated)? What it says of each "
        "part of a postal area is then scaled so that the postal area's published "
        "count is kept exactly: the model only says how it is shared within. How many "
        "people live in each part is from the population grid of 250 m cells of the "
        "year nearest to the figure's (2015, 2019 or 2021).\n\n"
        "**How sure.** Each such estimate has a 95 % interval. It is wide where a "
        "postal area holds several districts and where the model, tried on each postal "
        "area with that one left out, is often off; it is narrow where one district is "
        "nearly a whole postal area. It holds the model's error and the chance in "
        "counting so few people, not errors in the published counts.\n\n"
        "Mean income and numbers of people are not shares: they are spread in "
        "proportion to where residents live, and have no interval. Estimates have the "
        "status *estimate* and dots on the map.\n\n"
        "Rates are never averaged and medians never added: sums of counts are divided. "
        "An area is left without a figure where more than 5 % of its residents live in "
        "postal areas without one (1 % for numbers of people), and where the estimate "
        "would be for fewer than 30 people or households. Postal area borders are "
        "those of 2017 in all years."
    )


def error_text() -> str:
    """What the table of errors shows."""
    return _(
        "**How far off estimates are.** Where districts publish a figure, its estimate "
        "can be held against the truth; the model never sees that figure, of any year. "
        "*Postal counts published*: postal areas publish it too. *Summed*: they do "
        "not, so districts' published shares were summed to postal areas and taken "
        "apart again; borders then fit, so these errors are somewhat too small. *By "
        "residents* gives every district the share of its postal area, and *by area* "
        "spreads people evenly over the ground as well: the plain alternatives, not "
        "used for shares. *Truths inside the interval* should be near 95 %. Errors are "
        "means weighted by residents; they are largest where one postal area holds "
        "unlike districts: 01360 is Koivukylä and Havukoski, 01280 is Länsimäki and "
        "Rajakylä."
    )


def error_table(errors: pd.DataFrame, data: IndicatorData) -> pd.DataFrame:
    """How far off estimates from postal areas are: a row an indicator, all years."""
    table = error_summary(errors)
    counts = {"published": _("published"), "summed": _("summed")}
    return pd.DataFrame(
        {
            _("Indicator"): _names(table, data),
            _("Years"): _spans(table),
            _("Postal counts"): table["postal_counts"].map(counts),
            _("Model (used), points"): table["model"].round(2),
            _("By residents"): table["dasymetric"].round(2),
            _("By area"): table["by area"].round(2),
            _("Truths inside the interval (%)"): (100 * table["coverage"]).round(1),
        }
    )


def filled_text() -> str:
    """What the table of filled years shows."""
    return _(
        "**Years without a figure** are filled only for the indicators below, and "
        "marked as estimates: on a line between two years, or back from the newest "
        "figure along the path of the districts with a history. The errors are of "
        "known figures that were left out."
    )


def filled_table(errors: pd.DataFrame, data: IndicatorData) -> pd.DataFrame:
    """How far off filled years are: a row an indicator and way that is used."""
    table = filled_summary(errors)
    used = [
        _is_used(data.catalogue[str(row["indicator"])], str(row["method"]))
        for row in table.to_dict("records")
    ]
    table = table[used]
    ways = {"fill_between": _("between two years"), "backcast": _("back in time")}
    return pd.DataFrame(
        {
            _("Indicator"): _names(table, data),
            _("Way"): table["method"].map(ways),
            _("Years left out"): _spans(table),
            _("Mean error, points"): table["mean_error"].round(2),
            _("In the worst year"): table["worst_year_error"].round(2),
            _("Truths inside the interval (%)"): (100 * table["coverage"]).round(1),
        }
    )


def _names(table: pd.DataFrame, data: IndicatorData) -> list[str]:
    return [name_of(data.catalogue[key]) for key in table["indicator"]]


def _is_used(entry: Indicator, method: str) -> bool:
    if entry.fill is None:
        return False
    return entry.fill.backcast if method == "backcast" else entry.fill.between_years


def _spans(table: pd.DataFrame) -> list[str]:
    return [
        str(first) if first == last else f"{first}–{last}"
        for first, last in zip(table["first_year"], table["last_year"], strict=True)
    ]


def not_published_text() -> str:
    """What nobody publishes for parts of the city."""
    return _(
        "- **Not below the level of the city, anywhere we looked:** social assistance, "
        "child-welfare notifications, child poverty, results of the School Health "
        "Promotion study, turnout, crime.\n"
        "- **Not by district:** basic education, income and unemployment (postal areas "
        "only); how many older people live alone.\n"
        "- **Four districts** of about a hundred residents or fewer (Lentokenttä, "
        "Viinikkala, Länsisalmi, Ojanko) have no published figures of today; no "
        "estimate "
        "is made for them.\n"
        "- **Postal area 01490** (Nikinmäki) is missing from the files of 2013–2017; "
        "the "
        "districts it covers have no estimate for those years.\n"
        "- **The city's kota formula** and **the budget of each measure**."
    )


def status_counts(data: IndicatorData) -> pd.DataFrame:
    """How many figures of each indicator have which status, districts only."""
    level = data.observations["area_code"].map(data.areas["level"])
    rows = data.observations[level == "district"]
    counts = pd.crosstab(rows["indicator"], rows["status"])
    counts = counts.reindex(columns=_STATUSES, fill_value=0)
    order = [key for key in data.catalogue.keys if key in counts.index]
    names = [name_of(data.catalogue[key]) for key in order]
    table = counts.loc[order].rename(columns=status_text)
    table.insert(0, _("Indicator, districts, all years"), names)
    return table


def catalogue_table(data: IndicatorData) -> pd.DataFrame:
    """One row an indicator: name, unit, denominator, worse end, years, source."""
    have = data.available
    worse = {"high": _("high"), "low": _("low"), "neither": _("neither")}
    rows = []
    for entry in data.catalogue.indicator:
        years = have[(have["indicator"] == entry.key) & have["level"].isin(LEVELS)]
        spans = years.groupby("level")["year"].agg(["min", "max"])
        rows.append(
            {
                _("Indicator"): name_of(entry),
                _("Unit"): entry.unit,
                _("Of"): entry.denominator or "–",
                _("Worse end"): worse[entry.worse],
                **{
                    level_name(level): (
                        f"{spans['min'][level]}–{spans['max'][level]}"
                        if level in spans.index
                        else "–"
                    )
                    for level in LEVELS
                },
                _("Source"): entry.source,
                _("Licence"): entry.licence,
                _("Note"): entry.caveat,
            }
        )
    return pd.DataFrame(rows)


def sources_table(sources: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """One row a source, as declared."""
    return pd.DataFrame(
        [
            {
                _("Source"): source["title"],
                _("Publisher"): source["publisher"],
                _("Figures of"): source["vintage"],
                _("Licence"): source["licence"],
                _("Attribution"): source["attribution"],
                _("Page"): source["page"],
                _("Note"): source["note"],
            }
            for source in sources.values()
        ]
    )
