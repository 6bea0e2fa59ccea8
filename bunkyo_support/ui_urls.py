"""Addresses of the look: the style guide (development only) and the keys without modifier."""

from django.conf import settings
from django.urls import path

from . import styleguide

urlpatterns = [path("keys/", styleguide.keys, name="keys")]
if settings.DEVELOPMENT:
    urlpatterns.append(path("_styleguide/", styleguide.show, name="styleguide"))
