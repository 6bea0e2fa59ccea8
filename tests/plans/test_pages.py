"""The pages of plans, as each role: walked by clicking, and not there for others (R14)."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import AccessLog
from documents.wareki import format_date
from plans import services
from plans.models import Goal, Plan, PlanTask
from plans.states import PlanState
from tests.cases.situations import body_of, office
from tests.world import acting, login

from . import situations as s

pytestmark = pytest.mark.django_db

PAGES = ("detail", "history", "edit", "goals", "tasks", "bodies", "agree", "submit", "result")
PAGES += ("decide", "start", "move", "consent", "print")


def browser(username: str) -> Client:
    client = Client()
    login(client, username)
    return client


def address(name: str, plan: Plan) -> str:
    return reverse(f"plans:{name}", args=[plan.pk])


def get(client: Client, name: str, plan: Plan, status: int = 200) -> str:
    response = client.get(address(name, plan))
    assert response.status_code == status, name
    return response.content.decode()


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send back unchanged."""
    sent: dict[str, list[str]] = {}
    body = page[page.rindex('<form class="form"') : page.rindex("</form>")]
    for tag in re.findall(r"<input[^>]*>", body):
        attrs = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        is_box = attrs.get("type") in ("radio", "checkbox")
        if is_box and " checked" not in tag:
            continue
        sent.setdefault(attrs["name"], []).append(attrs.get("value", "on" if is_box else ""))
    for name, inner in re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', body, re.S):
        sent[name] = [inner.strip("\r\n")]
    for name, inner in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', body, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        first = re.search(r'<option value="([^"]*)"', inner)
        sent[name] = [(chosen or first)[1]]
    return sent


def send(client: Client, name: str, plan: Plan, **values: Any) -> Any:
    """Open the form, fill it in, send it."""
    data = fields_of(get(client, name, plan)) | values
    return client.post(address(name, plan), data)


def test_the_plan_is_walked_from_the_case_page_to_support() -> None:
    case, _ = s.a_consented_case()
    client = browser(s.COORDINATOR)
    case_page = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    new = reverse("plans:new", args=[case.pk])
    assert "支援プランを作る" in case_page
    assert new in case_page
    begun = client.get(new).content.decode()
    assert "架空 花子さんの世帯" in begun
    response = client.post(new, fields_of(begun))
    assert response.status_code == 303
    with acting(s.COORDINATOR) as by:
        plan = Plan.objects.visible_to(by).of_case(case).get()
    assert response["Location"] == address("detail", plan)

    check = send(client, "bodies", plan, staff=[str(office(n).pk) for n in (s.RECORDER, s.PARTNER)])
    assert "これで2機関2人が" in check.content.decode()
    again = fields_of(check.content.decode()) | {"step": "save"}
    assert client.post(address("bodies", plan), again).status_code == 303
    assert (
        send(
            client, "edit", plan, wishes=s.WISHES, next_monitoring_on=f"{s.days(90):%Y/%m/%d}"
        ).status_code
        == 303
    )
    assert send(client, "goals", plan, text_new1="通院を再開する").status_code == 303
    roles = {
        "content_new1": "受診に付き添う",
        "body_new1": str(body_of(s.RECORDER).pk),
        "due_on_new1": "R9.2.1",
        "content_new2": "家賃の相談",
        "body_new2": str(body_of(s.PARTNER).pk),
    }
    assert send(client, "tasks", plan, **roles).status_code == 303
    assert send(client, "agree", plan, how="written").status_code == 303
    day = {"held_on": format_date(s.days(0)), "others_masked": "on"}
    assert send(client, "submit", plan, place="会議室", **day).status_code == 303
    found = {
        "result_1": "adequate",
        "minutes": "要点",
        "person_came": "no",
        "person_told": "before",
    }
    assert send(client, "result", plan, **found).status_code == 303
    decided = {"decided": "yes", "number": "第1号", "title": "課長"}
    assert send(client, "decide", plan, **decided).status_code == 303
    assert send(client, "start", plan).status_code == 303
    page = get(client, "detail", plan)
    assert "実施中" in page
    assert page.index("友だちを家に呼びたい") < page.index("通院を再開する")
    assert "支援プラン" in client.get(reverse("cases:detail", args=[case.pk])).content.decode()


def test_a_body_tells_progress_and_the_page_shows_the_difference() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 1)
    client = browser(s.PARTNER)
    page = get(client, "detail", plan)
    with acting(s.PARTNER) as by:
        goal = Goal.objects.visible_to(by).filter(plan_id=plan.pk)[0]
        task = PlanTask.objects.visible_to(by).get(plan_id=plan.pk, body=body_of(s.PARTNER))
    to_goal = reverse("plans:goal_progress", args=[goal.pk])
    to_task = reverse("plans:task_progress", args=[task.pk])
    assert to_goal in page
    assert to_task in page
    form = fields_of(client.get(to_goal).content.decode())
    assert client.post(to_goal, form | {"level": "3", "text": "玄関に出た"}).status_code == 303
    form = fields_of(client.get(to_task).content.decode())
    assert client.post(to_task, form | {"state": "doing"}).status_code == 303
    page = get(client, "detail", plan)
    assert "進み具合を登録しました" in page
    assert "＋2" in page
    assert "玄関に出た" in page
    assert "実施中" in page


def test_r14_for_an_outsider_no_page_of_a_plan_is_there() -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by:
        goal = s.goals_of(s.seen(plan), by)[0]
        task = s.tasks_of(s.seen(plan), by)[0]
        row = s.seen(plan).bodies.all()[0]
    others = [
        reverse("plans:goal_progress", args=[goal.pk]),
        reverse("plans:task_progress", args=[task.pk]),
        reverse("plans:leave", args=[row.pk]),
        reverse("plans:new", args=[plan.compartment.case_id]),
    ]
    for username in ("csw1", "soudan2", "ishi1", "kansa1"):
        client = browser(username)
        missing = client.get(reverse("plans:detail", args=[uuid.uuid4()]))
        for path in [*(address(name, plan) for name in PAGES), *others]:
            response = client.get(path)
            assert response.status_code == 404, (username, path)
            assert len(response.content) == len(missing.content)
        assert "架空 花子" not in client.get(reverse("plans:list")).content.decode()


def test_r6_a_body_of_the_circle_reads_and_finds_no_page_to_change_the_plan() -> None:
    plan = s.an_active_plan()
    client = browser(s.PARTNER)
    for name in ("detail", "history", "print"):
        get(client, name, plan)
    for name in set(PAGES) - {"detail", "history", "print"}:
        get(client, name, plan, 404)
    page = get(client, "detail", plan)
    assert address("edit", plan) not in page
    assert address("move", plan) not in page


def test_r9_a_supervisor_sees_progress_and_not_the_words() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 2)
    client = browser("kanri2")
    page = get(client, "detail", plan)
    assert "通院を再開する" in page
    assert "2/5" in page
    for words in ("友だちを家に呼びたい", "転んでから", "センターへ"):
        assert words not in page
    assert "進み具合を書く" not in page
    assert "架空 花子さんの世帯" in client.get(reverse("plans:list")).content.decode()
    compared = client.post(address("history", plan), {"before": "2", "after": "3"})
    assert (
        "見られる内容に違いはありません" not in compared.content.decode()
    )  # the day of monitoring
    assert "友だちを家に呼びたい" not in compared.content.decode()
    get(client, "print", plan, 404)
    with acting("kanri2") as by:
        goal = Goal.objects.visible_to(by).filter(plan_id=plan.pk)[0]
    assert client.get(reverse("plans:goal_progress", args=[goal.pk])).status_code == 404


def test_r17_a_withdrawn_consent_shows_on_the_page_and_stops_the_forms() -> None:
    plan = s.an_active_plan()
    s.withdraw(plan)
    client = browser(s.OTHER_COORDINATOR)
    page = get(client, "detail", plan)
    assert "同意撤回・保留" in page
    assert "新しい同意を付ける" in page
    assert "同意撤回・保留" in client.get(reverse("plans:list")).content.decode()
    assert "ほかに有効な同意はありません" in get(client, "consent", plan)
    get(browser(s.PARTNER), "detail", plan, 404)
    response = send(client, "move", plan, to=PlanState.EVALUATING)
    assert response.status_code == 422
    assert "期限が切れています" in response.content.decode()


def test_two_editions_are_compared_and_each_change_says_what_it_is() -> None:
    plan = s.a_written_plan()
    client = browser(s.PARTNER)
    page = get(client, "history", plan)
    assert "?before=4&amp;after=5" in page
    page = client.post(address("history", plan), {"before": "4", "after": "2"}).content.decode()
    assert '<th scope="col">第2版</th><th scope="col">第4版</th>' in page
    assert "目標（追加）" in page
    assert "友だちを家に呼びたい" in page
    for wrong in ("?before=99&after=1", "?before=x&after=", "?before=1"):
        assert client.get(address("history", plan) + wrong).status_code == 200


def test_somebody_saved_meanwhile_both_texts_are_shown() -> None:
    plan = s.a_written_plan()
    client = browser(s.COORDINATOR)
    mine = fields_of(get(client, "edit", plan)) | {"issues": "わたしの課題"}
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="先の人の課題"))
    response = client.post(address("edit", plan), mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert "先の人の課題" in page
    assert "わたしの課題" in page
    with acting(s.COORDINATOR):
        assert s.seen(plan).contents.get().issues == "先の人の課題"
    chosen = fields_of(page) | {"choice_issues": "mine"}
    again = client.post(address("edit", plan), chosen)
    assert again.status_code == 303
    with acting(s.COORDINATOR):
        assert s.seen(plan).contents.get().issues == "わたしの課題"


def test_a_double_click_makes_one_plan() -> None:
    case, _ = s.a_consented_case()
    client = browser(s.COORDINATOR)
    new = reverse("plans:new", args=[case.pk])
    data = fields_of(client.get(new).content.decode())
    first, second = client.post(new, data), client.post(new, data)
    assert first["Location"] == second["Location"]
    with acting(s.COORDINATOR) as by:
        assert Plan.objects.visible_to(by).of_case(case).count() == 1


def test_what_is_missing_stands_beside_the_field_and_nothing_is_lost() -> None:
    plan = s.a_written_plan()
    client = browser(s.COORDINATOR)
    response = send(client, "goals", plan, measure_new1="目安だけ", due_on_new2="R8.13.1")
    page = response.content.decode()
    assert response.status_code == 422
    assert "この行を空欄に" in page
    assert "目安だけ" in page
    assert "R8.13.1" in page
    response = send(client, "decide", s.a_plan_found("adequate"), decided="yes")
    assert "決定番号を書いてください" in response.content.decode()


def test_r6_without_a_consent_the_case_page_says_what_is_missing() -> None:
    """The coordinator knows the case through the plan's former consent only."""
    plan = s.a_bare_plan()
    s.withdraw(plan)
    page = browser(s.COORDINATOR).get(reverse("cases:detail", args=[plan.compartment.case_id]))
    assert "同意撤回・保留" in page.content.decode()
    assert reverse("plans:new", args=[plan.compartment.case_id]) not in page.content.decode()


def test_r7_r14_the_case_page_of_others_has_no_trace_of_the_plan() -> None:
    plan = s.an_active_plan()
    page = browser("soudan2").get(reverse("cases:detail", args=[plan.compartment.case_id]))
    assert page.status_code == 200
    assert "プラン" not in page.content.decode().split("<main")[1]


def test_s50_titles_hold_no_names() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    for name in ("detail", "history", "edit", "move", "print"):
        title = re.search(r"<title>(.*?)</title>", get(client, name, plan), re.S)
        assert title
        assert plan.compartment.case.number in title[1]
        assert "架空" not in title[1]


def test_r19_each_page_leaves_one_entry_and_each_save_one_more() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)
    get(client, "detail", plan)
    send(client, "move", plan, to=PlanState.EVALUATING)
    with acting("kansa1"):
        actions = AccessLog.objects.filter(object_id=plan.pk).order_by("seq")
        assert list(actions.values_list("action", flat=True)) == ["read", "read", "write"]


def test_the_list_asks_a_constant_number_of_questions() -> None:
    client = browser(s.COORDINATOR)

    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("plans:list")).status_code == 200
        return len(found)

    s.a_written_plan()
    questions()
    few = questions()
    for _ in range(3):
        s.a_written_plan()
    assert questions() == few


def test_the_page_asks_a_constant_number_of_questions() -> None:
    plan = s.an_active_plan()
    client = browser(s.COORDINATOR)

    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            get(client, "detail", plan)
        return len(found)

    s.tell_goal(plan, 1)
    questions()
    few = questions()
    for level in (2, 3, 4):
        s.tell_goal(plan, level, by=s.PARTNER)
    assert questions() == few


def test_the_list_is_cut_into_pages() -> None:
    case, consent = s.a_consented_case()
    for _ in range(26):
        s.a_bare_plan(case, consent)
    client = browser(s.COORDINATOR)
    first = client.get(reverse("plans:list")).content.decode()
    second = client.get(reverse("plans:list") + "?page=2").content.decode()
    assert first.count("架空 花子さんの世帯") == 25
    assert second.count("架空 花子さんの世帯") == 1
    assert (
        "終わったプランはありません"
        in client.get(reverse("plans:list") + "?group=ended").content.decode()
    )


def test_the_home_page_says_what_waits() -> None:
    agreed, active = s.an_agreed_plan(), s.an_active_plan()
    page = browser(s.COORDINATOR).get(reverse("home")).content.decode()
    assert "プランを会議に付議する" in page
    assert address("detail", agreed) in page
    with acting(s.RECORDER) as by:
        PlanTask.objects.changeable_by(by).filter(plan_id=active.pk).update(due_on=s.days(3))
    assert "受診に付き添う" in browser(s.RECORDER).get(reverse("home")).content.decode()
    assert "家賃の相談" not in browser(s.RECORDER).get(reverse("home")).content.decode()
    assert "受診に付き添う" not in browser("soudan2").get(reverse("home")).content.decode()


def test_a_body_without_a_role_comes_before_the_agreement_and_a_change_tells_what_it_took() -> None:
    """The next step is what is missing; who changes an agreed plan learns that the person is asked anew."""
    plan = s.a_plan_with_its_circle()
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan())
    s.as_coordinator(plan, services.edit_goals, rows=[services.GoalFacts("通院を再開する")])
    one = services.TaskFacts(body_of(s.RECORDER), "受診に付き添う")
    s.as_coordinator(plan, services.edit_tasks, rows=[one])
    client = browser(s.COORDINATOR)
    words = "役割のない機関の役割を書く"
    assert words in get(client, "detail", plan)
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how=Plan.Agreed.WRITTEN)
    assert words in get(client, "detail", plan)
    new = {"content_new1": "家賃の相談", "body_new1": str(body_of(s.PARTNER).pk)}
    assert send(client, "tasks", plan, **new).status_code == 303
    page = get(client, "detail", plan)
    assert "本人の同意は取り消されました。直したプランで、あらためて同意を受けてください" in page
    assert words not in page


def test_an_empty_form_of_goals_does_not_say_that_it_saved() -> None:
    plan = s.a_bare_plan()
    client = browser(s.COORDINATOR)
    assert send(client, "goals", plan).status_code == 303
    page = get(client, "detail", plan)
    assert "変えたところはありません" in page
    assert "目標を保存しました" not in page
