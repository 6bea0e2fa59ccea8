"""The list of cases with its saved views and its file, and search."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from access.acting import ActingRequest
from access.errors import DomainError
from access.models import CaseFile
from access.routes import route
from access.stepping_up import step_up
from access.words_sought import told
from bunkyo_support.forms import render_form
from cases.case_lists import ORDERS, Question, groups
from cases.finding import MOST_CASES, case_of_number, find_cases, spellings
from cases.forms.lists import ExportForm, ViewForm
from cases.keyset import keyset_page
from cases.list_rows import list_rows
from cases.models import SavedView
from cases.paging import filter_links
from cases.services import lists
from documents.excerpts import sought
from drafts import searches
from drafts.submit import see_other
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
LONGEST = 100


@route("R2", "R3", "R4", "R5", "R6", "R9", reads=True, roles=WITH_CASES)
def case_list(request: ActingRequest) -> HttpResponse:
    """Cases of which the user sees anything, filtered and in the order asked for."""
    return _list(request, ExportForm())


def _list(request: Any, form: ExportForm) -> HttpResponse:
    question = Question.of(request.GET)
    found = question.rows(request.user)
    pages = keyset_page(request, found, question.order, is_counted=True)
    sorts = ("並び順", "sort", [(order.code, order.label) for order in ORDERS])
    *filters, order = filter_links(request, *groups(), sorts)
    everything = CaseFile.objects.visible_to(request.user, in_list=True).without_memos()
    request.acting.log.note("list", kind="ケース")
    context = pages | {
        "rows": list_rows(request.user, pages["rows"]),
        "all": everything.count() if question.chosen else pages["total"],
        "is_filtered": bool(question.chosen),
        "may_hand_over": Role.SUPERVISOR in request.acting.roles,
        "filters": filters,
        "order_group": [order],
        "question": question,
        "views": _saved(request.user),
        "form": form,
    }
    return render_form(request, "cases/list.html", context, form)


@route("R2", "R3", reads=True, methods=BOTH, roles=WITH_CASES)
def search(request: ActingRequest) -> HttpResponse:
    """Search by name, reading, number, phone, address, who came, or words in notes and intakes, in what the user sees.

    Words never stand in an address (S-51): they are sent, kept for her, and their results shown by a GET, to which Back
    leads as well. The log keeps that a search was made, and of the words keyed hashes. Who comes to the address without words is asked for
    them. The whole number of a case leads to it.
    """
    if request.method == "POST":
        typed = request.POST.get("q", "").replace("\0", "").strip()[:LONGEST]
        return see_other(searches.keep(request, "cases", typed))
    asked = searches.sought(request, "cases")
    words = asked.words
    request.acting.log.note("search", kind="ケース", sought=told(q=words))
    case = case_of_number(request.user, words)
    if case is not None:
        return see_other(reverse("cases:detail", args=[case.pk]))
    keys = [key for spelling in spellings(words) for key in sought(spelling)]
    found = find_cases(request.user, words, keys) if keys else None
    cases = found.cases if found else []
    rows = list_rows(request.user, [one.case for one in cases])
    context = {
        "words": words,
        "searched": words,  # in the box above, to go on from
        "is_gone": asked.is_gone,
        "is_short": bool(words) and not keys,
        "rows": [row | {"found": one} for row, one in zip(rows, cases, strict=True)],
        "is_cut": found is not None and found.is_cut,
        "most": MOST_CASES,
        "form": ExportForm(),
    }
    return render(request, "cases/search.html", context)


@route("OWN", methods=BOTH, roles=WITH_CASES)
def views(request: ActingRequest) -> HttpResponse:
    """One's own saved views; the codes in the address can be kept under a name."""
    user: Any = request.user
    question = Question.of(request.GET)
    form = ViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def save() -> str:
            lists.save_view(name=form.values()["name"], question=question, by=user)
            return reverse("cases:list") + question.address

        answer = save_form(request, form, save)
        if answer is not None:
            return answer
    context = {"form": form, "question": question, "saved": _saved(user)}
    return render_form(request, "cases/views.html", context, form)


def _saved(user: Any) -> list[tuple[SavedView, Question]]:
    return [(view, Question.of(view.codes)) for view in SavedView.objects.visible_to(user)]


@route("OWN", methods=("POST",), roles=WITH_CASES)
def forget_view(request: ActingRequest, saved_view: uuid.UUID) -> HttpResponse:
    """One's own view is thrown away."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=saved_view)
    lists.forget_view(view=view)
    return see_other(reverse("cases:views"))


@route("R2", "R3", "R4", "R5", "R6", "R9", reads=True, methods=("POST",), roles=WITH_CASES)
@step_up
def export(request: ActingRequest) -> HttpResponse:
    """The list on the screen as a file: the question in the address, or the cases of a search."""
    user: Any = request.user
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    try:
        job = lists.export_list(
            question=Question.of(request.GET),
            form=request.POST.get("form", ""),
            cases=_chosen(request.POST.getlist("case")) if "case" in request.POST else None,
            key=form.form_key,
            by=user,
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return _list(request, form)
    return see_other(reverse("jobs:detail", args=[job.pk]))


def _chosen(given: list[str]) -> list[uuid.UUID]:
    """Ids of cases as a form sent them; what is no id is left out."""
    found = []
    for text in given[:MOST_CASES]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found
