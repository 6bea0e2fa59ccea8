"""Addresses of access: the log of reading, and the end of a confirmation."""

from django.urls import path

from . import unusual_views, views

app_name = "access"

urlpatterns = [
    path("", views.log, name="log"),
    path("disclosures/", views.open_disclosures, name="open_disclosures"),
    path("confirmed/", views.confirmed, name="confirmed"),
    path("unusual/", unusual_views.flags, name="flags"),
    path("unusual/look/", unusual_views.look_again, name="look_again"),
    path("unusual/figures/", unusual_views.figures, name="figures"),
    path("unusual/<uuid:reading_flag>/", unusual_views.flag, name="flag"),
]
