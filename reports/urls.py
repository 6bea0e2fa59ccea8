"""Addresses of boards: codes of filters only."""

from django.urls import path

from .views import board, boards, entrusted, exports, figure_keeping, figures

app_name = "reports"
urlpatterns = [
    path("plans/", board.plans, name="plans"),
    path("figures/", figures.figures, name="figures"),
    path("figures/one/", figures.figure, name="figure"),
    path("figures/rows/", figures.figure_rows, name="figure_rows"),
    path("figures/targets/", figure_keeping.targets, name="targets"),
    path("figures/closing/", figure_keeping.closing, name="closing"),
    path("figures/monthly/", entrusted.monthly, name="monthly"),
    path("figures/monthly/received/", entrusted.monthly_received, name="monthly_received"),
    path("figures/monthly/<uuid:body_report>/", entrusted.body_report, name="body_report"),
    path("figures/yearly/", figure_keeping.yearly, name="yearly"),
    path("together/", boards.together, name="together"),
    path("own/", boards.own, name="own"),
    path("ward/", boards.ward, name="ward"),
    path("statistics/", exports.statistics, name="statistics"),
    path("records/<uuid:case_record>/data/", exports.own_data, name="own_data"),
]
