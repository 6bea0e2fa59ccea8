"""A target comes to notice, with a name or without; who told; the name that is learnt later."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases import services as cases
from cases.models import (
    CaseRecord,
    ContactPoint,
    NextAction,
    OtherName,
    Person,
    RecordState,
)
from cases.screening import OUTCOMES
from cases.services.records import require_going_on
from cases.services.restrictions import refuse_kept_out_staff
from cases.services.shield import proposals, require_decided
from organizations.models import Body
from outreach.models import Outreach, OutreachSource, OutreachStep
from outreach.states import OutreachState

# What an intake says of somebody who did not come herself: it is printed, and names no informant.
FOUND_BY_US, IN_NO_OTHER_WAY, SOMEBODY = "10", "9", "other"
TO_BE_SOUGHT_OUT = "8"  # CL-07


@dataclass(frozen=True)
class SourceFacts:
    """Who told, in words that stay in the protected row."""

    kind: str
    name: str = ""
    reach: str = ""
    told_on: datetime.date | None = None
    promised: str = ""


@dataclass(frozen=True)
class TargetFacts:
    """How the household came to notice, and what is to be minded at the door."""

    route: str
    concern: str
    identified_on: datetime.date | None = None
    needs_two: bool = False
    risk_words: str = ""
    source: SourceFacts | None = None


@transaction.atomic
def notice_target(
    *,
    body: Body,
    called: str,
    place: str,
    topics: list[str],
    urgency: str,
    facts: TargetFacts,
    by: Any,
    is_real_name: bool = False,
    in_charge: Any = None,
    area: str = "",
) -> Outreach:
    """Somebody comes to notice who has no file yet: a case whose person is called as people say
    (アパートAの方) until her name is known, its record, and the outreach in it.

    Whoever notices is in charge, or a colleague of hers; neither may be kin before that is decided (R23).
    """
    if not called.strip():
        raise DomainError("名前が分からないときも、あとで分かる呼び方を書いてください")
    kind = Person.NameKind.REAL if is_real_name else Person.NameKind.ALIAS
    intake = cases.receive_intake(
        body=body,
        facts=cases.IntakeFacts(
            method=IN_NO_OTHER_WAY,
            visitor=SOMEBODY,
            topics=topics,
            urgency=urgency,
            route=FOUND_BY_US,
            received_on=facts.identified_on,
            area=area,
        ),
        subject=cases.MemberFacts(name=called, name_kind=kind),
        others=[],
        by=by,
    )
    if place:
        person = Person.objects.visible_to(by).get(compartment__case=intake.compartment.case_id)
        cases.add_contact(person=person, kind=ContactPoint.Kind.WHEREABOUTS, value=place, by=by)
    cases.screen_intake(intake=intake, result=TO_BE_SOUGHT_OUT, version=intake.version, by=by)
    rows = CaseRecord.objects.visible_to(by).select_related("compartment__case", "body")
    record = rows.get(pk=intake.record_id)
    _put_in_charge(record, in_charge or by, by)
    return _begin(record, facts, by, in_charge or by)


def _put_in_charge(record: CaseRecord, staff: Any, by: Any) -> None:
    """There is no file yet in which kinship could be decided: another is to be chosen (R23)."""
    if proposals(record=record, staff=[staff], by=by):
        raise DomainError(
            f"{staff.name}さんは、名字が同じか届け出た親族と同じ名前のため、担当にできません。"
            "「担当」で、ほかの職員を選んでください。"
            "親族かどうかは、登録のあとで、ケースの「職員が親族でないか確かめる」で決めます"
        )
    if staff.pk != by.pk:
        offices = [
            office for office in cases.offices_at(record.body) if office.staff_id == staff.pk
        ]
        received = cases.staff_version(cases.staff_in_charge(record, by))
        cases.assign_staff(record=record, staff=offices[:1], version=received, by=by)


@transaction.atomic
def begin_outreach(*, record: CaseRecord, facts: TargetFacts, by: Any) -> Outreach:
    """The body begins to seek out a household of which it keeps a record. Whoever begins is in charge,
    and may not be kin of the household before that is decided (R23)."""
    require_going_on(record)
    require_decided(record=record, staff=[by], by=by)
    return _begin(record, facts, by, by)


def _begin(record: CaseRecord, facts: TargetFacts, by: Any, in_charge: Any) -> Outreach:
    _require_facts(facts)
    if Outreach.objects.visible_to(by).going_on().filter(record=record).exists():
        raise DomainError("このケースのアウトリーチは、もう始まっています")
    common = {"compartment_id": record.compartment_id, "created_by": by}
    outreach: Outreach = Outreach.objects.create(
        **common, record=record, body=record.body, in_charge=in_charge, **_columns(facts)
    )
    OutreachStep.objects.create(
        **common,
        outreach=outreach,
        state=OutreachState.IDENTIFIED,
        on=outreach.identified_on,
    )
    if facts.source is not None:
        told_on = facts.source.told_on or outreach.identified_on
        add_source(outreach=outreach, facts=replace(facts.source, told_on=told_on), by=by)
    return outreach


@transaction.atomic
def change_outreach(
    *, outreach: Outreach, facts: TargetFacts, in_charge: Any, by: Any, version: int | None = None
) -> Outreach:
    """Complete or correct what is known; a risk that is marked holds from the next visit on."""
    if outreach.is_closed:
        raise DomainError("終結したアウトリーチは、書き直せません")
    _require_facts(facts)
    if in_charge.pk != outreach.in_charge_id:
        rows = CaseRecord.objects.visible_to(by).select_related("compartment__case", "body")
        record = rows.get(pk=outreach.record_id)
        refuse_kept_out_staff([in_charge], record.compartment.case)
        require_decided(record=record, staff=[in_charge], by=by)
    fields = _columns(facts) | {"in_charge_id": in_charge.pk}
    return save_changed(outreach, by=by, fields=fields, version=version)


def _require_facts(facts: TargetFacts) -> None:
    if not facts.concern.strip():
        raise DomainError("気になっていることを書いてください")
    if facts.needs_two and not facts.risk_words.strip():
        raise DomainError("2人以上で行くときは、危険の内容を書いてください")
    if facts.identified_on and facts.identified_on > timezone.localdate():
        raise DomainError("把握した日は、今日までの日付にしてください")


def _columns(facts: TargetFacts) -> dict[str, Any]:
    return {
        "route": facts.route,
        "concern": facts.concern,
        "identified_on": facts.identified_on or timezone.localdate(),
        "needs_two": facts.needs_two,
        "risk_words": facts.risk_words,
    }


@transaction.atomic
def add_source(*, outreach: Outreach, facts: SourceFacts, by: Any) -> OutreachSource:
    """Somebody told of the household: the protected row."""
    if outreach.is_closed:
        raise DomainError("終結したアウトリーチには、書き足せません")
    made: OutreachSource = OutreachSource.objects.create(
        compartment_id=outreach.compartment_id,
        created_by=by,
        outreach=outreach,
        kind=facts.kind,
        name=facts.name,
        reach=facts.reach,
        told_on=facts.told_on or timezone.localdate(),
        promised=facts.promised,
    )
    return made


@transaction.atomic
def change_source(
    *, source: OutreachSource, facts: SourceFacts, by: Any, version: int | None = None
) -> OutreachSource:
    """Put right who told, after the end too: the name of somebody else may not stand there. What it was stays in
    the history."""
    fields = dict(vars(facts)) | {"told_on": facts.told_on or source.told_on}
    return save_changed(source, by=by, fields=fields, version=version)


def target_of(outreach: Outreach, by: Any) -> Person | None:
    """The person who is sought out, as far as the user sees the basic information."""
    rows = Person.objects.visible_to(by).of_case(outreach.compartment.case_id)
    found: Person | None = rows.filter(is_subject=True).first()
    return found


@transaction.atomic
def name_target(
    *, outreach: Outreach, name: str, kana: str, by: Any, version: int | None = None
) -> Person:
    """Her name is known now. How she was called until then stays as another name of hers, so that
    whoever knows only that still finds the file; everything else stays where it is."""
    person = target_of(outreach, by)
    if person is None:
        raise DomainError("世帯の基本情報が見られないため、名前を書けません")
    if person.name and person.name_kind == Person.NameKind.REAL:
        raise DomainError("氏名は、もう登録されています。世帯の画面から直してください")
    if not name.strip():
        raise DomainError("氏名を書いてください")
    called = person.name
    facts = cases.MemberFacts(
        name=name,
        kana=kana,
        name_kind=Person.NameKind.REAL,
        sex=person.sex,
        birth_on=person.birth_on,
        birth_estimate=person.birth_estimate,
        relation=person.relation,
        lives_together=person.lives_together,
        note=person.note,
    )
    known = cases.change_person(person=person, facts=facts, version=version, by=by)
    if called:
        names = OtherName.objects.visible_to(by).filter(person=person, name=called)
        if not names.filter(removed_on__isnull=True).exists():
            kept = cases.NameFacts(kind=OtherName.Kind.ALIAS, name=called)
            cases.add_name(person=known, facts=kept, by=by)
    return known


def settle_record(outreach: Outreach, by: Any) -> None:
    """Somebody goes: the record of the body is no longer 「アウトリーチの準備中」, and what was to be done
    before (cases.screening) is done."""
    record = (
        CaseRecord.objects.visible_to(by).select_related("compartment").get(pk=outreach.record_id)
    )
    if record.state == RecordState.OUTREACH:
        cases.take_up(record=record, by=by)
    tasks = NextAction.objects.changeable_by(by).filter(
        record=record, done_at__isnull=True, what=OUTCOMES[TO_BE_SOUGHT_OUT].task
    )
    for task in tasks:
        cases.complete_action(action=task, by=by)
