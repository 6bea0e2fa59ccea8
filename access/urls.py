"""Addresses of access: the log of reading."""

from django.urls import path

from . import views

app_name = "access"

urlpatterns = [
    path("", views.log, name="log"),
    path("disclosures/", views.open_disclosures, name="open_disclosures"),
]
