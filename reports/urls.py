"""Addresses of boards: codes of filters only."""

from django.urls import path

from .views import board

app_name = "reports"
urlpatterns = [
    path("plans/", board.plans, name="plans"),
]
