"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from .bodies import whole_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bunkyo_support.settings")

application = whole_only(get_wsgi_application())
