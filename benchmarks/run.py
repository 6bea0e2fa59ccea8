"""`make bench`: the synthetic ward, made once and kept, and what is measured in it, as tables.

BENCH_CASES (200000) and BENCH_ROUNDS (20) make it smaller for a try; ratios of a small ward say little.
"""

import os
import platform
import subprocess
import sys
import time

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


def measure(services: Services, name: str, *parts: str) -> None:
    assert services.cluster is not None
    say(f"\n{name}")
    subprocess.run(
        [sys.executable, "-m", "benchmarks.measure", *parts],
        cwd=PROJECT,
        env={
            **keeping.environment(services, name),
            "SUPERUSER_DATABASE_URL": services.cluster.address("postgres", name),
        },
        check=True,
    )


def main() -> None:
    cases = int(os.environ.get("BENCH_CASES", Size().cases))
    large = Size() if cases == Size().cases else Size.of(cases)
    with keeping.server() as services:
        names = [ensure_ward(services, size) for size in (Size.of(SMALL), large)]
        say(f"\n{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
        for name in names:  # functions and policies are those of this code
            keeping.manage(services, name, "migrate", "--database", "owner", "--verbosity", "0")
        measure(services, names[0], "caseworker:1", "supervisor:1", "member:1")
        measure(
            services, names[1], "caseworker:1", "supervisor:1", "member:1", "main", "boards", "more"
        )


if __name__ == "__main__":
    main()
