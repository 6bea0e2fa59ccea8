"""Signing in with the ward's directory. Without one these answer 404."""

from django.urls import path

from . import directory_views

urlpatterns = [
    path("there/", directory_views.there, name="directory_there"),
    path("back/", directory_views.back, name="directory_back"),
    path("left/", directory_views.left, name="directory_left"),
    path("leave/", directory_views.leave, name="directory_leave"),
]
