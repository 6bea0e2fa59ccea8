"""Sending a form once: the frame around the service that a view calls."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from .services import claim_form_key, discard_drafts, draft_key, note_result


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
    if claim.is_same_content:
        return see_other(claim.result_url or request.path)
    return render(request, "ui/already_saved.html", {"result_url": claim.result_url}, status=409)


def see_other(url: str) -> HttpResponse:
    """Go there with GET."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
