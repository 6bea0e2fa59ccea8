"""Saving, fetching and discarding one's own drafts; staying signed in while typing."""

import json
import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone

from access.routes import route
from access.sessions import seconds_left

from . import services
from .labels import is_known
from .submit import see_other

# Room for a text that its form refuses as too long (documents.forms.MOST_TEXT), so that it is not lost meanwhile.
MAX_BODY = 5_000_000
MAX_FIELDS = 300
FIELD = re.compile(r"[A-Za-z0-9_-]{1,100}")
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
OBJECT = re.compile(f"(?:new-)?{UUID}")
ABOUT = re.compile(f"(?:{UUID})?")
PAGE = re.compile(r"/[A-Za-z0-9/_-]{0,250}")
NEVER_KEPT = {"csrfmiddlewaretoken", "form_key", "version", "kept_as_typed", "password"}


def _clean(values: Any) -> dict[str, list[str]]:
    """Fields of a draft as sent by the browser; anything else is not a draft."""
    if not isinstance(values, dict) or len(values) > MAX_FIELDS:
        raise Http404
    clean: dict[str, list[str]] = {}
    for name, value in values.items():
        if not FIELD.fullmatch(name) or not isinstance(value, list):
            raise Http404
        if name.rpartition("-")[2] not in NEVER_KEPT:
            clean[name] = [str(v) for v in value]
    return clean


def _stamp(when: Any) -> str:
    return timezone.localtime(when).strftime("%H:%M:%S")


def _moment(when: Any) -> str:
    local = timezone.localtime(when)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


@route("OWN", methods=("POST",), formats=("json",))
def save(request: HttpRequest) -> HttpResponse:
    """Keep what was typed; answers with the time, and how long the session still lasts."""
    if len(request.body) > MAX_BODY:
        return JsonResponse({"error": "too long"}, status=413)
    try:
        sent = json.loads(request.body)
        form, about, seq = str(sent["form"]), str(sent["object"]), int(sent["seq"])
        page, of = str(sent.get("page", "")), str(sent.get("of", ""))
        window = services.Window(str(sent.get("window", "")), int(sent.get("seen", 0)))
    except (ValueError, KeyError, TypeError) as error:
        raise Http404 from error
    if (
        not is_known(form)
        or not OBJECT.fullmatch(about)
        or not ABOUT.fullmatch(of)
        or not 0 <= seq < 2**53
    ):
        raise Http404
    kept = services.save_draft(
        user=request.user,
        form=form,
        object_key=about,
        about=of,
        seq=seq,
        values=_clean(sent.get("values")),
        begun=_clean(sent.get("begun", {})),
        page=page if PAGE.fullmatch(page) else "",
        window=window if OBJECT.fullmatch(window.object_key) else None,
    )
    answer = {"saved": _stamp(kept.at), "object": kept.object_key, "left": _left(request)}
    return JsonResponse(answer)


@route("OWN", formats=("json",))
def show(request: HttpRequest, form: str, about: str) -> HttpResponse:
    """All drafts of one form that wait, the latest first, or an empty list: the same for unknown and for none."""
    drafts = services.load_drafts(user=request.user, form=form, object_key=about)
    return JsonResponse(
        {
            "drafts": [
                {
                    "object": draft.object_key,
                    "values": draft.values,
                    "begun": draft.begun,
                    "seq": draft.seq,
                    "spent": draft.is_spent,
                    "saved": _moment(draft.updated_at),
                }
                for draft in drafts
            ]
        }
    )


@route("OWN", methods=("POST",), formats=("json",))
def discard(request: HttpRequest, form: str, about: str) -> HttpResponse:
    """Throw the draft of one form away: one's own, whatever has become of what it is about."""
    services.discard_drafts(user=request.user, form=form, object_key=about)
    if request.POST.get("then") == "home":
        messages.success(request, "下書きを捨てました")
        return see_other(reverse("home"))
    return HttpResponse(status=204)


@route("OWN", methods=("POST",), formats=("json",))
def stay(request: HttpRequest) -> HttpResponse:
    """Somebody is reading or thinking: counts as activity. Answers how long the session still lasts (S-47)."""
    return JsonResponse({"left": _left(request)})


def _left(request: HttpRequest) -> int:
    return int(seconds_left(request.session))


@route("OWN", formats=("json",))
def token(request: HttpRequest) -> HttpResponse:
    """A fresh token after signing in again in another window, and for whom it is."""
    return JsonResponse({"token": get_token(request), "user": str(request.user.pk)})
