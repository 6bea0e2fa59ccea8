"""Middleware by which a web process kills itself in the middle of a request, where the test says."""

import os
import signal
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "X-Die"
BEFORE_COMMIT, AFTER_COMMIT = "before-commit", "after-commit"


class _Dies:
    when = ""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.headers.get(HEADER) == self.when:
            os.kill(os.getpid(), signal.SIGKILL)
        return response


class BeforeCommit(_Dies):
    """Innermost: the view has written everything, the transaction of the request is still open."""

    when = BEFORE_COMMIT


class AfterCommit(_Dies):
    """Outermost: everything is kept, and the answer is not on its way yet."""

    when = AFTER_COMMIT
