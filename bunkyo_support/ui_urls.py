"""Addresses of the look: the style guide (development only) and what everybody sets for her own screen."""

from django.conf import settings
from django.urls import path

from . import own_screen, styleguide

urlpatterns = [
    path("keys/", own_screen.keys, name="keys"),
    path("letters/", own_screen.letters, name="letters"),
    path("lines/", own_screen.lines, name="lines"),
]
if settings.DEVELOPMENT:
    urlpatterns.append(path("_styleguide/", styleguide.show, name="styleguide"))
