"""Addresses of meetings: random ids only."""

from django.urls import path

from .views import (
    answers,
    conferences,
    meetings,
    members,
    requests,
    resource_gaps,
    sittings,
    talk,
)

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
    path("sittings/<uuid:sitting>/room/", talk.room, name="room"),
    path("sittings/<uuid:sitting>/open/", talk.open_sitting, name="open_sitting"),
    path("sittings/<uuid:sitting>/points/", talk.note_point, name="note_point"),
    path("sittings/<uuid:sitting>/agree/", talk.agree, name="agree"),
    path("sittings/<uuid:sitting>/agenda/", talk.add_agenda, name="add_agenda"),
    path("sittings/<uuid:sitting>/present/", talk.present, name="present"),
    path("sittings/<uuid:sitting>/minutes/send/", answers.send, name="send_minutes"),
    path("sittings/<uuid:sitting>/minutes/confirm/", answers.confirm, name="confirm_minutes"),
    path("sittings/<uuid:sitting>/minutes/print/", answers.print_minutes, name="print_minutes"),
    path("sittings/<uuid:sitting>/survey/", answers.survey, name="survey"),
    path("agenda/<uuid:agenda_item>/turn/", talk.turn_to, name="turn_to"),
    path("points/<uuid:talk_note>/", talk.change_point, name="change_point"),
    path("answers/<uuid:minutes_answer>/", answers.settle_wish, name="settle_wish"),
    path("decisions/", answers.decisions, name="decisions"),
    path("decisions/<uuid:decision>/complete/", answers.complete, name="complete"),
    path("decisions/<uuid:decision>/", sittings.settle, name="settle"),
    path("conferences/", conferences.conference_list, name="conferences"),
    path("conferences/<uuid:conference>/", conferences.conference, name="conference"),
    path("conferences/<uuid:conference>/change/", conferences.change, name="change_conference"),
    path(
        "conferences/<uuid:conference>/open/", conferences.open_conference, name="open_conference"
    ),
    path("conferences/<uuid:conference>/cancel/", conferences.cancel, name="cancel_conference"),
    path("conferences/<uuid:conference>/minutes/", conferences.correct, name="correct_conference"),
    path("conferences/<uuid:conference>/send/", conferences.send, name="send_conference"),
    path("conferences/<uuid:conference>/fix/", conferences.fix, name="fix_conference"),
    path("conferences/<uuid:conference>/add/", conferences.add, name="add_to_conference"),
    path(
        "conferences/<uuid:conference>/print/", conferences.print_minutes, name="print_conference"
    ),
    path(
        "conferences/answers/<uuid:conference_attendance>/",
        conferences.answer,
        name="answer_conference",
    ),
    path("gaps/", resource_gaps.gap_list, name="gaps"),
    path("gaps/<uuid:resource_gap>/", resource_gaps.change, name="gap"),
    path(
        "conferences/<uuid:conference>/gap/", resource_gaps.note_beside_conference, name="gap_new"
    ),
    path(
        "sittings/<uuid:sitting>/gap/", resource_gaps.note_beside_sitting, name="gap_beside_sitting"
    ),
    path("<uuid:meeting>/", meetings.meeting, name="meeting"),
    path("<uuid:meeting>/change/", meetings.change, name="change"),
    path("<uuid:meeting>/members/", members.appoint, name="appoint"),
    path("<uuid:meeting>/members/paper/", members.paper_member, name="paper_member"),
    path("<uuid:meeting>/sittings/", sittings.plan, name="plan_sitting"),
    path("<uuid:meeting>/dissolve/", meetings.dissolve, name="dissolve"),
]
