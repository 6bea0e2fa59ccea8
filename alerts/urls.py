"""Addresses of alerts: random ids only."""

from django.urls import path

from . import factor_views, views

app_name = "alerts"
urlpatterns = [
    path("", views.alert_list, name="list"),
    path("seen/", views.seen, name="seen"),
    path("digest/", views.digest, name="digest"),
    path("factors/", factor_views.requests, name="factor_requests"),
    path("factors/ask/", factor_views.ask, name="ask_to_take_factors"),
    path("<uuid:alert>/put-off/", views.put_off, name="put_off"),
]
