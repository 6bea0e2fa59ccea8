"""`make bench`: the synthetic ward, made once and kept, and what is measured in it, as tables.

BENCH_CASES (200000) and BENCH_ROUNDS (20) make it smaller for a try; ratios of a small ward say little.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from localenv.services import Services
from localenv.state import PROJECT

from . import keeping
from .multiplying import SMALL, Multiplier, Size, mark


def say(words: str) -> None:
    print(words, flush=True)


def ensure_ward(services: Services, size: Size) -> str:
    """The ward of this size, made anew only when what makes it has changed."""
    cluster = services.cluster
    assert cluster is not None
    name, wanted = f"ward_{size.cases}", mark()
    if keeping.exists(cluster, name, wanted):
        return name
    keeping.ensure_base(services, wanted)
    say(f"{name}:")
    started = time.monotonic()
    keeping.create(cluster, name, keeping.BASE)
    with psycopg.connect(cluster.address("postgres", name), autocommit=True) as connection:
        Multiplier(connection, size, say=lambda words: say(f"  {words}")).make()
    keeping.finish(cluster, name, wanted)
    say(f"  made in {time.monotonic() - started:.0f} s")
    return name


def measure(services: Services, name: str, *parts: str) -> dict[str, float]:
    """Prints its lines; returns the p95 (seconds) of what is measured in more than one ward."""
    assert services.cluster is not None
    say(f"\n{name}")
    with tempfile.NamedTemporaryFile(suffix=".json") as found:
        subprocess.run(
            [sys.executable, "-m", "benchmarks.measure", *parts],
            cwd=PROJECT,
            env={
                **keeping.environment(services, name),
                "SUPERUSER_DATABASE_URL": services.cluster.address("postgres", name),
                "BENCH_FOUND": found.name,
            },
            check=True,
        )
        p95s: dict[str, float] = json.loads(Path(found.name).read_text(encoding="utf-8"))
        return p95s


def tell_growth(small: dict[str, float], large: dict[str, float]) -> None:
    """The same people, who see as many cases in both wards."""
    say("\n| the same person, as many cases | p95 ms, small ward | large ward | ratio | bar |")
    say("|---|---|---|---|---|")
    for name, seconds in small.items():
        if name in large:
            ratio = large[name] / seconds
            say(
                f"| {name} | {seconds * 1000:.1f} | {large[name] * 1000:.1f} | {ratio:.2f} | ≤ 1.3 |"
            )


def main() -> None:
    cases = int(os.environ.get("BENCH_CASES", Size().cases))
    large = Size() if cases == Size().cases else Size.of(cases)
    with keeping.server() as services:
        names = [ensure_ward(services, size) for size in (Size.of(SMALL), large)]
        say(f"\n{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
        for name in names:  # functions and policies are those of this code
            keeping.manage(services, name, "migrate", "--database", "owner", "--verbosity", "0")
            keeping.tidy(services, name)
        same = ("caseworker:1", "supervisor:1", "member:1")
        small = measure(services, names[0], *same)
        tell_growth(small, measure(services, names[1], *same))
        measure(services, names[1], "main", "boards", "more")
        # In a process of its own, as a web worker is: the one above has counted for the whole ward.
        measure(services, names[1], "memory")


if __name__ == "__main__":
    main()
