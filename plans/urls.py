"""Addresses of plans: random ids only."""

from django.urls import path

from .views import conferring, kinds, outreach, progress, reading, steps, writing

app_name = "plans"
urlpatterns = [
    path("", reading.plan_list, name="list"),
    path("new/<uuid:case>/", writing.new, name="new"),
    path("outreach/<uuid:case>/new/", outreach.new, name="new_outreach"),
    path("case/<uuid:case>/", kinds.of_household, name="of_household"),
    path("goals/<uuid:goal>/progress/", progress.goal, name="goal_progress"),
    path("tasks/<uuid:plan_task>/progress/", progress.task, name="task_progress"),
    path("bodies/<uuid:plan_body>/leave/", writing.leave, name="leave"),
    path("copies/<uuid:plan_print>/", reading.copy, name="copy"),
    path("<uuid:plan>/", reading.detail, name="detail"),
    path("<uuid:plan>/history/", reading.history, name="history"),
    path("<uuid:plan>/edit/", writing.edit, name="edit"),
    path("<uuid:plan>/kind/", kinds.kind, name="kind"),
    path("<uuid:plan>/candidates/", kinds.candidates, name="candidates"),
    path("<uuid:plan>/carriers/", outreach.carriers, name="carriers"),
    path("<uuid:plan>/outreach/", outreach.start, name="start_outreach"),
    path("<uuid:plan>/share/", outreach.share, name="share"),
    path("<uuid:plan>/goals/", writing.goals, name="goals"),
    path("<uuid:plan>/tasks/", writing.tasks, name="tasks"),
    path("<uuid:plan>/bodies/", writing.bodies, name="bodies"),
    path("<uuid:plan>/agree/", steps.agree, name="agree"),
    path("<uuid:plan>/submit/", conferring.submit, name="submit"),
    path("<uuid:plan>/result/", conferring.result, name="result"),
    path("<uuid:plan>/conference/", conferring.call, name="call"),
    path("<uuid:plan>/conference/item/", conferring.add_item, name="add_item"),
    path("<uuid:plan>/conference/follow/", conferring.carry_out, name="carry_out"),
    path("<uuid:plan>/decide/", steps.decide, name="decide"),
    path("<uuid:plan>/start/", steps.start, name="start"),
    path("<uuid:plan>/move/", steps.move, name="move"),
    path("<uuid:plan>/consent/", steps.renew, name="consent"),
    path("<uuid:plan>/print/", progress.printing, name="print"),
]
