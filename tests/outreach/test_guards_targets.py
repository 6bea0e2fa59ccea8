"""What is refused of targets, states and preparations, and that nothing is written then (domain.md 3.5)."""

from typing import Any

import pytest

from access.errors import DomainError
from access.models import CaseFile
from cases import services as cases
from cases.models import CaseRecord, Person
from outreach import services
from outreach.models import Outreach, OutreachSource, OutreachStep, Preparation
from tests.cases.situations import MOTHER, record_of
from tests.meetings import situations as m
from tests.told_once import told_once

from . import situations as s

pytestmark = pytest.mark.django_db


@told_once
def closed() -> Outreach:
    """She has moved away."""
    outreach = s.an_outreach()
    s.do(outreach, services.close_outreach, reason="22", words="区の外に引っ越した")
    return outreach


def rows(model: Any, outreach: Outreach) -> int:
    with s.acting(s.WORKER) as by:
        return int(model.objects.visible_to(by).filter(outreach=outreach).count())


def now(outreach: Outreach) -> tuple[str, int]:
    with s.acting(s.WORKER):
        row = s.seen(outreach)
        return row.state, row.version


def refused(outreach: Outreach, service: Any, words: str, **values: Any) -> None:
    before = now(outreach)
    with pytest.raises(DomainError, match=words):
        s.do(outreach, service, **values)
    assert now(outreach) == before


def test_who_is_nameless_is_called_somehow() -> None:
    with s.acting(s.WORKER) as by:
        before = CaseFile.objects.visible_to(by).count()
        with pytest.raises(DomainError, match="あとで分かる呼び方"):
            services.notice_target(
                body=s.body_of(s.WORKER),
                called="  ",
                place="",
                topics=["13"],
                urgency="C",
                facts=s.facts(),
                by=by,
            )
        assert CaseFile.objects.visible_to(by).count() == before


WRONG = [
    ({"concern": " "}, "気になっていること"),
    ({"needs_two": True}, "危険の内容"),
    ({"identified_on": s.days(9)}, "把握した日は、今日まで"),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_what_a_target_cannot_be_is_refused_at_the_beginning_and_later(
    changes: dict[str, Any], words: str
) -> None:
    case = s.a_case()
    with pytest.raises(DomainError, match=words):
        s.an_outreach(case, **changes)
    with s.acting(s.WORKER) as by:
        assert not Outreach.objects.visible_to(by).of_case(case).exists()
    changed = {"facts": s.facts(**changes), "in_charge": s.staff(s.WORKER)}
    refused(s.an_outreach(case), services.change_outreach, words, **changed)


def test_what_is_closed_is_neither_changed_nor_added_to() -> None:
    outreach = closed()
    told = rows(OutreachSource, outreach)
    changed = {"facts": s.facts(concern="別のこと"), "in_charge": s.staff(s.COLLEAGUE)}
    refused(outreach, services.change_outreach, "書き直せません", **changed)
    refused(outreach, services.add_source, "書き足せません", facts=s.source())
    refused(outreach, services.reach_consent, "手順を進められません")
    assert rows(OutreachSource, outreach) == told


def test_r12_who_is_kept_out_does_not_come_to_be_in_charge() -> None:
    """The page offers her no more; it may have been open since before."""
    outreach = s.an_outreach()
    case = s.do(outreach, lambda outreach, by: outreach.compartment.case)
    with s.acting(s.WORKER) as by:
        kept_out = s.staff(s.COLLEAGUE)
        cases.restrict_person(case=case, user=kept_out, reason="親族", by=by)
    changed = {"facts": s.facts(concern="別のこと"), "in_charge": kept_out}
    refused(outreach, services.change_outreach, "見せないことになっています", **changed)
    with s.acting(s.WORKER):
        assert s.seen(outreach).in_charge == s.staff(s.WORKER)


def test_an_empty_name_does_not_take_the_place_of_how_she_is_called() -> None:
    outreach = s.an_unnamed_target()
    refused(outreach, services.name_target, "氏名を書いて", name=" ", kana="かくう")
    found = s.person_of(outreach)
    assert (found.name, found.name_kind) == ("アパートAの方", "alias")


def test_r6_who_does_not_see_the_household_does_not_name_her() -> None:
    """The secretariat has accepted a request: its own record, and not the basic information."""
    case = s.a_case()
    m.an_accepted_request(case)
    with s.acting(m.COORDINATOR) as by:
        record: CaseRecord = record_of(case, m.COORDINATOR)
        own = services.begin_outreach(record=record, facts=s.facts(), by=by)
    with pytest.raises(DomainError, match="世帯の基本情報が見られない"):
        s.do(own, services.name_target, m.COORDINATOR, name="架空 名無子", kana="")
    with s.acting(s.WORKER) as by:
        person = Person.objects.visible_to(by).of_case(case).get(is_subject=True)
    assert person.name == MOTHER.name


def test_a_preparation_of_tomorrow_is_not_written() -> None:
    outreach = s.an_outreach()
    words = {"who_goes": "相談員2人", "must_not": "仕事の話をしない"}
    refused(outreach, services.prepare, "決めた日は、今日まで", agreed_on=s.days(1), **words)
    assert rows(Preparation, outreach) == 0


@pytest.mark.parametrize(("number", "words"), [(1, "日付は、今日まで"), (-1, "前の段階の日（令和")])
def test_a_step_lies_between_the_last_one_and_today(number: int, words: str) -> None:
    outreach = s.prepared(s.an_outreach())
    before = rows(OutreachStep, outreach)
    refused(outreach, services.move_on, words, to="approaching", on=s.days(number))
    assert rows(OutreachStep, outreach) == before


def test_a_link_leads_to_somebody() -> None:
    refused(s.consented(), services.link_outreach, "つながった先を書いて", linked_to=" ")
