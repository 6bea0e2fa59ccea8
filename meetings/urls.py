"""Addresses of meetings: random ids only."""

from django.urls import path

from .views import meetings, members, requests, sittings

app_name = "meetings"
urlpatterns = [
    path("", meetings.meeting_list, name="list"),
    path("requests/", requests.request_list, name="requests"),
    path("requests/new/<uuid:case>/", requests.new, name="request_new"),
    path("requests/<uuid:coordination_request>/", requests.detail, name="request"),
    path("requests/<uuid:coordination_request>/accept/", requests.accept, name="accept"),
    path("requests/<uuid:coordination_request>/return/", requests.give_back, name="return"),
    path("requests/<uuid:coordination_request>/resume/", requests.take_back, name="take_back"),
    path("requests/<uuid:coordination_request>/meeting/", meetings.establish, name="establish"),
    path("duty/<uuid:source>/", members.acknowledge, name="acknowledge"),
    path("members/<uuid:member>/end/", members.end_member, name="end_member"),
    path("sittings/<uuid:sitting>/", sittings.sitting, name="sitting"),
    path("sittings/<uuid:sitting>/change/", sittings.change, name="change_sitting"),
    path("sittings/<uuid:sitting>/cancel/", sittings.cancel, name="cancel_sitting"),
    path("sittings/<uuid:sitting>/minutes/", sittings.minutes, name="minutes"),
    path("sittings/<uuid:sitting>/approve/", sittings.approve, name="approve"),
    path("sittings/<uuid:sitting>/decide/", sittings.decide, name="decide"),
    path("decisions/<uuid:decision>/", sittings.settle, name="settle"),
    path("conferences/<uuid:conference>/", meetings.conference, name="conference"),
    path("<uuid:meeting>/", meetings.meeting, name="meeting"),
    path("<uuid:meeting>/change/", meetings.change, name="change"),
    path("<uuid:meeting>/members/", members.appoint, name="appoint"),
    path("<uuid:meeting>/members/paper/", members.paper_member, name="paper_member"),
    path("<uuid:meeting>/sittings/", sittings.plan, name="plan_sitting"),
    path("<uuid:meeting>/dissolve/", meetings.dissolve, name="dissolve"),
]
