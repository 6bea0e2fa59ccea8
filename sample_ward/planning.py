"""The later part of a story: the plan, its 重層的支援会議, progress."""

import datetime
from typing import Any

from cases.models import Consent
from meetings.models import PlanConference
from meetings.services import Outcome
from plans import services as plans
from plans.models import Goal, Plan, PlanTask

from . import conferring
from .doing import acting, days, office
from .story import Story


def seen(story: Story, by: Any) -> Plan:
    """The plan of the story, as somebody who acts sees it."""
    found: Plan = (
        Plan.objects.visible_to(by).select_related("compartment__case").get(pk=story.plan.pk)
    )
    return found


def draft(story: Story, consent: Consent) -> None:
    """The coordinator drafts a plan with the bodies that the consent names (R5)."""
    cast = story.cast
    with acting(cast.coordinator) as by:
        story.plan = plans.draft_plan(
            case=story.case,
            consent_id=consent.pk,
            office=office(cast.coordinator),
            subject=f"{story.sample.members[0].name} さん",
            by=by,
        )
        plans.add_bodies(
            plan=seen(story, by),
            staff_in_charge=[office(story.worker), office(cast.receiver)],
            by=by,
        )
        plans.edit_content(plan=seen(story, by), facts=_content(story), by=by)
        plans.edit_goals(
            plan=seen(story, by),
            rows=[
                plans.GoalFacts(text="通院を再開する", measure="月に一度の受診", due_on=days(90)),
                plans.GoalFacts(text="家賃の遅れをなくす", measure="滞納なし", due_on=days(180)),
            ],
            by=by,
        )
        goals = list(Goal.objects.visible_to(by).filter(plan=story.plan))
        plans.edit_tasks(plan=seen(story, by), rows=_tasks(story, goals), by=by)


def _content(story: Story) -> plans.ContentFacts:
    return plans.ContentFacts(
        subject=f"{story.sample.members[0].name} さん",
        wishes=f"「{story.sample.words}」",
        issues="受診が途切れている。家賃の支払いが遅れている。",
        long_term_goal="今の家で、家族と穏やかに暮らす。",
        direction="窓口を一つにし、本人の歩みに合わせて進める。",
        emergency="夜間は区の代表電話へ。命の危険があるときは119番。",
        period_from=days(0),
        period_until=days(180),
        next_monitoring_on=days(90),
        lead_body=office(story.worker).body,
    )


def _tasks(story: Story, goals: list[Goal]) -> list[plans.TaskFacts]:
    bodies = (story.worker, story.cast.receiver, story.cast.coordinator)
    contents = ("受診に付き添う", "給付と家計の相談", "会議の進行と連絡")
    return [
        plans.TaskFacts(
            body=office(username).body,
            content=content,
            goal_id=goals[index % len(goals)].pk,
            person_in_charge="担当者",
            person_does="予約の日を一緒に決める",
            frequency="月に一度",
            due_on=days(60 + 30 * index),
        )
        for index, (username, content) in enumerate(zip(bodies, contents, strict=True))
    ]


def submit(story: Story) -> None:
    """The person agrees; the plan goes to the 重層的支援会議 (R8)."""
    with acting(story.cast.coordinator) as by:
        plans.note_agreement(plan=seen(story, by), agreed_on=days(0), how="written", by=by)
        plans.submit_plan(
            plan=seen(story, by),
            held_on=days(0),
            place="見本会議室",
            starts_at=datetime.time(14),
            others_masked=True,
            by=by,
        )


def decide(story: Story) -> PlanConference:
    """The meeting finds it adequate, the ward decides, support begins."""
    held = conferring.hold(
        story,
        {"adequacy": Outcome("adequate", opinion="役割が重なっていないのがよい。")},
        minutes="役割と期限を確かめた。全機関が了承。",
    )
    with acting(story.cast.coordinator) as by:
        plans.decide_plan(
            plan=seen(story, by), decided_on=days(0), number="見本-1", title="見本課長", by=by
        )
        plans.start_plan(plan=seen(story, by), by=by)
    return held


def follow(story: Story) -> None:
    """The bodies enter how far they have come."""
    with acting(story.worker) as by:
        plan = seen(story, by)
        goal = Goal.objects.visible_to(by).filter(plan=plan)[0]
        plans.enter_progress(
            plan=plan,
            body=office(story.worker).body,
            goal=goal,
            level=2,
            text="最初の受診に付き添った。",
            by=by,
        )
    with acting(story.cast.receiver) as by:
        plan = seen(story, by)
        body = office(story.cast.receiver).body
        task = PlanTask.objects.visible_to(by).filter(plan=plan, body=body)[0]
        plans.enter_progress(
            plan=plan,
            body=body,
            task=task,
            task_state="doing",
            text="家計簿を一緒につけた。",
            by=by,
        )


def ask_for_paper(story: Story) -> None:
    """The coordinator asks for a copy for the person; the worker makes it."""
    with acting(story.cast.coordinator) as by:
        plans.request_print(
            plan=seen(story, by),
            made_for="person",
            body=office(story.cast.coordinator).body,
            by=by,
        )
