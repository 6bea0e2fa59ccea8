"""One attempt at one job, in a worker: read in one transaction, make outside of any, keep in a last
one. The lock that orders the log of reading is never held while something long is made."""

import hashlib
import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import Error as DatabaseErrorOfAnyKind
from django.db import connections

from access import output
from access.context import acting_as
from access.models import AccessLog, CaseFile
from access.reach import Reach, is_narrower, reach_of
from access.reading import ReadingLog
from access.reference import kind_and_place
from documents import selfcheck
from organizations.models import Staff

from . import services
from .models import UNFINISHED, Job, JobState
from .parts import keeping
from .progress import listening
from .registry import Carries, JobFailed, JobKind, NotPermitted, Result, TryLater, known_kind

logger = logging.getLogger("jobs")


class ReadAgain(Exception):
    """What was read must not be kept: the next attempt reads it as it is by then."""


class SeesLess(ReadAgain):
    """Since it was read, something of it has closed to who asked, or somebody is protected from her."""


class IsForOthers(ReadAgain):
    """Since it was read, it goes to somebody else: the paper would name one, and the ledger another (R21)."""


class DatabaseWhileMaking(Exception):
    """`make` asked the database, where nobody acts and every answer would be empty."""


def run(job_id: uuid.UUID) -> None:
    """Carry out a job, if it waits or its worker died. Any number of calls make one result.

    The lock is held by this process's connection and not by a row or a clock: it ends in the
    moment in which the process does, and as long as it is held nobody else runs the job.
    """
    with _only_here(job_id) as is_ours:
        owner = Job.objects.using("jobs").filter(pk=job_id, state__in=UNFINISHED)
        user_id = owner.values_list("user_id", flat=True).first() if is_ours else None
        if user_id is None:
            return
        user = Staff.objects.employed().filter(pk=user_id).first()
        if user is None:
            services.refuse_for_who_left(job_id=job_id)
            return
        with acting_as(user):
            job = services.claim(user=user, job_id=job_id)
        if job is not None:
            _attempt(user, job)


@contextmanager
def _only_here(job_id: uuid.UUID) -> Iterator[bool]:
    """The job's lock in the database's session, without waiting: True when it is ours.

    A machine that vanishes without a word gives it back within half a minute.
    """
    key = _lock_key(job_id)
    # nosemgrep: sql-outside-access - a lock of the session, and no table
    with connections["jobs"].cursor() as cursor:
        cursor.execute(
            "select pg_try_advisory_lock(%s), set_config('tcp_keepalives_idle', '15', false),"
            " set_config('tcp_keepalives_interval', '5', false),"
            " set_config('tcp_keepalives_count', '3', false)",
            [key],
        )
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            _give_back(key)


def _lock_key(job_id: uuid.UUID) -> int:
    return int.from_bytes(hashlib.sha256(b"job" + job_id.bytes).digest()[:8], signed=True)


def _give_back(key: int) -> None:
    try:
        # nosemgrep: sql-outside-access - a lock of the session, and no table
        with connections["jobs"].cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [key])
    except DatabaseErrorOfAnyKind:  # the session is gone, and the lock with it
        connections["jobs"].close()


def _attempt(user: Any, job: Job) -> None:
    """Gather, make, keep; whatever goes wrong becomes a state and a code, never a text."""
    kind = known_kind(job.kind)
    try:
        if kind is None:
            raise JobFailed(services.UNKNOWN_KIND)
        made_for = _pass_the_gate(kind, user, job)
        read = _gather(kind, user, job, made_for)
        with (
            listening(_progress_of(user, job)),
            keeping(_Parts(user, job)),
            _nobody_asks_the_database(),
        ):
            result = kind.make(read.gathered)
        _keep(kind, user, job, result, _numbers_in(kind, result), read)
    except services.TakenOver:
        logger.warning("job %s was taken over", job.pk)
        _refuse_if_she_left(user, job)
    except NotPermitted:
        _end(user, job, JobState.REFUSED, services.NOT_PERMITTED)
    except JobFailed as failed:
        _end(user, job, JobState.FAILED, failed.code)
    except TryLater as why:
        logger.warning("job %s waits: %s", job.pk, type(why.__cause__).__name__)
        _again(user, job, services.wait_for_another_server)
    except ReadAgain as why:
        logger.info("job %s is read again: %s", job.pk, type(why).__name__)
        _again(user, job)
    # nosemgrep: every-error-caught - the edge of a job, which is tried again
    except Exception as error:
        # The text of an error may hold content: only its kind and place are logged (S-38, S-40).
        logger.error("job %s, attempt %s: %s", job.pk, job.attempts, kind_and_place(error))
        _again(user, job)
    else:
        logger.info("job %s is done", job.pk)


def _pass_the_gate(kind: JobKind, user: Any, job: Job) -> tuple[str, ...]:
    """For whom it is let pass. Nothing is gathered for an output that waits for a second person (S-91). That it waits
    is kept, so this is a transaction of its own."""
    with acting_as(user):
        row = _permitted(kind, user, job)
        made = kind.gate(user, row, job.option)
        waits = output.stops(user=user, asked=services.asked(kind, job, row), output=made)
    if waits:
        raise JobFailed(services.HELD)
    return output.said_of_receivers(made)


class _Read(NamedTuple):
    gathered: Any
    reach: Reach  # how far her view of the cases in it reached
    made_for: tuple[str, ...]


def _gather(kind: JobKind, user: Any, job: Job, made_for: tuple[str, ...]) -> _Read:
    """Read as who asked. The entry in the log of reading is the last statement (R19)."""
    with acting_as(user):
        log = ReadingLog(user, route=f"job:{kind.name}")
        row = _permitted(kind, user, job)
        reach = reach_of(user, kind.gate(user, row, job.option).cases)
        with listening(_progress_past_the_transaction(job)):
            gathered = kind.gather(user, job.object_id, job.option, log)
        if not log.entries:
            log.note(AccessLog.Action.PRINT, row, kind=kind.label)
        log.write()
        return _Read(gathered, reach, made_for)


def _permitted(kind: JobKind, user: Any, job: Job) -> Any:
    row = kind.may(user, job.object_id)
    if not row:
        raise NotPermitted
    return row


def _numbers_in(kind: JobKind, result: Result) -> set[str] | None:
    """Case numbers in the finished PDF, as a reader would find them; None for what is not read."""
    if kind.carries is Carries.UNREAD or result.content_type != "application/pdf":
        return None
    return selfcheck.case_numbers_in(selfcheck.text_of(result.content))


def _keep(
    kind: JobKind, user: Any, job: Job, result: Result, numbers: set[str] | None, read: _Read
) -> None:
    """Keep the result, if the user may still see what it is about, sees no less of its cases than when it was read,
    it goes to whom it went then, and the job is still ours."""
    with acting_as(user):
        held = services.held_by_us(user=user, job=job)
        row = _permitted(kind, user, job)
        if is_narrower(user, read.reach):
            raise SeesLess
        made = kind.gate(user, row, job.option)
        if not kind.sends and output.said_of_receivers(made) != read.made_for:
            raise IsForOthers
        if numbers is not None:
            _compare(kind, user, made, numbers)
        output.enter_in_ledger(user=user, output=made)
        services.keep_result(job=held, result=result, reach=read.reach)


def _compare(kind: JobKind, user: Any, made: output.Output, numbers: set[str]) -> None:
    """A paper of another case is not handed out (F-22)."""
    cases = CaseFile.objects.visible_to(user).filter(pk__in=made.cases)
    own = {case.number for case in cases}
    if numbers - own:
        raise JobFailed(services.OTHER_CASE)
    if kind.carries is Carries.ITS_CASES and own - numbers:
        raise JobFailed(services.NO_NUMBER)


def _end(user: Any, job: Job, state: str, code: str) -> None:
    """End the job as its owner, with the refused attempt in the log; or, when she has left in
    the meantime, as the role for scheduled work."""
    try:
        with acting_as(user):
            row = services.held_by_us(user=user, job=job)
            services.end_badly(job=row, state=state, code=code)
            if state == JobState.REFUSED:
                log = ReadingLog(user, route=f"job:{job.kind}")
                log.refuse()
                log.write()
    except services.TakenOver:
        _refuse_if_she_left(user, job)


def _again(user: Any, job: Job, wait: Callable[..., None] = services.try_again_later) -> None:
    try:
        with acting_as(user):
            wait(job=services.held_by_us(user=user, job=job))
    except services.TakenOver:
        _refuse_if_she_left(user, job)
    except DatabaseErrorOfAnyKind as error:
        # The row stays RUNNING without a lock: the relay rings for it again.
        logger.error("job %s: %s", job.pk, type(error).__name__)


def _refuse_if_she_left(user: Any, job: Job) -> None:
    if not Staff.objects.employed().filter(pk=user.pk).exists():
        services.refuse_for_who_left(job_id=job.pk)


def _progress_of(user: Any, job: Job) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        with _somebody_asks(), acting_as(user):
            services.note_progress(user=user, job=job, done=done, total=total)

    return tell


class _Parts:
    """Finished parts of a job, kept as its owner between the making of two of them."""

    def __init__(self, user: Any, job: Job) -> None:
        self.user, self.job = user, job

    def find(self, digest: str) -> bytes | None:
        with _somebody_asks(), acting_as(self.user):
            return services.part_of(user=self.user, job=self.job, digest=digest)

    def add(self, digest: str, content: bytes) -> None:
        with _somebody_asks(), acting_as(self.user):
            services.keep_part(user=self.user, job=self.job, digest=digest, content=content)


def _progress_past_the_transaction(job: Job) -> Callable[[int, int], None]:
    """While one long transaction reads or writes, what it tells must be seen before its end. The role
    for scheduled work changes two numbers of a job that is not over, and reads none."""

    def tell(done: int, total: int) -> None:
        mine = Job.objects.using("jobs").filter(pk=job.pk, attempts=job.attempts)
        mine.filter(state__in=UNFINISHED).update(done=done, total=total)

    return tell


class _Refusal:
    """Stands before the database while `make` runs."""

    is_on = True

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if self.is_on:
            raise DatabaseWhileMaking
        return execute(sql, params, many, context)


_refusal = _Refusal()


@contextmanager
def _nobody_asks_the_database() -> Iterator[None]:
    """Without this a page made of a lazy query would be empty and look complete."""
    with connections["default"].execute_wrapper(_refusal):
        yield


@contextmanager
def _somebody_asks() -> Iterator[None]:
    _refusal.is_on = False
    try:
        yield
    finally:
        _refusal.is_on = True
