"""Addresses of one's own jobs."""

from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<uuid:job>/", views.detail, name="detail"),
    path("<uuid:job>/progress/", views.progress, name="progress"),
    path("<uuid:job>/result/", views.result, name="result"),
]
