"""How sure an area's figure is: its interval, the city, reliability, the funnel."""

import pandas as pd
import streamlit as st

from indicators.area_funnel import AreaFunnel, area_funnel, why_no_funnel
from indicators.catalogue import Indicator
from indicators.data import IndicatorData
from indicators.reliability import with_reliability
from ui.charts import number_columns
from ui.formats import (
    interval_text,
    name_of,
    number_text,
    plain,
    unit_text,
    value_text,
)
from ui.funnel_chart import funnel_chart, funnel_table
from ui.language import AREA_NAME, _
from ui.map_words_compare import band_labels

__all__ = ["show_sure", "sure_texts"]


def show_sure(data: IndicatorData, entry: Indicator, area_code: str, year: int) -> None:
    """The section of the area page: sentences on the left, the funnel on the right."""
    funnel, reason = _funnel(data, entry, area_code, year)
    st.header(_("How sure is it?"), anchor=False)
    left, right = st.columns(2, gap="medium")
    with left:
        texts = sure_texts(data, entry, area_code, year, funnel)
        st.markdown("\n".join(f"- {text}" for text in texts))
    with right:
        if funnel is None:
            st.markdown(
                _("**No funnel plot.** {reason}").format(reason=_reasons()[reason])
            )
        else:
            _show_funnel(funnel, data, entry, area_code, year)


def sure_texts(
    data: IndicatorData,
    entry: Indicator,
    area_code: str,
    year: int,
    funnel: AreaFunnel | None = None,
) -> list[str]:
    """What can be said of an area's figure, in sentences (Markdown)."""
    observations = data.observations
    own = observations[
        (observations["indicator"] == entry.key)
        & (observations["area_code"] == area_code)
        & (observations["year"] == year)
        & observations["value"].notna()
    ]
    if own.empty:
        return [_("There is no figure for this area, so there is nothing to judge.")]
    told = with_reliability(own, data.catalogue).iloc[0]
    name = str(data.areas.at[area_code, AREA_NAME])
    texts = [_value_text(told, entry, name), _interval_text(told, entry)]
    if band := int(data.bands[own.index[0]]):
        texts.append(_beside_text(band, entry))
    if told["reliability"] != "not known":
        texts.append(_reliability_text(told["reliability"], told["variation"]))
    if funnel is not None and area_code in funnel.table.index:
        smoothed = funnel.table["smoothed"][area_code]
        texts.append(_smoothed_text(smoothed, entry))
    return texts


def _funnel(
    data: IndicatorData, entry: Indicator, area_code: str, year: int
) -> tuple[AreaFunnel | None, str]:
    facts = (data.observations, data.areas, entry)
    reason = why_no_funnel(*facts, area_code=area_code, year=year)
    if reason:
        return None, reason
    return area_funnel(*facts, area_code=area_code, year=year), ""


def _show_funnel(
    funnel: AreaFunnel, data: IndicatorData, entry: Indicator, code: str, year: int
) -> None:
    st.markdown(
        _(
            "**Could chance explain it?** The smaller a district, the further chance "
            "alone can carry it from the city. An area inside the funnel cannot be "
            "told from the city; one outside differs by more than chance."
        )
    )
    st.altair_chart(
        funnel_chart(funnel, entry, data.areas, code),
        alt=_(
            "Funnel plot of {indicator}, {year}: {area} among the other districts by "
            "size, with the city's line and the limits of chance; the same figures "
            "are in the table below."
        ).format(
            indicator=name_of(entry), year=year, area=data.areas.at[code, AREA_NAME]
        ),
    )
    with st.expander(_("The funnel as a table")):
        table = funnel_table(funnel, entry, data.areas, code)
        numbers = number_columns(table, entry)
        st.dataframe(table, hide_index=True, column_config=numbers)


def _value_text(row: pd.Series, entry: Indicator, name: str) -> str:
    if row["status"] == "estimated" and not entry.index:
        text = _("{indicator}, {area} {year}: **{value}**, an estimate.")
    else:
        text = _("{indicator}, {area} {year}: **{value}**.")
    return text.format(
        indicator=plain(name_of(entry)),
        area=plain(name),
        year=row["year"],
        value=plain(value_text(row["value"], entry)),
    )


def _interval_text(row: pd.Series, entry: Indicator) -> str:
    ends = interval_text(row["lower"], row["upper"], entry)
    if not ends:
        return _("No interval: {why}").format(why=_why_no_interval(row, entry))
    if entry.index:
        text = _(
            "**95 % interval {ends}.** It is drawn from the intervals of the "
            "components; other weights would move it further, see the page Index."
        )
    elif row["status"] == "estimated":
        text = _(
            "**95 % interval {ends}.** The true figure lies between these in nineteen "
            "of twenty such estimates."
        )
    else:
        text = _(
            "**95 % interval {ends}.** Everybody was counted, so this is no error of a "
            "survey: it is how far chance alone could move the figure in an area of "
            "this size."
        )
    return text.format(ends=f"{ends}\u00a0{unit_text(entry)}")


def _why_no_interval(row: pd.Series, entry: Indicator) -> str:
    if entry.index:
        return _(
            "a component of the index has none. The page Index shows how sure its "
            "ranks are."
        )
    if entry.is_count:
        return _("residents are counted one by one and are no event of chance.")
    if row["status"] == "estimated":
        return _(
            "how far this estimate may be off is not worked out for each area; see "
            "Data and method for the errors found."
        )
    if entry.unit == "percent":
        return _("the figure is published without the counts behind it.")
    return _("how much single people differ is not published.")


def _beside_text(band: int, entry: Indicator) -> str:
    reasons = {
        0: _("the city's figure lies inside the 95 % interval."),
        1: _(
            "the city's figure lies outside the 95 % interval, inside that of 99.8 %."
        ),
        2: _("the city's figure lies outside the 99.8 % interval too."),
    }
    return _("Beside the city: **{verdict}**; {reason}").format(
        verdict=band_labels(entry.worse)[band - 1], reason=reasons[abs(band - 3)]
    )


def _reliability_text(flag: str, variation: float) -> str:
    words = {
        "good": _("good"),
        "use with caution": _("use with caution"),
        "unreliable": _("unreliable"),
    }
    return _(
        "Reliability: **{flag}**; the coefficient of variation is {variation}\u00a0% "
        "(good below 16.6, unreliable above 33.3)."
    ).format(flag=words[flag], variation=number_text(variation, 1))


def _smoothed_text(smoothed: float, entry: Indicator) -> str:
    return _(
        "Drawn towards the other districts, a small district more than a large one "
        "(empirical Bayes): **{value}**. This is an estimate of where need lies; it is "
        "never used to judge the programme."
    ).format(value=plain(value_text(smoothed, entry)))


def _reasons() -> dict[str, str]:
    return {
        "no_figure": _("This area has no figure."),
        "index": _("An index is made of several figures: it has no count behind it."),
        "size": _("Residents are no event of chance: areas differ by their size."),
        "mean": _(
            "It needs a share of counted people; this figure is none, and how much "
            "those behind it differ is not published."
        ),
        "estimated": _(
            "It needs counts; this figure is an estimate, whose error is larger than "
            "chance in counting."
        ),
        "no_counts": _("It needs counts; this figure is published without them."),
        "no_city": _("The city has no figure of this year to stand in the middle."),
        "no_others": _("No other area has published counts of this year."),
    }
