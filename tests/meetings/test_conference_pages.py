"""Pages and papers of a 重層的支援会議: what each reader finds, and what is not there for her (R8, R14)."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from access import grants
from access.context import acting_as
from access.models import Disclosure
from access.reading import ReadingLog
from documents.wareki import format_date
from jobs.registry import NotPermitted, kind_of
from meetings import conference_paper, services
from meetings.conference_page import bodies_to_tell
from meetings.models import ConferenceState, PlanConference
from plans import services as plans
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import body_of
from tests.plans import situations as p
from tests.world import acting, staff

from .pages import hidden

pytestmark = pytest.mark.django_db
STEPS = ("change", "cancel", "open", "correct", "send", "fix", "add_to")


def held(**changes: Any) -> PlanConference:
    plan = p.a_submitted_plan()
    return p.found(plan, "conditional", **changes)


def address(name: str, row: Any) -> str:
    return reverse(f"meetings:{name}", args=[row.pk])


def read(who: str, row: PlanConference, status: int = 200) -> str:
    answer = browser(who).get(address("conference", row))
    assert answer.status_code == status
    return answer.content.decode()


def test_the_circle_reads_what_was_found_and_how_the_person_was_told() -> None:
    told = services.Present(who="person", is_present=True, told="before", words="「うれしい」")
    conference = held(participants=[told], opinion="よい計画。")
    for who in (p.COORDINATOR, p.PARTNER):
        page = read(who, conference)
        for words in ("条件付きで適切", "家賃の見通しを先に立てる", "「うれしい」", "よい計画。"):
            assert words in page
    assert "会議録を確定する" in read(p.COORDINATOR, conference)
    assert "会議録を確定する" not in read(p.PARTNER, conference)


def test_the_page_of_the_case_leads_to_the_conference() -> None:
    conference = held()
    case = reverse("cases:detail", args=[conference.compartment.case_id])
    page = browser(p.COORDINATOR).get(case).content.decode()
    panel = page[page.index('aria-label="まるごと支援会議"') :].split("</section>")[0]
    assert address("conference", conference) in panel
    assert "条件付きで適切" in panel
    named = f"{format_date(conference.held_on)}のまるごと支援会議"
    assert named in panel
    assert (
        f"{named}（プランの適切性）の会議録を仕上げる"
        in browser(p.COORDINATOR).get("/").content.decode()
    )


def test_r8_r14_outsiders_supervisors_and_bodies_without_consent_find_nothing() -> None:
    plan = p.a_submitted_plan()
    conference = p.found(plan, "adequate")
    for who in ("csw1", "kanri2", "ishi1"):
        read(who, conference, 404)
    p.withdraw(plan)
    read(p.PARTNER, conference, 404)
    assert "有効な同意なし" in read(p.COORDINATOR, conference)


def test_r8_a_planned_one_without_consent_says_why_and_what_to_do() -> None:
    plan = p.a_submitted_plan()
    with acting(p.COORDINATOR) as by:
        conference = plans.planned_conference(p.seen(plan), by)
    assert conference is not None
    p.withdraw(plan)
    page = read(p.COORDINATOR, conference)
    assert "この会議は開けません" in page
    assert "支援会議で話し合ってください" in page
    assert "会議を中止する" in page
    client = browser(p.COORDINATOR)
    for name in ("open_conference", "change_conference"):
        assert client.get(address(name, conference)).status_code == 404


def test_the_coordinator_walks_a_conference_to_its_fixed_minutes() -> None:
    conference, client = held(), browser(p.COORDINATOR)
    here = address("conference", conference)
    sent = client.get(address("send_conference", conference))
    form = {"form_key": hidden(sent, "form_key"), "version": hidden(sent, "version")}
    form["answer_until_on"] = "2026/12/31"
    assert client.post(address("send_conference", conference), form).status_code == 303
    assert "参加機関に、会議録の確認を頼みました" in text_of(client.get(here))
    partner = browser(p.PARTNER)
    link = read(p.PARTNER, conference)
    assert "会議録を確かめる" in link
    with acting(p.PARTNER) as by:
        own = services.offices_acted_for(conference, by)[0]
    page = partner.get(address("answer_conference", own))
    form = {"form_key": hidden(page, "form_key"), "wish": "日が違います"}
    assert partner.post(address("answer_conference", own), form).status_code == 303
    assert "会議録への答えを登録しました" in text_of(partner.get(here))
    page = client.get(address("fix_conference", conference))
    form = {"form_key": hidden(page, "form_key")}
    refused = client.post(address("fix_conference", conference), form)
    assert refused.status_code == 422
    assert "まだ答えていません" in refused.content.decode()
    page = client.get(address("correct_conference", conference))
    form = {"form_key": hidden(page, "form_key"), "minutes": "直した。"}
    form["settlement_1"] = "直しました"
    assert client.post(address("correct_conference", conference), form).status_code == 303
    assert "会議録を保存しました" in text_of(client.get(here))
    with acting(p.RECORDER) as by:
        row = PlanConference.objects.visible_to(by).get(pk=conference.pk)
        services.answer_conference_minutes(attendance=services.offices_acted_for(row, by)[0], by=by)
    page = client.get(address("fix_conference", conference))
    form = {"form_key": hidden(page, "form_key")}
    assert client.post(address("fix_conference", conference), form).status_code == 303
    assert "会議録を確定しました" in text_of(client.get(here))
    assert "会議録 確定" in read(p.COORDINATOR, conference)
    page = partner.get(address("add_to_conference", conference))
    form = {"form_key": hidden(page, "form_key"), "text": "あとで電話がありました。"}
    assert partner.post(address("add_to_conference", conference), form).status_code == 303
    assert "会議録に付け加えました" in text_of(partner.get(here))
    assert mail.outbox == []


def test_the_home_page_tells_the_staff_in_charge_of_invited_bodies() -> None:
    p.a_submitted_plan()
    for who, words in ((p.PARTNER, "に出席する"), (p.COORDINATOR, "を開く")):
        assert words in browser(who).get(reverse("home")).content.decode()
    assert "まるごと支援会議" not in browser("csw1").get(reverse("home")).content.decode()


def gathered(who: str, kind: str, row: PlanConference) -> str:
    user = staff(who)
    with acting_as(user):
        found = kind_of(kind)
        return str(found.gather(user, row.pk, "", ReadingLog(user)).html)


def test_r8_who_cannot_print_the_minutes() -> None:
    plan = p.a_submitted_plan()
    conference = p.found(plan, "adequate")
    own, leaving = conference_paper.FOR_SELF, conference_paper.FOR_BODIES
    assert "話し合いの要点" in gathered(p.PARTNER, own, conference)
    assert "適切" in gathered(p.COORDINATOR, leaving, conference)
    for who, kind in (("csw1", own), ("kanri2", own), (p.PARTNER, leaving)):
        with pytest.raises(NotPermitted):
            gathered(who, kind, conference)
    p.withdraw(plan)
    for who, kind in ((p.PARTNER, own), (p.COORDINATOR, leaving)):
        with pytest.raises(NotPermitted):
            gathered(who, kind, conference)
    client = browser(p.COORDINATOR)
    asked = client.post(address("print_conference", conference), {"for": "bodies"})
    assert asked.status_code == 404


def test_nothing_is_printed_before_there_are_minutes() -> None:
    plan = p.a_submitted_plan()
    with acting(p.COORDINATOR) as by:
        planned = plans.planned_conference(p.seen(plan), by)
    assert planned is not None
    with pytest.raises(NotPermitted):
        gathered(p.COORDINATOR, conference_paper.FOR_SELF, planned)


def test_r21_a_copy_for_the_bodies_names_them_and_rests_on_consent() -> None:
    conference = held()
    with acting(p.COORDINATOR) as by:
        row = conference_paper.may_for_bodies(by, conference.pk)
        assert row is not None
        output = conference_paper.gate_for_bodies(by, row, "")
        assert output.leaving is not None
        assert output.leaving.legal_basis == "CONSENT"
        assert str(body_of(p.PARTNER)) in output.leaving.recipients
        assert not Disclosure.objects.visible_to(by).filter(object_id=row.pk).exists()


def test_the_list_finds_by_state_and_year_in_a_constant_number_of_questions() -> None:
    held()
    found = browser(p.COORDINATOR).get(reverse("meetings:conferences"))
    assert "条件付きで適切" in found.content.decode()
    few = queries(p.COORDINATOR, reverse("meetings:conferences"))
    held()
    assert queries(p.COORDINATOR, reverse("meetings:conferences")) == few
    none = browser(p.COORDINATOR).get(reverse("meetings:conferences"), {"state": "cancelled"})
    assert "会議はありません" in none.content.decode()
    for hidden_from in ("csw1", "kanri2"):
        page = browser(hidden_from).get(reverse("meetings:conferences")).content.decode()
        assert "会議はありません" in page


def test_steps_that_are_not_there_answer_like_missing_pages() -> None:
    conference = held()
    client = browser(p.PARTNER)
    for step in STEPS:
        name = f"{step}_conference"
        assert client.get(address(name, conference)).status_code == 404
    assert conference.state == ConferenceState.HELD


def test_r5_r8_a_copy_for_the_bodies_leaves_out_who_left_the_plan() -> None:
    conference = held()
    partner = body_of(p.PARTNER)
    with acting(p.COORDINATOR) as by:
        row = conference_paper.may_for_bodies(by, conference.pk)
        assert row is not None
        assert partner in bodies_to_tell(row, by)
        closed = grants.leave_plan_circle(plan=row.compartment, body=partner, source=row.consent_id)
        assert closed
        assert bodies_to_tell(row, by) == [body_of(p.RECORDER)]
        rest = conference_paper.may_for_bodies(by, conference.pk)
        assert rest is not None
        output = conference_paper.gate_for_bodies(by, rest, "")
        assert output.leaving is not None
        assert output.leaving.recipients == str(body_of(p.RECORDER))


def test_r5_there_is_no_copy_for_the_bodies_when_none_but_the_secretariat_is_left() -> None:
    conference = held()
    with acting(p.COORDINATOR) as by:
        row = conference_paper.may_for_bodies(by, conference.pk)
        assert row is not None
        for body in bodies_to_tell(row, by):
            grants.leave_plan_circle(plan=row.compartment, body=body, source=row.consent_id)
        assert conference_paper.may_for_bodies(by, conference.pk) is None
    assert "参加機関に渡すPDFを作る" not in read(p.COORDINATOR, conference)
