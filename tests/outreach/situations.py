"""Situations of outreach, named as people would tell them. Every step goes through a service."""

import datetime
from typing import Any

from django.utils import timezone

from access.models import CaseFile
from cases.models import CaseRecord, Person
from outreach import services
from outreach.models import Outreach, PlannedVisit, VisitAttempt
from tests.cases.situations import a_case, a_consent, body_of, office, record_of
from tests.told_once import told_once
from tests.world import acting, staff

WORKER, COLLEAGUE, SUPERVISOR, OTHER = "soudan1", "soudan2", "kanri1", "kurashi1"
INFORMANT = "通報 隣子"
__all__ = ["WORKER", "a_case", "a_consent", "acting", "body_of", "office", "staff"]


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def source(**changes: Any) -> services.SourceFacts:
    values = {"kind": "neighbour", "name": INFORMANT, "reach": "070-1111-2222"} | changes
    return services.SourceFacts(**values)


def facts(**changes: Any) -> services.TargetFacts:
    values: dict[str, Any] = {
        "route": "05",
        "concern": "雨戸が閉まったまま。夜だけ電気がつく。",
        "source": source(),
    }
    return services.TargetFacts(**values | changes)


def seen(outreach: Outreach, username: str = WORKER) -> Outreach:
    """As somebody sees it; she must be acting."""
    return Outreach.objects.visible_to(staff(username)).for_list().get(pk=outreach.pk)


@told_once
def an_unnamed_target(by: str = WORKER, **changes: Any) -> Outreach:
    """アパートAの方: nobody knows her name."""
    with acting(by) as user:
        return services.notice_target(
            body=body_of(by),
            called="アパートAの方",
            place="架空町2丁目 アパートA 103",
            topics=["13"],
            urgency="C",
            facts=facts(**changes),
            by=user,
        )


@told_once
def an_outreach(case: CaseFile | None = None, by: str = WORKER, **changes: Any) -> Outreach:
    """Of a household that has a file already."""
    case = case or a_case(by)
    with acting(by) as user:
        record: CaseRecord = record_of(case, by)
        return services.begin_outreach(record=record, facts=facts(**changes), by=user)


def do(outreach: Outreach, service: Any, by: str = WORKER, **values: Any) -> Any:
    """A service carried out on the outreach as somebody sees it."""
    with acting(by) as user:
        return service(outreach=seen(outreach, by), by=user, **values)


@told_once
def prepared(outreach: Outreach) -> Outreach:
    do(outreach, services.prepare, who_goes="相談員2人", must_not="仕事の話をしない")
    return outreach


@told_once
def approaching(outreach: Outreach | None = None, **changes: Any) -> Outreach:
    """Prepared, and somebody goes."""
    outreach = prepared(outreach or an_outreach(**changes))
    do(outreach, services.move_on, to="approaching")
    return outreach


@told_once
def attempt(outreach: Outreach, result: str = "absent", by: str = WORKER, **changes: Any) -> Any:
    visit: PlannedVisit | None = changes.pop("visit", None)
    values = {"visitor": staff(by), **changes}
    with acting(by) as user:
        made: VisitAttempt = services.record_attempt(
            outreach=seen(outreach, by),
            facts=services.AttemptFacts(result=result, **values),
            visit=visit and PlannedVisit.objects.visible_to(user).get(pk=visit.pk),
            by=user,
        )
    return made


@told_once
def a_visit(outreach: Outreach, by: str = WORKER, **changes: Any) -> PlannedVisit:
    values: dict[str, Any] = {
        "on": days(0),
        "starts": datetime.time(14),
        "return_by": datetime.time(15, 30),
        "visitor": staff(by),
    }
    facts = services.VisitFacts(**values | changes)
    made: PlannedVisit = do(outreach, services.plan_visit, by, facts=facts)
    return made


@told_once
def related(outreach: Outreach | None = None, **changes: Any) -> Outreach:
    """Met twice: a relation begins."""
    outreach = approaching(outreach, **changes)
    attempt(outreach, "family")
    attempt(outreach, "person")
    do(outreach, services.move_on, to="relationship")
    return outreach


@told_once
def consented(**changes: Any) -> Outreach:
    """She has agreed, and the outreach says so."""
    outreach = related(**changes)
    with acting(WORKER):
        case = seen(outreach).compartment.case
    a_consent(case, named=(OTHER, "jimukyoku1"))
    do(outreach, services.move_on, to="consented")
    return outreach


@told_once
def linked(**changes: Any) -> Outreach:
    outreach = consented(**changes)
    do(outreach, services.link_outreach, linked_to="見本の居場所、訪問看護")
    return outreach


def person_of(outreach: Outreach, by: str = WORKER) -> Person:
    with acting(by) as user:
        return services_target(outreach, user)


def services_target(outreach: Outreach, user: Any) -> Person:
    rows = Person.objects.visible_to(user).filter(is_subject=True)
    found: Person = rows.get(compartment__case=seen(outreach, user.username).compartment.case)
    return found
