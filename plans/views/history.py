"""The history of a plan: two editions side by side, every change, and the versions that were fixed."""

import datetime
import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.routes import route
from access.shortcuts import get_visible
from cases.paging import page_of
from documents.wareki import format_date
from plans import services
from plans.changes import Changes
from plans.comparing import SideBySide, at_last_meeting, fixed_versions, side_by_side
from plans.editions import Edition, editions_of
from plans.fixed_document import document_of, on_screen
from plans.forms import ConfirmForm, CopyForm
from plans.models import FixedPlan, FixedPlanText, Plan
from plans.page import PlanPage
from plans.past import Past, Span
from plans.services.changing import bodies_acted_for
from plans.services.prints import receivers_of
from plans.stood import Unkept, stood_then, tell_apart, told_apart, unkept

from .forms_of_plan import BOTH, answer, kept_plan

PAGE = 25


@route("R5", "R6", "R9", reads=True, methods=BOTH)
def history(request: ActingRequest, plan: uuid.UUID) -> HttpResponse:
    """Two editions side by side, or the plan now beside the plan at the last meeting; all changes."""
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    past = Past(page.plan, request.user)
    found, fixed = editions_of(past), fixed_versions(past)
    sent = request.POST if request.method == "POST" else request.GET
    met = at_last_meeting(past, fixed)
    comparison = _Comparison(past, sent, found, met)
    past.expect(*comparison.moments)
    changes: Any = Changes(page.plan, request.user, past)
    shown = page_of(request, changes, size=PAGE)
    request.acting.log.note("read", page.plan, kind="支援プランの履歴")
    tell_apart(fixed)
    context = page.context(
        editions=found,
        met=met[0] if met else None,
        fixed_versions=fixed,
        unkept=unkept(past, fixed),
        sees_words=changes.sees_words,
        changes=shown,
        **comparison.context(),
    )
    return render(request, "plans/history.html", context)


class _Comparison:
    """What stands side by side: two editions, or the plan at the last meeting and now."""

    def __init__(
        self, past: Past, sent: Any, found: list[Edition], met: tuple[Any, Span] | None
    ) -> None:
        self.past, self.everything = past, sent.get("all") == "1"
        self.since = met[0] if met and sent.get("since") == "meeting" else None
        self.numbers: tuple[int | None, int | None] = (None, None)
        self.spans: list[Span | None] = []
        if met and self.since:
            self.spans = [met[1], past.span_now()]
        else:
            self.numbers = _chosen(sent, found)
            self.spans = [past.span("edition", number) for number in self.numbers if number]

    @property
    def moments(self) -> list[datetime.datetime | None]:
        return [span.end for span in self.spans if span]

    def context(self) -> dict[str, Any]:
        before, after = self.numbers
        words = {"before_label": f"第{before}版", "after_label": f"第{after}版"}
        if self.since:
            words = {
                "before_label": f"会議のとき（第{self.since.edition}版）",
                "after_label": f"いま（第{self.past.plan.edition}版）",
            }
        return {
            **words,
            "everything": self.everything,
            "since": self.since,
            "before": before,
            "after": after,
            "sections": self._sections(),
        }

    def _sections(self) -> list[SideBySide] | None:
        spans = [span for span in self.spans if span]
        if len(spans) < 2 or (self.since is None and self.numbers[0] == self.numbers[1]):
            return None
        old, new = (self.past.snapshot(span) for span in spans)
        return side_by_side(old, new, everything=self.everything, progress=bool(self.since))


def _chosen(sent: Any, found: list[Edition]) -> tuple[int | None, int | None]:
    """The two editions to compare, the older first; the newest two unless others are asked for."""
    numbers = [edition.number for edition in found]
    asked = [sent.get(name, "") for name in ("before", "after")]
    wanted = [int(a) for a in asked if a.isdecimal() and len(a) < 6 and int(a) in numbers]
    if len(wanted) != len(asked):
        wanted = numbers[:2]
    if len(wanted) < 2:
        return None, None
    return min(wanted), max(wanted)


def _text_of(fixed: FixedPlan, user: Any) -> FixedPlanText:
    """The words of a fixed version; a supervisor sees that it is there, and not these (R9)."""
    text = FixedPlanText.objects.visible_to(user).filter(fixed=fixed).first()
    if text is None:
        raise Http404
    return text


@route("R5", "R6", reads=True)
def fixed(request: ActingRequest, fixed_plan: uuid.UUID) -> HttpResponse:
    """The plan as it stood at a meeting, or when the ward decided."""
    row = get_visible(FixedPlan, request.user, fixed_plan)
    text = _text_of(row, request.user)
    page = PlanPage(request, get_visible(Plan, request.user, row.plan_id))
    request.acting.log.note("read", page.plan)
    may_print = page.may_write and bool(bodies_acted_for(page.plan, request.user))
    return render(
        request,
        "plans/fixed.html",
        page.context(
            fixed=told_apart(row, request.user),
            blocks=on_screen(text.blocks),
            may_print=may_print,
        ),
    )


@route("R5", "R6", "R21", reads=True, methods=BOTH)
def print_fixed(request: ActingRequest, fixed_plan: uuid.UUID) -> HttpResponse:
    """Ask for a copy of a fixed version: for whom, and then the page of its making."""
    row = get_visible(FixedPlan, request.user, fixed_plan)
    _text_of(row, request.user)
    page = PlanPage(request, get_visible(Plan, request.user, row.plan_id))
    acted_for = bodies_acted_for(page.plan, request.user)
    if not page.may_write or not acted_for:
        raise Http404
    form = CopyForm(
        request.POST or None,
        may_leave=page.has_consent,
        receivers=receivers_of(page.plan, acted_for[0], request.user),
        draft_object=fixed_plan,
    )
    return answer(
        page,
        form,
        lambda: services.request_print(
            plan=page.plan,
            **form.chosen(),
            body=acted_for[0],
            fixed=row,
            by=request.user,
        ),
        "plans/form.html",
        action="print",
        target=lambda made: reverse("jobs:detail", args=[made[1].pk]),
        heading=f"{format_date(row.on)}の{row.get_moment_display()}"
        f"{told_apart(row, request.user).which}のときの版（第{row.edition}版）を印刷する（PDF）",
        submit="PDFを作る",
        explanation="決まったときの内容を、そのまま印刷します。そのあとの変更は入りません。"
        "写しには番号と、印刷した人・日時が入ります。"
        "本人や参加機関に渡すときは、提供の記録に残ります。",
    )


def _unkept(past: Past, conference: uuid.UUID | None) -> Unkept:
    """The conference, or the decision, of which no version was kept; others are not there."""
    for one in unkept(past, fixed_versions(past)):
        if (one.conference.pk if one.conference else None) == conference:
            return one
    raise Http404


@route("R5", "R6", reads=True)
def stood(
    request: ActingRequest, plan: uuid.UUID, conference: uuid.UUID | None = None
) -> HttpResponse:
    """How the plan stood at a conference or a decision of before there were fixed versions; that it
    is not known, where history does not reach back."""
    page = PlanPage(request, get_visible(Plan, request.user, plan))
    page.require(page.content)  # a supervisor sees that there was one, and not these words (R9)
    past = Past(page.plan, request.user)
    one = _unkept(past, conference)
    found = stood_then(past, one)
    request.acting.log.note("read", page.plan)
    context = page.context(
        one=one,
        edition=found[0].row.edition if found else None,
        blocks=on_screen(document_of(page.plan, one.conference, request.user, found[1]))
        if found
        else None,
        may_keep=found is not None and page.is_coordinator,
    )
    return render(request, "plans/stood.html", context)


@route("R6", reads=True, methods=BOTH)
def keep(
    request: ActingRequest, plan: uuid.UUID, conference: uuid.UUID | None = None
) -> HttpResponse:
    """Keep what history knows of it as a fixed version."""
    page = kept_plan(request, plan)
    one = _unkept(Past(page.plan, request.user), conference)
    return answer(
        page,
        ConfirmForm(request.POST or None, draft_object=conference or plan),
        lambda: services.keep_as_it_stood(
            plan=page.plan, conference_id=conference, by=request.user
        ),
        "plans/form.html",
        target=lambda made: reverse("plans:fixed", args=[made.pk]),
        done="決まった版として残しました",
        heading=f"{format_date(one.on)}の{one.label}のときの版を残す",
        submit="決まった版として残す",
        explanation="変更の記録からわかる、このときの内容を、決まった版として残します。"
        "あとから組み立てた版であることも、版の中に書きます。残したあとは、だれも変えられません。",
    )
