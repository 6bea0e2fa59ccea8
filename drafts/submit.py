"""Sending a form once: the frame around the service that a view calls."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from .services import Claim, claim_form_key, claimed, discard_drafts, draft_key, note_result


def submit_once(request: HttpRequest, form: Any, save: Callable[[], str]) -> HttpResponse:
    """Call `save` once for this form key and go to the address that it returns (303).

    Key, record and the end of the draft are one transaction. Errors of the service pass
    through with everything undone, so that the form can be sent again with the same key.
    """
    user: Any = request.user
    with transaction.atomic():
        claim = claim_form_key(user=user, key=form.form_key, body_hash=form.body_hash())
        if claim.is_new:
            target = save()
            note_result(user=user, key=form.form_key, result_url=target)
            if form.draft_name:
                discard_drafts(user=user, form=form.draft_name, object_key=draft_key(form))
            return see_other(target)
    return _led(request, claim)


def led_before(request: HttpRequest, form: Any) -> HttpResponse | None:
    """Where a form that was saved already led (303), or that its key was used for another content (409);
    None when nothing was saved with its key.

    For a page whose state the first save has changed: the same form once more, after an answer that never
    arrived, is answered before anything is asked of that state, and before its choices are checked.
    """
    user: Any = request.user
    try:
        key = uuid.UUID(form.data.get(form.add_prefix("form_key"), ""))
    except ValueError:
        return None
    claim = claimed(user=user, key=key, body_hash=form.body_hash())
    return None if claim is None else _led(request, claim)


def key_led_before(request: HttpRequest) -> HttpResponse | None:
    """The same for a step that ends what its form is made of, or one's own sight of it: asked by the key alone,
    before anything is read."""
    if request.method != "POST":
        return None
    user: Any = request.user
    try:
        key = uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None
    claim = claimed(user=user, key=key, body_hash="")
    return see_other(claim.result_url) if claim is not None and claim.result_url else None


def _led(request: HttpRequest, claim: Claim) -> HttpResponse:
    if claim.is_same_content:
        return see_other(claim.result_url or request.path)
    return render(request, "ui/already_saved.html", {"result_url": claim.result_url}, status=409)


def key_of_button(request: HttpRequest, *what: object) -> uuid.UUID | None:
    """The key of a form that is nothing but a button (`{% button_head %}`), for what it asks for: `key=` of a job,
    so that the same click is the same paper. A form with two buttons has a key for each. None where no key was
    sent."""
    try:
        return uuid.uuid5(uuid.UUID(request.POST.get("form_key", "")), ":".join(map(str, what)))
    except ValueError:
        return None


def see_other(url: str) -> HttpResponse:
    """Go there with GET."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
