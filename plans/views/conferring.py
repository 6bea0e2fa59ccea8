"""The plan and the 重層的支援会議: submitting, convening, recording what was found, carrying it out."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from access.explain import audience_of_words
from access.routes import route
from bunkyo_support.saving import only_to_open
from cases.typed_contacts import ask_about_contacts
from drafts.submit import key_led_before
from meetings.models import ConferenceItem, ItemResult, Purpose
from meetings.services import add_conference_item, persons_without_consent
from meetings.services.conferences import ItemFacts, invited
from meetings.services.naming import called
from meetings.words import conference_name
from plans import services
from plans.after_end import words_after
from plans.after_review import for_call, for_result
from plans.choices import codes
from plans.forms import CallForm, CarryOutForm, ItemForm, ResultForm, SubmissionForm
from plans.left_running import running_in, unfinished_in
from plans.models import Plan
from plans.page import PlanPage
from plans.services.conferring import PURPOSES, asks_next_day, attending, free_purposes
from plans.services.drafting import bodies_with_roles
from plans.states import PlanState

from .forms_of_plan import BOTH, COORDINATORS, answer, kept_plan, of_version, sent_by


def _others(page: PlanPage) -> list[str]:
    """How those are called who have not consented to what the bodies will read (R03)."""
    bodies = attending(page.plan, page.user)
    rows = persons_without_consent(case=page.case, bodies=bodies, by=page.user)
    return list(dict.fromkeys(called(person) for person in rows))


def _to(conference: Any) -> str:
    return reverse("meetings:conference", args=[conference.pk])


@route("R8", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def submit(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Bring the plan before the conference."""
    page = kept_plan(request, plan)
    only_to_open(request, page.at_hand)
    form = SubmissionForm(request.POST or None, others=_others(page), **of_version(page))
    ask_about_contacts(request, form, page.case.pk)
    name = conference_name()
    return answer(
        page,
        form,
        lambda: services.submit_plan(**sent_by(page, form), **form.values()),
        "plans/form.html",
        done=f"{name}に付議しました",
        heading=f"{name}に付議する",
        submit="付議する",
        explanation=f"参加機関と事務局で、{name}を開きます。"
        "開けるのは、本人の同意が有効な間だけです。",
        lead_open=page.plan.lead_body_id is None,
    )


@route("R8", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def call(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """Convene a conference on a plan that goes on."""
    page = kept_plan(request, plan)
    page.require(page.may_call)
    options = of_version(page)
    options["initial"] |= for_call(page.plan, page.user)
    form = CallForm(
        request.POST or None,
        others=_others(page),
        purposes=PURPOSES[page.plan.state],
        bodies=attending(page.plan, page.user),
        **options,
    )
    ask_about_contacts(request, form, page.case.pk)
    return answer(
        page,
        form,
        lambda: services.call_conference(**sent_by(page, form), **form.content()),
        "plans/form.html",
        target=_to,
        done=f"{conference_name()}を招集しました",
        heading=f"{conference_name()}を招集する",
        submit="招集する",
        explanation="招集した機関の担当者の「今日の仕事」に出ます。終結・中断・再プランは、"
        "会議の結果を区が確かめてから、プランに移します。",
    )


@route("R8", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def add_item(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """One more item for the conference that is planned."""
    page = kept_plan(request, plan)
    conference = services.planned_conference(page.plan, page.user)
    if conference is None:
        raise Http404
    free = free_purposes(page.plan, conference, page.user)
    page.require(free)
    only_to_open(request, page.at_hand)
    form = ItemForm(request.POST or None, purposes=free, draft_object=page.plan.pk)
    ask_about_contacts(request, form, page.case.pk)
    return answer(
        page,
        form,
        lambda: add_conference_item(
            conference=conference,
            facts=ItemFacts(form.cleaned_data["purpose"], form.cleaned_data["question"]),
            by=page.user,
        ),
        "plans/form.html",
        target=lambda _: _to(conference),
        done="会議の案件を加えました",
        heading="会議の案件を加える",
        submit="案件を加える",
    )


CODE_LISTS = ("CL-12", "CL-13", "CL-15")


@route("R8", "R6", reads=True, methods=BOTH, roles=COORDINATORS)
def result(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """What the conference found, item by item."""
    page = kept_plan(request, plan)
    conference = services.planned_conference(page.plan, page.user)
    page.require(conference)
    assert conference is not None
    only_to_open(request, page.at_hand or conference.opened_at is not None)
    rows = list(ConferenceItem.objects.visible_to(page.user).filter(conference=conference))
    prefilled = for_result(page.plan, page.user, rows)
    form = ResultForm(
        request.POST or None,
        items=rows,
        invited=invited(conference, page.user),
        leads=bodies_with_roles(page.plan, page.user),
        code_choices={name: codes(name) for name in CODE_LISTS},
        # Once she was asked for the day, what she says of it is heard, though asking has ended since.
        asks_day=(conference.asks_dates and conference.opened_at is None)
        or "met_on" in request.POST,
        asks_next=page.at_hand and asks_next_day(page.plan),
        draft_object=conference.pk,
        initial={"version": page.plan.version, "chair": conference.chair, **prefilled},
    )
    ask_about_contacts(request, form, page.case.pk)
    return answer(
        page,
        form,
        lambda: services.record_conference(
            plan=page.plan,
            conference=conference,
            version=form.version,
            by=page.user,
            **form.content(),
        ),
        "plans/result.html",
        text_audience=audience_of_words(page.audience),
        target=_to,
        done="会議の結果を記録しました",
        heading=f"{conference_name()}の結果を記録する",
        submit="会議の結果を記録する",
        purposes=Purpose,
        conference=conference,
    )


@route("R6", "R8", reads=True, methods=BOTH, roles=COORDINATORS)
def carry_out(request: HttpRequest, plan: uuid.UUID) -> HttpResponse:
    """The ward confirms what the conference found, and the plan follows."""
    page = kept_plan(request, plan)
    if (before := key_led_before(request)) is not None:
        return before
    item = page.found
    only_to_open(request, page.to_follow)
    form = CarryOutForm(request.POST or None, **of_version(page))
    return answer(
        page,
        form,
        lambda: services.carry_out(
            plan=page.plan, item=item, version=form.version, by=page.user, **form.values()
        ),
        "plans/form.html",
        target=lambda made: reverse("plans:detail", args=[made.pk]),
        done=lambda made: _followed(request, made),
        heading=f"会議の結果（{item.get_result_display()}）をプランに移す"
        if item is not None
        else "会議の結果をプランに移す",
        submit="区の確認を記録する",
        explanation=_what_follows(item) if item is not None else "",
        running=running_in(page.user, page.plan) if item and item.result in ENDING else [],
        unfinished=unfinished_in(page.user, page.plan)
        if item and item.result == ItemResult.CLOSE
        else [],
        convened_name=conference_name(),
        convened=page.planned if item and item.result in ENDING else None,
    )


def _followed(request: HttpRequest, made: Plan) -> str:
    """What became of the plan when the ward had confirmed the conference."""
    if made.state == PlanState.COMPLETED:
        return words_after(request, made)
    if made.state == PlanState.SUSPENDED:
        return "会議の結果のとおり、プランを中断しました"
    return "会議の結果のとおり、再プランを作りました。前のプランの内容を引き継いでいます"


# The plan is over when these are carried out.
ENDING = (ItemResult.CLOSE, ItemResult.REPLAN)


def _what_follows(item: ConferenceItem) -> str:
    """In words, before it is done."""
    if item.result == "close":
        return (
            f"プランは終結します。終結のあとの主担当機関は「{item.lead_body}」です。"
            "終結したプランは、元に戻せません。"
        )
    if item.result == "suspend":
        return (
            f"プランは中断します。理由：{item.reason.rstrip('。')}。"
            "再開するときは「次の進め方を決める」から。"
        )
    return "いまのプランを終え、同じ参加機関で次のプランを作り始めます。"
