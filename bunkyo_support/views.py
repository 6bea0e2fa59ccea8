"""The home page."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.routes import route
from drafts.services import drafts_for

from .today import gather


@route("R1", "R2", "R4", "R6", reads=True)
def home(request: HttpRequest) -> HttpResponse:
    """「今日の対応」: overdue, today and tomorrow, later, waiting for answers, drafts."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    today = timezone.localdate()
    soon = today + datetime.timedelta(days=1)
    items = gather(request)
    todo = [i for i in items if i.group == "todo"]
    acting.log.note("list", kind="今日の対応")
    return render(
        request,
        "home.html",
        {
            "today": today,
            "overdue": [i for i in todo if i.due_on and i.due_on < today],
            "soon": [i for i in todo if i.due_on and today <= i.due_on <= soon],
            "later": [i for i in todo if not i.due_on or i.due_on > soon],
            "news": [i for i in items if i.group == "news"],
            "waiting": [i for i in items if i.group == "waiting"],
            "drafts": drafts_for(request.user),
        },
    )
