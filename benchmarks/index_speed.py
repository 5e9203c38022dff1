"""How fast an index is simulated, for benchmarks/statistics.py.

10 000 runs with weights of plus or minus 25 % on 3 028 areas and 8 components, rank
intervals included; and what the Index page computes when one weight of Vantaa's 61
areas is changed. Figures are made up, by a seed: only how many there are counts.
"""

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
import pandas as pd
from tqdm import tqdm

from benchmarks.machine import load, machine
from indicators.index import Component, IndexDefinition, build_index
from indicators.index.changes import what_would_change
from indicators.index.sensitivity import Choices, sensitivity
from indicators.index.simulate import rank_intervals, simulate

COMPONENTS = 8
KEYS = tuple(f"made_up_{letter}" for letter in "abcdefgh")
WORSE = dict.fromkeys(KEYS, "high")
_CHOICES = Choices(
    normalisations=("min_max",), aggregations=("copeland",), leave_out=True
)
COINR = "COINr in R took 5.0 s for 100 such runs on a machine like this"


@dataclass(frozen=True)
class Task:
    """What is timed, and the most that it may take, in milliseconds."""

    title: str
    work: Callable[[], object]
    target: float | None = None


def report(visits: int) -> str:
    """What was measured, as Markdown."""
    before = load()
    tasks = _tasks()
    rows = []
    for task in tqdm(tasks, disable=not sys.stderr.isatty()):
        task.work()  # what is done once only is not counted
        used, times = time.process_time(), []
        for _ in range(visits):
            times.append(_milliseconds(task.work))
        used = (time.process_time() - used) * 1000 / visits
        times.sort()
        target = "" if task.target is None else f"{task.target:,.0f}"
        cells = [f"{ms:,.0f}" for ms in (median(times), times[0], times[-1], used)]
        rows.append(" | ".join((f"| {task.title}", *cells, f"{target} |")))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    about = ", ".join(f"{key.lower()} {value}" for key, value in machine().items())
    return "\n".join(
        (
            f"Milliseconds, of {visits} visits; processor time is of both cores "
            f"together and does not count what else the machine does. {COINR}.",
            "",
            "| | median | least | most | processor | target |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
            *rows,
            "",
            f"Most memory at a time {peak:,.0f} MB. On {about}. Load average before "
            f"{before:.1f}, after {load():.1f}.",
        )
    )


def _tasks() -> list[Task]:
    large, small = _figures(3028), _figures(61)
    large_people, small_people = (
        pd.Series(1000, index=x.index) for x in (large, small)
    )
    index = IndexDefinition(components=tuple(Component(indicator=key) for key in KEYS))
    area = str(small.index[30])

    def change() -> None:
        """Index, intervals and what would change one area's rank, as the page has."""
        build_index(small, small_people, index, WORSE)
        rank_intervals(small, small_people, index, WORSE)
        what_would_change(small, small_people, index, WORSE, area, top=12)

    return [
        Task(
            "10 000 runs, 3 028 areas, 8 components",
            lambda: simulate(large, large_people, index, WORSE, runs=10_000),
            2000,
        ),
        Task("One change of weights, 61 areas", change, 150),
        Task(
            "of which the index", lambda: build_index(small, small_people, index, WORSE)
        ),
        Task(
            "of which 1 000 runs",
            lambda: rank_intervals(small, small_people, index, WORSE),
        ),
        Task(
            "of which what would change it",
            lambda: what_would_change(small, small_people, index, WORSE, area, top=12),
        ),
        Task(
            "1 000 runs, 61 areas, figures drawn too",
            lambda: simulate(
                small,
                small_people,
                index,
                WORSE,
                lower=small - 1,
                upper=small + 1,
            ),
        ),
        Task(
            "Which choice matters, 61 areas, 3 072 indexes",
            lambda: sensitivity(small, small_people, index, WORSE, _CHOICES),
        ),
    ]


def _figures(areas: int) -> pd.DataFrame:
    made = np.random.default_rng(areas).normal(50, 10, (areas, COMPONENTS))
    codes = [f"{number:05}" for number in range(areas)]
    return pd.DataFrame(made, index=codes, columns=list(KEYS))


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
