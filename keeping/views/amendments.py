"""Pages of a request of correction or to stop using: received, decided by two people, and on paper (Art. 90 to 103)."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.explain import audience
from access.models import AccessLog
from access.routes import route
from access.shortcuts import get_changeable
from access.stepping_up import step_up
from bunkyo_support.saving import form_page
from cases.page import CasePage
from cases.typed_contacts import ask_about_contacts
from drafts.submit import key_of_button
from keeping import services
from keeping.amendment_forms import AmendmentDecisionForm, AmendmentForm
from keeping.amendment_models import WITH_SOMETHING_TO_READ, AmendmentKind
from keeping.disclosure_forms import CheckForm
from keeping.given_to import given_to
from keeping.models import AmendmentRequest, DisclosureRequest
from keeping.services.amendment import tellings_of
from keeping.services.asked import (
    CHECKING,
    checkers_of,
    checks_at,
    latest_check,
    latest_submission,
)
from keeping.services.passing import why_not_passed

from .disclosure_letters import asked_for
from .disclosure_steps import answer_of
from .disclosures import (
    FORM,
    NO_PEOPLE,
    ROLES,
    case_page,
    done_words,
    may_be_second,
    passing_words,
    people_of,
)
from .disposals import BOTH


def amendment_of(request: ActingRequest, pk: uuid.UUID) -> tuple[AmendmentRequest, CasePage]:
    row = get_changeable(AmendmentRequest, request.user, pk)
    return row, case_page(request, row.compartment.case_id)


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def receive_amendment(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Receive a request; from a disclosure it begins with that one."""
    page = case_page(request, case)
    record: Any = page.record
    people = people_of(request, page)
    read = DisclosureRequest.objects.visible_to(request.user).of_case(page.case)
    form = AmendmentForm(
        request.POST or None,
        people=people,
        disclosures=read.filter(
            record=record, decision__in=WITH_SOMETHING_TO_READ, finished_on__isnull=False
        ),
        initial={"received_on": timezone.localdate()},
    )
    ask_about_contacts(request, form, page.case.pk)  # part and claim stand in the notice

    def save() -> str:
        made = services.receive_amendment(
            record=record,
            person=form.cleaned_data["person"],
            facts=services.AskerFacts(**form.facts),
            asked=form.asked,
            received_on=form.cleaned_data["received_on"],
            by=request.user,
        )
        request.acting.log.note(AccessLog.Action.WRITE, page.case)
        return reverse("keeping:amendment_request", args=[made.pk])

    context = page.context(
        heading="訂正請求・利用停止請求を受け付ける",
        submit="受け付ける",
        back=reverse("keeping:disclosures", args=[page.case.pk]),
        explanation="" if people.exists() else NO_PEOPLE,
        text_audience=audience(request.user, record.compartment),
    )
    case_of_it: Any = page.case
    return form_page(request, form, save, context, template=FORM, entry=case_of_it)


@route("R2", "R9", reads=True, roles=ROLES)
def amendment_request(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """What is asked for, what was decided, what is to be done, and who is to be told of it."""
    row, page = amendment_of(request, amendment_request)
    request.acting.log.note(AccessLog.Action.READ, row)
    submission = latest_submission(row, request.user)
    context = page.context(
        row=row,
        submission=submission,
        check=latest_check(submission, request.user),
        may_check=may_be_second(request, row, submission),
        checkers=checkers_of(row),
        may_pass_on=not why_not_passed(row),
        in_time=row.correction_asked_on is None and timezone.localdate() <= row.due_on,
        **_receivers(request, row),
    )
    return render(request, "keeping/amendment_request.html", context)


def _receivers(request: ActingRequest, row: AmendmentRequest) -> dict[str, Any]:
    """To whom it has been given: of them who was told, and who not yet. Only of a correction (Art. 97)."""
    if row.kind != AmendmentKind.AMEND or not row.is_granted:
        return {"tells": False}
    told = list(tellings_of(row, request.user)[:200])
    names = {one.whom for one in told}
    given = [one for one in given_to(row, request.user) if one.whom not in names]
    may_tell = row.carried_on is not None and row.finished_on is None
    return {"tellings": told, "given": given, "tells": True, "may_tell": may_tell}


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def submit_amendment(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """Put the decision before a second person."""
    row, page = amendment_of(request, amendment_request)
    form = AmendmentDecisionForm(
        request.POST or None, request=row, initial={"version": row.version}
    )
    return answer_of(
        request,
        row,
        page,
        form,
        lambda: services.submit_amendment(
            request=row, by=request.user, version=form.version, **form.values()
        ),
        leaves=True,
        done_words=f"確認を頼みました。{checkers_of(row)}が確かめると、決定になります",
        heading=f"{row.called}への決定を確かめてもらう",
        submit="確認を頼む",
        explanation=_duty(row),
    )


def _duty(row: AmendmentRequest) -> str:
    """What the law asks of the body."""
    if row.kind == AmendmentKind.STOP:
        return (
            "請求に理由があるときは、個人情報の適正な取扱いのために必要な限度で、利用停止をします。"
            "事務の適正な遂行に著しい支障を及ぼすおそれがあるときは、しないことができます"
            f"（{row.law.duty}）。"
        )
    return (
        "請求に理由があるときは、利用目的の達成に必要な範囲で訂正します"
        f"（{row.law.duty}）。事実についての請求かを確かめてください。見立てや評価そのものは、"
        "訂正の対象にならないことがあります（要確認：文書主管課）。"
    )


@route("R2", "R6", "R9", reads=True, methods=BOTH, roles=CHECKING)
@step_up
def check_amendment(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """A second person decides, after she has shown the second factor (S-55)."""
    row, page = amendment_of(request, amendment_request)
    page.require(row.record.body in checks_at(request.acting))
    put_forward = latest_submission(row, request.user)
    form = CheckForm(
        request.POST or None, put_forward=put_forward, initial={"version": row.version}
    )

    def save() -> AmendmentRequest:
        return services.check_amendment(
            request=row,
            is_right=form.cleaned_data["answer"] == "right",
            words=form.cleaned_data["words"],
            by=request.user,
            version=form.version,
        )

    is_back = form.is_bound and form.data.get("answer") == "back"
    return answer_of(
        request,
        row,
        page,
        form,
        save,
        done_words=done_words(put_forward, is_right=not is_back),
        heading=f"{row.called}への決定を確かめる",
        submit="この結果にする",
        about=f"案：{put_forward.decided_as}" if put_forward else "",
        explanation=passing_words(put_forward) or (put_forward.words if put_forward else ""),
    )


@route("R2", "R9", "R21", reads=True, methods=("POST",), roles=ROLES)
@step_up
def amendment_paper(request: ActingRequest, amendment_request: uuid.UUID) -> HttpResponse:
    """The notice of the decision, after the second factor (S-55)."""
    row, _ = amendment_of(request, amendment_request)
    key = key_of_button(request, "amendment_paper", row.pk)
    return asked_for(
        request,
        row,
        row,
        lambda: services.request_amendment_paper(request=row, by=request.user, key=key),
    )
