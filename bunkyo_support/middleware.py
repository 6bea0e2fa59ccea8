"""Headers of every dynamic answer (S-43, S-44, S-52). The policy for content is in `csp`."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase

from .csp import REPORTING_ENDPOINTS

# What the browser may use at all: passkeys for signing in, and nothing else.
PERMISSIONS = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer",
                "autoplay",
                "browsing-topics",
                "camera",
                "display-capture",
                "encrypted-media",
                "fullscreen",
                "geolocation",
                "gyroscope",
                "hid",
                "idle-detection",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "picture-in-picture",
                "screen-wake-lock",
                "serial",
                "usb",
                "xr-spatial-tracking",
            )
        ),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)


class SecurityHeadersMiddleware:
    """Stands below static files, so that everything passing here is one person's page."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "same-origin"
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = PERMISSIONS
        response["Reporting-Endpoints"] = REPORTING_ENDPOINTS
        response["X-Content-Type-Options"] = "nosniff"
        if self._has_signed_out(request):
            response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response

    @staticmethod
    def _has_signed_out(request: Any) -> bool:
        match = getattr(request, "resolver_match", None)
        return bool(match and match.view_name == "account_logout" and request.method == "POST")
