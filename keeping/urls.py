"""Addresses of retention: random ids only."""

from django.urls import path

from .views import disposals, holds, retention

app_name = "keeping"
urlpatterns = [
    path("", disposals.front, name="front"),
    path("draw/", disposals.draw_up, name="draw_up"),
    path("lists/<uuid:disposal_list>/", disposals.disposal_list, name="disposal_list"),
    path("lists/<uuid:disposal_list>/run/", disposals.run, name="run"),
    path("lists/<uuid:disposal_list>/certificate/", disposals.certificate, name="certificate"),
    path("classes/", retention.classes, name="classes"),
    path("cases/<uuid:case>/hold/", holds.hold, name="hold"),
    path("holds/<uuid:legal_hold>/lift/", holds.lift, name="lift"),
]
