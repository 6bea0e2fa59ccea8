"""Verification of the log of reading: the chain recomputed in Python, and the anchor outside.

A chain alone does not show a cut tail or a chain rewritten from the start; the anchor, kept in a
file outside the database, does (security.md M11).
"""

import datetime
import hashlib
import itertools
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

PORTION = 5000
ROWS = (
    "select seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), user_id::text,"
    " body_id::text, action, outcome, basis, kind, object_id::text, case_number, route,"
    " host(address), request_id::text, compartment_id::text, hash from public.access_accesslog order by seq"
)


ANCHOR_IS_LATE_AFTER = datetime.timedelta(hours=2)  # security.md F-26


def digest(previous: str, row: tuple[Any, ...]) -> str:
    """Hash of one row; the same text as access.log_digest in the database. The last field counts only
    where it is filled."""
    *fields, compartment = row
    told = fields if compartment is None else [*fields, compartment]
    text = "\x1f".join([previous, *("" if value is None else str(value) for value in told)])
    return hashlib.sha256(text.encode()).hexdigest()


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
    anchors = dict(read_anchors())
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


def write_anchor(using: str = "jobs") -> int:
    """Append the head of the chain to the anchor file. Returns its number (0: empty log).

    The time of the file is when it was last known to hold the head, whether there was a new one or not.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("select seq, hash from access.log_head()")
        row = cursor.fetchone()
    seq, head = (0, "") if row is None or row[0] is None else (int(row[0]), str(row[1]))
    path = Path(settings.ACCESS_LOG_ANCHOR_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    if seq > max(dict(read_anchors()), default=0):
        line = {"at": datetime.datetime.now(datetime.UTC).isoformat(), "seq": seq, "hash": head}
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    path.touch()
    return seq


def anchored_at() -> float | None:
    """When the anchor file last held the head of the chain, in seconds since 1970; None: nobody wrote it."""
    try:
        return Path(settings.ACCESS_LOG_ANCHOR_FILE or "/nonexistent").stat().st_mtime
    except OSError:
        return None


def read_anchors() -> list[tuple[int, str]]:
    """Numbers and hashes in the anchor file."""
    path = Path(settings.ACCESS_LOG_ANCHOR_FILE or "/nonexistent")
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(int(e["seq"]), str(e["hash"])) for e in map(json.loads, filter(None, lines))]
