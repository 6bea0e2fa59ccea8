"""Editions and the differences between two of them, for each kind of reader."""

import pytest

from plans import services
from plans.editions import differences, editions, snapshot
from plans.models import Plan
from tests.cases.situations import office
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db


def compared(plan: Plan, before: int, after: int, username: str = s.COORDINATOR) -> dict:
    """Rows of each section as (label, before, after)."""
    with acting(username) as by:
        own = s.seen(plan, username)
        old, new = snapshot(own, before, by), snapshot(own, after, by)
        assert old
        assert new
        return {
            section.title: [(r["label"], r["before"], r["after"]) for r in section.rows]
            for section in differences(old, new)
        }


def test_each_save_of_words_goals_tasks_or_bodies_is_an_edition() -> None:
    plan = s.an_agreed_plan()
    with acting(s.COORDINATOR) as by:
        found = editions(s.seen(plan), by)
    assert [edition.number for edition in found] == [5, 4, 3, 2, 1]
    assert [label for _, label in found[0].events] == ["本人同意済み"]
    assert [label for _, label in found[-1].events] == ["作成中"]
    assert found[0].saved_by == "見本 調整子"
    assert "福祉政策課" in found[0].body


def test_an_edition_is_what_was_saved_before_the_next() -> None:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR) as by:
        own = s.seen(plan)
        counts = [
            (len(found.bodies), bool(found.content.wishes), len(found.goals), len(found.tasks))
            for number in range(1, 6)
            if (found := snapshot(own, number, by))
        ]
    assert counts == [
        (0, False, 0, 0),
        (2, False, 0, 0),
        (2, True, 0, 0),
        (2, True, 2, 0),
        (2, True, 2, 2),
    ]


def test_words_are_compared_field_by_field() -> None:
    plan = s.a_written_plan()
    s.as_coordinator(
        plan,
        services.edit_content,
        facts=s.words_of_the_plan(issues="階段が急。", next_monitoring_on=None),
    )
    found = compared(plan, 5, 6)
    assert found["内容"] == [("課題", "転んでから外に出ていない。", "階段が急。")]
    label, before, after = found["基本の事項"][0]
    assert (label, after) == ("次のモニタリング", "")
    assert before.startswith("令和")
    assert set(found) == {"内容", "基本の事項"}


def test_goals_are_added_changed_and_given_up() -> None:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR) as by:
        first, second = s.goals_of(s.seen(plan), by)
        rows = [
            services.GoalFacts("通院を続ける", first.measure, first.due_on, id=first.pk),
            services.GoalFacts(second.text, second.measure, second.due_on, True, id=second.pk),
            services.GoalFacts("散歩に出る"),
        ]
        services.edit_goals(plan=s.seen(plan), rows=rows, by=by)
    found = compared(plan, 5, 6)["目標"]
    assert found == [
        ("目標「通院を再開する」の目標（変更）", "通院を再開する", "通院を続ける"),
        ("目標（追加）", "", "目標：散歩に出る、目標の種類：短期"),
        (
            "目標（取りやめ）",
            f"目標：友だちを1回家に呼ぶ、目標の種類：短期、達成の時期：{found[2][1].split('：')[-1]}",
            "",
        ),
    ]


def test_tasks_and_bodies_are_compared_too() -> None:
    plan = s.a_plan_with_its_circle(None)
    s.as_coordinator(plan, services.remove_body, body=office(s.PARTNER).body)
    assert compared(plan, 2, 3)["参加機関"][0][0] == "参加機関（外れた）"
    written = s.a_written_plan()
    rows = compared(written, 4, 5)["役割分担"]
    assert [row[0] for row in rows] == ["役割（追加）", "役割（追加）"]
    assert "受診に付き添う" in rows[0][2]


def test_progress_changes_no_edition() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 4)
    with acting(s.COORDINATOR) as by:
        assert editions(s.seen(plan), by)[0].number == 5
    assert compared(plan, 4, 5).keys() == {"役割分担"}


def test_r9_a_supervisor_compares_goals_and_not_words() -> None:
    plan = s.a_written_plan()
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="秘密の課題"))
    assert compared(plan, 5, 6, "kanri2") == {}
    assert "目標" in compared(plan, 3, 4, "kanri2")


def test_r5_there_is_no_history_of_a_plan_that_one_does_not_see() -> None:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR):
        own = s.seen(plan)
    with acting("csw1") as by:
        assert editions(own, by) == []
        assert snapshot(own, 5, by) is None


def test_s27_a_change_that_passes_by_the_services_is_in_history() -> None:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR) as by:
        before = Plan.history.filter(id=plan.pk).visible_to(by).count()
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(subject="直接")
        assert Plan.history.filter(id=plan.pk).visible_to(by).count() == before + 1
