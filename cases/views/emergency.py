"""Emergency access (R13): opening a case for three hours, the page that it opens, ending it."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access import emergency
from access.acting import ActingRequest
from access.emergency import Answer
from access.models import EmergencyOpening
from access.routes import route
from access.stepping_up import confirmation_url, confirmed_just_now, with_second_factor
from bunkyo_support.forms import render_form
from cases.emergency import emergency_view
from cases.forms.emergency import DangerForm, EmergencyForm
from drafts.submit import see_other
from organizations.models import Body, Role

from .base import BOTH

CASEWORKERS = (Role.CASEWORKER,)
KIND = "緊急閲覧"
# One answer for what does not exist, what is shut to her, and what she mistyped (R14).
NOT_OPENED = (
    "当てはまるケースを開けませんでした。番号や、ふりがなと生年月日を確かめてください。"
    "急ぐときは、待たずに119番・110番か、下の電話へ"
)
WORDS = {
    emergency.REFUSED: NOT_OPENED,
    emergency.LIMITED: "1時間に試せる回数を超えました。119番・110番か、下の電話へ連絡してください",
    emergency.SEEN_ANYWAY: "このケースは、いつもの画面で見られます。上の欄で探して開いてください",
    emergency.SAME_REASON: "同じ理由では、もう一度は開けません。続けて見ることが必要なわけを書いてください",
    emergency.TWICE: (
        "このケースは、もう2回開いています。確かめが終わるまで開けません。"
        "記録している機関へ電話してください"
    ),
}


def _asked(request: Any, form: DangerForm, answer: Answer) -> HttpResponse | None:
    """Go to what was opened, or put on the form why not. Either is in the log (R19)."""
    log = request.acting.log
    openings = EmergencyOpening.objects.of(request.user)
    if answer.outcome == emergency.OPENED:
        for opening in openings.filter(pk__in=answer.opened):
            log.note_emergency("emergency_start", opening)
        if len(answer.opened) > 1:
            messages.info(request, f"この方のケースは{len(answer.opened)}件あり、どれも開きました")
            return see_other(reverse("home"))
        return see_other(reverse("cases:emergency", args=[answer.opened[0]]))
    before = openings.running().filter(pk=answer.before).first()
    if answer.outcome == emergency.SAME_REASON and before is not None:
        return see_other(reverse("cases:emergency", args=[before.pk]))  # sent twice
    log.note("refused", kind=KIND, outcome="refused")
    form.add_error(None, WORDS[answer.outcome])
    return None


def _form_page(
    request: Any, form: DangerForm, template: str, ask: Any, **context: Any
) -> HttpResponse:
    back = request.path
    if request.method == "POST" and form.is_valid():
        if confirmed_just_now(request):
            answer = _asked(request, form, ask())
            if answer is not None:
                return answer
        else:
            form.add_error(
                None,
                "確認コードで確かめてから5分が過ぎました。下の「もう一度確かめる」を新しい画面で開いて"
                "確かめ、この画面に戻って、もう一度押してください。書いたものは残っています",
            )
            context["confirm_url"] = confirmation_url(reverse("access:confirmed"))
    context |= {
        "form": form,
        "back": back,
        "left": emergency.attempts_left(request.user),
        "most": emergency.ATTEMPTS_AN_HOUR,
        "secretariat": secretariat_to_call(),
    }
    return render_form(request, template, context, form)


@route("R13", methods=BOTH, roles=CASEWORKERS)
@with_second_factor
def begin(request: ActingRequest) -> HttpResponse:
    """Which case, and why: by number, or by reading of the name and birth date."""
    form = EmergencyForm(request.POST or None)

    def ask() -> Answer:
        said = form.cleaned_data
        if said["number"]:
            return emergency.open_by_number(number=said["number"], danger=form.danger())
        return emergency.open_by_person(
            name=said["kana"], birth_on=said["birth_on"], danger=form.danger()
        )

    return _form_page(request, form, "cases/emergency_begin.html", ask)


def _own(request: Any, pk: uuid.UUID) -> Any:
    rows = EmergencyOpening.objects.of(request.user).select_related("body", "review")
    opening = rows.filter(pk=pk).first()
    if opening is None:
        raise Http404
    return opening


@route("R13", "R11", reads=True, roles=CASEWORKERS)
def opened(request: ActingRequest, emergency_opening: uuid.UUID) -> HttpResponse:
    """What is open while it runs: the household, what to mind, whom to call. Afterwards: that it was."""
    opening = _own(request, emergency_opening)
    view = emergency_view(opening, request.user) if opening.is_running else None
    request.acting.log.note_emergency("read" if view else "list", opening)
    left = max(opening.over_at - timezone.now(), datetime.timedelta())
    minutes = int(left.total_seconds()) // 60
    context = {
        "opening": opening,
        "view": view,
        "hours": minutes // 60,
        "minutes": minutes % 60,
        "may_again": opening.number == 1 and not _is_opened_again(request.user, opening),
        "words": emergency.words_of([opening], request.user).get(opening.pk, ""),
        "secretariat": secretariat_to_call(),
    }
    return render(request, "cases/emergency.html", context)


def _is_opened_again(user: Any, opening: EmergencyOpening) -> bool:
    """Whether the second time is used up: a third one is refused until somebody has looked at both."""
    others = EmergencyOpening.objects.of(user).filter(case=opening.case_id, number=2)
    return bool(others.filter(opened_at__gte=opening.opened_at).unreviewed().exists())


def secretariat_to_call() -> Body | None:
    """The secretariat, if its telephone is known."""
    found: Body | None = Body.objects.filter(is_secretariat=True).exclude(phone="").first()
    return found


@route("R13", reads=True, methods=BOTH, roles=CASEWORKERS)
@with_second_factor
def again(request: ActingRequest, emergency_opening: uuid.UUID) -> HttpResponse:
    """Once more, with another reason."""
    opening = _own(request, emergency_opening)
    form = DangerForm(request.POST or None)
    answer = _form_page(
        request,
        form,
        "cases/emergency_again.html",
        lambda: emergency.open_again(opening=opening, danger=form.danger()),
        opening=opening,
    )
    if answer.status_code != 303:
        request.acting.log.note_emergency("list", opening)
    return answer


@route("R13", methods=("POST",), roles=CASEWORKERS)
def end(request: ActingRequest, emergency_opening: uuid.UUID) -> HttpResponse:
    """She needs it no longer."""
    opening = _own(request, emergency_opening)
    if emergency.end(opening=opening):
        request.acting.log.note_emergency("emergency_end", opening)
        messages.success(request, "緊急閲覧を終えました")
    return see_other(reverse("cases:emergency", args=[opening.pk]))
