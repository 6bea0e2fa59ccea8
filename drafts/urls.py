"""Addresses of drafts. They carry the name of a form and a random id, never a word typed."""

from django.urls import path

from . import views

app_name = "drafts"
urlpatterns = [
    path("save/", views.save, name="save"),
    path("stay/", views.stay, name="stay"),
    path("token/", views.token, name="token"),
    path("<slug:form>/<slug:about>/", views.show, name="show"),
    path("<slug:form>/<slug:about>/discard/", views.discard, name="discard"),
]
