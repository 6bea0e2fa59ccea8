"""A ward of 60 fictitious households, and its figures counted by hand.

Households 1 to 44 are received here, ten or so alike; 16 more come with the situations of requests,
plans, participation and outreach (received today at soudan1's body, by telephone, care and withdrawal
at once, whom the case is about born in 1948, consent not asked). Every step goes through a service; only
days that a service takes from the clock are moved afterwards, by the owner of the database.

The numbers in `counted_by_hand` were counted from these lines with a pencil, and not by the program.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from access.models import CaseFile
from cases import services as cases
from cases.models import Intake, Note, Person
from cases.services import IntakeFacts, MemberFacts
from community import services as community
from meetings import services as meetings
from meetings.models import CoordinationRequest
from meetings.words import duty_text
from outreach import services as reaching_out
from participation import services as taking_part
from participation.models import ResourceLead
from plans import services as plans
from tests.cases.situations import (
    a_hand_off,
    a_note,
    body_of,
    people_of,
    record_of,
    take,
)
from tests.community import situations as places
from tests.databases import Database
from tests.meetings import situations as together
from tests.outreach import situations as outside
from tests.participation import situations as hosts
from tests.plans import situations as planned
from tests.plans.test_evaluation import facts as sheet_facts
from tests.world import acting

from .counted_by_hand import EXPECTED, LAST, THIS, TODAY

CENTRE, DESK, SECRETARIAT = "soudan1", "kurashi1", "jimukyoku1"
DAY_OF_LAST = LAST.replace(day=20)


@dataclass(frozen=True)
class Alike:
    """Households received alike."""

    how_many: int
    by: str
    on: datetime.date
    subject: dict[str, Any]
    facts: dict[str, Any]


RECEIVED = (
    Alike(  # 1: the elderly at the window, with consent in writing
        10,
        CENTRE,
        TODAY,
        {"sex": "女性", "birth_on": datetime.date(1948, 5, 2)},
        {"method": "1", "route": "02", "topics": ["12"], "consent_state": "20"},
    ),
    Alike(  # 2: money and care in one household: two fields
        8,
        CENTRE,
        TODAY,
        {"sex": "男性", "birth_on": datetime.date(1980, 1, 1)},
        {"method": "2", "route": "03", "topics": ["12", "03"], "main_topic": "03"},
    ),
    Alike(  # 3: income and debts: one field, no main trouble, no birthday
        9,
        DESK,
        TODAY,
        {},
        {"method": "1", "route": "08", "topics": ["03", "06"], "consent_state": "21"},
    ),
    Alike(  # 4: last month, found at a place; children and illness: two fields
        5,
        DESK,
        DAY_OF_LAST,
        {"sex": "女性", "birth_on": datetime.date(2015, 1, 1)},
        {"method": "3", "route": "11", "topics": ["11", "01"], "main_topic": "11"},
    ),
    Alike(  # 5: last month, told by a commissioner
        12,
        CENTRE,
        DAY_OF_LAST,
        {"sex": "男性", "birth_on": datetime.date(1960, 1, 1)},
        {"method": "2", "route": "06", "topics": ["13"]},
    ),
)


def build(database: Database) -> None:
    """All sixty."""
    groups = [_received(alike) for alike in RECEIVED]
    _talked(groups[0], groups[1], groups[2])
    _handed_on(groups[1], database)
    requests = _requested()
    _ended(requests)
    _conferred(requests, database)
    _planned(database)
    _sought()
    _took_part(database)
    _gathered()


def _received(alike: Alike) -> list[CaseFile]:
    facts = {"visitor": "person", "urgency": "C", "received_on": alike.on} | alike.facts
    found = []
    for number in range(1, alike.how_many + 1):
        with acting(alike.by) as user:
            intake: Intake = cases.receive_intake(
                body=body_of(alike.by),
                facts=IntakeFacts(**facts),
                subject=MemberFacts(name=f"見本 {number}子", **alike.subject),
                others=[],
                by=user,
            )
            found.append(intake.compartment.case)
    return found


def _talked(first: list[CaseFile], second: list[CaseFile], third: list[CaseFile]) -> None:
    notes = [a_note(case, method="1", project="1") for case in first]
    for case in first[:4]:
        a_note(case, method="3", project="1")
    for case in third[:2]:
        a_note(case, by=DESK, method="9", project="")
    # Not counted: a letter, another project, what was corrected.
    a_note(first[0], method="4", project="1")
    a_note(first[1], method="2", project="2")
    with acting(CENTRE) as user:
        before = Note.objects.visible_to(user).get(pk=notes[0].pk)
        cases.correct_note(note=before, text="玄関の中で話した。", reason="場所", by=user)
    moment = timezone.make_aware(datetime.datetime.combine(DAY_OF_LAST, datetime.time(10)))
    a_note(second[0], method="1", project="1", occurred_at=moment)
    with acting(CENTRE) as user:
        one, other = (
            Person.objects.visible_to(user).of_case(case).get(is_subject=True) for case in first[:2]
        )
        cases.say_same_person(person=one, other=other, reason="生年月日が同じ", by=user)


def _handed_on(second: list[CaseFile], database: Database) -> None:
    sheets = [a_hand_off(case) for case in second[:7]]
    for sheet in sheets[:3]:
        with acting(DESK) as user:
            cases.accept_referral(referral=take(sheet), by=user)
            cases.report_referral(referral=take(sheet), report="会えた。", by=user)
    with acting(DESK) as user:
        cases.decline_referral(referral=take(sheets[3]), reason="対象外", alternative="", by=user)
    _move(database, "cases_referral", "sent_at", sheets[4:6], "now() - interval '40 days'")


def _requested() -> list[CoordinationRequest]:
    found = [together.an_accepted_request(consent_state="20") for _ in range(2)]
    found += [together.an_accepted_request() for _ in range(4)]
    for code in ("01", "04"):
        request = together.screened(together.a_request(), "return")
        with together.on(request, SECRETARIAT) as (row, user):
            meetings.return_request(request=row, code=code, reason="今ある制度で", by=user)
    return found


def _ended(requests: list[CoordinationRequest]) -> None:
    for place, request in enumerate(requests[:3]):
        with acting(SECRETARIAT) as user:
            record = record_of(request.compartment.case, SECRETARIAT)
            if place == 1:
                soon = TODAY + datetime.timedelta(days=30)
                cases.suspend_record(record=record, by=user, reason="1", review_on=soon)
            else:
                cases.close_record(record=record, by=user, reason="11", drops_actions=True)
        if place == 2:
            with acting(SECRETARIAT) as user:
                again = record_of(request.compartment.case, SECRETARIAT)
                cases.reopen_record(record=again, reason="まちがい", by=user)


def _conferred(requests: list[CoordinationRequest], database: Database) -> None:
    held = []
    for request, times in ((requests[3], 2), (requests[4], 1)):
        meeting = together.a_meeting(request)
        together.a_sworn_member(meeting)
        if times == 1:
            _on_paper(meeting)
        for _ in range(times):
            sitting = together.a_sitting(meeting)
            together.minuted(sitting, main_topic="13" if times == 2 else "")
            held.append(sitting)
    _move(database, "meetings_sitting", "held_at", held, "now()")


def _on_paper(meeting: Any) -> None:
    """A neighbour without an account comes for a group."""
    with together.on(meeting, SECRETARIAT) as (row, user):
        meetings.enter_paper_member(
            meeting=row,
            name="見本 隣子",
            body="見本町会",
            authority="pledge",
            pledged_on=TODAY,
            duty_text=duty_text(),
            origin=meetings.Origin("community"),
            by=user,
        )


def _planned(database: Database) -> None:
    looked_at, late = planned.an_active_plan(), planned.an_active_plan()
    planned.a_decided_plan()
    _move(database, "plans_plan", "next_monitoring_on", [looked_at], "current_date")
    sheet = sheet_facts(looked_at)
    planned.as_coordinator(looked_at, plans.evaluate_plan, facts=sheet)
    yesterday = TODAY - datetime.timedelta(days=1)
    _move(database, "plans_plan", "next_monitoring_on", [late], f"date '{yesterday}'")
    planned.call(late, "evaluation")
    planned.found(late, "not_yet")


def _sought() -> None:
    met = outside.approaching()
    for result in ("absent", "family", "person"):
        outside.attempt(met, result)
    refused = outside.approaching()
    outside.attempt(refused, "refused")
    outside.do(refused, reaching_out.close_outreach, reason="21", words="会いたくないとのこと")
    outside.consented()


def _took_part(database: Database) -> None:
    garden = hosts.a_resource()
    found = []
    for _ in range(2):
        consent = hosts.a_consent_to_tell(hosts.a_case(CENTRE))
        row = hosts.searching(hosts.an_active_plan(consent))
        placement = hosts.proposed(row, garden)
        hosts.told(placement, consent)
        hosts.stepped(placement, "visit")
        hosts.stepped(placement, "started")
        found.append(placement)
    _move(database, "participation_placement", "started_on", found[:1], "current_date - 90")
    with acting(hosts.KEEPER) as user:
        lead = taking_part.open_lead(
            facts=taking_part.LeadFacts(name="架空の食堂", kind="04"), by=user
        )
    for to, more in (("contacted", {}), ("agreed", {"outcome": "月1回", "operator_kind": "npo"})):
        with acting(hosts.KEEPER) as user:
            own = ResourceLead.objects.visible_to(user).select_related("area", "body")
            taking_part.note_contact(
                lead=own.get(pk=lead.pk),
                on=TODAY,
                way="phone",
                text="話した。",
                to=to,
                by=user,
                **more,
            )


def _gathered() -> None:
    place = places.a_place()
    places.attended(place, 0)
    places.attended(place, 0, aged=4, pupils=3)
    with acting(places.WORKER) as user:
        for weight, kind in (
            ("community", "01"),
            ("community", "02"),
            ("community", "03"),
            ("individual", "05"),
        ):
            where = place if weight == "community" else None
            facts = community.SupportFacts(TODAY, weight, kind, 30, place=where)
            community.record_support(facts=facts, by=user)
        facts_of_day = community.LiaisonFacts(held_on=TODAY, agenda="足りない居場所")
        meeting = community.hold_liaison(facts=facts_of_day, by=user)
        community.enter_presence(meeting=meeting, people=3, body=body_of(CENTRE), by=user)
        community.enter_presence(meeting=meeting, people=4, body=body_of(DESK), by=user)
        course = community.LiaisonFacts(held_on=TODAY, agenda="聞き方の研修", kind="02")
        training = community.hold_liaison(facts=course, by=user)
        community.enter_presence(meeting=training, people=5, body=body_of(CENTRE), by=user)


def _move(database: Database, table: str, column: str, rows: list[Any], to: str) -> None:
    """A day that the service took from the clock."""
    with database.superuser() as connection:
        connection.execute("set timezone = 'Asia/Tokyo'")
        for row in rows:
            connection.execute(f"update {table} set {column} = {to} where id = %s", [row.pk])


__all__ = ["EXPECTED", "LAST", "THIS", "build", "people_of"]
