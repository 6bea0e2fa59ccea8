"""Addresses of boards: codes of filters only."""

from django.urls import path

from .views import board, boards, exports

app_name = "reports"
urlpatterns = [
    path("plans/", board.plans, name="plans"),
    path("together/", boards.together, name="together"),
    path("own/", boards.own, name="own"),
    path("ward/", boards.ward, name="ward"),
    path("statistics/", exports.statistics, name="statistics"),
    path("records/<uuid:case_record>/data/", exports.own_data, name="own_data"),
]
