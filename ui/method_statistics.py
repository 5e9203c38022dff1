"""How sure figures are, how they are compared and summed up: topics of the method page.

Each topic is a few sentences, the formulas, and a table where one says it shorter.
"""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from indicators.catalogue import Catalogue
from indicators.trend import MINIMUM_YEARS
from ui.formats import name_of, plain
from ui.language import _
from ui.method_measures import measure_table

__all__ = ["Topic", "minimum_table", "show_topic", "statistics_topics"]


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One expander of the page.

    text : Markdown
    formulas : LaTeX, each with its name
    table : what the text leaves out
    """

    title: str
    text: str
    formulas: tuple[tuple[str, str], ...] = ()
    table: pd.DataFrame | None = None


def statistics_topics(catalogue: Catalogue) -> list[Topic]:
    """All topics, in the order in which they build on each other."""
    return [
        _intervals(),
        _beside_the_city(),
        _reliability(),
        _smoothing(),
        _funnel(),
        _disclosure(catalogue),
        _index(),
        _rank_intervals(),
        _inequality(),
        _trends(),
        _clusters(),
    ]


def show_topic(topic: Topic) -> None:
    """The topic on the page."""
    formulas = [
        f"- {name}: $\\displaystyle {{{formula}}}$"  # in braces: no line ends in it
        for name, formula in topic.formulas
    ]
    st.markdown("\n".join([topic.text, "", *formulas]))
    if topic.table is not None:
        st.table(topic.table.map(plain), border="horizontal", hide_index=True)


def minimum_table(catalogue: Catalogue) -> pd.DataFrame:
    """Indicators that have a minimum: of people counted, and of people it is out of."""
    counted, whole = _("Fewest counted"), _("Fewest in all")
    rows = [
        {
            _("Indicator"): name_of(entry),
            counted: str(entry.minimum_count or "–"),
            whole: str(entry.minimum_denominator or "–"),
        }
        for entry in catalogue.indicator
        if entry.minimum_count or entry.minimum_denominator
    ]
    return pd.DataFrame(rows, columns=[_("Indicator"), counted, whole])


def _intervals() -> Topic:
    return Topic(
        title=_("Intervals of a figure"),
        text=_(
            "Figures from registers have no sampling error: everybody was counted. The "
            "interval is about chance all the same: under the same conditions a small "
            "district would have counted somewhat more or fewer. It says nothing of "
            "errors in the register.\n\n"
            "A published share with its counts, $x$ of $n$, has Wilson's interval; $z$ "
            "is 1.96 for 95 % and 3.09 for 99.8 %. A number of events, such as deaths, "
            "would have an exact Poisson interval below 10 and Byar's from 10 on; a "
            "rate has that of its events, divided by the people. An estimate has an "
            "interval only where its own error is known. Numbers of residents, means, "
            "and shares published without counts have none, rather than an invented "
            "one."
        ),
        formulas=(
            (
                _("Wilson (1927)"),
                r"\frac{2x + z^2 \pm z\sqrt{z^2 + 4x(1 - x/n)}}{2(n + z^2)}",
            ),
            (
                _("Poisson, exact (Garwood 1936)"),
                r"\tfrac12\chi^2_{\alpha/2;\,2x} \;\text{…}\; "
                r"\tfrac12\chi^2_{1-\alpha/2;\,2x+2}",
            ),
            (
                _("Byar, lower end"),
                r"x\left(1 - \frac{1}{9x} - \frac{z}{3\sqrt{x}}\right)^3",
            ),
            (
                _("Byar, upper end"),
                r"(x+1)\left(1 - \frac{1}{9(x+1)} + \frac{z}{3\sqrt{x+1}}\right)^3",
            ),
        ),
    )


def _beside_the_city() -> Topic:
    return Topic(
        title=_("Better or worse than the city"),
        text=_(
            "An area *cannot be told from the city* when the city's figure lies inside "
            "its 95 % interval. Outside, it is *better* or *worse*, by which end of "
            "the indicator is worse; where neither is, *lower* or *higher*. It is "
            "*far* so when the city's figure lies outside the 99.8 % interval too. The "
            "city's own figure is taken as exact. In one of twenty comparisons chance "
            "alone crosses the 95 % limit: among 57 districts, about three.\n\n"
            "Source: Office for Health Improvement and Disparities, Fingertips "
            "technical guidance."
        ),
    )


def _reliability() -> Topic:
    return Topic(
        title=_("Reliability"),
        text=_(
            "The coefficient of variation is the standard error in percent of the "
            "figure itself. Below 16.6 a figure is *good*, up to 33.3 to be *used with "
            "caution*, above that *unreliable*: the limits of Statistics Canada. An "
            "index has none, because its zero is the city's average."
        ),
        formulas=(
            (
                _("Share $p$ of $n$"),
                r"100\,\frac{\sqrt{p(1-p)/n}}{p}",
            ),
            (
                _("From an interval"),
                r"100\,\frac{(\text{upper} - \text{lower})/2z}{|\text{value}|}",
            ),
        ),
    )


def _smoothing() -> Topic:
    return Topic(
        title=_("Figures drawn towards the others (empirical Bayes)"),
        text=_(
            "A small district's figure is partly chance. Drawn towards the mean $m$ of "
            "all districts, the more the smaller its $n$ is, it is a better guess of "
            "where need lies. $A$ is how much districts differ beyond chance. Such a "
            "figure is an estimate. It is **never used to judge the programme**: what "
            "a measure changed in one district would be shared out among the others."
            "\n\n"
            "Source: Marshall (1991), Applied Statistics 40."
        ),
        formulas=(
            (_("Smoothed share"), r"m + w\,(p - m), \quad w = \frac{A}{A + m/n}"),
            (
                _("Beyond chance"),
                r"A = \max\left(0,\; \frac{\sum n (p-m)^2}{\sum n} "
                r"- \frac{m}{\bar n}\right)",
            ),
        ),
    )


def _funnel() -> Topic:
    return Topic(
        title=_("Funnel plot"),
        text=_(
            "Every area by its size, around the city's share $t$. The limits show how "
            "far chance alone could carry an area of that size, in nineteen of twenty "
            "cases and in 499 of 500. They are the shares whose Wilson interval just "
            "reaches the city's, so that funnel and interval say the same. Districts "
            "differ for good reasons too: many lie outside.\n\n"
            "Source: Spiegelhalter (2005), Statistics in Medicine 24; as in "
            "PHEindicatormethods."
        ),
        formulas=((_("Limits"), r"t \pm z\sqrt{\frac{t(1-t)}{n}}"),),
    )


def _disclosure(catalogue: Catalogue) -> Topic:
    table = minimum_table(catalogue)
    if table.empty:
        text = _(
            "The publishers protect their figures before we get them: what they show "
            "to everybody is shown here. No indicator has a minimum of its own."
        )
    else:
        text = _(
            "Figures of too few people are suppressed before any page, file or command "
            "reads them. *Fewest counted*: a share is hidden where fewer people than "
            "this have the attribute (but nobody at all is shown), or fewer than this "
            "do not have it. *Fewest in all*: hidden where the figure is out of fewer "
            "people than this. Then further figures are hidden until none can be got "
            "back by subtraction, from the larger area or from other years. Indicators "
            "that are not in the table have no minimum: the publishers protect their "
            "figures before we get them."
        )
    return Topic(
        title=_("What is suppressed"),
        text=text,
        table=None if table.empty else table,
    )


def _index() -> Topic:
    return Topic(
        title=_("A composite index, step by step"),
        text=_(
            "1. **Turned**: every component so that high means more need.\n"
            "2. **Screened**: an area needs a set share of the components.\n"
            "3. **Outliers**: left, drawn in to the next value, or transformed; each "
            "changed point is listed.\n"
            "4. **Filled**: not at all, unless asked for (mean, median, mean of the "
            "major area).\n"
            "5. **One scale**: standard deviations (z), least to most, ranks, "
            "percentiles, goalposts, or distance to a reference; weighted by residents "
            "or not.\n"
            "6. **Weighed**: as given, equally, or by principal components; in pillars "
            "or not.\n"
            "7. **Summed up**: arithmetic, geometric or harmonic mean, or Copeland's "
            "comparisons in pairs.\n\n"
            "Source: OECD and JRC, Handbook on Constructing Composite Indicators "
            "(2008), steps 3–7."
        ),
        formulas=(
            (
                _("Kota, $k$ components"),
                r"\frac{1}{\sum w_k}\sum_k w_k\,\frac{x_k - \bar x_k}{s_k}",
            ),
        ),
    )


def _rank_intervals() -> Topic:
    return Topic(
        title=_("Intervals of ranks"),
        text=_(
            "Would the rank be another, had one chosen otherwise? The index is "
            "computed 1\u202f000 times. Each time every weight is changed by up to a "
            "quarter, and, where asked for, the scale and the way of summing up are "
            "drawn anew and each figure within its own interval. The interval of a "
            "rank holds the middle 95 % of the ranks an area got. The same seed gives "
            "the same intervals.\n\n"
            "Source: Saisana, Saltelli and Tarantola (2005), Journal of the Royal "
            "Statistical Society A 168."
        ),
        formulas=((_("Each weight"), r"w' = w\,(1 + u),\; |u| \le 0.25"),),
    )


def _inequality() -> Topic:
    return Topic(
        title=_("Measures of inequality between areas"),
        text=_(
            "*Absolute* measures are in the figure's unit, *relative* ones in parts of "
            "it: the two can move apart, so both are shown. $x_i$ is an area's figure, "
            "$p_i$ its share of the residents, $\\mu$ the mean of the residents, and "
            "$R_i$ the place of its middle resident in the order of disadvantage, from "
            "0 (most disadvantaged) to 1. Where all areas are alike a measure is 0, a "
            "ratio 1. Intervals come from drawing each area's "
            "figure anew, 1\u202f000 times."
        ),
        table=measure_table(),
    )


def _trends() -> Topic:
    return Topic(
        title=_("Trends over the years"),
        text=_(
            "Is it growing? With fewer than {years} years of one definition it *cannot "
            "be told*. Without intervals: the middle of all slopes between two years "
            "(Theil–Sen), and the exact test of Mann and Kendall. With intervals: a "
            "straight line in which well-known years count more. Where many areas are "
            "tested at once, the verdicts allow for it (Benjamini–Hochberg). A trend "
            "never crosses a change of definition.\n\n"
            "Areas that began highest can fall back by chance alone; only a shrinking "
            "spread shows that areas draw together."
        ).format(years=MINIMUM_YEARS),
        formulas=(
            (
                _("Theil–Sen slope"),
                r"\operatorname{median}_{i<j}\;\frac{x_j - x_i}{t_j - t_i}",
            ),
            (_("Mann–Kendall"), r"S = \sum_{i<j} \operatorname{sign}(x_j - x_i)"),
        ),
    )


def _clusters() -> Topic:
    return Topic(
        title=_("Neighbours and clusters"),
        text=_(
            "Areas are neighbours when they share a border or a corner. Moran's $I$ "
            "tells whether like areas lie side by side; its local parts, which areas "
            "do. The test places the figures on the areas at random, 9\u202f999 times, "
            "and allows for the many areas tested (false discovery rate).\n\n"
            "A cluster says that an area and its neighbours are more alike, or more "
            "unlike, than chance would place them: not why, not that one influences "
            "the other, and not that everyone there is in need. An area outside a "
            "cluster is not thereby well off."
        ),
        formulas=(
            (
                _("Moran's I"),
                r"I = \frac{n}{\sum w_{ij}}\;"
                r"\frac{\sum w_{ij} z_i z_j}{\sum z_i^2}, \quad z_i = x_i - \bar x",
            ),
        ),
    )
