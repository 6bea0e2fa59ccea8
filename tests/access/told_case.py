"""The case of the matrix once more, told through the services of the apps, with a row of every
confidential model: the secret of the crawls."""

import uuid
from dataclasses import replace
from typing import Any

from access import grants, output, protecting, renewing
from access.context import acting_as
from access.models import Compartment, OutputHold
from cases import services as cases
from cases.models import Person, Referral
from cases.services import protection, shield
from meetings import services as meetings
from meetings.models import MeetingMember, Minutes
from organizations.models import LegalBasis, StandingText
from sample_ward import assessing, consenting, family, filing, pausing, people, planning, preparing
from sample_ward.doing import acting, days, office
from sample_ward.households import Sample, m
from sample_ward.story import CATEGORIES, Cast, Story

from . import (
    told_after,
    told_alerts,
    told_another,
    told_community,
    told_conference,
    told_convene,
    told_emergency,
    told_home,
    told_keeping,
    told_members,
    told_outreach,
    told_packets,
    told_papers,
    told_participation,
    told_plans_board,
    told_plans_core,
    told_plans_hist,
    told_plans_pdf,
    told_plans_prog,
    told_read_log,
)
from .people import body, end_office, end_work, office_of, persona

CAST = Cast(
    coordinator="x-secretary",
    colleague_coordinator="x-coordinator",
    doctor="x-member",
    volunteer="x-member_waiting",
    receiver="x-caseworker_b",
    relative="x-restricted",
)
SECRET = Sample(
    "plan_active",
    "x-caseworker_a",
    (
        m("検証 秘子", "けんしょう ひめこ", "本人", 78, "女性"),
        m("検証 秘男", "けんしょう ひめお", "長男", 50, "男性"),
    ),
    ("介護", "ひきこもり・不登校"),
    "知られたくないことがある。",
    "B",
)


def a_told_case() -> dict[str, Any]:
    """Compartments by column of the matrix; "case" is the file."""
    story = Story(SECRET, CAST)
    story.receive()
    story.support()
    _own_number(story)
    story.correct()
    pausing.pause(story)
    pausing.go_on(story)
    family.draw(story)
    filing.file(story)
    _withdrawn_file(story)
    assessing.assess(story, is_finished=False)
    _people_over_time(story)
    _hand_offs(story)
    _outside(story)
    story.request()
    story.take()
    story.meet()
    story.deliberate()
    preparing.prepare(story)
    _addendum()
    told_papers.tell_papers(story)
    told_packets.tell()
    _former_members(story)
    told_members.a_scan(story)
    told_convene.tell(story)
    consent = story.consent()
    told_after.follow(story, consent)
    _other_consents(story)
    _consent_in_depth(story)
    planning.draft(story, consent)
    # Before the plan of outreach: walks look at the first and the last plan.
    took_part = told_participation.tell(story)
    beside = told_plans_core.tell(story, consent)
    told_plans_board.say_a_word(story)
    planning.submit(story)
    told_plans_core.refuse(story)
    planning.submit(story)
    held = planning.decide(story)
    planning.follow(story)
    told_plans_prog.tell(story)
    told_conference.tell(story, held)
    told_plans_hist.tell(story)
    planning.ask_for_paper(story)
    told_plans_pdf.ask_for_papers(story)
    told_outreach.tell(story)
    beside |= took_part
    beside |= told_community.tell(story)
    told_emergency.tell(story)
    with acting_as(persona("caseworker_a")):
        for name in ("restricted", "restricted_superior"):
            cases.restrict_person(
                case=story.case, user=persona(name), reason="親族", by=persona("caseworker_a")
            )
    _split(story)
    _list_renewed(story)
    _protection(story)
    told_read_log.tell(story)
    told_keeping.tell(story)
    told_alerts.tell(story)
    told_home.tell()
    another = told_another.tell()
    end_office("left")
    end_office("member_left")
    end_work("retired")
    made = {"case": story.case, "story": story, "another": another}
    return {**made, **_columns(story, consent), **beside}


def _own_number(story: Story) -> None:
    """The number that the case has in the body's own system."""
    worker = persona("caseworker_a")
    with acting_as(worker):
        record = story.record()
        cases.number_record(
            record=record, own_number="検証-0417", version=record.version, by=worker
        )


def _withdrawn_file(story: Story) -> None:
    worker = persona("caseworker_a")
    with acting_as(worker):
        added = cases.attach_file(
            record=story.record(), name="a.txt", content=b"wrong", title="検証", by=worker
        )
        cases.withdraw_attachment(attachment=added, reason="検証", by=worker)


def _outside(story: Story) -> None:
    """Told to a place that has no account here, and what came of it; and once by mistake, taken back."""
    worker = persona("caseworker_a")
    with acting_as(worker):
        facts = cases.OutsideFacts(
            kind="21",
            place="検証ハローワーク",
            way="phone",
            told_on=days(0),
            reason="検証の相談",
            consent_state="00",
            legal_basis=LegalBasis.objects.on().get(code="PIPL69-2-3"),
            people=list(Person.objects.visible_to(worker).of_case(story.case)),
            continues="検証の続き",
            ask_on=days(7),
        )
        row = cases.hand_outside(record=story.record(), facts=facts, by=worker)
        cases.note_outside_result(row=row, result="検証の結果", replied_on=days(0), by=worker)
        agreed: dict[str, Any] = {
            "legal_basis": LegalBasis.objects.on().get(code="CONSENT"),
            "consent_state": "21",
            "agreed_on": days(0),
        }
        wrong = cases.hand_outside(record=story.record(), facts=replace(facts, **agreed), by=worker)
        cases.cancel_outside(row=wrong, reason="検証", by=worker)


def _people_over_time(story: Story) -> None:
    """Other names, a member who left and came back, one entered twice; another body knows the first
    (R15) and nobody tells it."""
    people.remember(story)
    worker = persona("caseworker_a")
    with acting_as(worker):
        subject, son = Person.objects.visible_to(worker).of_case(story.case)
        again = cases.add_person(
            face=son.compartment,
            facts=cases.MemberFacts(
                name="検証 秘男",
                kana="けんしょう ひめお",
                sex="男性",
                birth_estimate="40代",
                note="検証",
            ),
            by=worker,
        )
        cases.add_contact(person=again, kind="phone", value="070-0000-1111", by=worker)
        cases.merge_people(survivor=son, merged=again, reason="検証で確かめた", by=worker)
    with acting("kurashi1") as other:
        known = cases.MemberFacts(name=subject.name, kana=subject.kana, birth_on=subject.birth_on)
        facts = cases.IntakeFacts(method="2", visitor="person", topics=["12"], urgency="D")
        cases.receive_intake(
            body=office("kurashi1").body, facts=facts, subject=known, others=[], by=other
        )


def _split(story: Story) -> None:
    """The son has a file of his own, at the same body."""
    worker = persona("caseworker_a")
    with acting_as(worker):
        rows = Person.objects.visible_to(worker).in_household().of_case(story.case)
        son = rows.get(is_subject=False)
        facts = cases.SplitFacts(members=[son], subject=son)
        cases.split_household(record=story.record(), facts=facts, by=worker)


def _protection(story: Story) -> None:
    """The first member is protected, with a contact behind the lock; a paper waits (R11, S-91);
    somebody of the same name was checked (R23)."""
    worker = persona("caseworker_a")
    with acting_as(worker):
        story.measure = protection.protect_person(
            record=story.record(),
            person=_subject(story),
            named=[office_of("caseworker_a"), office_of("supervisor_a")],
            facts=protection.MeasureFacts("dv", "検証 相手", "検証署", "検証の注意"),
            by=worker,
        )
        protection.add_protected_contact(
            measure=story.measure,
            kind="place",
            value="検証のいどころ",
            note="検証",
            by=worker,
        )
        output.stops(
            user=worker,
            asked=output.Asked("plan_pdf", "検証の書類", story.plan.pk, "", uuid.uuid4()),
            output=output.Output(OutputHold.Use.OWN, (story.case.pk,)),
        )
        shield.decide(
            record=story.record(),
            staff=persona("colleague_a"),
            is_related=False,
            how="検証で確かめた",
            by=worker,
        )


def _list_renewed(story: Story) -> None:
    """Of a list on which only somebody stood who is kept out: two renewed it, and have lifted the protection since, so
    that nothing else of the household is withheld by it."""
    worker, supervisor = persona("caseworker_a"), persona("supervisor_a")
    with acting_as(worker):
        lock = protecting.protect_person(
            case=story.case,
            person_id=uuid.uuid4(),
            body=body("A"),
            named=[office_of("restricted")],
            review_on=days(30),
            by=worker,
        )
        renewing.ask(protection=lock.pk, reason="検証の理由")
    with acting_as(supervisor):
        row = renewing.renewals_of(lock).get()
        renewing.answer(renewal=row.pk, agrees=True, words="検証の返事")
        protecting.release(protection=lock, reason="検証", by=supervisor)


def _hand_offs(story: Story) -> None:
    """One sheet, two legs: one was given back, the other is reported; neither knows of the other."""
    given_back, taken_on = story.hand_off(body("E"), body("B"))
    story.answer(given_back, "x-declined", "decline")
    story.answer(taken_on, "x-caseworker_b", "accept", "first", "report")


def _addendum() -> None:
    secretary = persona("secretary")
    with acting_as(secretary):
        minutes = Minutes.objects.visible_to(secretary).select_related("sitting__meeting").first()
        assert minutes is not None
        meetings.add_to_minutes(minutes=minutes, text="検証の付記", by=secretary)


def _former_members(story: Story) -> None:
    duty = StandingText.objects.on().filter(kind="secrecy_duty").latest("valid_from")
    made = {}
    with acting_as(persona("secretary")):
        for name in ("member_removed", "member_expired", "member_left"):
            made[name] = meetings.appoint_member(
                meeting=story._meeting_seen(persona("secretary")),
                appointment=office_of(name),
                part="member",
                authority="pledge",
                by=persona("secretary"),
            )
        meetings.enter_paper_member(
            meeting=story._meeting_seen(persona("secretary")),
            name="検証 紙子",
            body="検証町会",
            authority="pledge",
            pledged_on=days(0),
            duty_text=duty,
            by=persona("secretary"),
        )
    for name, member in made.items():
        with acting_as(persona(name)):
            meetings.acknowledge_duty(source=member.pk, duty_text=duty, by=persona(name))
    with acting_as(persona("secretary")):
        removed = MeetingMember.objects.visible_to(persona("secretary")).get(
            pk=made["member_removed"].pk
        )
        meetings.end_membership(member=removed, reason="交代", by=persona("secretary"))
        grants.end_membership(source=made["member_expired"].pk)


def _other_consents(story: Story) -> None:
    """A consent that was withdrawn, and one that is over."""
    worker = persona("caseworker_a")
    for name in ("consent_withdrawn", "consent_over"):
        with acting_as(worker):
            given = cases.record_consent(
                record=story.record(),
                persons=[_subject(story)],
                staff_in_charge=[office_of(name)],
                how="written",
                given_on=days(-30),
                valid_until_on=days(30),
                purpose="検証",
                categories=list(CATEGORIES),
                by=worker,
            )
            cases.withdraw_consent(consent=given, note="検証", by=worker)


def _consent_in_depth(story: Story) -> None:
    """An attempt; an oral consent put in writing; one narrowed, its copies carried over."""
    worker = persona("caseworker_a")
    consenting.ask(story)
    with acting_as(worker):
        given = cases.record_consent(
            record=story.record(),
            persons=list(Person.objects.visible_to(worker).of_case(story.case)),
            staff_in_charge=[office_of("consent_withdrawn")],
            how="oral",
            giver="family",
            giver_name="検証 代子",
            giver_basis="検証",
            own_will="検証",
            oral_place="検証",
            oral_words="検証",
            paper_due_on=days(3),
            given_on=days(-1),
            valid_until_on=days(30),
            purpose="検証",
            categories=list(CATEGORIES),
            by=worker,
        )
        cases.receive_paper(
            consent=given,
            received_on=days(0),
            paper_number="検証1",
            paper_place="検証棚",
            by=worker,
        )
        narrowed = cases.withdraw_consent(
            consent=given, note="検証", taken=cases.Withdrawn(categories={"03"}), by=worker
        )
        assert narrowed is not None
        cases.withdraw_consent(consent=narrowed, note="検証", by=worker)


def _subject(story: Story) -> Any:
    return Person.objects.visible_to(persona("caseworker_a")).of_case(story.case).first()


def _columns(story: Story, consent: Any) -> dict[str, Compartment]:
    from cases.models import CaseRecord

    made: dict[str, Any] = {
        "consent": consent.compartment,
        "meeting": story.meeting.compartment,
        "plan": story.plan.compartment,
        "protected": story.measure.compartment,
        "screening": told_members.screening_compartment(story),
    }
    with acting_as(persona("caseworker_a")):
        open_ones = Compartment.objects.visible_to(persona("caseworker_a")).filter(case=story.case)
        made["face"] = open_ones.get(kind="face")
        made["rec_a"] = open_ones.get(kind="record")
        accepted = Referral.objects.visible_to(persona("caseworker_a")).of_case(story.case)
        made["hand"] = accepted.get(receiver_body=body("B")).compartment
        made["request"] = story._request_seen(persona("caseworker_a")).compartment
    with acting_as(persona("caseworker_b")):
        records = CaseRecord.objects.visible_to(persona("caseworker_b")).of_case(story.case)
        made["rec_b"] = records.get(body=body("B")).compartment
    with acting_as(persona("secretary")):
        records = CaseRecord.objects.visible_to(persona("secretary")).of_case(story.case)
        made["rec_s"] = records.get(body=body("S")).compartment
    return made
