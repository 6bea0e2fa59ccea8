"""Handing over: who leads an outreach leaves nothing behind; R23 for whoever comes to lead one."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError
from access.models import CaseFile
from access.reading import ReadingLog
from cases import handing_over_paper
from cases import services as cases
from cases.models import CaseRecord, NextAction, StaffInCharge
from cases.services import handing_over, shield
from cases.services.handing_over import HandOver
from outreach import services
from outreach.models import Outreach, PlannedVisit
from tests.cases.pages import browser, text_of
from tests.cases.situations import office, people_of, put_in_charge, record_of

from . import situations as s

pytestmark = pytest.mark.django_db
FORMER, SUCCESSOR = s.WORKER, s.COLLEAGUE
KIN = "例示 松子"  # has the surname of the colleague


def in_hand(of: str = FORMER) -> list[Any]:
    with s.acting(s.SUPERVISOR) as user:
        return handing_over.in_hand_of(s.staff(of), s.body_of(of), user)


def pass_on(rows: list[Any], to: str = SUCCESSOR) -> list[StaffInCharge]:
    with s.acting(s.SUPERVISOR) as user:
        return handing_over.hand_over(
            hand_overs=[HandOver(row, office(to), row.version) for row in rows],
            by=user,
        )


def case_of(outreach: Outreach) -> CaseFile:
    with s.acting(s.WORKER):
        found: CaseFile = s.seen(outreach).compartment.case
        return found


def test_the_outreach_and_its_visits_go_along_with_the_record() -> None:
    outreach = s.approaching()
    s.a_visit(outreach, on=s.days(3))
    assert len(pass_on(in_hand())) == 1
    assert in_hand() == []
    with s.acting(SUCCESSOR) as by:
        assert s.seen(outreach, SUCCESSOR).in_charge == by
        (visit,) = PlannedVisit.objects.visible_to(by).filter(outreach=outreach)
        assert visit.visitor_id == by.pk
    with s.acting(s.SUPERVISOR) as by:
        row = StaffInCharge.objects.visible_to(by).get(staff=s.staff(SUCCESSOR), until=None)
        paper = handing_over_paper.gather(by, row.pk, "", ReadingLog(by)).html
    assert "アウトリーチ（働きかけ中）" in paper
    assert s.INFORMANT not in paper


def test_who_leads_an_outreach_of_somebody_elses_record_is_in_the_list() -> None:
    outreach = s.approaching()
    case = case_of(outreach)
    with s.acting(s.WORKER) as by:
        put_in_charge(record=record_of(case, s.WORKER), staff=[office(s.SUPERVISOR)], by=by)
    (row,) = in_hand()
    assert row.pk == outreach.pk
    with s.acting(s.SUPERVISOR) as user:
        loads = handing_over.loads(s.body_of(FORMER), user)
    assert {person.username: count for person, count, *_ in loads}[FORMER] == 1
    client = browser(s.SUPERVISOR)
    address = f"{reverse('cases:hand_over')}?staff={s.staff(FORMER).pk}"
    page = client.get(address)
    form = page.context["form"]
    sent = {form.version_of(row): row.version, "everybody": str(office(SUCCESSOR).pk)}
    sent["form_key"] = str(uuid.uuid4())
    assert client.post(address, sent | {"confirm": "1"}).status_code == 303
    with s.acting(SUCCESSOR) as by:
        assert s.seen(outreach, SUCCESSOR).in_charge == by
        held = StaffInCharge.objects.visible_to(by).of_case(case).filter(until=None)
        assert {one.staff.username for one in held} == {s.SUPERVISOR, SUCCESSOR}
    assert in_hand() == []


def test_a_visit_for_two_is_not_left_to_one() -> None:
    outreach = s.approaching(needs_two=True, risk_words="犬を放している")
    s.a_visit(outreach, on=s.days(2), companion=s.staff(SUCCESSOR))
    pass_on(in_hand())
    with s.acting(SUCCESSOR) as by:
        (visit,) = PlannedVisit.objects.visible_to(by).filter(outreach=outreach)
        assert visit.state == "cancelled"
        assert "2人目" in visit.cancel_reason
        task = NextAction.objects.visible_to(by).get(what__contains="2人で行けるように")
        assert (task.assignee_id, task.due_on) == (by.pk, s.days(2))


def a_target(called: str, by: str = SUCCESSOR, in_charge: str = "") -> Outreach:
    with s.acting(by) as user:
        return services.notice_target(
            body=s.body_of(by),
            called=called,
            place="",
            topics=["13"],
            urgency="C",
            facts=s.facts(),
            is_real_name=True,
            in_charge=s.staff(in_charge) if in_charge else None,
            by=user,
        )


def test_r23_who_may_be_kin_of_a_new_target_does_not_lead_it() -> None:
    with pytest.raises(DomainError, match="ほかの職員を選んでください"):
        a_target(KIN)
    with s.acting(SUCCESSOR) as by:  # all or nothing
        assert not CaseRecord.objects.visible_to(by).exists()
    with pytest.raises(DomainError, match="担当にできません"):
        a_target(KIN, by=FORMER, in_charge=SUCCESSOR)
    outreach = a_target(KIN, in_charge=FORMER)
    with s.acting(FORMER) as by:
        assert s.seen(outreach).in_charge == by
        held = StaffInCharge.objects.visible_to(by).filter(until=None)
        assert [row.staff_id for row in held] == [by.pk]


def test_r23_the_page_asks_for_another_and_loses_nothing() -> None:
    client = browser(SUCCESSOR)
    data = {
        "called": KIN,
        "is_real_name": "on",
        "concern": "夜だけ電気がつく",
        "topics": ["13"],
        "urgency": "C",
        "route": "05",
        "source_kind": "neighbour",
    }
    first = client.post(reverse("outreach:new"), data | {"form_key": str(uuid.uuid4())})
    assert first.status_code == 422
    assert "ほかの職員を選んでください" in text_of(first)
    assert "夜だけ電気がつく" in first.content.decode()
    data |= {"in_charge": str(s.staff(FORMER).pk), "form_key": str(uuid.uuid4())}
    assert client.post(reverse("outreach:new"), data).status_code == 303


def test_r23_begun_or_put_in_charge_only_when_decided() -> None:
    case = s.a_case()
    with s.acting(s.WORKER) as by:
        (person, *_) = people_of(case, s.WORKER)
        facts = cases.MemberFacts(name=KIN, kana="れいじ まつこ")
        cases.add_person(face=person.compartment, facts=facts, by=by)
    with pytest.raises(DomainError, match="職員が親族でないか確かめる"):
        s.an_outreach(case, by=SUCCESSOR)
    outreach = s.an_outreach(case)
    change = {"facts": s.facts(source=None), "in_charge": s.staff(SUCCESSOR)}
    with pytest.raises(DomainError, match="職員が親族でないか確かめる"):
        s.do(outreach, services.change_outreach, **change)
    with s.acting(s.WORKER) as by:
        shield.decide(
            record=record_of(case, s.WORKER),
            staff=s.staff(SUCCESSOR),
            is_related=False,
            how="本人に確かめた",
            by=by,
        )
    s.do(outreach, services.change_outreach, **change)
    with s.acting(SUCCESSOR) as by:
        assert s.seen(outreach, SUCCESSOR).in_charge == by


def test_r23_a_name_learnt_later_is_compared_with_who_leads() -> None:
    outreach = s.an_unnamed_target(by=SUCCESSOR)
    page = reverse("outreach:detail", args=[outreach.pk])
    words = "担当が世帯の親族でないかを確かめてください"
    assert words not in text_of(browser(FORMER).get(page))
    s.do(outreach, services.name_target, SUCCESSOR, name=KIN, kana="")
    assert words in text_of(browser(FORMER).get(page))
