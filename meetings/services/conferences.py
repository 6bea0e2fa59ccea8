"""重層的支援会議: convened, changed, opened and recorded only under a valid consent (R8).

What a result does to the plan is not known here: plans reads the items (plans.services.conferring).
"""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants
from access.errors import DomainError
from access.models import Compartment
from access.shortcuts import save_changed
from access.sources import persons_covered
from cases.merged_rows import all_rows_of
from cases.models import Consent
from cases.services import uncovered_bodies
from cases.services.consent_at_hand import require_named
from organizations.models import Appointment, Body, Role
from organizations.names import own_names

from ..models import (
    CONFERENCE_MOVES,
    ConferenceAttendance,
    ConferenceItem,
    ConferenceState,
    PlanConference,
    Purpose,
)
from .naming import called, persons_without_consent, require_unnamed
from .polls import end_poll_of, open_poll_of

DAY_IS_ASKED_FOR = (
    "この会議は、日程調整が続いています。「候補日と回答を見る」から日を決めるか、"
    "日程調整を取りやめてから、日を変えてください"
)
NO_CONSENT = (
    "有効な本人同意がないため、重層的支援会議は開けません。"
    "同意を受け直すか、同意が得られるまでは支援会議で検討してください"
)


@dataclass(frozen=True)
class ItemFacts:
    """An item to be put on the agenda."""

    purpose: str
    question: str = ""


def consent_of(
    plan: Compartment,
    consent_id: uuid.UUID,
    bodies: Iterable[Body],
    by: Any,
    on: datetime.date | None = None,
) -> Consent:
    """The consent, of this very case, if it holds now, and until this is saved, names every body and covers the day."""
    grants.hold(consent_id)
    of_case = Consent.objects.visible_to(by).filter(compartment__case=plan.case_id)
    consent: Consent | None = of_case.valid().filter(pk=consent_id).first()
    if consent is None:
        require_named(consent_id, by)
        raise DomainError(own_names(NO_CONSENT))
    missing = uncovered_bodies(consent=consent, bodies=bodies, by=by)
    if missing:
        names = "、".join(body.name for body in missing)
        raise DomainError(
            f"本人同意に含まれていない機関があります：{names}。"
            "この機関を外すか、機関を加えた同意を受け直してください"
        )
    if on and on > consent.valid_until_on:
        raise DomainError(
            "会議の日が、本人の同意の期限より後です。会議の日を早めるか、同意を受け直してください"
        )
    return consent


def require_coordinator(plan: Compartment, by: Any) -> Appointment:
    """The office in which the user is secretariat of the conference."""
    holds = Appointment.objects.current().filter(
        staff=by, role_group__role=Role.COORDINATOR, role_group__body=plan.organization_id
    )
    found: Appointment | None = holds.first()
    if found is None:
        raise DomainError(own_names("重層的支援会議を開くのは、多機関協働の事務局です"))
    return found


def move(conference: PlanConference, to: str) -> None:
    """Raises DomainError when the table of moves does not lead there."""
    if to not in CONFERENCE_MOVES[conference.state]:
        raise DomainError(
            f"この会議は「{conference.get_state_display()}」です。"
            "画面を開き直して、いまの状態を確かめてください"
        )


def hold_conference(conference_id: uuid.UUID, by: Any) -> PlanConference:
    """The conference as it stands, locked until the end. Whoever asks for its dates, chooses one, changes it, begins it,
    records it or calls it off waits for the others: none of them asks for a day that another has just settled or
    called off. First this, then its poll. Who corrects its minutes, answers and fixes them waits here as well."""
    rows = PlanConference.objects.changeable_by(by).select_for_update(of=("self",))
    found: PlanConference = rows.select_related("compartment__case").get(pk=conference_id)
    return found


def invited(conference: PlanConference, by: Any) -> list[ConferenceAttendance]:
    """The bodies that are invited now."""
    rows = ConferenceAttendance.objects.visible_to(by).filter(conference=conference)
    return list(rows.invited().select_related("body"))


def require_unnamed_before(
    conference: PlanConference, bodies: Sequence[Body], texts: Iterable[str], by: Any
) -> None:
    """What these bodies read of it names nobody who has not consented to that (R03): by a consent that the writer reads,
    or by that of the conference, which she may not read."""
    others = persons_without_consent(case=conference.compartment.case, bodies=bodies, by=by)
    case = conference.compartment.case
    named = persons_covered(conference.consent_id, bodies) if others else set()
    covered = all_rows_of(named, case, by) if named else set()
    require_unnamed(texts, [person for person in others if person.pk not in covered])


@transaction.atomic
def convene_plan_conference(
    *,
    plan: Compartment,
    consent_id: uuid.UUID,
    held_on: datetime.date,
    place: str,
    bodies: Sequence[Body],
    by: Any,
    items: Sequence[ItemFacts] = (ItemFacts(Purpose.ADEQUACY),),
    starts_at: datetime.time | None = None,
    ends_at: datetime.time | None = None,
    others_masked: bool = False,
    papers: Iterable[str] = (),
    also_possible: Iterable[Body] = (),
) -> PlanConference:
    """Convene a 重層的支援会議. Refused unless a consent names every body and holds on the day (R8).

    `also_possible`: bodies of the plan that are not invited now, and may be until the day.
    Others of the household have consented too, or are named nowhere (R03): `papers` is what the
    bodies will have before them.
    """
    require_coordinator(plan, by)
    _require_day_ahead(held_on)
    _require_hours(starts_at, ends_at)
    consent_of(plan, consent_id, bodies, by, held_on)
    _require_agenda(plan, items, by)
    texts = [*papers, place, *(i.question for i in items)]
    _require_masking(plan, bodies, others_masked, texts, by)
    conference: PlanConference = PlanConference.objects.create(
        compartment=plan,
        created_by=by,
        consent_id=consent_id,
        held_on=held_on,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        others_masked=others_masked,
    )
    for item in items:
        _put_on_agenda(conference, item, by)
    for body in dict.fromkeys([*bodies, *also_possible]):
        _invite(conference, body, by, is_invited=body in bodies)
    return conference


def _require_agenda(plan: Compartment, items: Sequence[ItemFacts], by: Any) -> None:
    if not items:
        raise DomainError("会議で話し合うこと（案件）を、1つ以上選んでください")
    if PlanConference.objects.visible_to(by).planned().filter(compartment=plan).exists():
        raise DomainError(
            "このプランには、開催予定の会議がすでにあります。案件は、その会議に加えてください"
        )


def _require_day_ahead(held_on: datetime.date) -> None:
    if held_on < timezone.localdate():
        raise DomainError("会議の日は、今日か、今日より後の日にしてください")


def _require_hours(starts_at: datetime.time | None, ends_at: datetime.time | None) -> None:
    if ends_at is not None and (starts_at is None or ends_at <= starts_at):
        raise DomainError(
            "終わる時刻は、始まる時刻より後にしてください。始まる時刻が決まっていないときは、書かずに登録します"
        )


def _require_masking(
    plan: Compartment, bodies: Sequence[Body], masked: bool, texts: Sequence[str], by: Any
) -> None:
    others = persons_without_consent(case=plan.case, bodies=bodies, by=by)
    if others and not masked:
        words = "、".join(dict.fromkeys(called(person) for person in others))
        raise DomainError(
            f"この会議の資料を見ることに同意していない世帯員がいます（{words}）。"
            "その人の同意も受けるか、資料と会議録に氏名を書かないことを確かめてください"
        )
    require_unnamed(texts, others)


def _put_on_agenda(conference: PlanConference, facts: ItemFacts, by: Any) -> ConferenceItem:
    taken = ConferenceItem.objects.visible_to(by).filter(conference=conference)
    if taken.filter(purpose=facts.purpose).exists():
        raise DomainError(f"「{Purpose(facts.purpose).label}」は、すでに案件に入っています")
    made: ConferenceItem = ConferenceItem.objects.create(
        compartment_id=conference.compartment_id,
        created_by=by,
        conference=conference,
        position=taken.count() + 1,
        purpose=facts.purpose,
        question=facts.question,
    )
    return made


def _invite(conference: PlanConference, body: Body, by: Any, **fields: Any) -> None:
    ConferenceAttendance.objects.create(
        compartment_id=conference.compartment_id,
        created_by=by,
        conference=conference,
        body=body,
        **fields,
    )


def require_planned(conference: PlanConference, by: Any) -> list[Body]:
    """The bodies invited, of a conference that is held until the end; refused once it was held or cancelled, or without
    consent."""
    require_coordinator(conference.compartment, by)
    hold_conference(conference.pk, by)
    if conference.state != ConferenceState.PLANNED:
        move(conference, ConferenceState.CANCELLED)
    bodies = [row.body for row in invited(conference, by)]
    consent_of(conference.compartment, conference.consent_id, bodies, by)
    return bodies


@transaction.atomic
def change_plan_conference(
    *,
    conference: PlanConference,
    held_on: datetime.date,
    place: str,
    by: Any,
    starts_at: datetime.time | None = None,
    ends_at: datetime.time | None = None,
    chair: str = "",
    bodies: Sequence[Body] | None = None,
    version: int | None = None,
) -> PlanConference:
    """Another day, place or round of bodies; the consent must cover them all (R8)."""
    now = require_planned(conference, by)
    known = (conference.held_on, conference.starts_at, conference.ends_at)
    if (held_on, starts_at, ends_at) != known and open_poll_of(conference, by):
        raise DomainError(DAY_IS_ASKED_FOR)
    _require_hours(starts_at, ends_at)
    wanted = list(dict.fromkeys(bodies)) if bodies is not None else now
    if held_on != conference.held_on:
        _require_day_ahead(held_on)
    consent_of(conference.compartment, conference.consent_id, wanted, by, held_on)
    if not wanted:
        raise DomainError("招集する機関を、1つ以上選んでください")
    texts = [place, chair]
    _require_masking(conference.compartment, wanted, conference.others_masked, texts, by)
    fields: dict[str, Any] = {
        "held_on": held_on,
        "place": place,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "chair": chair,
    }
    if held_on != conference.held_on:
        fields["moved_from_on"] = conference.held_on
    changed = save_changed(conference, by=by, fields=fields, version=version)
    _invite_exactly(changed, wanted, by)
    return changed


def settle_conference_day(
    *,
    conference: PlanConference,
    held_on: datetime.date,
    starts_at: datetime.time,
    place: str,
    by: Any,
    ends_at: datetime.time | None = None,
) -> PlanConference:
    """The day that those asked could agree on (`scheduling`), under the consent that holds (R8). Where the date that was
    chosen names no place, the place stays."""
    bodies = require_planned(conference, by)
    consent_of(conference.compartment, conference.consent_id, bodies, by, held_on)
    fields: dict[str, Any] = {"held_on": held_on, "starts_at": starts_at, "ends_at": ends_at}
    fields["place"] = place or conference.place
    if held_on != conference.held_on:
        fields["moved_from_on"] = conference.held_on
    return save_changed(conference, by=by, fields=fields)


def _invite_exactly(conference: PlanConference, wanted: Sequence[Body], by: Any) -> None:
    ids = {body.pk for body in wanted}
    known = {
        row.body_id: row
        for row in ConferenceAttendance.objects.visible_to(by).filter(conference=conference)
    }
    for body_id, row in known.items():
        if row.is_invited != (body_id in ids):
            save_changed(row, by=by, fields={"is_invited": body_id in ids})
    for body in wanted:
        if body.pk not in known:
            _invite(conference, body, by)


@transaction.atomic
def add_conference_item(*, conference: PlanConference, facts: ItemFacts, by: Any) -> ConferenceItem:
    """One more item, while the conference has not been held."""
    require_unnamed_before(conference, require_planned(conference, by), [facts.question], by)
    return _put_on_agenda(conference, facts, by)


@transaction.atomic
def cancel_plan_conference(
    *, conference: PlanConference, reason: str, by: Any, version: int | None = None
) -> PlanConference:
    """It will not be held. Possible without consent too: that is why many are cancelled."""
    require_coordinator(conference.compartment, by)
    hold_conference(conference.pk, by)
    move(conference, ConferenceState.CANCELLED)
    if conference.opened_at is not None:
        raise DomainError("すでに始めた会議は、中止にできません。会議の記録を書いてください")
    if not reason.strip():
        raise DomainError("中止の理由を書いてください")
    bodies = [row.body for row in invited(conference, by)]
    require_unnamed_before(conference, bodies, [reason], by)
    end_poll_of(conference, "会議を中止したため", by)
    fields = {"state": ConferenceState.CANCELLED, "cancel_reason": reason}
    return save_changed(conference, by=by, fields=fields, version=version)


def rest_conference_on(*, plan: Compartment, consent: Consent, by: Any) -> None:
    """The plan rests on another consent: so does what is planned, without the bodies that this consent does not cover
    (R8). A day after its end stays until the coordinator chooses another; until then nobody is told to come on it
    (`PlanConference.is_beyond`)."""
    for row in PlanConference.objects.visible_to(by).planned().filter(compartment=plan):
        if row.opened_at is not None:
            continue
        save_changed(row, by=by, fields={"consent_id": consent.pk})
        bodies = [attendance.body for attendance in invited(row, by)]
        outside = {b.pk for b in uncovered_bodies(consent=consent, bodies=bodies, by=by)}
        _invite_exactly(row, [body for body in bodies if body.pk not in outside], by)


def leave_conferences(*, plan: Compartment, body: Body, by: Any) -> None:
    """A body leaves the plan: it is not invited any more to what is planned."""
    for row in PlanConference.objects.visible_to(by).planned().filter(compartment=plan):
        bodies = [a.body for a in invited(row, by) if a.body_id != body.pk]
        _invite_exactly(row, bodies, by)


@transaction.atomic
def open_plan_conference(
    *, conference: PlanConference, by: Any, version: int | None = None
) -> PlanConference:
    """The conference begins: on its day, under a consent that holds at this moment (R8)."""
    bodies = require_planned(conference, by)
    if conference.held_on != timezone.localdate():
        raise DomainError("会議は、開催日に始めます。日が違うときは、先に開催日を変えてください")
    if conference.opened_at is not None:
        raise DomainError("この会議は、すでに始めています")
    _require_masking(conference.compartment, bodies, conference.others_masked, [], by)
    end_poll_of(conference, "会議を始めたため", by)
    return save_changed(conference, by=by, fields={"opened_at": timezone.now()}, version=version)


def is_covered(conference: PlanConference) -> bool:
    """Whether the consent of the conference is in force at this moment (R8, R17)."""
    return bool(grants.in_force([conference.consent_id]))
