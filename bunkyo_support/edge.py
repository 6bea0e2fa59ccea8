"""What is settled before anything else of a request: the health check, and from where it comes."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

HEALTH = "/healthz"


class EdgeMiddleware:
    """Stands first. It knows no person, asks no database and tells nothing.

    `/healthz` answers 204 to who asks the process itself, whatever name or scheme was used: the engine
    of the containers does. It is no route (there is nothing to see, and no session is touched); from
    outside the proxy answers 404 for it.

    Behind PROXIES proxies the address of the terminal is the one that the outermost of them noted:
    counted from the end of X-Forwarded-For, so that nobody writes her own. The log of reading (R19)
    and the limits of failed logins go by it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == HEALTH:
            return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
        if settings.PROXIES:
            noted = [part.strip() for part in _forwarded(request).split(",")]
            if len(noted) >= settings.PROXIES and _is_address(noted[-settings.PROXIES]):
                request.META["REMOTE_ADDR"] = noted[-settings.PROXIES]
        return self.get_response(request)


def _forwarded(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_X_FORWARDED_FOR", ""))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
