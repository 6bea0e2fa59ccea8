"""Pages of a request of disclosure: received, marked paragraph by paragraph, checked, printed (S-93)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.errors import DomainError
from access.explain import audience
from access.models import AccessLog
from access.routes import route
from access.shortcuts import get_case, get_changeable
from access.stepping_up import step_up
from bunkyo_support.forms import render_form
from bunkyo_support.saving import form_page, save_form
from cases.models import Person
from cases.page import CasePage
from cases.paging import page_of
from cases.typed_contacts import ask_about_contacts
from documents.wareki import format_date
from drafts.submit import key_of_button, see_other
from keeping import services
from keeping.asked_models import PASS_ON, AskedOfBody
from keeping.disclosing import (
    Paragraph,
    grounds_before,
    grounds_now,
    grounds_of,
    not_looked_at,
    now_decided,
    paragraphs,
)
from keeping.disclosure_forms import CheckForm, MarksForm, ReceiveForm, SubmitForm
from keeping.kept_besides import NOT_IN_IT
from keeping.models import LATER, AmendmentRequest, DisclosureRequest, RequestState
from keeping.services.asked import (
    CHECKING,
    checkers_of,
    checks_at,
    handed_out,
    latest_check,
    latest_submission,
)
from keeping.services.passing import why_not_passed
from organizations.models import Role

from .disposals import BOTH

FORM = "cases/form.html"
ROLES = (Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR)
A_PAGE = 25
NO_PEOPLE = (
    "世帯の基本情報が見られないため、だれの記録かを選べません。"
    "基本情報が見られる担当者（同意で指定された人など）が受け付けてください"
)


def case_page(request: Any, case: uuid.UUID) -> CasePage:
    """The case, for who writes in the record of her body; for others there is no such page (R14). In the menu it
    belongs to the cases, not to the disposal."""
    page = CasePage(request, get_case(request.user, case), "ledger")
    page.require(page.record and page.may_write_record)
    request.menu_path = reverse("cases:list")
    return page


@route("R2", "R9", reads=True, roles=ROLES)
def disclosures(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Requests about this case that the body has received: of disclosure, of correction, and to stop using."""
    page = case_page(request, case)
    rows = DisclosureRequest.objects.visible_to(request.user).of_case(page.case)
    amendments = AmendmentRequest.objects.visible_to(request.user).of_case(page.case)
    request.acting.log.note(AccessLog.Action.READ, page.case, kind="開示請求")
    context = page.context(rows=list(rows[:100]), amendments=list(amendments[:100]))
    return render(request, "keeping/disclosures.html", context)


def people_of(request: ActingRequest, page: CasePage) -> Any:
    """Those about whom something is asked, as far as she sees them by name."""
    return Person.objects.visible_to(request.user).of_case(page.case).exclude(name="")


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def receive(request: ActingRequest, case: uuid.UUID) -> HttpResponse:
    """Receive a request."""
    page = case_page(request, case)
    record: Any = page.record
    people = people_of(request, page)
    form = ReceiveForm(
        request.POST or None, people=people, initial={"received_on": timezone.localdate()}
    )

    def save() -> str:
        values = form.values()
        person, received_on = values.pop("person"), values.pop("received_on")
        made = services.receive_request(
            record=record,
            person=person,
            facts=services.AskerFacts(**values),
            received_on=received_on,
            by=request.user,
        )
        request.acting.log.note(AccessLog.Action.WRITE, page.case)
        return reverse("keeping:disclosure_request", args=[made.pk])

    context = page.context(
        heading="開示請求を受け付ける",
        submit="受け付ける",
        back=reverse("keeping:disclosures", args=[page.case.pk]),
        explanation="" if people.exists() else NO_PEOPLE,
        text_audience=audience(request.user, record.compartment),
    )
    case_of_it: Any = page.case
    return form_page(request, form, save, context, template=FORM, entry=case_of_it)


def row_of(request: ActingRequest, pk: uuid.UUID) -> tuple[DisclosureRequest, CasePage]:
    row = get_changeable(DisclosureRequest, request.user, pk)
    return row, case_page(request, row.compartment.case_id)


def may_be_second(request: ActingRequest, row: AskedOfBody, submission: Any) -> bool:
    """Whether she may answer what another has put forward."""
    return (
        row.state == RequestState.CHECKING
        and row.record.body in checks_at(request.acting)
        and (submission is None or submission.created_by_id != request.user.pk)
    )


def passing_words(put_forward: Any) -> str:
    """To whom it is to be passed on, and why; empty where a decision was put forward."""
    if put_forward is None or put_forward.decision != PASS_ON:
        return ""
    to, on = put_forward.passed_to, format_date(put_forward.agreed_on)
    return f"移送する相手：{to}（承知した日：{on}）。理由：{put_forward.words}"


def done_words(put_forward: Any, *, is_right: bool) -> str:
    """What the second person has done."""
    if not is_right:
        return "差し戻しました"
    if passing_words(put_forward):
        return "移送しました。「移送の通知を作る」で文書を作り、請求した人に知らせてください"
    return "決定しました"


def address_of(row: AskedOfBody) -> str:
    """The page of a request."""
    name = "amendment_request" if isinstance(row, AmendmentRequest) else "disclosure_request"
    return reverse(f"keeping:{name}", args=[row.pk])


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def disclosure_request(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Paragraph by paragraph: given, or withheld on a ground of the law."""
    row, page = row_of(request, disclosure_request)
    found = paragraphs(row, request.user)
    pages = page_of(request, list(enumerate(found, start=1)), size=A_PAGE, unit="段落")
    grounds = grounds_now(row, found, request.user)
    form = MarksForm(
        request.POST or None,
        shown=pages["rows"],
        marks=grounds,
        before=grounds_before(row, found, request.user),
        may_put_off=row.rest_told_on is not None,
    )
    onward = pages["older_url"]

    def save() -> str:
        services.mark_paragraphs(
            request=row, grounds=form.grounds, seen=form.marks, found=found, by=request.user
        )
        request.acting.log.note(AccessLog.Action.WRITE, row)
        messages.success(request, f"{pages['summary']}の選び方を保存しました")
        return f"{request.path}{onward}#par" if onward else f"{request.path}#main"

    answer = save_form(request, form, save)
    if answer is not None:
        return answer
    request.acting.log.note(AccessLog.Action.READ, row)
    submission = latest_submission(row, request.user)
    heard = services.third_parties_of(row, request.user)
    context = page.context(
        row=row,
        form=form,
        pages=pages,
        **_parts(row, found, grounds, request.user),
        submission=submission,
        check=latest_check(submission, request.user),
        may_check=may_be_second(request, row, submission),
        third_parties=heard,
        handed_out=handed_out(heard, request.user),
        checkers=checkers_of(row),
        may_pass_on=not why_not_passed(row),
        not_in_it=NOT_IN_IT,
    )
    return render_form(request, "keeping/disclosure_request.html", context, form)


def _parts(
    row: DisclosureRequest, found: list[Paragraph], grounds: dict[uuid.UUID, str], user: Any
) -> dict[str, Any]:
    """How many paragraphs are withheld, put off, not saved yet; the row of the rest; and whether there may be one."""
    decided = now_decided(found, grounds)
    in_time = row.correction_asked_on is None and timezone.localdate() <= row.due_on
    return {
        "withheld": sum(1 for one in decided if grounds.get(one.key)),
        "later": len(found) - len(decided),
        "unmarked": len(not_looked_at(found, grounds)),
        "rest": services.rest_of(row, user),
        "may_tell": not row.extended_by and not row.is_in_parts and in_time,
    }


@route("R2", "R9", reads=True, methods=BOTH, roles=ROLES)
def submit(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """Put the decision before a second person."""
    row, page = row_of(request, disclosure_request)
    page.require_offered(row.is_open)
    in_parts = row.rest_told_on is not None
    form = SubmitForm(
        request.POST or None,
        initial={"version": row.version},
        is_first_part=in_parts and LATER in grounds_of(row, request.user).values(),
        opposed=[one for one in services.third_parties_of(row, request.user) if one.is_opposed],
    )
    ask_about_contacts(request, form, page.case.pk)

    def save() -> str:
        services.submit_package(request=row, by=request.user, version=form.version, **form.package)
        request.acting.log.note(AccessLog.Action.WRITE, row)
        messages.success(
            request, f"確認を頼みました。{checkers_of(row)}が確かめると、決定になります"
        )
        return address_of(row)

    context = page.context(
        heading="開示の内容を確かめてもらう",
        submit="確認を頼む",
        explanation=f"決定の案と、段落ごとに選んだことを、{checkers_of(row)}が確かめます。",
        back=address_of(row),
        text_audience=audience(request.user, row.compartment),
    )
    return form_page(request, form, save, context, template=FORM, entry=row, changing=row)


@route("R2", "R6", "R9", reads=True, methods=BOTH, roles=CHECKING)
@step_up
def check(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """A second person decides, after she has shown the second factor (S-55)."""
    row, page = row_of(request, disclosure_request)
    page.require(row.record.body in checks_at(request.acting))
    page.require_offered(row.state == RequestState.CHECKING)
    put_forward = latest_submission(row, request.user)
    form = CheckForm(
        request.POST or None, put_forward=put_forward, initial={"version": row.version}
    )

    def save() -> str:
        is_right = form.cleaned_data["answer"] == "right"
        services.check_package(
            request=row,
            is_right=is_right,
            words=form.cleaned_data["words"],
            by=request.user,
            version=form.version,
        )
        request.acting.log.note(AccessLog.Action.WRITE, row)
        messages.success(request, done_words(put_forward, is_right=is_right))
        return address_of(row)

    context = page.context(
        heading="開示の内容を確かめる",
        submit="この結果にする",
        about=f"案：{put_forward.get_decision_display()}" if put_forward else "",
        explanation=passing_words(put_forward),
        back=address_of(row),
        text_audience=audience(request.user, row.compartment),
    )
    return form_page(request, form, save, context, template=FORM, entry=row, changing=row)


@route("R2", "R9", "R21", reads=True, methods=("POST",), roles=ROLES)
@step_up
def paper(request: ActingRequest, disclosure_request: uuid.UUID) -> HttpResponse:
    """The decision, with the copies or alone, after the second factor (S-55)."""
    row, _ = row_of(request, disclosure_request)
    request.acting.log.note(AccessLog.Action.WRITE, row)
    notice_only = request.POST.get("print") == "notice"
    try:
        key = key_of_button(request, "paper", row.pk, notice_only)
        job = services.request_paper(request=row, by=request.user, notice_only=notice_only, key=key)
        return see_other(reverse("jobs:detail", args=[job.pk]))
    except DomainError as error:
        messages.error(request, str(error))
    return see_other(address_of(row))
