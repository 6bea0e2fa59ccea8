"""Addresses of access: the log of reading, and the end of a confirmation."""

from django.urls import path

from . import incident_views, unusual_views, views

app_name = "access"

urlpatterns = [
    path("", views.log, name="log"),
    path("disclosures/", views.open_disclosures, name="open_disclosures"),
    path("confirmed/", views.confirmed, name="confirmed"),
    path("noticed/", views.noticed, name="noticed"),
    path("incidents/", incident_views.incident_list, name="incidents"),
    path("incidents/new/", incident_views.begin, name="incident_new"),
    path("incidents/<uuid:incident>/", incident_views.incident, name="incident"),
    path("incidents/<uuid:incident>/logins/", incident_views.end_logins, name="incident_logins"),
    path("unusual/", unusual_views.flags, name="flags"),
    path("unusual/look/", unusual_views.look_again, name="look_again"),
    path("unusual/figures/", unusual_views.figures, name="figures"),
    path("unusual/<uuid:reading_flag>/", unusual_views.flag, name="flag"),
]
