"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from .bodies import whole_only
from .room import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bunkyo_support.settings")

application = with_room(whole_only(get_wsgi_application()))
# All views are imported now, and not while the first person waits for her page: a process that takes the
# place of a killed one answers at once (security.md F-01).
get_resolver().url_patterns  # noqa: B018
