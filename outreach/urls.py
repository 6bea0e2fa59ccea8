"""Addresses of outreach: ids are random, filters are codes."""

from django.urls import path

from .views import consent, lists, monthly, moves, targets, visits

app_name = "outreach"
urlpatterns = [
    path("", lists.targets_list, name="list"),
    path("new/", lists.new, name="new"),
    path("week/", lists.week, name="week"),
    path("monthly/", monthly.monthly, name="monthly"),
    path("cases/<uuid:case>/begin/", targets.begin, name="begin"),
    path("visits/<uuid:planned_visit>/", visits.change, name="visit"),
    path("visits/<uuid:planned_visit>/cancel/", visits.cancel, name="cancel_visit"),
    path("visits/<uuid:planned_visit>/returned/", lists.returned, name="returned"),
    path("visits/<uuid:planned_visit>/returned-here/", lists.returned_here, name="returned_here"),
    path("visits/<uuid:planned_visit>/attempt/", visits.attempt_of_visit, name="attempt_of_visit"),
    path("attempts/<uuid:visit_attempt>/correct/", visits.correct, name="correct"),
    path("<uuid:outreach>/", targets.detail, name="detail"),
    path("<uuid:outreach>/change/", targets.change, name="change"),
    path("<uuid:outreach>/name/", targets.name, name="name"),
    path("<uuid:outreach>/sources/", targets.sources, name="sources"),
    path("<uuid:outreach>/prepare/", targets.prepare, name="prepare"),
    path("<uuid:outreach>/move/", moves.move, name="move"),
    path("<uuid:outreach>/link/", moves.link, name="link"),
    path("<uuid:outreach>/close/", moves.close, name="close"),
    path("<uuid:outreach>/visit/", visits.plan, name="plan_visit"),
    path("<uuid:outreach>/attempt/", visits.attempt, name="attempt"),
    path("<uuid:outreach>/attempts/", visits.attempts, name="attempts"),
    path("<uuid:outreach>/consent/", consent.consent, name="consent"),
]
