"""Whoever comes to a form for work that has ended or pauses is told so before she fills it in; pages of apps above
ask it too."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from drafts.submit import see_other

from .models import CaseRecord
from .page import CasePage


def not_any_more(request: Any, page: CasePage, record: CaseRecord) -> HttpResponse | None:
    """Back to the case with the reason, where somebody comes to add to a record that was closed: a link of
    earlier, or a page that stood open meanwhile. None while the record goes on."""
    if not record.is_closed:
        return None
    messages.warning(request, "支援は終わっています。書き足すには、先に支援を再開してください")
    return see_other(reverse("cases:detail", args=[page.case.pk]))


def not_while_paused(
    request: Any, page: CasePage, record: CaseRecord, to: str = "つなぐには"
) -> HttpResponse | None:
    """To where a pause is looked at again, with the reason, before somebody fills in what would be refused at the
    end: work that pauses is handed to nobody (domain.md 3.2). `to`: what she came for, as the reason says it."""
    if not record.is_suspended:
        return not_any_more(request, page, record)
    messages.warning(request, f"支援を中断しています。{to}、先に支援を再開してください")
    return see_other(reverse("cases:resume", args=[page.case.pk]))
