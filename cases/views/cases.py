"""List, search and the pages of a case."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.errors import DomainError
from access.explain import audience, explain
from access.models import CaseFile, Disclosure
from access.routes import route
from access.shortcuts import get_case, get_visible, may_write
from bunkyo_support.forms import render_form
from cases import services
from cases.forms import CloseForm, NarrowForm, NoteForm, RestrictForm
from cases.models import CaseRecord, NextAction, Person
from cases.page import CasePage
from documents.text import search_key
from drafts.submit import see_other, submit_once
from organizations.models import Appointment, Role

BOTH = ("GET", "HEAD", "POST")
PAGE = 25


def _rows(user: Any, cases: Any) -> list[dict[str, Any]]:
    """Rows of a list: number, whose household, state in the own record; three questions."""
    files = list(cases)
    people: dict[Any, list[Person]] = {}
    for person in (
        Person.objects.visible_to(user)
        .filter(compartment__case__in=files)
        .select_related("compartment")
    ):
        people.setdefault(person.compartment.case_id, []).append(person)
    records = {
        r.compartment.case_id: r
        for r in CaseRecord.objects.visible_to(user)
        .filter(compartment__case__in=files)
        .select_related("compartment", "body")
    }
    return [
        {
            "case": case,
            "subject": next((p for p in people.get(case.pk, []) if p.is_subject), None),
            "size": len(people.get(case.pk, [])),
            "record": records.get(case.pk),
        }
        for case in files
    ]


@route("R2", "R3", "R4", "R5", "R6", "R9", reads=True)
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases of which the user sees anything, newest first."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    found = CaseFile.objects.visible_to(request.user)
    paginator = Paginator(found, PAGE)
    page = paginator.get_page(request.GET.get("page"))
    acting.log.note("list", kind="ケース")
    context = {"rows": _rows(request.user, page.object_list), "pages": page, "total": paginator.count}
    return render(request, "cases/list.html", context)


@route("R2", "R3", reads=True, methods=("POST",))
def search(request: HttpRequest) -> HttpResponse:
    """Search by name, reading, number or phone, in what the user sees. Words never stand in an
    address (S-51); the log keeps that a search was made, not for what."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    words = request.POST.get("q", "").strip()[:100]
    key = search_key(words)
    people = Person.objects.visible_to(request.user)
    digits = "".join(c for c in key if c.isdigit())
    wanted = Q(search_key__contains=key) if key else Q(pk__in=[])
    if len(digits) >= 6:
        wanted |= Q(contact_points__value__contains=digits)
    by_person = people.filter(wanted).values("compartment__case_id")
    cases = CaseFile.objects.visible_to(request.user)
    matching = Q(pk__in=by_person)
    if words.upper().startswith("R") and "-" in words and words.split("-")[1].isdigit():
        matching |= Q(serial=int(words.split("-")[1]))
    found = cases.filter(matching).distinct()[:PAGE] if words else []
    acting.log.note("search", kind="ケース")
    context = {"rows": _rows(request.user, found), "words": words}
    return render(request, "cases/search.html", context)


@route("R2", "R3", "R4", "R5", "R6", "R9", reads=True, methods=BOTH)
def detail(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Case page: what is open to this user, the time line, and the composer of a note."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case))
    form = None
    if page.record is not None and page.may_write_record:
        form = NoteForm(request.POST or None, draft_object=page.case.pk)
        if request.method == "POST" and form.is_valid():
            record, bound = page.record, form

            def save() -> str:
                services.write_note(record=record, by=request.user, **bound.values())
                acting.log.note("write", record)
                return reverse("cases:detail", args=[case])

            return submit_once(request, form, save)
    acting.log.note("read", page.case)
    actions = (
        NextAction.objects.visible_to(request.user)
        .filter(record=page.record, done_at__isnull=True)
        if page.record
        else []
    )
    context = page.context(form=form, entries=page.timeline(), next_actions=actions)
    return render_form(request, "cases/detail.html", context, *([form] if form else []))


@route("R2", "R3", reads=True)
def household(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """The household and how to reach its members."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "household")
    acting.log.note("read", page.case, kind="世帯")
    writable = page.face is not None and may_write(request.user, page.face)
    shown = audience(request.user, page.face) if page.face else None
    return render(
        request, "cases/household.html", page.context(may_write=writable) | {"audience": shown}
    )


@route("R21", "R2", reads=True)
def ledger_page(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """What has left the user's body about this case: to whom, when, on which basis (R21)."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "ledger")
    entries = (
        Disclosure.objects.visible_to(request.user)
        .of_case(page.case)
        .select_related("body", "legal_basis", "created_by")
    )
    pages = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    acting.log.note("read", page.case, kind="提供記録")
    return render(request, "cases/ledger.html", page.context(pages=pages))


@route("R18", reads=True)
def readers(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Why this user sees the case, and who else can, compartment by compartment (R18)."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "readers")
    parts = [
        {
            "compartment": compartment,
            "audience": audience(request.user, compartment),
            "bases": explain(request.user, compartment),
        }
        for found in page.compartments.values()
        for compartment in found
    ]
    acting.log.note("read", page.case, kind="見られる人")
    return render(request, "cases/readers.html", page.context(parts=parts))


@route("R2", methods=("POST",), reads=False)
def complete(request: HttpRequest, next_action: uuid.UUID) -> HttpResponse:
    """The next action is done."""
    action = get_visible(NextAction, request.user, next_action)
    services.complete_action(action=action, by=request.user)
    return see_other(reverse("cases:detail", args=[action.compartment.case_id]))


def _own_record(request: Any, case: uuid.UUID) -> CasePage:
    page = CasePage(request, get_case(request.user, case))
    if page.record is None or not page.may_write_record:
        raise Http404
    return page


def _colleagues(record: CaseRecord) -> list[Appointment]:
    return list(
        Appointment.objects.current()
        .with_body()
        .filter(
            role_group__body=record.body,
            role_group__role__in=[Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR],
        )
        .order_by("staff__kana")
    )


@route("R2", reads=True, methods=BOTH)
def narrow(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Narrow the case to the named staff in charge 担当者限定."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = _own_record(request, case)
    assert page.record is not None
    form = NarrowForm(request.POST or None, offices=_colleagues(page.record), draft_object=case)
    if request.method == "POST" and form.is_valid() and page.face is not None:
        chosen = [form.offices[key] for key in form.cleaned_data["staff"]]
        try:
            return submit_once(request, form, lambda: _narrow(request, page, chosen))
        except DomainError as error:
            form.add_error(None, str(error))
    acting.log.note("read", page.case)
    context = page.context(form=form, heading="担当者だけが見られるようにする", submit="担当者に限る")
    return render_form(request, "cases/form.html", context, form)


def _narrow(request: Any, page: CasePage, chosen: list[Appointment]) -> str:
    assert page.record is not None
    services.narrow_to_staff(record=page.record, staff=chosen, by=request.user)
    request.acting.log.note("write", page.record)
    return reverse("cases:detail", args=[page.case.pk])


@route("R12", reads=True, methods=BOTH)
def restrict(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Name a member of staff as related to the case: she loses every basis for it (R12)."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = _own_record(request, case)
    form = RestrictForm(request.POST or None, draft_object=case)
    if request.method == "POST" and form.is_valid():
        data = form.values()

        def save() -> str:
            services.restrict_person(
                case=page.case, user=data["staff"], reason=data["reason"], by=request.user
            )
            acting.log.note("write", page.case)
            return reverse("cases:detail", args=[case])

        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
    acting.log.note("read", page.case)
    context = page.context(
        form=form,
        heading="関係のある職員に見せない（閲覧制限）",
        submit="見られないようにする",
        explanation="選んだ職員は、管理者であっても、このケースのすべてが見られなくなります。本人には知らされません。",
    )
    return render_form(request, "cases/form.html", context, form)


@route("R2", reads=True, methods=BOTH)
def close(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """The body ends its own work on the case."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = _own_record(request, case)
    assert page.record is not None
    form = CloseForm(request.POST or None, draft_object=case, initial={"version": page.record.version})
    if request.method == "POST" and form.is_valid():
        record = page.record

        def save() -> str:
            services.close_record(
                record=record,
                reason=form.cleaned_data["reason"],
                version=form.version,
                by=request.user,
            )
            acting.log.note("write", record)
            return reverse("cases:detail", args=[case])

        try:
            return submit_once(request, form, save)
        except DomainError as error:
            form.add_error(None, str(error))
    acting.log.note("read", page.case)
    context = page.context(form=form, heading="自機関の支援を終える", submit="終了する")
    return render_form(request, "cases/form.html", context, form)
