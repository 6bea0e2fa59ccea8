"""The way to consent through its page: carried out step by step, resumed, refused, taken back."""

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from cases.models import Consent, ConsentAttempt, Note, Person, SharedExtract
from cases.services import withdraw_consent
from documents.wareki import format_date
from meetings.models import CoordinationRequest
from outreach import services
from outreach.forms.consenting import _line
from outreach.models import Outreach, OutreachStep
from plans import services as plans
from plans.models import Plan
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import a_note, office, people_of
from tests.meetings import situations as m
from tests.plans import situations as p
from tests.plans.test_outreach import a_carried_plan, an_outreach_plan

from . import situations as s

pytestmark = pytest.mark.django_db
COORDINATOR = "jimukyoku1"


def way(outreach: Outreach, at: str = "") -> str:
    return reverse("outreach:consent", args=[outreach.pk]) + (f"?at={at}" if at else "")


def post(client: Client, outreach: Outreach, at: str, key: str = "", **data: Any) -> Any:
    sent = {"form_key": key or str(uuid.uuid4()), "step": "save", **data}
    return client.post(way(outreach, at), sent)


def case_of(outreach: Outreach, by: str = s.WORKER) -> Any:
    with s.acting(by):
        return s.seen(outreach, by).compartment.case


def state(outreach: Outreach, by: str = s.WORKER) -> str:
    with s.acting(by):
        return str(s.seen(outreach, by).state)


def count(model: Any, outreach: Outreach, by: str = s.WORKER) -> int:
    case = case_of(outreach, by)
    with s.acting(by) as user:
        return int(model.objects.visible_to(user).of_case(case).count())


def consent_data(
    outreach: Outreach, by: str = s.WORKER, named: str = COORDINATOR
) -> dict[str, Any]:
    person = s.person_of(outreach, by)
    return {
        "persons": [str(person.pk)],
        "how": "written",
        "giver": "self",
        "given_on": f"{s.days(0):%Y/%m/%d}",
        "valid_until_on": f"{s.days(180):%Y/%m/%d}",
        "purpose": "関係機関が連携して支援するため",
        "categories": ["01", "02", "09"],
        "bodies": [str(office(named).body.pk)],
        "staff": [str(office(named).pk)],
    }


def current(client: Client, outreach: Outreach) -> str:
    step = client.get(way(outreach)).context.get("step")
    return step.code if step else ""


SHEET = {
    "done_so_far": "玄関先で話せるようになった。",
    "asked_for": "機関のまとめ役。",
    "sender_continues": "訪問を続ける。",
    "urgency": "C",
    "consent_state": "20",
    "naming": "named",
}


def test_the_whole_way_from_notice_to_a_plan_with_consent() -> None:
    outreach = s.approaching(s.an_unnamed_target())
    s.attempt(outreach, "person")
    client, case = browser(s.WORKER), case_of(outreach)
    a_note(case, text="本人は静かに話したいと言う。")
    assert current(client, outreach) == "name"
    assert "先に、本人の氏名" in text_of(client.get(way(outreach, "consent")))
    answer = post(client, outreach, "name", name="架空 名無子", kana="かくう ななこ")
    assert (answer.status_code, answer["Location"]) == (303, way(outreach))

    assert current(client, outreach) == "talk"
    person = str(s.person_of(outreach).pk)
    talked = {"person": person, "tried_on": f"{s.days(0):%Y/%m/%d}", "way": "spoken"}
    talked["way"] = str(client.get(way(outreach)).context["form"].fields["way"].choices[0][0])
    assert post(client, outreach, "talk", **talked, answer="10").status_code == 303

    assert current(client, outreach) == "consent"
    data = consent_data(outreach)
    shown = post(client, outreach, "consent", **data | {"step": "check"})
    assert "1機関1人が見られるようになります" in text_of(shown)
    assert count(Consent, outreach) == 0
    assert post(client, outreach, "consent", **data).status_code == 303
    assert state(outreach) == "contacted"  # only through the step that says what is missing

    assert current(client, outreach) == "move"
    assert post(client, outreach, "move").status_code == 303
    assert state(outreach) == "consented"
    with s.acting(s.WORKER) as by:
        walked = OutreachStep.objects.visible_to(by).filter(outreach=outreach)
        assert [row.state for row in walked][-2:] == ["relationship", "consented"]

    form = client.get(way(outreach, "share")).context["form"]
    ((note, words),) = form.fields["notes"].choices
    assert "静かに" in words
    chosen = {"consent": form.initial["consent"], "notes": [note], "category": "09", "person": ""}
    preview = text_of(post(client, outreach, "share", **chosen | {"step": "check"}))
    assert "相手にはこう見えます" in preview
    assert "静かに" in preview
    assert count(SharedExtract, outreach) == 0
    assert post(client, outreach, "share", **chosen).status_code == 303
    assert count(SharedExtract, outreach) == 1

    assert current(client, outreach) == "request"
    asked = client.get(way(outreach))
    assert "依頼すると、依頼先の事務局の担当者も読みます" in text_of(asked)
    initial = asked.context["form"].initial
    sheet = SHEET | {k: str(initial[k]) for k in ("secretariat", "legal_basis")}
    sheet["persons"] = initial["persons"]
    preview = text_of(post(client, outreach, "request", **sheet | {"step": "check"}))
    # R22: what the secretariat will read stands there, and who it is.
    assert "依頼すると、福祉部 福祉政策課の" in preview
    assert all(SHEET[name] in preview for name in ("done_so_far", "asked_for", "sender_continues"))
    assert post(client, outreach, "request", **sheet).status_code == 303
    assert current(client, outreach) == "plan"
    assert "する人：事務局の担当者" in text_of(client.get(way(outreach)))
    assert post(client, outreach, "plan", consent=form.initial["consent"]).status_code == 404

    with s.acting(COORDINATOR) as by:
        (request,) = CoordinationRequest.objects.visible_to(by).of_case(case)
        (consent,) = Consent.objects.visible_to(by).of_case(case)
    m.screened(request)
    with s.acting(COORDINATOR) as by:
        plan = plans.draft_plan(
            case=case, consent_id=consent.pk, office=office(COORDINATOR), subject="世帯", by=by
        )
    p.as_coordinator(plan, plans.add_bodies, staff_in_charge=[office(s.WORKER)])
    assert current(client, outreach) == "planned"
    assert post(client, outreach, "planned").status_code == 303
    assert state(outreach) == "planned"
    assert current(client, outreach) == "continuing"
    page = text_of(client.get(way(outreach)))
    assert "支援決定と支援の開始を待っています" in page
    assert "プランを見る" in page


def test_who_agreed_in_part_is_proposed_as_such_to_the_secretariat() -> None:
    outreach = s.related()
    client = browser(s.WORKER)
    post(client, outreach, "consent", **consent_data(outreach) | {"is_partial": "on"})
    assert client.get(way(outreach, "request")).context["form"].initial["consent_state"] == "22"


def test_a_consent_out_of_a_relation_moves_the_outreach_in_the_same_moment() -> None:
    outreach = s.related()
    client, key = browser(s.WORKER), str(uuid.uuid4())
    data = consent_data(outreach)
    first = post(client, outreach, "consent", key, **data)
    again = post(client, outreach, "consent", key, **data)
    assert (first.status_code, again.status_code) == (303, 303)
    assert count(Consent, outreach) == 1
    assert state(outreach) == "consented"
    colleague = browser(s.COLLEAGUE)
    assert current(colleague, outreach) == "request"  # derived from rows, not from a session
    page = text_of(colleague.get(way(outreach)))
    assert "いま、だれが何を読めるか" in page
    assert "どの手順でも移りません" in page


@pytest.mark.parametrize("at", ["name", "talk", "share", "request"])
def test_a_double_click_makes_one(at: str) -> None:
    outreach = s.related(s.an_unnamed_target()) if at == "name" else s.consented()
    case = case_of(outreach)
    a_note(case)
    client, key = browser(s.WORKER), str(uuid.uuid4())
    form = client.get(way(outreach, at)).context["form"]
    data: dict[str, Any] = {"name": "架空 名無子", "kana": ""}
    if at == "talk":
        ways = form.fields["way"].choices
        data = {"person": form.initial["person"], "way": str(ways[0][0]), "answer": "30"}
        data["tried_on"] = f"{s.days(0):%Y/%m/%d}"
    if at == "share":
        data = {"consent": form.initial["consent"], "category": "09", "person": ""}
        data["notes"] = [form.fields["notes"].choices[0][0]]
    if at == "request":
        data = SHEET | {k: str(form.initial[k]) for k in ("secretariat", "legal_basis")}
        data["persons"] = form.initial["persons"]
    answers = [post(client, outreach, at, key, **data) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    model = {"talk": ConsentAttempt, "share": SharedExtract, "request": CoordinationRequest}.get(at)
    assert model is None or count(model, outreach) == 1


def test_who_refuses_is_asked_again_and_the_outreach_goes_on_without() -> None:
    outreach = s.related()
    client = browser(s.WORKER)
    form = client.get(way(outreach)).context["form"]
    data = {
        "person": form.initial["person"],
        "way": str(form.fields["way"].choices[0][0]),
        "answer": "30",
        "tried_on": f"{s.days(0):%Y/%m/%d}",
        "next_try_on": f"{s.days(14):%Y/%m/%d}",
    }
    assert post(client, outreach, "talk", **data).status_code == 303
    page = text_of(client.get(way(outreach)))
    assert current(client, outreach) == "talk"
    assert "同意のないまま、働きかけと関係づくりを続けます" in page
    assert "次に話す日は" in page
    assert state(outreach) == "relationship"
    refused = post(client, outreach, "move")
    assert refused.status_code == 303
    assert "先に、本人の同意を記録してください" in text_of(client.get(refused["Location"]))
    assert state(outreach) == "relationship"


def test_a_consent_that_is_taken_back_leads_back_to_the_relation() -> None:
    outreach = s.consented()
    case = case_of(outreach)
    with s.acting(s.WORKER) as by:
        (consent,) = (
            Consent.objects.visible_to(by).select_related("compartment", "body").of_case(case)
        )
        withdraw_consent(consent=consent, by=by, note="やめたいと言った")
    client = browser(s.WORKER)
    page = text_of(client.get(way(outreach)))
    assert "有効な同意がありません" in page
    assert "「関係構築中」に戻す" in page
    assert post(client, outreach, "share", consent="x").status_code == 303
    assert post(client, outreach, "back", words="").status_code == 422
    key = str(uuid.uuid4())
    answers = [post(client, outreach, "back", key, words="同意の撤回") for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    assert state(outreach) == "relationship"
    assert current(client, outreach) == "talk"  # what she wants is asked anew


def test_the_secretariat_carries_its_own_target_into_a_plan_here() -> None:
    outreach = s.an_outreach(by=COORDINATOR)
    s.do(outreach, services.prepare, COORDINATOR, who_goes="2人", must_not="仕事の話")
    s.do(outreach, services.move_on, COORDINATOR, to="approaching")
    s.attempt(outreach, "person", by=COORDINATOR)
    client, case = browser(COORDINATOR), case_of(outreach, COORDINATOR)
    with s.acting(COORDINATOR) as by:
        former = plans.draft_outreach(case=case, office=office(COORDINATOR), subject="世帯", by=by)
    data = consent_data(outreach, COORDINATOR, named=s.OTHER)
    assert post(client, outreach, "consent", **data).status_code == 303
    assert post(client, outreach, "move").status_code == 303
    assert current(client, outreach) == "plan"
    form = client.get(way(outreach)).context["form"]
    key, sent = str(uuid.uuid4()), {"consent": form.initial["consent"], "subject": ""}
    sent["version"] = str(form.initial["version"])
    answers = [post(client, outreach, "plan", key, **sent) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    with s.acting(COORDINATOR) as by:
        rows = Plan.objects.visible_to(by).of_case(case).going_on()
        assert [row.follows_id for row in rows] == [former.pk]
    assert current(client, outreach) == "planned"


@pytest.mark.parametrize("name", ["kurashi1", COORDINATOR, "kansa1", "system1", "ishi1"])
def test_r14_to_outsiders_there_is_no_way(name: str) -> None:
    outreach = s.related()
    client = browser(name)
    for at in ("", "consent", "share", "back"):
        assert client.get(way(outreach, at)).status_code == 404
        assert post(client, outreach, at, words="x").status_code == 404


def test_an_unknown_step_is_not_carried_out() -> None:
    outreach = s.related()
    assert post(browser(s.WORKER), outreach, "x").status_code == 404


def test_the_page_asks_a_constant_number_of_questions() -> None:
    outreach = s.consented()
    case = case_of(outreach)
    a_note(case)
    before = queries(s.WORKER, way(outreach, "share"))
    for number in range(6):
        a_note(case, text=f"{number}回目")
    assert queries(s.WORKER, way(outreach, "share")) == before


def test_r9_supervisors_read_the_record_and_no_plan_of_before_the_consent() -> None:
    case = s.a_case()
    outreach = s.an_outreach(case)
    m.an_accepted_request(case)
    plan = a_carried_plan(an_outreach_plan(case))
    address = reverse("plans:detail", args=[plan.pk])
    for name, sees in ((s.WORKER, True), (s.SUPERVISOR, False), (s.COLLEAGUE, False)):
        answer = browser(name).get(reverse("outreach:detail", args=[outreach.pk]))
        assert answer.status_code == 200, name
        assert (address in answer.content.decode()) == sees, name
        page = text_of(browser(name).get(way(outreach)))
        assert ("同意の前のプランのうち" in page) == sees, name
    assert browser(s.SUPERVISOR).get(address).status_code == 404


def _others_consent(outreach: Outreach) -> Consent:
    """Somebody of the household who is not sought out consents for herself."""
    persons = [_other(outreach)]
    return s.a_consent(case_of(outreach), named=(s.OTHER, COORDINATOR), persons=persons)


def _other(outreach: Outreach) -> Person:
    case = case_of(outreach)
    with s.acting(s.WORKER):
        return next(row for row in people_of(case, s.WORKER) if not row.is_subject)


def test_nobody_agrees_in_the_place_of_who_is_sought_out() -> None:
    """domain.md 0.1, fact 6: the person is the unit of consent."""
    outreach = s.related()
    _others_consent(outreach)
    with pytest.raises(DomainError, match="本人の有効な同意"):
        s.do(outreach, services.move_on, to="consented")
    with pytest.raises(DomainError, match="本人の有効な同意"):
        s.do(outreach, services.reach_consent)
    step = browser(s.WORKER).get(way(outreach, "consent")).context["step"]
    assert (step.code, step.is_done) == ("consent", False)
    assert state(outreach) == "relationship"


def test_the_step_of_the_way_takes_her_own_consent_only() -> None:
    outreach = s.related()
    client = browser(s.WORKER)
    data = consent_data(outreach) | {"persons": [str(_other(outreach).pk)]}
    for asked in ("check", "save"):
        answer = post(client, outreach, "consent", **data | {"step": asked})
        assert answer.status_code == 422
        assert "persons" in answer.context["form"].errors
        assert "関係機関が連携して支援するため" in answer.content.decode()
    assert (count(Consent, outreach), state(outreach)) == (0, "relationship")


def test_it_is_lost_when_hers_is_gone_though_another_of_the_household_holds() -> None:
    outreach = s.consented()
    _others_consent(outreach)
    with s.acting(s.WORKER) as by:
        hers = Consent.objects.visible_to(by).filter(persons__person_id=s.person_of(outreach).pk)
        withdraw_consent(consent=hers.select_related("compartment").get(), note="", by=by)
    page = browser(s.WORKER).get(way(outreach))
    assert page.context["way"].is_lost
    with pytest.raises(DomainError, match="本人の有効な同意"):
        s.do(outreach, services.move_on, to="planned")


def test_a_note_of_the_early_morning_is_offered_under_its_own_day() -> None:
    """Before nine it is still yesterday in UTC."""
    day = timezone.localdate()
    early = timezone.make_aware(datetime.datetime.combine(day, datetime.time(8, 30)))
    assert _line(Note(occurred_at=early, text="玄関で話した。")).startswith(format_date(day))
