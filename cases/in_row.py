"""One press in a row of the home page: done where it stands, by htmx; without, the page comes back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.errors import DomainError
from drafts.submit import see_other


def in_its_row(request: Any, row: Any, do: Any, context: dict[str, Any]) -> HttpResponse:
    """Done, or why not, in the place of the row. `context`: said, about, url, and undo_url or next."""
    try:
        do()
        request.acting.log.note("write", row)
    except DomainError as error:
        context |= {"error": str(error)}
        if not request.htmx:
            messages.warning(request, str(error))
    if not request.htmx:
        return see_other(reverse("home"))
    return render(request, "home/_done.html", context | {"number": row.compartment.case.number})
