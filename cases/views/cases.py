"""List, search and the pages of a case."""

import re
import unicodedata
import uuid
from typing import Any

from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.explain import audience, explain, explain_cases
from access.models import CaseFile, Disclosure
from access.routes import route
from access.shortcuts import get_case
from bunkyo_support.forms import render_form
from cases import services
from cases.consent_states import states
from cases.forms.records import NoteForm
from cases.forms.soap import soap_of
from cases.models import CaseRecord, ContactPoint, Intake, Note, Person, RecordState, StaffInCharge
from cases.page import CasePage
from cases.paging import filter_links, page_of
from cases.timeline_filter import filtered
from documents.text import search_key
from organizations.models import Role

from .base import BOTH, save_form

WITH_CASES = (
    Role.CASEWORKER,
    Role.SUPERVISOR,
    Role.COORDINATOR,
    Role.MEMBER,
    Role.RESOURCE_WORKER,
    Role.COMMUNITY_WORKER,
)
MOST_FOUND = 25
ENTRIES = 50
NUMBER = re.compile(r"(?:R(?P<year>\d{1,2})-?)?(?P<serial>\d{5})")


def list_rows(user: Any, files: list[CaseFile]) -> list[dict[str, Any]]:
    """Rows of a list: whose household, own state, consent, why it is seen; ten questions in all."""
    people: dict[Any, list[Person]] = {}
    members = Person.objects.visible_to(user).in_household().filter(compartment__case__in=files)
    for person in members.select_related("compartment"):
        people.setdefault(person.compartment.case_id, []).append(person)
    own = CaseRecord.objects.visible_to(user).filter(compartment__case__in=files)
    records = {r.compartment.case_id: r for r in own.select_related("compartment", "body")}
    notes = Note.objects.visible_to(user).filter(compartment__case__in=files)
    latest = notes.order_by().values("compartment__case").annotate(at=Max("occurred_at"))
    contacts = {row["compartment__case"]: row["at"] for row in latest}
    urgencies = {
        row.compartment.case_id: row.urgency
        for row in Intake.objects.visible_to(user)
        .filter(compartment__case__in=files)
        .select_related("compartment")
        .order_by("received_on", "created_at")
    }
    bases = explain_cases(user, files)
    subjects = {c: p for c, found in people.items() for p in found if p.is_subject}
    consent = states(user, subjects.values())
    return [
        {
            "case": case,
            "subject": (subject := subjects.get(case.pk)),
            "consent": consent[subject.pk] if subject else None,
            "size": len(people.get(case.pk, [])),
            "record": records.get(case.pk),
            "last_contact": contacts.get(case.pk),
            "urgency": urgencies.get(case.pk, ""),
            "bases": bases.get(case.pk, []),
        }
        for case in files
    ]


@route("R2", "R3", "R4", "R5", "R6", "R9", reads=True, roles=WITH_CASES)
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases of which the user sees anything, newest first."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    found, is_filtered = _filtered(request)
    pages = page_of(request, found)
    acting.log.note("list", kind="ケース")
    states = [("", "すべて"), *((str(v), str(t)) for v, t in RecordState.choices)]
    mine = [("", "すべて"), ("1", "自分が担当")]
    context = pages | {
        "rows": list_rows(request.user, pages["rows"]),
        "all": CaseFile.objects.visible_to(request.user).count() if is_filtered else pages["total"],
        "is_filtered": is_filtered,
        "filters": filter_links(request, ("自機関の状態", "state", states), ("担当", "mine", mine)),
    }
    return render(request, "cases/list.html", context)


def _filtered(request: Any) -> tuple[Any, bool]:
    """The list as asked for, and whether it is a part only."""
    found = CaseFile.objects.visible_to(request.user)
    state, mine = request.GET.get("state", ""), request.GET.get("mine", "")
    by_state, by_charge = state in RecordState.values, mine == "1"
    if by_state:
        records = CaseRecord.objects.visible_to(request.user).filter(state=state)
        found = found.filter(pk__in=records.values("compartment__case"))
    if by_charge:
        charge = StaffInCharge.objects.visible_to(request.user).filter(
            staff=request.user, until__isnull=True
        )
        found = found.filter(pk__in=charge.values("compartment__case"))
    return found, by_state or by_charge


@route("R2", "R3", reads=True, methods=("POST",), roles=WITH_CASES)
def search(request: HttpRequest) -> HttpResponse:
    """Search by name, reading, phone, address or number, in what the user sees.

    Words never stand in an address (S-51); the log keeps that a search was made, not for what.
    """
    acting: Any = request.acting  # type: ignore[attr-defined]
    words = request.POST.get("q", "").strip()[:100]
    cases = CaseFile.objects.visible_to(request.user).filter(_matching(request.user, words))
    found = list(cases[: MOST_FOUND + 1])
    acting.log.note("search", kind="ケース")
    context = {
        "rows": list_rows(request.user, found[:MOST_FOUND]),
        "words": words,
        "is_cut": len(found) > MOST_FOUND,
        "most": MOST_FOUND,
    }
    return render(request, "cases/search.html", context)


def _matching(user: Any, words: str) -> Q:
    key = search_key(words)
    if not key:
        return Q(pk__in=[])
    people = Person.objects.visible_to(user)
    matching = Q(pk__in=people.called(key).values("compartment__case"))
    if len(key) >= 4:
        reached = ContactPoint.objects.visible_to(user).filter(
            search_key__contains=key, ended_on__isnull=True
        )
        matching |= Q(pk__in=reached.values("compartment__case"))
    number = NUMBER.fullmatch(unicodedata.normalize("NFKC", words).upper().replace(" ", ""))
    if number:
        year = {"fiscal_year": int(number["year"]) + 2018} if number["year"] else {}
        matching |= Q(serial=int(number["serial"]), **year)
    return matching


@route("R2", "R3", "R4", "R5", "R6", "R9", reads=True, methods=BOTH)
def detail(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Case page: what is open to this user, the time line, and the composer of a note."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case))
    form = _composer(request, page)
    if request.method == "POST":
        page.require(form)
        assert form is not None
        if form.is_valid():
            bound = form
            answer = save_form(request, bound, lambda: _write(request, page, bound))
            if answer is not None:
                return answer
    acting.log.note("read", page.case)
    entries, filters = filtered(request, page.timeline())
    pages = page_of(request, entries, size=ENTRIES)
    next_actions = services.actions_of(page.record, request.user) if page.record else []
    context = page.context(form=form, pages=pages, next_actions=next_actions, filters=filters)
    return render_form(request, "cases/detail.html", context, *([form] if form else []))


def _composer(request: Any, page: CasePage) -> NoteForm | None:
    """The form for a note, where the user writes and the record goes on."""
    if page.record is None or not page.may_write_record or page.record.is_closed:
        return None
    return NoteForm(
        request.POST or None,
        draft_object=page.record.pk,
        counterparts=services.recent_counterparts(record=page.record, by=request.user),
    )


def _write(request: Any, page: CasePage, form: NoteForm) -> str:
    record = page.own_record()
    data = form.values()
    data["occurred_at"] = services.moment_of(data.pop("occurred_on"))
    services.write_note(record=record, by=request.user, soap=soap_of(data), **data)
    request.acting.log.note("write", record)
    asked = f"?record={record.pk}" if len(page.records) > 1 else ""
    return reverse("cases:detail", args=[page.case.pk]) + asked


@route("R2", "R21", reads=True)
def ledger_page(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """What has left the user's body about this case: to whom, when, on which basis (R21)."""
    acting: Any = request.acting  # type: ignore[attr-defined]
    page = CasePage(request, get_case(request.user, case), "ledger")
    page.require(page.records)
    entries = (
        Disclosure.objects.visible_to(request.user)
        .of_case(page.case)
        .filter(compartment__kind="record")
        .select_related("body", "legal_basis", "created_by")
    )
    acting.log.note("read", page.case, kind="提供記録")
    return render(request, "cases/ledger.html", page.context(pages=page_of(request, entries)))


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
