"""Addresses of alerts: random ids only."""

from django.urls import path

from . import views

app_name = "alerts"
urlpatterns = [
    path("", views.alert_list, name="list"),
    path("seen/", views.seen, name="seen"),
    path("digest/", views.digest, name="digest"),
    path("<uuid:alert>/put-off/", views.put_off, name="put_off"),
]
