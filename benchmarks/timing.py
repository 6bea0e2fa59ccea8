"""Works in turns, medians and p95, and the lines of a table."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Work = Callable[[], Any]


@dataclass
class Times:
    """Seconds of one work."""

    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        ordered = sorted(self.seconds)
        return ordered[round(0.95 * (len(ordered) - 1))]


def in_turns(works: dict[str, Work], rounds: int, warm: int = 2) -> dict[str, Times]:
    """Each in turn, so that what else happens on the machine hits all alike."""
    found = {name: Times() for name in works}
    for turn in range(-warm, rounds):
        for name, work in works.items():
            gc.collect() if turn < 0 else None
            started = time.perf_counter()
            work()
            if turn >= 0:
                found[name].seconds.append(time.perf_counter() - started)
    return found


def row(
    name: str, times: Times, against: Times | None, bar: str = "", *, of_p95: bool = True
) -> str:
    """A line: milliseconds, and the ratio to what it is measured against."""
    ratio = ""
    if against is not None:
        value = times.p95 / against.p95 if of_p95 else times.median / against.median
        ratio = f"{value:.2f}"
    base = f"{against.median * 1000:.1f} / {against.p95 * 1000:.1f}" if against else ""
    return f"| {name} | {times.median * 1000:.1f} | {times.p95 * 1000:.1f} | {base} | {ratio} | {bar} |"


HEAD = [
    "| work | median ms | p95 ms | against: median / p95 ms | ratio | bar |",
    "|---|---|---|---|---|---|",
]
