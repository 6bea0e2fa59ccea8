"""Verification of the log of reading: the chain recomputed in Python, and the anchor outside.

A chain alone does not show a cut tail or a chain rewritten from the start; the anchor, kept in a
file outside the database, does (security.md M11).
"""

import datetime
import fcntl
import hashlib
import itertools
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.db import connections, transaction

PORTION = 5000
ROWS = (
    "select seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), user_id::text,"
    " body_id::text, action, outcome, basis, kind, object_id::text, case_number, route,"
    " host(address), request_id::text, compartment_id::text, 'sought ' || sought, 'device ' || device,"
    " hash from public.access_accesslog order by seq"
)
FIRST_FIELDS = 13  # as far as the number of the request; what follows was added later

ANCHOR_IS_LATE_AFTER = datetime.timedelta(hours=2)  # security.md F-26


@dataclass(frozen=True)
class Anchored:
    """One line of the anchor; one of a file says that the log knows of it."""

    seq: int
    hash: str
    begins: bool


def digest(previous: str, row: tuple[Any, ...]) -> str:
    """Hash of one row; the same text as access.log_digest in the database. The fields that were added later count
    only where they are filled."""
    fields, added = row[:FIRST_FIELDS], row[FIRST_FIELDS:]
    told = ["" if value is None else str(value) for value in fields]
    text = "\x1f".join([previous, *told, *(str(value) for value in added if value is not None)])
    return hashlib.sha256(text.encode()).hexdigest()


# As access.log_was_anchored says it, which the verifier's role does not call.
BEGUN = (
    "select exists (select from public.access_accesslog where action = 'anchor') or exists"
    " (select from public.access_disposallist where subject = 'log' and run_at is not null)"
)
DISPOSED = (
    "select l.digest, l.id::text, l.subject, l.listed_by_id::text, l.decided_by_id::text,"
    " l.run_by_id::text, to_char(l.run_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'),"
    " l.until_seq::text, l.until_hash, l.entries::text from public.access_disposallist l"
    " where l.subject = 'log' and l.run_at is not null order by l.until_seq"
)
CERTIFIED = (
    "select object_id::text, kind from public.access_accesslog where action = 'dispose'"
    " and object_id is not null"
)


def certificate_mark(digest: str) -> str:
    """How an entry of the log names the certificate of a disposal; shorter than its column."""
    return f"廃棄証明 {digest[:40]}"


def _begins_after(using: str, anchors: dict[int, str]) -> tuple[str, int, list[str]]:
    """Hash and number from which the log goes on after its last disposal, and what is wrong with that: the
    entry that certifies it must stand in the chain, and the hash must be the anchored one."""
    with connections[using].cursor() as cursor:
        cursor.execute(DISPOSED)
        disposed = cursor.fetchall()
        cursor.execute(CERTIFIED)
        certified = set(cursor.fetchall())
    wrong = []
    previous, last = "0" * 64, 0
    for written, *facts in disposed:
        pk, seq, last_hash = facts[0], int(facts[6]), facts[7]
        if (pk, certificate_mark(written)) not in certified:
            wrong.append(f"entries up to {seq} were disposed of without a certificate in the log")
        if hashlib.sha256("|".join(["list", *facts]).encode()).hexdigest() != written:
            wrong.append(f"the certificate of the entries up to {seq} was altered")
        if anchors.get(seq, last_hash) != last_hash:
            wrong.append(f"the disposal up to entry {seq} differs from the anchor outside")
        previous, last = last_hash, seq
    return previous, last, wrong


def problems(using: str = "default") -> Iterator[str]:
    """What is wrong with the log, in words; nothing when it is whole."""
    # Asked before the file is read: whoever begins one writes its first line before the entry.
    begun = _begun_in_the_log(using)
    lines, unreadable = _lines()
    yield from unreadable
    yield from _not_appended(lines)
    # Every line counts, not the last of an entry: whoever can append to the file must not correct it.
    anchors = {line.seq: line.hash for line in reversed(lines)}
    if not lines and begun:
        yield "the anchor outside the database is gone, or was emptied"
    previous, last, wrong = _begins_after(using, anchors)
    yield from wrong
    expected, found = last + 1, last
    # In portions from a cursor on the server: the log only grows.
    with transaction.atomic(using=using), connections[using].chunked_cursor() as cursor:
        cursor.execute(ROWS)
        for row in itertools.chain.from_iterable(iter(partial(cursor.fetchmany, PORTION), [])):
            *fields, written = row
            seq = int(fields[0])
            if seq != expected:
                yield f"entries {expected} to {seq - 1} are missing"
            if digest(previous, tuple(fields)) != written:
                yield f"entry {seq} was altered or moved"
            if seq in anchors and anchors[seq] != written:
                yield f"entry {seq} differs from the anchor outside the database"
            previous, expected, found = written, seq + 1, seq
    if late := _not_anchored(using, max(anchors, default=0)):
        yield f"the anchor outside the database has not been written since entry {late}"
    beyond = [seq for seq in anchors if seq > found]
    if beyond:
        yield f"entries up to {max(beyond)} were anchored, the log ends at {found}"


def _not_anchored(using: str, last: int) -> int:
    """Number of the last anchored entry, when one after it has waited too long; 0 when all is well. Where
    nothing was anchored yet, there is nothing that stopped."""
    late: list[Any] = [last, ANCHOR_IS_LATE_AFTER]
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select exists (select from public.access_accesslog where seq > %s and at < now() - %s)",
            late,
        )
        return last if last and cursor.fetchone()[0] else 0


class AnchorBroken(Exception):
    """The log and its anchor do not belong together: numbers of entries only."""


def write_anchor(using: str = "jobs", *, begins: bool = False) -> int:
    """Append the head of the chain to the anchor file. Returns its number.

    The time of the file is when it was last known to hold the head, whether there was a new one or not. Raises
    AnchorBroken, and writes nothing, when the log does not hold what was anchored, and when there is no anchor
    although there has been one: unless somebody says that another `begins`, after a restore.
    """
    path = Path(settings.ACCESS_LOG_ANCHOR_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The log is asked before the file, for the line comes before the entry: what another worker begins meanwhile is
    # not taken for a file that is gone. Nothing is opened before, which would make one.
    if _was_anchored(using) and not begins and not read_anchors():
        raise AnchorBroken("the anchor outside the database is gone, or was emptied")
    with path.open("a", encoding="utf-8") as file:
        # Two workers would write the head of one after that of the other.
        fcntl.flock(file, fcntl.LOCK_EX)
        lines, wrong = _lines()
        wrong += [*_not_appended(lines), *_unlike(using, lines[-1:])]
        if wrong:
            raise AnchorBroken("; ".join(wrong))
        seq, head = _head(using)
        last = lines[-1].seq if lines else 0
        if seq > last:
            _append(file, seq, head)
            last = seq
        # The log knows of each file that there was one; of a file from an earlier version it learns now. The line is on
        # the disk before the entry: a worker that ends in between leaves a file that the next one goes on with, and
        # not a log that misses it for ever. Of an empty log there is nothing to anchor.
        if last and not any(line.begins for line in lines):
            _ask(using, "select access.begin_anchor()")
            seq, head = _head(using)
            _append(file, seq, head, begins=True)
    path.touch()
    return seq


def _append(file: TextIO, seq: int, head: str, *, begins: bool = False) -> None:
    """One line more, on the disk when this returns; and with the first one the file itself."""
    at = datetime.datetime.now(datetime.UTC).isoformat()
    file.write(json.dumps({"at": at, "seq": seq, "hash": head, "begins": begins}) + "\n")
    file.flush()
    os.fsync(file.fileno())
    folder = os.open(Path(file.name).parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _head(using: str) -> tuple[int, str]:
    seq, head = _ask(using, "select seq, hash from access.log_head()")
    return int(seq or 0), str(head or "")


def _unlike(using: str, last: list[Anchored]) -> Iterator[str]:
    """What is wrong with the log at the last anchored entry."""
    for line in last:
        head, _ = _head(using)
        if head < line.seq:
            yield f"entries up to {line.seq} were anchored, the log ends at {head}"
        elif _ask(using, "select access.log_hash_at(%s)", line.seq)[0] != line.hash:
            yield f"entry {line.seq} differs from the anchor outside the database"


def _begun_in_the_log(using: str) -> bool:
    return bool(_ask(using, BEGUN)[0])


def _was_anchored(using: str) -> bool:
    return bool(_ask(using, "select access.log_was_anchored()")[0])


def _ask(using: str, question: str, *values: Any) -> tuple[Any, ...]:
    with connections[using].cursor() as cursor:
        cursor.execute(question, values)
        return tuple(cursor.fetchone())


def _marks() -> Path:
    """Beside the anchor, where those who write it may write as well."""
    return Path(f"{settings.ACCESS_LOG_ANCHOR_FILE or '/nonexistent'}-broken")


def mark_broken() -> None:
    """Whoever writes the anchor found that the log does not hold what was anchored."""
    _marks().touch()


def broken_at() -> float | None:
    """When that was found the last time; None: never."""
    return _time_of(_marks())


def anchored_at() -> float | None:
    """When the anchor file last held the head of the chain, in seconds since 1970; None: nobody wrote it."""
    return _time_of(Path(settings.ACCESS_LOG_ANCHOR_FILE or "/nonexistent"))


def mark_looked(begun: datetime.datetime) -> None:
    """A look for unusual reading that began then came to its end (S-73)."""
    if settings.ACCESS_LOG_ANCHOR_FILE:
        _looks().touch()
        os.utime(_looks(), (begun.timestamp(),) * 2)


def looked_at() -> float | None:
    """When the last look that came to its end began, in seconds since 1970; None: none has."""
    return _time_of(_looks())


def _looks() -> Path:
    return Path(f"{settings.ACCESS_LOG_ANCHOR_FILE or '/nonexistent'}-looked")


def _time_of(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def read_anchors() -> list[tuple[int, str]]:
    """Numbers and hashes in the anchor file, in its order."""
    return [(line.seq, line.hash) for line in _lines()[0]]


def _lines() -> tuple[list[Anchored], list[str]]:
    """What the file holds, and which of its lines say nothing."""
    path = Path(settings.ACCESS_LOG_ANCHOR_FILE or "/nonexistent")
    found: list[Anchored] = []
    wrong: list[str] = []
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            said = json.loads(line)
            found.append(Anchored(int(said["seq"]), str(said["hash"]), bool(said.get("begins"))))
        except (ValueError, KeyError, TypeError):
            wrong.append(f"line {number} of the anchor says nothing")
    return found, wrong


def _not_appended(lines: list[Anchored]) -> list[str]:
    """The file only grows, by later entries: a line that does not was put there by somebody else."""
    return [
        f"the anchor was not only appended to: entry {after.seq} follows {before.seq}"
        for before, after in itertools.pairwise(lines)
        if after.seq <= before.seq
    ]
