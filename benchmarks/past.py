"""A household whose way is behind it: 支援会議, consent, plan, evaluation, 終結. Most cases of a ward are so.

The sample ward has none, because what it shows is under way.
"""

from plans import services as plans
from plans.models import Goal
from sample_ward import conferring, planning, reviewing, ward
from sample_ward.doing import acting, code, days
from sample_ward.households import Sample
from sample_ward.households import m as member
from sample_ward.story import Cast, Story

SAMPLE = Sample(
    "meeting",
    "soudan1",
    (
        member("架空 過去子", "かくう かここ", "本人", 71, "女性"),
        member("架空 過去男", "かくう かこお", "長男", 44, "男性"),
    ),
    ("介護", "収入・生活費"),
    "先のことを相談したい。",
    "C",
)


def tell_past() -> None:
    """Tell it through the services, from the counter to the end of the plan."""
    story = Story(SAMPLE, Cast())
    story.receive()
    ward._meeting(story)
    consent = story.consent()
    planning.draft(story, consent)
    planning.submit(story)
    first = planning.decide(story)
    planning.follow(story)
    reviewing.review(story)
    conferring.finish(story, first)
    conferring.evaluate(story)
    with acting(story.cast.coordinator) as by:
        plan = planning.seen(story, by)
        goals = Goal.objects.visible_to(by).open().filter(plan=plan)
        reason, degree = code("CL-15", "課題解消・目標達成"), code("CL-12", "おおむね達成")
        plans.evaluate_plan(
            plan=plan,
            facts=plans.EvaluationFacts(
                held_on=days(0),
                method="3",
                result="1",
                goals=[plans.GoalFinding(goal.pk, degree, goal.level) for goal in goals],
                person_wish="end",
                end_reason=reason,
                lead_body=plan.lead_body,
            ),
            by=by,
        )
        plan = planning.seen(story, by)
        plans.complete_plan(plan=plan, reason=reason, lead_body=plan.lead_body, by=by)
    story.dissolve()
