"""Reviews of emergency access (R13): for supervisors of the recording bodies, and for auditors, who read
the number, the times and the code of the reason, and nothing of the case (R10)."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access import emergency
from access.acting import ActingRequest
from access.emergency_models import REVIEW
from access.models import EmergencyOpening, EmergencyReview
from access.routes import route
from bunkyo_support.forms import render_form
from cases.forms.emergency import ReviewForm
from cases.paging import page_of
from documents.wareki import fiscal_year, fiscal_year_label
from organizations.models import Role

from .base import BOTH, save_form
from .emergency import secretariat_to_call

REVIEWERS = (Role.SUPERVISOR, Role.AUDITOR)


def _rows(user: Any) -> Any:
    rows = EmergencyOpening.objects.for_review_by(user)
    return rows.select_related("user", "body", "review__reviewed_by")


def _by_body(user: Any) -> tuple[str, list[dict[str, Any]]]:
    """How often each body opened in this fiscal year and what came of it, as far as the reviewer reads."""
    year = fiscal_year(timezone.localdate())
    since = timezone.make_aware(datetime.datetime(year, 4, 1))  # noqa: DTZ001 - made aware here
    found = {
        finding: Count("pk", filter=Q(review__finding=finding))
        for finding in EmergencyReview.Finding.values
    }
    rows = (
        EmergencyOpening.objects.for_review_by(user)
        .filter(opened_at__gte=since)
        .values("body__name")
        .annotate(opened=Count("pk"), waiting=Count("pk", filter=Q(review__isnull=True)), **found)
    )
    return fiscal_year_label(year), list(rows.order_by("-opened", "body__name"))


@route("R13", "R10", reads=True, roles=REVIEWERS)
def reviews(request: ActingRequest) -> HttpResponse:
    """What was opened by others, the unreviewed first, the oldest of them at the top."""
    closed = EmergencyReview.objects.filter(opening=OuterRef("pk"))
    rows = _rows(request.user).annotate(
        is_closed=Exists(closed), waits_since=Case(When(~Exists(closed), then=F("opened_at")))
    )
    pages = page_of(request, rows.order_by("is_closed", "waits_since", "-opened_at", "pk"))
    request.acting.log.note("list", kind=REVIEW)
    words = emergency.words_of(pages["rows"], request.user)
    year, by_body = _by_body(request.user)
    context = {
        "pages": pages,
        "words": words,
        "reads_words": Role.SUPERVISOR in request.acting.roles,
        "year": year,
        "by_body": by_body,
    }
    return render(request, "cases/emergency_reviews.html", context)


@route("R13", "R10", reads=True, methods=BOTH, roles=REVIEWERS)
def review(request: ActingRequest, emergency_opening: uuid.UUID) -> HttpResponse:
    """Who opened what, when, why; and the finding that closes it. Nobody reviews her own."""
    opening = _rows(request.user).filter(pk=emergency_opening).first()
    if opening is None:
        raise Http404
    form = ReviewForm(request.POST or None)

    def save() -> str:
        emergency.close_review(opening=opening, by=request.user, **form.values())
        request.acting.log.note_emergency("write", opening)
        messages.success(request, "確かめた結果を登録しました")
        if form.cleaned_data["finding"] == EmergencyReview.Finding.IMPROPER:
            return reverse("cases:emergency_review", args=[opening.pk])  # says whom to tell
        return reverse("cases:emergency_reviews")

    if (answer := save_form(request, form, save)) is not None:
        return answer
    request.acting.log.note_emergency("read", opening)
    words = emergency.words_of([opening], request.user).get(opening.pk, "")
    pages = page_of(request, emergency.readings_under(opening))
    context = {
        "opening": opening,
        "form": form,
        "words": words,
        "pages": pages,
        "secretariat": secretariat_to_call(),
        "begins_incidents": Role.AUDITOR in request.acting.roles,
    }
    return render_form(request, "cases/emergency_review.html", context, form)
