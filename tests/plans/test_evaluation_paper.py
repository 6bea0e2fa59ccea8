"""モニタリング・評価シート on paper (domain.md 4.10): for oneself, the person and each body; no words for
supervisors (R9), and nothing that the family told for the person."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access.errors import DomainError
from plans import services
from plans.models import Plan, PlanPrint
from plans.monitoring_models import Evaluation
from tests.cases.situations import body_of
from tests.documents.papers_read import structure
from tests.world import acting, login

from . import situations as s
from .test_evaluation import evaluate
from .test_paper_structure import in_order, printed, text_of

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {
    "participants": "本人、相談員",
    "changes": ["02", "08"],
    "changes_note": "予約を自分で取った。",
    "remaining": "冬の間の買物",
    "person_words": "「もう少し手伝ってほしい」",
    "family_wish": "end",
    "family_words": "もう疲れた。",
}


def a_looked_at_plan(result: str = "3", **changes: Any) -> tuple[Plan, Evaluation]:
    plan = s.an_active_plan()
    return plan, evaluate(plan, result, **WORDS | changes)


def paper(plan: Plan, sheet: Evaluation, made_for: str = "self") -> bytes:
    return printed(plan, "evaluation", made_for, evaluation=sheet)


def test_the_sheet_has_the_fields_of_the_form_in_their_order_and_tags() -> None:
    plan, sheet = a_looked_at_plan("1", follow_up="半年たったら電話する", follow_up_is_needed=True)
    pdf = paper(plan, sheet)
    found, text = structure(pdf), text_of(pdf)
    assert found.faults == []
    assert found.language == "ja"
    assert found.title == f"モニタリング・評価シート {plan.compartment.case.number} 第5版"
    in_order(
        text,
        *("取扱注意", "モニタリング・評価シート", "照合コード", "決裁", "実施日", "方法"),
        *("参加者", "本人、相談員", "目標ごとの達成度", "通院を再開する", "一部達成"),
        *("見られた変化", "■", "予約を自分で取った。", "残された課題", "冬の間の買物"),
        *("本人の希望", "続けたい", "もう少し手伝ってほしい", "家族の希望", "もう疲れた。"),
        *("評価結果", "終結", "終結の理由", "終結のあとの主担当機関", "フォロー", "要"),
        *("再開の目安", "半年たったら電話する", "会議欄", "確認した日"),
    )
    assert "次の進め方を決める前" in text
    assert "1/1頁" in text


def test_the_person_does_not_get_what_her_family_told() -> None:
    plan, sheet = a_looked_at_plan()
    for made_for, is_there in (("self", True), ("bodies", True), ("person", False)):
        text = text_of(paper(plan, sheet, made_for))
        assert ("もう疲れた。" in text) == is_there
        assert ("家族の希望" in text) == is_there
        assert "もう少し手伝ってほしい" in text


def test_r9_a_supervisor_finds_no_way_to_the_paper(client: Any) -> None:
    plan, sheet = a_looked_at_plan()
    address = f"/plans/evaluations/{sheet.pk}/"
    for username, status in (("kanri2", 404), ("csw1", 404), (s.PARTNER, 200)):
        login(client, username)
        assert client.get(f"{address}print/").status_code == status
    login(client, "kanri2")
    assert "print/" not in client.get(address).content.decode().split("<main")[1]
    with acting("kanri2") as by, pytest.raises(DomainError):
        services.request_print(
            plan=s.seen(plan, "kanri2"),
            made_for="self",
            paper=PlanPrint.Paper.EVALUATION,
            evaluation=sheet,
            body=body_of("kanri2"),
            by=by,
        )


def test_it_is_asked_for_on_its_page_a_copy_for_each_body(client: Any) -> None:
    plan, sheet = a_looked_at_plan()
    login(client, s.COORDINATOR)
    address = f"/plans/evaluations/{sheet.pk}/"
    assert f"{address}print/" in client.get(address).content.decode()
    bodies = [str(body_of(name).pk) for name in (s.RECORDER, s.PARTNER)]
    answer = client.post(f"{address}print/", {"made_for": "bodies", "receivers": bodies})
    assert answer.status_code == 303
    with acting(s.COORDINATOR) as by:
        rows = PlanPrint.objects.visible_to(by).filter(plan=plan, evaluation=sheet)
        assert {str(row.receiver_id) for row in rows} == set(bodies)
        assert {row.paper for row in rows} == {"evaluation"}


def test_a_copy_of_a_sheet_names_its_sheet_and_other_copies_none() -> None:
    plan, sheet = a_looked_at_plan()
    with acting(s.COORDINATOR) as by:
        common: dict[str, Any] = {
            "plan": s.seen(plan),
            "made_for": "self",
            "body": body_of(s.COORDINATOR),
        }
        wrongs: list[dict[str, Any]] = [
            {"paper": "evaluation"},
            {"paper": "plan", "evaluation": sheet},
        ]
        for wrong in wrongs:
            with pytest.raises(IntegrityError), transaction.atomic():
                services.request_print(**common, **wrong, by=by)


def test_the_sheet_of_a_plan_that_is_over_leaves_nothing_to_fill_in() -> None:
    """domain.md 3.4: no conference looks at it any more."""
    plan, sheet = a_looked_at_plan("2")
    assert "令和年月日" in text_of(paper(plan, sheet))
    s.as_coordinator(plan, services.replan, reason="見直し")
    text = text_of(paper(plan, sheet))
    assert "令和年月日" not in text
    in_order(text, "会議欄", "確認した日", "（記入なし）")
    assert "意見" not in text[text.index("会議欄") :]


def test_what_the_conference_said_stands_on_the_sheet(client: Any) -> None:
    """On its page and on its paper, of what it examined there; a supervisor does not read it (R9)."""
    plan, sheet = a_looked_at_plan("1")
    s.call(plan, "evaluation", "resources")
    said = s.outcome("not_yet", opinion="冬の買物を先に決める。")
    s.found(plan, said, s.outcome("noted", opinion="ほかの案件の意見。"))
    with acting(s.COORDINATOR) as by:
        sheet = Evaluation.objects.visible_to(by).get(pk=sheet.pk)
    text = text_of(paper(plan, sheet))
    in_order(text, "会議欄", "確認した日", "意見", "進み具合・評価：冬の買物を先に決める。")
    assert "ほかの案件の意見。" not in text
    for username, is_there in ((s.COORDINATOR, True), (s.PARTNER, True), ("kanri1", False)):
        login(client, username)
        page = client.get(f"/plans/evaluations/{sheet.pk}/")
        assert page.status_code == 200
        assert ("冬の買物を先に決める。" in page.content.decode()) == is_there
