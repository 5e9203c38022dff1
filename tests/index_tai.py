"""The Technology Achievement Index of 2001, 23 countries, as the handbook prints it.

OECD and JRC, Handbook on Constructing Composite Indicators (2008): figures of table A.2
(telephones and electricity are logarithms), weights of table 22, ranks of table 23.
Goalposts: United Nations (2001), as in M. Saisana, A. Saltelli, S. Tarantola (2005),
J. R. Statist. Soc. A 168(2), 307-323, table 1; figures beyond them count as at them.
Here "need" stands for achievement, so that rank 1 is the leader.
"""

import io
import math

import pandas as pd

from indicators.index import Component, IndexDefinition

_TABLE = """\
country,patents,royalties,internet,exports,telephones,electricity,schooling,university,EW,FA,BAP,AHP
Finland,187,125.6,200.2,50.7,3.08,4.15,10,27.4,1,1,1,1
United States,289,130,179.1,66.2,3.00,4.07,12,13.9,2,2,2,3
Sweden,271,156.6,125.8,59.7,3.10,4.14,11.4,15.3,3,3,3,4
Japan,994,64.6,49,80.8,3.00,3.86,9.5,10,4,4,5,5
Korea,779,9.8,4.8,66.7,2.97,3.65,10.8,23.2,5,5,4,2
Netherlands,189,151.2,136,50.9,3.02,3.77,9.4,9.5,6,6,8,11
United Kingdom,82,134,57.4,61.9,3.02,3.73,9.4,14.9,7,8,7,7
Canada,31,38.6,108,48.7,2.94,4.18,11.6,14.2,9,10,10,10
Australia,75,18.2,125.9,16.2,2.94,3.94,10.9,25.3,10,7,11,9
Singapore,8,25.5,72.3,74.9,2.95,3.83,7.1,24.2,8,11,6,6
Germany,235,36.8,41.2,64.2,2.94,3.75,10.2,14.4,11,12,9,8
Norway,103,20.2,193.6,19,3.12,4.39,11.9,11.2,12,9,13,16
Ireland,106,110.3,48.6,53.6,2.97,3.68,9.4,12.3,13,14,12,12
Belgium,72,73.9,58.9,47.6,2.91,3.86,9.3,13.6,14,15,14,13
New Zealand,103,13,146.7,15.4,2.86,3.91,11.7,13.1,15,13,17,18
Austria,165,14.8,84.2,50.3,2.99,3.79,8.4,13.6,16,16,15,15
France,205,33.6,36.4,58.9,2.97,3.80,7.9,12.6,17,17,16,14
Israel,74,43.6,43.2,45,2.96,3.74,9.6,11,18,18,18,17
Spain,42,8.6,21,53.4,2.86,3.62,7.3,15.6,19,19,19,19
Italy,13,9.8,30.4,51,3.00,3.65,7.2,13,20,20,21,21
Czech Republic,28,4.2,25,51.7,2.75,3.68,9.5,8.2,21,21,22,22
Hungary,26,6.2,21.6,63.5,2.73,3.46,9.1,7.7,22,23,20,20
Slovenia,105,4,20.3,49.5,2.84,3.71,7.1,10.6,23,22,23,23
"""
_ALL = pd.read_csv(io.StringIO(_TABLE), index_col="country").rename_axis(None)
VALUES = _ALL.iloc[:, :8].astype("float64")
RANKS = _ALL.iloc[:, 8:]
PEOPLE = pd.Series(1, index=VALUES.index)
HIGH = dict.fromkeys(VALUES.columns, "high")
GOALPOSTS = {
    "patents": (0.0, 994.0),
    "royalties": (0.0, 272.6),
    "internet": (0.0, 232.4),
    "exports": (0.0, 80.8),
    "telephones": (0.0, math.log10(901)),
    "electricity": (math.log10(22), math.log10(6969)),
    "schooling": (0.8, 12.0),
    "university": (0.1, 27.4),
}
WEIGHTS = {  # in the order of GOALPOSTS
    "EW": (1.0,) * 8,
    "FA": (0.17, 0.15, 0.11, 0.06, 0.08, 0.13, 0.13, 0.17),
    "BAP": (0.11, 0.11, 0.11, 0.18, 0.10, 0.06, 0.15, 0.18),
    "AHP": (0.09, 0.10, 0.07, 0.21, 0.05, 0.06, 0.18, 0.25),
}


def tai(weights: str) -> IndexDefinition:
    """The index with the weights of one of the columns of table 22."""
    pairs = zip(GOALPOSTS.items(), WEIGHTS[weights], strict=True)
    return IndexDefinition(
        components=tuple(
            Component(indicator=key, weight=weight, goalposts=posts)
            for (key, posts), weight in pairs
        ),
        normalisation="goalposts",
        scale=(0.0, 1.0),
    )


DEFINITION = tai("EW")
