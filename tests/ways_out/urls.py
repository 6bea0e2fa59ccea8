"""The addresses of the product, and a page that calls out on purpose, to see that the crawl would find it."""

import os
import socket

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from access.routes import route
from bunkyo_support.urls import handler400, handler500
from bunkyo_support.urls import urlpatterns as real

OUTSIDE = "OUTSIDE"  # the variable that says where: address:port


@route("PUBLIC")
def call_out(request: HttpRequest) -> HttpResponse:
    host, _, port = os.environ[OUTSIDE].rpartition(":")
    try:
        socket.create_connection((host, int(port)), 5).close()
    except OSError:
        return HttpResponse("nobody answers")
    return HttpResponse("somebody answers")


urlpatterns = [path("calls-out/", call_out, name="calls_out"), path("", include(real))]

__all__ = ["handler400", "handler500", "urlpatterns"]
