"""Each kind of plan has fields of its own, which are part of its editions and its paper."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.errors import DomainError, StaleError
from plans import services
from plans.kind_models import CandidateResource, MultiContent, OutreachContent
from plans.models import Goal, Plan, PlanTask
from tests.access.situations import raw_count
from tests.cases.situations import body_of, office
from tests.world import acting

from . import situations as s
from .test_editions import compared
from .test_pages import browser, get, send
from .test_papers import ask, gathered

pytestmark = pytest.mark.django_db

MULTI = {
    "bodies_issues": "訪問しても会えない。",
    "background": "転んでから外に出ていない。",
    "uses_participation": True,
    "asked_of_participation": "居場所を探す。",
}


def a_plan_of(kind: str) -> Plan:
    """A plan of a kind, with the recorder's body in it."""
    plan = s.a_bare_plan(kind=kind)
    s.as_coordinator(plan, services.add_bodies, staff_in_charge=[office(s.RECORDER)])
    return plan


def write(plan: Plan, **values: Any) -> Plan:
    changed: Plan = s.as_coordinator(plan, services.edit_kind, values=values)
    return changed


def own(plan: Plan, username: str) -> Any:
    with acting(username) as by:
        return services.kind_words(s.seen(plan, username), by)


def test_own_fields_are_an_edition_and_the_same_words_are_none() -> None:
    plan = s.a_bare_plan()
    assert write(plan, **MULTI).edition == 2
    assert write(plan, **MULTI).edition == 2
    assert write(plan, **MULTI | {"background": "別の背景。"}).edition == 3
    found = compared(plan, 2, 3)
    assert found == {
        "多機関協働プランの事項": [("背景", "転んでから外に出ていない。", "別の背景。")]
    }
    assert compared(plan, 1, 2)["多機関協働プランの事項"][2] == ("参加支援を使う", "いいえ", "はい")


def test_another_project_is_asked_for_something() -> None:
    plan = s.a_bare_plan()
    with pytest.raises(DomainError, match="アウトリーチ等への依頼"):
        write(plan, uses_outreach=True, asked_of_outreach="")
    write(plan, **MULTI)
    with acting(s.COORDINATOR) as by, pytest.raises(IntegrityError), transaction.atomic():
        MultiContent.objects.changeable_by(by).update(asked_of_participation="")


def test_r9_a_supervisor_does_not_read_the_own_fields() -> None:
    plan = s.a_written_plan()
    write(plan, **MULTI)
    assert own(plan, s.PARTNER).background == MULTI["background"]
    with acting("kanri2"):
        assert raw_count("plans_multicontent") == 0
        assert raw_count("plans_historicalmulticontent") == 0
    page = get(browser("kanri2"), "detail", plan)
    assert "支援関係機関が抱える課題" not in page


def test_what_a_colleague_saved_meanwhile_is_not_overwritten() -> None:
    plan = write(s.a_bare_plan(), **MULTI)
    with pytest.raises(StaleError):
        s.as_coordinator(
            plan, services.edit_kind, values={"background": "古い"}, version=plan.version - 1
        )
    assert own(plan, s.COORDINATOR).background == MULTI["background"]


def test_each_kind_is_written_and_read_on_its_page() -> None:
    client = browser(s.COORDINATOR)
    for kind, values in (
        ("multi", {"contact": "その日のうちに電話。"}),
        ("outreach", {"must_not": "仕事の話をしない。"}),
        ("participation", {"strengths": "花の手入れ。", "tie": "place"}),
    ):
        plan = a_plan_of(kind)
        assert send(client, "kind", plan, **values).status_code == 303
        page = get(client, "detail", plan)
        assert all(value in page for name, value in values.items() if name != "tie")
    assert "居場所" in page


def test_a_project_without_a_request_is_told_beside_the_field() -> None:
    plan = s.a_bare_plan()
    response = send(browser(s.COORDINATOR), "kind", plan, uses_community="on", contact="電話。")
    page = response.content.decode()
    assert "何を依頼するかを書くか" in page
    assert "電話。" in page


def test_candidates_are_rows_of_a_participation_plan() -> None:
    plan = a_plan_of("participation")
    client = browser(s.COORDINATOR)
    sent = send(client, "candidates", plan, name_new1="見本の居場所", person_says_new1="落ち着く。")
    assert sent.status_code == 303
    with acting(s.COORDINATOR) as by:
        (row,) = CandidateResource.objects.visible_to(by).filter(plan=plan)
    changed = f"state_{row.pk.hex}"
    assert send(client, "candidates", plan, **{changed: "visited"}).status_code == 303
    page = get(client, "detail", plan)
    assert "見本の居場所" in page
    assert "見学した" in page
    assert ("候補の資源「見本の居場所」の調整の状況（変更）", "検討中", "見学した") in compared(
        plan, 3, 4
    )["候補の資源"]
    get(client, "candidates", s.a_bare_plan(), 404)


def test_a_family_has_its_part_and_a_role_its_basis() -> None:
    plan = s.a_plan_with_its_circle()
    row = services.TaskFacts(
        body_of(s.RECORDER), "受診に付き添う", family_does="予約の電話をする", basis="21"
    )
    s.as_coordinator(plan, services.edit_tasks, rows=[row])
    page = get(browser(s.COORDINATOR), "detail", plan)
    assert "家族：予約の電話をする" in page
    assert "根拠：介護保険法" in page
    summary = compared(plan, 2, 3)["役割分担"][0][2]
    assert "家族がすること：予約の電話をする" in summary
    assert "根拠の制度：介護保険法" in summary


def test_goals_are_long_or_short() -> None:
    plan = s.a_bare_plan()
    client = browser(s.COORDINATOR)
    sent = send(client, "goals", plan, text_new1="友だちと行き来する", term_new1="long")
    assert sent.status_code == 303
    with acting(s.COORDINATOR) as by:
        (goal,) = Goal.objects.visible_to(by).filter(plan=plan)
    assert goal.term == Goal.Term.LONG
    assert "長期" in get(client, "detail", plan)


def test_s30_the_paper_carries_the_own_fields_and_hides_who_told_it() -> None:
    plan = a_plan_of("outreach")
    write(
        plan,
        how_found="見守りで分かった。",
        source="となりの人",
        guesses="昼夜が逆かもしれない。",
        must_not="仕事の話をしない。",
    )
    shown = {to: gathered(ask(plan, to)[0]).html for to in ("self", "bodies", "person")}
    assert all("見守りで分かった。" in html for html in shown.values())
    assert [to for to, html in shown.items() if "となりの人" in html] == ["self"]
    assert [to for to, html in shown.items() if "昼夜が逆" in html] == ["self", "bodies"]
    assert [to for to, html in shown.items() if "仕事の話" in html] == ["self", "bodies"]


def test_a_replan_copies_what_still_holds() -> None:
    plan = a_plan_of("participation")
    write(plan, strengths="花の手入れ。", evaluation="よく通えた。")
    facts = services.CandidateFacts
    rows = [facts("見本の居場所"), facts("やめた場所", state="dropped")]
    s.as_coordinator(plan, services.edit_candidates, rows=rows)
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan())
    goal = services.GoalFacts("庭に通う", term="long")
    s.as_coordinator(plan, services.edit_goals, rows=[goal])
    task = services.TaskFacts(
        body_of(s.RECORDER), "付き添う", family_does="弁当を用意する", basis="13"
    )
    s.as_coordinator(plan, services.edit_tasks, rows=[task])
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how="written")
    s.submit(plan)
    s.found(plan, "adequate")
    s.as_coordinator(plan, services.decide_plan, decided_on=s.days(0), number="1", title="課長")
    s.as_coordinator(plan, services.start_plan)
    following = s.as_coordinator(plan, services.replan)
    with acting(s.COORDINATOR) as by:
        words = services.kind_words(s.seen(following), by)
        assert (words.strengths, words.evaluation) == ("花の手入れ。", "")
        places = CandidateResource.objects.visible_to(by).filter(plan=following)
        assert [place.name for place in places] == ["見本の居場所"]
        assert Goal.objects.visible_to(by).get(plan=following).term == "long"
        copied = PlanTask.objects.visible_to(by).get(plan=following)
        assert (copied.family_does, copied.basis) == ("弁当を用意する", "13")


def test_plans_of_a_household_stand_side_by_side() -> None:
    case, consent = s.a_consented_case()
    first = s.a_written_plan(s.a_bare_plan(case, consent))
    second = s.a_bare_plan(case, consent)
    s.as_coordinator(second, services.add_bodies, staff_in_charge=[office(s.RECORDER)])
    address = reverse("plans:of_household", args=[case.pk])
    client = browser(s.COORDINATOR)
    page = client.get(address).content.decode()
    assert page.count("ほかのプランにも参加") == 3  # the hint, and the body in both plans
    assert "通院を再開する" in page
    assert address in client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    # R1, R14: who is in one plan learns of no other.
    seen = browser(s.PARTNER).get(address).content.decode()
    assert str(first.pk) in seen
    assert str(second.pk) not in seen
    assert "ほかのプランにも参加</span>" not in seen
    # R9: a supervisor sees progress and not the words.
    assert s.WISHES not in browser("kanri2").get(address).content.decode()
    assert browser("ishi1").get(address).status_code == 404


def test_side_by_side_is_asked_in_a_constant_number_of_questions() -> None:
    case, consent = s.a_consented_case()
    client = browser(s.COORDINATOR)
    address = reverse("plans:of_household", args=[case.pk])
    s.a_written_plan(s.a_bare_plan(case, consent))
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address)
    for _ in range(3):
        s.a_written_plan(s.a_bare_plan(case, consent))
    with CaptureQueriesContext(connection) as four:
        client.get(address)
    assert len(four) == len(one)


def test_the_models_of_the_kinds_name_their_fields() -> None:
    """A field that no form and no paper shows would be lost."""
    for model in (MultiContent, OutreachContent):
        kept = {"id", "compartment", "created_at", "created_by", "version", "plan"}
        assert {f.name for f in model._meta.concrete_fields} - kept == set(model.words)
