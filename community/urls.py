"""Addresses of 地域づくり: random ids and codes of filters only."""

from django.urls import path

from .views import concerns, front, gatherings, liaison, places, support

app_name = "community"
urlpatterns = [
    path("", front.front, name="front"),
    path("map/", front.area_map, name="map"),
    path("places/", places.places, name="places"),
    path("places/new/", places.new_place, name="place_new"),
    path("places/<uuid:place>/", places.place, name="place"),
    path("places/<uuid:place>/edit/", places.edit_place, name="place_edit"),
    path("places/<uuid:place>/move/", places.move_place, name="place_move"),
    path("places/<uuid:place>/partners/", places.add_partner, name="partner_new"),
    path("partners/", places.partners, name="partners"),
    path("partners/<uuid:place_partner>/end/", places.end_partner, name="partner_end"),
    path("places/<uuid:place>/attend/", gatherings.attend, name="attend"),
    path("attendance/", gatherings.gatherings, name="gatherings"),
    path("attendance/<uuid:gathering>/", gatherings.edit_gathering, name="gathering"),
    path(
        "attendance/<uuid:gathering>/withdraw/",
        gatherings.withdraw_gathering,
        name="gathering_withdraw",
    ),
    path("supports/", support.supports, name="supports"),
    path("supports/new/", support.new_support, name="support_new"),
    path("supports/<uuid:support_entry>/", support.edit_support, name="support"),
    path(
        "supports/<uuid:support_entry>/withdraw/",
        support.withdraw_support,
        name="support_withdraw",
    ),
    path("intakes/", concerns.intakes, name="intakes"),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/new/", concerns.new_concern, name="concern_new"),
    path("concerns/<uuid:concern>/", concerns.concern, name="concern"),
    path("concerns/<uuid:concern>/intake/", concerns.take_concern, name="concern_intake"),
    path("concerns/<uuid:concern>/close/", concerns.close_concern, name="concern_close"),
    path("liaison/", liaison.liaison, name="liaison"),
    path("liaison/new/", liaison.new_liaison, name="liaison_new"),
    path("liaison/<uuid:liaison_meeting>/", liaison.liaison_meeting, name="liaison_meeting"),
    path("liaison/<uuid:liaison_meeting>/edit/", liaison.edit_liaison, name="liaison_edit"),
    path(
        "liaison/<uuid:liaison_meeting>/withdraw/",
        liaison.withdraw_liaison,
        name="liaison_withdraw",
    ),
    path("liaison/<uuid:liaison_meeting>/present/", liaison.add_presence, name="presence_new"),
    path("liaison/<uuid:liaison_meeting>/missing/", liaison.add_missing, name="missing_new"),
    path("liaison/<uuid:liaison_meeting>/paper/", liaison.paper, name="liaison_paper"),
    path("missing/<uuid:missing_resource>/", liaison.follow, name="missing"),
]
