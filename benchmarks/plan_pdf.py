"""A support plan as PDF: a warm worker against bare WeasyPrint on the same HTML, and a hundred plans.

`make bench` runs it on the stack of the tests and prints one table. It asserts what was made, never
how long it took: times are of one machine, and the bars (quality.md) are for people to judge.
"""

import contextlib
import gc
import multiprocessing
import os
import platform
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import weasyprint

from access.reading import ReadingLog
from documents.fonts import FOLDER
from documents.pdf import render_pdf
from documents.renderer import render as bare_render
from plans import papers, services
from tests.cases.situations import body_of
from tests.documents.papers_read import structure
from tests.plans import situations as s
from tests.plans.test_paper_structure import a_plan_of
from tests.world import acting

ROWS = 60
ROUNDS = 15
MANY = 100
PROCESSES = (1, 2)


def a_paper() -> papers.Paper:
    """The HTML of a plan with sixty roles, gathered as the worker gathers it."""
    plan = a_plan_of(ROWS, 3)
    with acting(s.COORDINATOR) as by:
        copy, _ = services.request_print(
            plan=s.seen(plan), made_for="self", paper="plan", body=body_of(s.COORDINATOR), by=by
        )
        return papers.gather(by, copy.pk, "", ReadingLog(by))


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(works: dict[str, Callable[[], Any]]) -> dict[str, list[float]]:
    """Each once to warm up, then in turns, so that what else happens on the machine hits all alike."""
    for work in works.values():
        work()
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            found[name].append(seconds(work))
    return found


def _one(pair: tuple[str, str]) -> int:
    return len(render_pdf(pair[0], title=pair[1]))


def many(paper: papers.Paper, processes: int) -> float:
    """Seconds for a hundred plans on so many workers, each with a renderer of its own."""
    pair = (paper.html, paper.title)
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        pool.map(_one, [pair] * processes, chunksize=1)
        return seconds(lambda: pool.map(_one, [pair] * MANY, chunksize=1))


def _resident() -> int:
    """The largest resident memory of any process that lays out papers now, in MB."""
    largest = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError, ValueError):
            if b"documents.renderer" in status.with_name("cmdline").read_bytes():
                text = status.read_text()
                largest = max(largest, int(text.split("VmHWM:")[1].split()[0]) // 1024)
    return largest


@contextlib.contextmanager
def watched() -> Iterator[list[int]]:
    """What `_resident` was at its highest within the block."""
    highest, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            highest[0] = max(highest[0], _resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield highest
    finally:
        over.set()
        watcher.join()


def table(found: dict[str, list[float]], batch: dict[int, float], memory: int) -> str:
    bare = statistics.median(found["bare"])
    lines = [
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"WeasyPrint {weasyprint.__version__}. A plan with {ROWS} roles, {ROUNDS} rounds in turns.",
        "",
        "| work | median | p95 | against bare |",
        "|---|---|---|---|",
    ]
    for name, times in found.items():
        ordered = sorted(times)
        p95 = ordered[round(0.95 * (len(ordered) - 1))]
        middle = statistics.median(times)
        lines.append(f"| {name} | {middle:.3f} s | {p95:.3f} s | {middle / bare:.2f} |")
    lines += ["", f"| {MANY} plans on | seconds | against one worker |", "|---|---|---|"]
    lines += [f"| {n} worker(s) | {t:.1f} | {batch[1] / t:.2f} |" for n, t in batch.items()]
    return "\n".join([*lines, "", f"Largest process that lays out papers: {memory} MB."])


@pytest.mark.django_db
def test_plan_pdf(capsys: pytest.CaptureFixture[str]) -> None:
    """The bars of quality.md for PDFs."""
    os.environ["FONTCONFIG_FILE"] = str(FOLDER / "fonts.conf")  # the same fonts as the renderer
    paper = a_paper()
    works = {
        "bare": lambda: bare_render(paper.html, paper.title),
        "warm worker": lambda: papers.make(paper),
    }
    made = papers.make(paper).content
    assert structure(made).pages == structure(bare_render(paper.html, paper.title)).pages
    gc.collect()
    gc.freeze()  # bare is not to pay for what the tests hold in memory
    with watched() as memory:
        found = in_turns(works)
        batch = {processes: many(paper, processes) for processes in PROCESSES}
    with capsys.disabled():
        print("\n" + table(found, batch, memory[0]))
