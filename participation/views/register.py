"""The register of social resources: list, entry, what it was before, and the one click that it holds."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from access.acting import ActingRequest
from access.open_audience import register_audience
from access.open_registers import Publicity
from access.routes import route
from access.shortcuts import row_or_404
from access.words_sought import told
from bunkyo_support.forms import BaseForm, render_form
from cases.paging import page_of
from documents.text import search_key
from drafts import searches
from drafts.submit import see_other
from participation import services
from participation.asking import Question
from participation.choices import KIND, Words
from participation.columns import LABELS, SEVERAL
from participation.forms.register import FIELDS, ResourceForm, SearchForm, values_of
from participation.models import Resource
from participation.services.register import office_of_keeper
from participation.versions import versions_of

from .base import BOTH, KEEP, READERS, form_page, save_form
from .tabs import tabs

KIND_WORDS = "社会資源"
MOST_FOUND = 100
MOST_VERSIONS = 100
# Who reads an entry, beside its publicity (R18).
READ_BY = {
    Publicity.PUBLIC: "機関の職員と、会議の構成員",
    Publicity.INVOLVED: "機関の職員（会議だけの構成員は見られません）",
    Publicity.WARD: "区の機関の職員と、この台帳に載せた機関の職員",
}


def get_resource(user: Any, pk: uuid.UUID) -> Resource:
    """The entry if the user reads it; otherwise 404, like one that does not exist (R14)."""
    rows = Resource.objects.visible_to(user).select_related(
        "area", "body", "checked_by", "kept_by_body"
    )
    return row_or_404(rows, pk)


def may_keep(request: Any) -> bool:
    return bool(request.acting.roles & set(KEEP))


def _confirming(row: Resource) -> BaseForm:
    """The click that an entry still holds is about the version that was before one's eyes."""
    return BaseForm(auto_id=False, initial={"version": row.version})


def _in_words(rows: list[Any]) -> None:
    """What the list shows of each entry, and a form with a key of its own for each confirming click."""
    words = Words()
    for row in rows:
        row.confirm_form = _confirming(row)
        row.kind_words = words.one(KIND, row.kind)
        row.menu_words = words.of("menus", row.menus)
        when = (words.of("days", row.days), words.of("parts", row.parts))
        row.when_words = "　".join(filter(None, when))


@route("R1", reads=True, methods=BOTH, roles=READERS)
def resources(request: ActingRequest) -> HttpResponse:
    """The register: filters in the address; words are sent, kept for her and named there by a number (S-51)."""
    sent = SearchForm(request.POST or None)
    if request.method == "POST" and sent.is_valid():
        return see_other(searches.keep(request, "resources", sent.cleaned_data["words"]))
    asked = searches.sought(request, "resources")
    form = sent if sent.is_bound else SearchForm(initial={"words": asked.words})
    question = Question(request)
    rows = question.rows().select_related("area", "kept_by_body")
    if asked.is_named:
        found = _found(rows, asked)
        pages: dict[str, Any] = {"rows": found[:MOST_FOUND], "total": min(len(found), MOST_FOUND)}
        filters = {name: bool(code) for name, code in question.asked.items()}
        sought = told(words=asked.words, **filters)
        request.acting.log.note("search", kind=KIND_WORDS, sought=sought)
    else:
        found, pages = [], page_of(request, rows)
        request.acting.log.note("list", kind=KIND_WORDS)
    _in_words(pages["rows"])
    context = {
        "tabs": tabs(request),
        "form": form,
        "filters": question.links(*([searches.IN_ADDRESS] if asked.words else [])),
        "conditions": question.words,
        "pages": pages,
        "sought": asked,
        "has_more": len(found) > MOST_FOUND,
        "may_keep": may_keep(request),
        "export_form": BaseForm(auto_id=False),
        "query": searches.codes_in(request).urlencode(),
    }
    return render_form(request, "participation/resources.html", context, form)


def _found(rows: Any, asked: searches.Sought) -> list[Resource]:
    """Entries in which each of the words stands, and one more than a page shows; of words that are gone none."""
    if asked.is_gone:
        return []
    for word in asked.words.split():
        rows = rows.filter(search_key__contains=search_key(word))
    return list(rows[: MOST_FOUND + 1])


def facts_of(resource: Resource, words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """The entry in words, in the sections of its form; what is not known is left out."""

    def in_words(name: str) -> str:
        value = getattr(resource, name)
        if name in SEVERAL:
            return words.of(SEVERAL[name], value)
        if name == "kind":
            return words.one(KIND, value)
        if name == "takes":
            return "はい" if value else "いいえ（まだ確かめていない）"
        if name == "area":
            return resource.area_words
        if name == "fee" and value is not None:
            return f"{value}円" if value else "無料"
        if hasattr(resource, f"get_{name}_display"):
            return str(getattr(resource, f"get_{name}_display")()) if value else ""
        return "" if value is None else str(value)

    return [
        (title, [(LABELS[name], text) for name in names if (text := in_words(name))])
        for title, names in ResourceForm.sections
    ]


@route("R1", reads=True, roles=READERS)
def resource(request: ActingRequest, resource: uuid.UUID) -> HttpResponse:
    """One entry."""
    row = get_resource(request.user, resource)
    request.acting.log.note("read", kind=KIND_WORDS)
    context = {
        "row": row,
        "sections": facts_of(row, Words()),
        "read_by": READ_BY[Publicity(row.publicity)],
        "may_keep": may_keep(request),
        "confirm_form": _confirming(row),
    }
    return render(request, "participation/resource.html", context)


@route("R1", "R18", reads=True, methods=BOTH, roles=KEEP)
def new_resource(request: ActingRequest) -> HttpResponse:
    """A new entry, kept by the body of who enters it."""
    form = ResourceForm(request.POST or None)
    office = office_of_keeper(request.user)
    if office is None:
        raise Http404
    audience = register_audience(office.body).told_in(form)

    def save() -> str:
        made = services.enter_resource(values=form.values(), by=request.user)
        request.acting.log.note("write", kind=KIND_WORDS)
        messages.success(request, "台帳に載せました")
        return reverse("participation:resource", args=[made.pk])

    context = {
        "heading": "社会資源を載せる",
        "back": reverse("participation:resources"),
        "submit": "台帳に載せる",
        "audience": audience,
    }
    template = "participation/resource_form.html"
    return form_page(request, form, save, context, template=template, kind=KIND_WORDS)


@route("R1", "R18", reads=True, methods=BOTH, roles=KEEP)
def edit_resource(request: ActingRequest, resource: uuid.UUID) -> HttpResponse:
    """Change an entry; what it was before stays in its history."""
    row = get_resource(request.user, resource)
    initial = values_of(row) | {"version": row.version}
    form = ResourceForm(request.POST or None, draft_object=row.pk, initial=initial)
    audience = register_audience(row.kept_by_body).told_in(form)
    back = reverse("participation:resource", args=[row.pk])

    def save() -> str:
        services.change_resource(
            resource=row, values=form.values(), version=form.version, by=request.user
        )
        request.acting.log.note("write", kind=KIND_WORDS)
        return back

    context = {
        "heading": "社会資源を直す",
        "row": row,
        "back": back,
        "submit": "保存する",
        "audience": audience,
    }
    return form_page(
        request,
        form,
        save,
        context,
        template="participation/resource_form.html",
        kind=KIND_WORDS,
        changing=lambda: get_resource(request.user, row.pk),
    )


@route("R1", reads=True, methods=("POST",), roles=KEEP)
def confirm_resource(request: ActingRequest, resource: uuid.UUID) -> HttpResponse:
    """「いまの内容で合っている」: one click, on the entry or in the list."""
    row = get_resource(request.user, resource)
    form = BaseForm(request.POST)
    in_list = request.POST.get("back") == "list"
    back = reverse("participation:resource", args=[row.pk])
    if in_list:
        back = reverse("participation:resources") + "?check=stale"

    def save() -> str:
        # Who sends no version has not seen any.
        services.confirm_resource(resource=row, version=form.version or 0, by=request.user)
        request.acting.log.note("write", kind=KIND_WORDS)
        messages.success(request, f"「{row.name}」を、今日確かめたことにしました")
        return back

    answer = save_form(request, form, save, lambda: get_resource(request.user, row.pk))
    if answer is not None:
        return answer
    request.acting.log.note("read", kind=KIND_WORDS)
    row = get_resource(request.user, resource)
    context = {
        "row": row,
        "sections": facts_of(row, Words()),
        "read_by": READ_BY[Publicity(row.publicity)],
        "may_keep": True,
        "confirm_form": _confirming(row),
        "errors_of": form,
    }
    return render_form(request, "participation/resource.html", context, form)


@route("R1", reads=True, roles=READERS)
def resource_history(request: ActingRequest, resource: uuid.UUID) -> HttpResponse:
    """What an entry was before: each version that the user may read, field by field."""
    row = get_resource(request.user, resource)
    request.acting.log.note("read", kind=KIND_WORDS)
    rows = row.history.visible_to(request.user).select_related("history_user", "area", "body")
    rows = rows.order_by("-history_date", "-version")[:MOST_VERSIONS]
    context = {"row": row, "changes": versions_of(list(rows), FIELDS)}
    return render(request, "participation/resource_history.html", context)
