"""Tables of the area page: every indicator, and the programme's measures."""

import pandas as pd

from indicators.catalogue import Indicator
from indicators.data import IndicatorData
from measures.models import MeasureCatalogue
from ui.formats import (
    change_text,
    interval_text,
    name_of,
    status_text,
    value_text,
)
from ui.language import AREA_NAME, LANGUAGE, _
from ui.map_words_compare import band_labels

__all__ = ["measures_there", "overview_table"]


def overview_table(
    overview: pd.DataFrame, data: IndicatorData, area_code: str
) -> pd.DataFrame:
    """`indicators.series.area_overview` of an area in words, one row an indicator."""
    entries = [data.catalogue[key] for key in overview["key"]]
    figures = list(zip(entries, overview.to_dict("records"), strict=True))
    bands = _bands(data, area_code)
    return pd.DataFrame(
        {
            _("Indicator"): [name_of(entry) for entry in entries],
            _("Year"): overview["year"],
            _("Value"): [value_text(row["value"], entry) for entry, row in figures],
            _("95 % interval"): [
                interval_text(row["lower"], row["upper"], entry) or "–"
                for entry, row in figures
            ],
            _("City"): [value_text(row["city"], entry) for entry, row in figures],
            _("Difference"): [
                change_text(row["difference"], entry) for entry, row in figures
            ],
            _("Beside the city"): [
                _beside(bands.get((entry.key, row["year"]), 0), entry)
                for entry, row in figures
            ],
            _("Rank by need"): [
                _rank(row["rank"], row["ranked"]) for _e, row in figures
            ],
            _("Status"): overview["status"].map(status_text),
        }
    )


def measures_there(
    found: pd.DataFrame, catalogue: MeasureCatalogue, areas: pd.DataFrame
) -> pd.DataFrame:
    """`measures.targeting.measures_in_area` in words: year, measure, way."""
    measures = [catalogue.measure(key) for key in found.index]
    return pd.DataFrame(
        {
            _("Year"): found["year"].to_numpy(),
            _("Measure"): [measure.name(LANGUAGE) for measure in measures],
            _("How it reaches the district"): [
                _way(way, via, areas)
                for way, via in zip(found["way"], found["via"], strict=True)
            ],
        }
    )


def _bands(data: IndicatorData, area_code: str) -> dict[tuple[str, int], int]:
    """(indicator, year) -> the area's band beside the city."""
    own = data.observations["area_code"] == area_code
    rows = data.observations.loc[own, ["indicator", "year"]]
    pairs = zip(rows["indicator"], rows["year"], strict=True)
    return dict(zip(pairs, data.bands[own], strict=True))


def _beside(band: int, entry: Indicator) -> str:
    return band_labels(entry.worse)[band - 1] if band else "–"


def _rank(rank: float | None, ranked: int) -> str:
    if rank is None or pd.isna(rank):
        return "–"
    return _("{rank} of {ranked}").format(rank=int(rank), ranked=ranked)


def _way(way: str, via: str, areas: pd.DataFrame) -> str:
    ways = {
        "named": _("named in the source"),
        "major_area": _("its major area {area} is named"),
        "target_district": _("a target district of the programme"),
        "indicator": _("by an indicator, wherever it says"),
        "city_wide": _("the whole city"),
        "institution": _("works in an institution; its areas are not documented"),
        "undefined_area": _("an area is named that has no boundaries"),
        "not_documented": _("where it works is not documented"),
    }
    area = areas.at[via, AREA_NAME] if via in areas.index else via
    return ways[way].format(area=area)
