"""Outreach before anybody has consented (R5, R7; domain.md 3.5).

The plan stays with the coordinators and with those, by name, who carry it out: staff of bodies that
are entrusted with it, or members of the 支援会議 of the case. Inside the 支援会議 its members read what
is shared there, edition by edition; nothing of the meeting stands in the plan. With a consent a new
plan begins, in a compartment of its own, so that bodies that join later do not read what was
supposed before.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, ledger
from access.errors import DomainError
from access.models import CaseFile, Disclosure
from access.outreach import open_outreach
from cases.services import end_of, uncovered_bodies, without_kept_out
from meetings.models import MeetingMember, Nature, SharedItem, SupportMeeting
from meetings.services import membership_of, share_item
from meetings.services.reach import reachable
from organizations.models import Appointment, LegalBasis, Role
from organizations.names import PLAN_CONFERENCE, SUPPORT_MEETING, local_name
from plans.kind_models import KindContent, OutreachContent
from plans.models import Goal, Plan, PlanBody, PlanContent
from plans.states import ENDED, PlanState

from .changing import change, change_words, secretariat_of
from .circle import IN_CHARGE, check_offices, circle_of, close_outreach, open_circle
from .drafting import usable_consent
from .following import COPIED_WORDS, copy_goals_and_tasks, unfinished
from .kinds import kind_words, label_of

ENTRUSTED, MEETING = "SWA106-4-ENTRUST", "SWA106-6"
# What was supposed, and who told it, stays in the plan of before the consent (domain.md R21).
LEFT_BEHIND = ("source", "guesses", "result")


@dataclass(frozen=True)
class Carrier:
    """Somebody who may carry outreach out before consent, and on what ground."""

    appointment: Appointment
    member: MeetingMember | None = None


@transaction.atomic
def draft_outreach(*, case: CaseFile, office: Appointment, subject: str, by: Any) -> Plan:
    """A coordinator begins an outreach plan that no consent covers yet. Nobody else sees it."""
    if office.staff_id != by.pk or office.role != Role.COORDINATOR:
        raise DomainError("プランを作れるのは、多機関協働の事務局の担当者です")
    compartment = grants.open_plan(case=case, secretariat=office.body, by=by)
    common = {"compartment": compartment, "created_by": by}
    plan: Plan = Plan.objects.create(
        **common,
        kind=Plan.Kind.OUTREACH,
        subject=subject,
        consent_id=None,
        consent_until=None,
        changed_by_body=office.body,
    )
    PlanContent.objects.create(**common, plan=plan)
    return plan


def meeting_of_case(case: CaseFile, by: Any) -> SupportMeeting | None:
    """The 支援会議 of the case that goes on, if the user is a member of it (R4); nobody else learns
    that there is one (R7)."""
    rows = SupportMeeting.objects.visible_to(by).going_on().of_case(case).filter(basis=MEETING)
    meeting: SupportMeeting
    for meeting in rows.select_related("compartment__case"):
        if membership_of(meeting=meeting, user=by) is not None:
            return meeting
    return None


def possible_carriers(plan: Plan, by: Any) -> list[Carrier]:
    """Who may join before there is consent: staff of entrusted bodies, and members of the 支援会議 as
    far as the user sees it. Nobody of another body (domain.md R04), and nobody who is kept out of the case (R12)."""
    present = {row.appointment_id for row in circle_of(plan, by)}
    secretariat = secretariat_of(plan)
    entrusted = (
        Appointment.objects.current()
        .with_body()
        .filter(role_group__role__in=IN_CHARGE, role_group__body__is_entrusted=True)
        .exclude(role_group__body=secretariat)
        .order_by("role_group__body__order", "role_group__body__name", "staff__kana")
    )
    open_to = without_kept_out(entrusted, plan.compartment.case)
    found = {row.pk: Carrier(row) for row in open_to if row.pk not in present}
    for member in _members(plan, by):
        office = member.appointment
        if office is None:  # a member on paper sees nothing here
            continue
        if office.pk not in present | set(found) and office.body != secretariat:
            found[office.pk] = Carrier(office, member)
    return list(found.values())


def _members(plan: Plan, by: Any) -> list[MeetingMember]:
    meeting = meeting_of_case(plan.compartment.case, by)
    if meeting is None:
        return []
    rows = reachable(meeting, by).sworn().filter(appointment__isnull=False)
    named = rows.filter(appointment__role_group__role__in=IN_CHARGE)
    return list(named.select_related("compartment", "appointment__role_group__body"))


@transaction.atomic
def join_outreach(
    *, plan: Plan, staff_in_charge: Sequence[Appointment], by: Any, version: int | None = None
) -> list[PlanBody]:
    """They carry the outreach out, and see the plan from now on; their supervisors do not."""
    if not plan.is_before_consent:
        raise DomainError("同意のあるプランには、「参加機関を加える」から加えてください")
    if plan.state in ENDED:
        raise DomainError("終わったプランには、だれも加えられません")
    wanted = list(dict.fromkeys(staff_in_charge))
    if not wanted:
        raise DomainError("働きかけをする人を選んでください")
    check_offices(wanted)
    possible = {carrier.appointment.pk: carrier for carrier in possible_carriers(plan, by)}
    if any(office.pk not in possible for office in wanted):
        raise DomainError(
            "本人の同意の前に加えられるのは、この事業を委託された機関の人だけです。"
            "ほかの機関は、本人の同意を受けてから加えてください"
        )
    change_words(plan, by=by, version=version)
    joining = [possible[office.pk] for office in wanted]
    rows = [_join(plan, carrier, by) for carrier in joining]
    _enter(plan, [c for c in joining if c.member is None], ENTRUSTED, plan.compartment, by)
    invited = [c for c in joining if c.member is not None]
    if invited:
        member: Any = invited[0].member
        # The line lies in the meeting: in the plan it would tell of it (R7).
        _enter(plan, invited, MEETING, member.compartment, by)
    return rows


def _join(plan: Plan, carrier: Carrier, by: Any) -> PlanBody:
    member = carrier.member
    source = member.pk if member else plan.pk
    until = member.valid_until_on if member else None
    row: PlanBody = PlanBody.objects.create(
        compartment=plan.compartment,
        created_by=by,
        plan=plan,
        body=carrier.appointment.body,
        appointment=carrier.appointment,
        source_id=source,
    )
    open_outreach(
        plan=plan.compartment,
        appointment=carrier.appointment,
        source=source,
        valid_until=end_of(until) if until else None,
        by=by,
    )
    return row


def _enter(plan: Plan, carriers: list[Carrier], basis: str, where: Any, by: Any) -> None:
    if not carriers:
        return
    names = dict.fromkeys(str(carrier.appointment.body) for carrier in carriers)
    ledger.enter(
        by=by,
        body=secretariat_of(plan),
        compartment=where,
        channel=Disclosure.Channel.PLAN,
        obj=plan,
        recipients="、".join(names),
        purpose="同意前のアウトリーチ等",
        legal_basis=LegalBasis.objects.on().get(code=basis),
    )


def may_start(words: KindContent | None) -> bool:
    """Nobody goes to a door without an aim, and without knowing what not to do there."""
    return isinstance(words, OutreachContent) and bool(words.aim and words.must_not)


@transaction.atomic
def start_outreach(*, plan: Plan, by: Any, version: int | None = None) -> Plan:
    """Reaching out begins, as agreed by those who carry it out; progress may be told."""
    if not plan.is_before_consent:
        raise DomainError("同意のあるプランです。支援決定を経て、支援を始めてください")
    if not may_start(kind_words(plan, by)):
        raise DomainError(
            "働きかけを始める前に、「接触のねらい」と「してはいけないこと」を書いてください"
        )
    if not circle_of(plan, by):
        raise DomainError("働きかけをする人を、先に加えてください")
    return change(plan, by=by, version=version, to=PlanState.REACHING_OUT)


@transaction.atomic
def take_into_consent(
    *, plan: Plan, consent_id: uuid.UUID, by: Any, reason: str = "", version: int | None = None
) -> Plan:
    """The person has consented: an ordinary plan begins, with what still holds, for the bodies that
    the consent names. The plan of before is over; those who carried it out see it no more, and roles of
    whom the consent does not name stay in it: a body may be known through the 支援会議 alone (R5, R7)."""
    if not plan.is_before_consent or plan.state in ENDED:
        raise DomainError("このプランには、もう同意が付いているか、プランが終わっています")
    case, secretariat = plan.compartment.case, secretariat_of(plan)
    consent = usable_consent(consent_id=consent_id, case=case, body=secretariat, by=by)
    circle = circle_of(plan, by)
    uncovered = uncovered_bodies(consent=consent, bodies=[row.body for row in circle], by=by)
    staying = [row for row in circle if row.body not in uncovered]
    named = {secretariat.pk, *(row.body_id for row in staying)}
    former = plan
    if former.state == PlanState.DRAFT:
        former = change(former, by=by, version=version, to=PlanState.REACHING_OUT)
        version = None
    former = change(
        former,
        by=by,
        version=version,
        to=PlanState.REPLANNED,
        reason=reason,
        ended_on=timezone.localdate(),
    )
    close_outreach(former, by)
    compartment = grants.open_plan(case=case, secretariat=secretariat, by=by)
    common = {"compartment": compartment, "created_by": by}
    following: Plan = Plan.objects.create(
        **common,
        kind=former.kind,
        follows_id=former.pk,
        subject=former.subject,
        lead_body=former.lead_body if former.lead_body_id in named else None,
        consent_id=consent.pk,
        consent_until=consent.valid_until_on,
        changed_by_body=former.changed_by_body,
    )
    _copy_words(former, following, common, by)
    for row in staying:
        PlanBody.objects.create(
            **common, plan=following, body=row.body, appointment=row.appointment
        )
    if staying:
        open_circle(following, consent, [row.appointment for row in staying], by)
    of_named = unfinished(former, by).filter(body__in=named)
    copy_goals_and_tasks(former, following, of_named, common, by)
    return following


def _copy_words(former: Plan, following: Plan, common: dict[str, Any], by: Any) -> None:
    words = PlanContent.objects.visible_to(by).get(plan=former)
    PlanContent.objects.create(
        **common, plan=following, **{name: getattr(words, name) for name in COPIED_WORDS}
    )
    own = kind_words(former, by)
    if own is not None:
        kept = [name for name in own.words if name not in LEFT_BEHIND]
        OutreachContent.objects.create(
            **common, plan=following, **{name: getattr(own, name) for name in kept}
        )


def words_for_meeting(plan: Plan, by: Any) -> str:
    """What the members of the 支援会議 read of the plan: without who told it."""
    own = kind_words(plan, by)
    lines = [f"アウトリーチ等プラン（同意前）第{plan.edition}版"]
    if own is not None:
        for name in own.words:
            value = getattr(own, name)
            if value and name not in own.not_for_others:
                lines.append(f"【{label_of(own, name)}】\n{value}")
    goals = Goal.objects.visible_to(by).open().filter(plan=plan)
    if goals:
        lines.append("【目標】\n" + "\n".join(f"・{goal.text}" for goal in goals))
    names = dict.fromkeys(str(row.body) for row in circle_of(plan, by))
    if names:
        lines.append("【働きかけをする機関】\n" + "、".join(names))
    return "\n".join(lines)


@transaction.atomic
def share_in_meeting(*, plan: Plan, by: Any) -> SharedItem:
    """Put this edition before the members of the 支援会議, inside it (R5, R7): an item like any other,
    on Art. 106-6, which stays there."""
    if not plan.is_before_consent or plan.state in ENDED:
        raise DomainError(
            f"{local_name(SUPPORT_MEETING)}に共有できるのは、同意の前のアウトリーチ等プランです。"
            f"同意のあるプランは、{local_name(PLAN_CONFERENCE)}に付議してください"
        )
    meeting = meeting_of_case(plan.compartment.case, by)
    if meeting is None:
        raise DomainError("このケースについて、あなたが構成員になっている会議はありません")
    return share_item(
        meeting=meeting,
        nature=Nature.VIEW,
        source="アウトリーチ等プラン",
        text=words_for_meeting(plan, by),
        by=by,
    )
