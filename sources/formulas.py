"""How each indicator is made from the fields of its sources.

To add an indicator: one entry in data/indicators.toml and one here.
"""

from dataclasses import dataclass

import pandas as pd

__all__ = ["DIRECT", "RATIOS", "Direct", "Ratio", "direct_observations", "ratios"]


@dataclass(frozen=True)
class Ratio:
    """factor × sum of numerator fields / sum of denominator fields.

    No denominator: the value is the count itself. `years` is the span in which the
    fields mean this: a field that is redefined makes another indicator.
    """

    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    factor: float = 100
    years: tuple[int, int] = (0, 9999)


@dataclass(frozen=True)
class Direct:
    """A figure taken as published; `count` names the field it is a percent of."""

    field: str
    count: str = ""


_OLD = ("he_65_69", "he_70_74", "he_75_79", "he_80_84", "he_85_")
_ALL = ("he_vakiy",)
_ADULTS = ("ko_ika18y",)
_DEGREES = ("ko_al_kork", "ko_yl_kork")

RATIOS = {
    "population": Ratio(_ALL, factor=1),
    "children_0_6": Ratio(("he_0_2", "he_3_6"), _ALL),
    "children_7_15": Ratio(("he_7_12", "he_13_15"), _ALL),
    "children_16_17": Ratio(("he_16_17",), _ALL),
    "youth_16_24": Ratio(("he_16_17", "he_18_19", "he_20_24"), _ALL),
    "aged_65_plus": Ratio(_OLD, _ALL),
    "basic_education_only": Ratio(("ko_perus",), _ADULTS),
    # From the figures of 2022 on, ko_al_kork counts lowest tertiary degrees too.
    "tertiary_education": Ratio(_DEGREES, _ADULTS, years=(2022, 9999)),
    "university_degree": Ratio(_DEGREES, _ADULTS, years=(0, 2019)),
    "unemployment_rate": Ratio(("pt_tyott",), ("pt_tyott", "pt_tyoll")),
    "mean_income": Ratio(("hr_ovy",), ("hr_tuy",), factor=1),
    "lowest_income_fifth": Ratio(("hr_pi_tul",), ("hr_tuy",)),
    "one_person_households": Ratio(("te_yks",), ("te_taly",)),
    "families_with_children": Ratio(("te_laps",), ("te_taly",)),
    "single_parent_share": Ratio(("te_yhlap",), ("te_laps",)),
    "renting_households": Ratio(("te_vuok_as",), ("te_taly",)),
}

DIRECT = {
    "population": Direct("residents"),
    "population_growth": Direct("growth_pct"),
    "foreign_language_share": Direct("foreign_language_pct", count="residents"),
    "age_19_34": Direct("age_19_34_pct", count="residents"),
    "one_person_households": Direct("one_person_households_pct"),
    "rented_dwellings": Direct("rented_dwellings_pct"),
    "flats_share": Direct("flats_pct"),
    "unoccupied_dwellings": Direct("unoccupied_dwellings_pct"),
    "tertiary_education_15plus": Direct("tertiary_15plus_pct"),
    "median_income": Direct("hr_mtu"),
    "unemployment_rate_18_64": Direct("lm_tyottomyysaste_pct"),
    "unemployment_rate_revised": Direct("revised_unemployment_rate_pct"),
    "median_income_revised": Direct("revised_hr_mtu"),
    "renting_households_revised": Direct("revised_renter_households_pct"),
    "one_person_households_revised": Direct("revised_one_person_households_pct"),
    "tertiary_education_revised": Direct("revised_tertiary_18plus_pct"),
}

_BY_SEVERITY = dict(enumerate(("published", "not_published", "suppressed")))
_SEVERITY = {status: number for number, status in _BY_SEVERITY.items()}


def ratios(fields: pd.DataFrame) -> pd.DataFrame:
    """Every indicator of `RATIOS` for every area and year that has all its fields.

    Parameters
    ----------
    fields : DataFrame
        area_code, field, year, value, status, source; one row an area, field and year.

    Returns
    -------
    DataFrame
        area_code, indicator, year, value, numerator, denominator, status, source.
        Without people in the denominator there is no rate: not_published.
    """
    keys = ["area_code", "year"]
    value = fields.pivot(index=keys, columns="field", values="value")
    status = fields.pivot(index=keys, columns="field", values="status")
    source = fields.pivot(index=keys, columns="field", values="source")
    frames = []
    for indicator, formula in RATIOS.items():
        used = list(dict.fromkeys((*formula.numerator, *formula.denominator)))
        if not set(used) <= set(value.columns):
            continue
        present = status[used].notna().all(axis=1)
        year = present.index.get_level_values("year")
        present &= (year >= formula.years[0]) & (year <= formula.years[1])
        frames.append(
            _ratio(formula, value[present], status[present], source[present]).assign(
                indicator=indicator
            )
        )
    return pd.concat(frames).reset_index()


def direct_observations(fields: pd.DataFrame) -> pd.DataFrame:
    """Figures taken as published, with counts where the whole is known.

    A percent with three decimals of a known whole gives the count back exactly; the
    percent stays as published and the numerator is percent × whole / 100.
    """
    frames = []
    for indicator, formula in DIRECT.items():
        rows = fields[fields["field"] == formula.field]
        observation = rows.drop(columns="field").assign(
            indicator=indicator, numerator=float("nan"), denominator=float("nan")
        )
        if indicator == "population":
            observation["numerator"] = observation["value"]
        if formula.count:
            counts = fields[fields["field"] == formula.count]
            whole = counts.set_index(["area_code", "year"])["value"]
            at = pd.MultiIndex.from_frame(observation[["area_code", "year"]])
            observation["denominator"] = whole.reindex(at).to_numpy()
            observation["numerator"] = (
                observation["value"] * observation["denominator"] / 100
            ).round(1)
            known = observation["numerator"].notna()
            observation["denominator"] = observation["denominator"].where(known)
        frames.append(observation)
    return pd.concat(frames, ignore_index=True)


def _ratio(
    formula: Ratio, value: pd.DataFrame, status: pd.DataFrame, source: pd.DataFrame
) -> pd.DataFrame:
    numerator = value[list(formula.numerator)].sum(axis=1, skipna=False)
    used = list(dict.fromkeys((*formula.numerator, *formula.denominator)))
    worst = status[used].replace(_SEVERITY).astype(int).max(axis=1).map(_BY_SEVERITY)
    if formula.denominator:
        denominator = value[list(formula.denominator)].sum(axis=1, skipna=False)
        result = formula.factor * numerator / denominator.where(denominator > 0)
    else:
        denominator = pd.Series(float("nan"), index=value.index)
        result = numerator * formula.factor
    worst = worst.mask((worst == "published") & result.isna(), "not_published")
    known = result.notna()
    return pd.DataFrame(
        {
            "value": result,
            "numerator": numerator.where(known),
            "denominator": denominator.where(known),
            "status": worst,
            "source": source[used[0]],
        }
    )
