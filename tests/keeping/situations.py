"""Situations of retention: cases whose work was over long ago, lists of them, and who decides.

Years pass in no test: a superuser of the database moves the days back, as nothing in the product can.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from django.db import connection

from access import keeping
from access.keeping_models import DisposalItem, DisposalList
from access.models import CaseFile
from cases import services
from cases.models import Person
from cases.services import protection
from keeping.disclosing import grounds_now, paragraphs
from keeping.models import DisclosureRequest
from keeping.services import mark_paragraphs
from tests.cases.situations import a_case, a_note, office, record_of
from tests.told_once import told_once
from tests.world import acting

WORKER, SUPERVISOR = "soudan1", "kanri1"
KEEPER, OTHER_KEEPER, HEAD = "jimukyoku1", "jimukyoku2", "kanri3"
LONG_AGO = "2010-05-01"


@contextmanager
def superuser() -> Iterator["psycopg.Connection[Any]"]:
    """A superuser's connection to the database that the test uses; each statement commits by itself."""
    address = urlsplit(os.environ["SUPERUSER_DATABASE_URL"])
    settings = connection.settings_dict
    with psycopg.connect(
        dbname=settings["NAME"],
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        user=unquote(address.username or ""),
        password=unquote(address.password or ""),
        autocommit=True,
    ) as opened:
        yield opened


def protect_who_it_is_about(case: CaseFile) -> None:
    """Her address is withheld; caseworker and supervisor of the body are on the list (R11)."""
    with acting(WORKER) as user:
        person = Person.objects.visible_to(user).of_case(case).get(is_subject=True)
        protection.protect_person(
            record=record_of(case, WORKER),
            person=person,
            named=[office(WORKER), office(SUPERVISOR)],
            facts=protection.MeasureFacts("dv", "見本 相手", "見本署", ""),
            by=user,
        )


@told_once
def a_closed_case(
    by: str = WORKER, *, on: str = LONG_AGO, text: str = "むかしの訪問の記録"
) -> CaseFile:
    """A case on which its only body ended its work on a day long ago."""
    case = a_case(by)
    a_note(case, by, text=text)
    with acting(by) as user:
        services.close_record(record=record_of(case, by), reason="22", by=user)
    move_back(case, on)
    return case


def move_back(case: CaseFile, on: str) -> None:
    """The record was closed on that day."""
    with superuser() as opened:
        opened.execute(
            "update cases_caserecord t set closed_on = %s from access_compartment c"
            " where c.id = t.compartment_id and c.case_id = %s",
            [on, case.pk],
        )


def draw_up(by: str = KEEPER, subject: str = "cases") -> DisposalList:
    with acting(by) as user:
        return keeping.draw_up(subject=subject, by=user)


def decide(row: DisposalList, by: str = HEAD, *, agrees: bool = True) -> int:
    with acting(by) as user:
        return keeping.decide(
            disposal_list=row, agrees=agrees, words="" if agrees else "見直すこと", by=user
        )


def run(row: DisposalList, by: str = KEEPER) -> int:
    """Carry out, as the job does, with the entry in the log."""
    from access.reading import ReadingLog
    from keeping import disposal_job

    with acting(by) as user:
        before = DisposalItem.objects.visible_to(user).filter(outcome="disposed").count()
        log = ReadingLog(user, route="job:disposal")
        disposal_job.gather(user, row.pk, "run", log)
        log.write()
        row.refresh_from_db()
        return DisposalItem.objects.visible_to(user).filter(outcome="disposed").count() - before


def numbers(row: DisposalList, by: str = KEEPER) -> dict[str, str]:
    """Case numbers on a list with what became of each, as somebody sees them."""
    with acting(by) as user:
        items = DisposalItem.objects.visible_to(user).filter(disposal_list=row)
        return dict(items.values_list("case_number", "outcome"))


def exists(case: CaseFile) -> bool:
    with superuser() as opened:
        found = opened.execute("select 1 from access_casefile where id = %s", [case.pk]).fetchone()
    return found is not None


def tables_with(words: str) -> set[str]:
    """Every table of the product, the index of words and history included, in which some words stand as
    text, or as bytes."""
    found = set()
    with superuser() as opened:
        names = opened.execute(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'p') and n.nspname in ('public', 'access')"
        ).fetchall()
        for (name,) in names:
            row = opened.execute(
                f"select 1 from {name} t where t::text ilike %s or t::text like %s limit 1",
                [f"%{words}%", f"%{words.encode().hex()}%"],
            ).fetchone()
            if row:
                found.add(name)
    return found


def look_through(request: DisclosureRequest, user: Any) -> None:
    """Whoever prepares it chooses to give what nothing was proposed for."""
    found = paragraphs(request, user)
    marks = grounds_now(request, found, user)
    left = {one.key: "" for one in found if one.key not in marks}
    mark_paragraphs(request=request, grounds=left, by=user)
