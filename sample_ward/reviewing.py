"""The plan is looked at: how far it has come in place, and the sheet that lets it go on."""

from plans import services as plans
from plans.models import Goal, PlanTask

from .doing import acting, code, days, office
from .planning import seen
from .story import Story


def review(story: Story) -> None:
    """A body tells what stands in the way; then the coordinator writes the sheet, and the plan goes on."""
    with acting(story.worker) as by:
        plan = seen(story, by)
        body = office(story.worker).body
        task = PlanTask.objects.visible_to(by).filter(plan=plan, body=body)[0]
        plans.enter_progress(
            plan=plan,
            body=body,
            task=task,
            task_state="doing",
            text="二度目の受診に付き添った。",
            obstacles="雨の日は外に出られない。",
            degree=code("CL-12", "一部達成"),
            by=by,
        )
    with acting(story.cast.coordinator) as by:
        plan = seen(story, by)
        goals = Goal.objects.visible_to(by).open().filter(plan=plan)
        plans.evaluate_plan(
            plan=plan,
            facts=plans.EvaluationFacts(
                held_on=days(0),
                method="3",
                result="3",
                goals=[
                    plans.GoalFinding(
                        goal_id=goal.pk,
                        degree=code("CL-12", "一部達成"),
                        level=min(goal.level + 1, 5),
                        text="本人と一緒に確かめた。",
                    )
                    for goal in goals
                ],
                participants="本人、相談員",
                changes=[code("CL-13", "医療受診開始")],
                changes_note="予約を自分で取った。",
                remaining="冬の間の買物",
                person_wish="go_on",
                person_words="「もう少し手伝ってほしい」",
                family_wish="go_on",
                family_words="続けてほしい。",
                reason="通院が続き始めたところのため。",
                next_monitoring_on=days(90),
            ),
            by=by,
        )
