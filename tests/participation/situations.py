"""Situations of 参加支援, named as people would tell them. Every step goes through a service."""

from typing import Any

from cases.models import Consent, ConsentPerson
from cases.services import record_consent
from organizations.models import Area
from participation import services
from participation.models import (
    HostTelling,
    Participation,
    ParticipationNeeds,
    Placement,
    Resource,
)
from plans import services as plan_services
from plans.models import Plan
from tests.cases.situations import a_case, body_of, office, people_of
from tests.plans.situations import COORDINATOR, RECORDER, days, found, seen, words_of_the_plan
from tests.told_once import told_once
from tests.world import acting, staff

KEEPER, CSW = "sanka1", "chiiki1"
GARDEN = "架空の庭"


@told_once
def a_resource(name: str = GARDEN, by: str = KEEPER, **changes: Any) -> Resource:
    """A place that takes people in."""
    values: dict[str, Any] = {
        "name": name,
        "kind": "01",
        "operator_kind": "npo",
        "content": "花を育てる。",
        "takes": True,
        "menus": ["place"],
    }
    with acting(by) as user:
        return services.enter_resource(values=values | changes, by=user)


def area(code: str) -> Area:
    return Area.objects.get(code=code)


@told_once
def a_consent_to_tell(case: Any, host: str = GARDEN, **changes: Any) -> Consent:
    """The first of the household consents; the host is named in the purpose."""
    with acting(RECORDER) as by:
        record = _record(case, by)
        values: dict[str, Any] = {
            "record": record,
            "persons": people_of(case, RECORDER)[:1],
            "staff_in_charge": [office(COORDINATOR), office(KEEPER)],
            "how": "written",
            "given_on": days(0),
            "valid_until_on": days(180),
            "purpose": f"参加支援のため。受入先「{host}」に伝えることを含む",
            "categories": ["01", "02", "05"],
            "by": by,
        }
        return record_consent(**values | changes)


def _record(case: Any, by: Any) -> Any:
    from cases.models import CaseRecord

    rows = CaseRecord.objects.visible_to(by).select_related("compartment__case", "body")
    return rows.of_case(case).get(body=body_of(by.username))


@told_once
def a_plan(consent: Consent | None = None, *, agreed: bool = True) -> Plan:
    """A 参加支援プラン with the resource worker in its circle."""
    if consent is None:
        consent = a_consent_to_tell(a_case(RECORDER))
    with acting(COORDINATOR) as by:
        plan = plan_services.draft_plan(
            case=consent.compartment.case,
            consent_id=consent.pk,
            office=office(COORDINATOR),
            subject="架空 花子さん",
            kind=Plan.Kind.PARTICIPATION,
            by=by,
        )
        joining = [office(RECORDER), office(KEEPER)]
        plan_services.add_bodies(plan=seen(plan), staff_in_charge=joining, by=by)
        facts = words_of_the_plan(subject="架空 花子さん")
        plan_services.edit_content(plan=seen(plan), facts=facts, by=by)
        plan_services.edit_kind(
            plan=seen(plan), values={"strengths": "花の手入れ", "tie": "place"}, by=by
        )
        goals = [plan_services.GoalFacts("月に2回行く", due_on=days(60))]
        plan_services.edit_goals(plan=seen(plan), rows=goals, by=by)
        tasks = [
            plan_services.TaskFacts(office(name).body, "見学に付き添う", due_on=days(30))
            for name in (RECORDER, KEEPER)
        ]
        plan_services.edit_tasks(plan=seen(plan), rows=tasks, by=by)
        if agreed:
            plan_services.note_agreement(plan=seen(plan), agreed_on=days(0), how="written", by=by)
    return plan


@told_once
def an_active_plan(consent: Consent | None = None) -> Plan:
    """Decided by the ward, and being carried out."""
    plan = a_plan(consent)
    with acting(COORDINATOR) as by:
        plan_services.submit_plan(
            plan=seen(plan), held_on=days(0), place="見本会議室", others_masked=True, by=by
        )
    found(plan, "adequate")
    with acting(COORDINATOR) as by:
        values = {"decided_on": days(0), "number": "8文福第1号", "title": "福祉政策課長"}
        plan_services.decide_plan(plan=seen(plan), by=by, **values)
        plan_services.start_plan(plan=seen(plan), by=by)
    return plan


@told_once
def begun(plan: Plan, by: str = KEEPER) -> Participation:
    """Begun for the one who consented."""
    with acting(by) as user:
        own = seen(plan, by)
        person = ConsentPerson.objects.visible_to(user).filter(consent=own.consent_id)[0]
        return services.begin(
            plan=own,
            person_id=person.person_id,
            subject="架空 花子さん",
            body=office(KEEPER).body,
            by=user,
        )


WISHES: dict[str, Any] = {"wishes": "「土をさわりたい」", "menus": ["place"]}


@told_once
def searching(plan: Plan | None = None, **wishes: Any) -> Participation:
    """Her wishes are known, and a place is looked for."""
    row = begun(plan or a_plan())
    with acting(KEEPER) as by:
        services.edit_needs(participation=again(row), values=WISHES | wishes, by=by)
        services.move_participation(participation=again(row), to="planned", by=by)
        services.move_participation(participation=again(row), to="searching", by=by)
    return row


def again(row: Any, by: str = KEEPER) -> Any:
    """The row as somebody sees it now; she must be acting."""
    rows = type(row).objects.visible_to(staff(by))
    return rows.select_related("compartment__case").get(pk=row.pk)


def state(row: Any, by: str = KEEPER) -> str:
    with acting(by):
        return str(again(row, by).state)


def as_keeper(do: Any, **values: Any) -> Any:
    """A service carried out by the resource worker."""
    with acting(KEEPER) as by:
        fresh = {
            name: again(value)
            if isinstance(value, Participation | Placement | ParticipationNeeds | HostTelling)
            else value
            for name, value in values.items()
        }
        return do(by=by, **fresh)


@told_once
def proposed(row: Participation, resource: Resource, **more: Any) -> Placement:
    values = {"menu": "place"} | more
    made: Placement = as_keeper(services.propose, participation=row, resource=resource, **values)
    return made


@told_once
def told(placement: Placement, consent: Consent, **told_words: str) -> HostTelling:
    """The host is told within the consent, kind by kind."""
    words = {kind.removeprefix("k"): text for kind, text in told_words.items()}
    made: HostTelling = as_keeper(
        services.tell_host,
        placement=placement,
        consent=consent,
        told=words or {"05": "疲れやすい。"},
        way="oral",
        told_on=days(0),
    )
    return made


@told_once
def stepped(placement: Placement, to: str, **more: Any) -> Any:
    return as_keeper(services.step, placement=placement, to=to, on=days(0), **more)


def refused(placement: Placement, to: str = "person_no", reason: str = "人数が多い") -> Any:
    return as_keeper(services.refuse, placement=placement, to=to, reason=reason, on=days(0))
