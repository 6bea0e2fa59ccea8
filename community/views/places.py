"""Places: the list, one of them, entering and changing, its states, and who takes part."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access.acting import ActingRequest
from access.open_audience import keepers_audience, register_audience
from access.routes import route
from access.shortcuts import row_or_404
from cases.paging import filter_links, page_of
from community import figures, periods, services
from community.choices import ACTIVITY, SUPPORT, offered, tell_kinds
from community.choices import PLACE as PLACE_KIND
from community.forms import ConfirmForm, MoveForm, NewPlaceForm, PartnerForm, PlaceForm
from community.models import Gathering, Place, PlacePartner, PlaceState, PlaceStep, SupportEntry
from community.services.gatherings import has_been_open
from drafts.submit import see_other
from organizations.models import Area

from .base import BOTH, KEEP, NOTICING, PLACE, READERS, form_page, may_keep, tabs

ALL = ("", "すべて")
LATEST = 5


def get_place(user: Any, pk: uuid.UUID) -> Place:
    return row_or_404(Place.objects.visible_to(user).select_related("area", "kept_by_body"), pk)


@route("R1", reads=True, roles=READERS)
def places(request: ActingRequest) -> HttpResponse:
    """Places that the user reads, by area, kind and state."""
    areas = [ALL, *((area.code, area.name) for area in Area.objects.all())]
    kinds = [ALL, *offered(PLACE_KIND)]
    states = [("", "終了のほか"), *PlaceState.choices]
    sorts = [ALL, ("standing", "常設"), ("other", "常設でない")]
    origins = [ALL, *Place.Origin.choices]
    asked = request.GET
    rows = Place.objects.visible_to(request.user).select_related("area")
    period = _period(request)
    if period is not None:
        rows = figures.open_places(request.user, period.last).select_related("area")
    if asked.get("area", "") in dict(areas) and asked.get("area"):
        rows = rows.filter(area__code=asked["area"])
    if asked.get("kind", "") in dict(kinds) and asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("sort") in ("standing", "other"):
        rows = rows.filter(is_standing=asked["sort"] == "standing")
    if asked.get("origin", "") in Place.Origin.values:
        rows = rows.filter(origin=asked["origin"])
    if asked.get("state", "") in PlaceState.values:
        rows = rows.filter(state=asked["state"])
    elif period is None:
        rows = rows.exclude(state=PlaceState.CLOSED)
    shown = page_of(request, rows, unit="か所")
    _tell_runners(shown["rows"], request.user)
    tell_kinds(PLACE_KIND, shown["rows"])
    request.acting.log.note("list", kind=PLACE)
    context = {
        **shown,
        "tabs": tabs(request, "places"),
        "filters": filter_links(
            request,
            ("圏域", "area", areas),
            ("常設", "sort", sorts),
            ("拠点の区分", "origin", origins),
            ("状態", "state", states),
            ("種別", "kind", kinds),
            kept=("period",),
        ),
        "is_filtered": any(
            asked.get(name) for name in ("area", "kind", "sort", "origin", "state", "period")
        ),
        "period": period,
        "may_keep": may_keep(request),
    }
    return render(request, "community/places.html", context)


def _period(request: Any) -> periods.Period | None:
    """The rows of F1, for who keeps the steps of places: others read the places of now."""
    code = request.GET.get("period", "")
    known = code in {one.code for one in periods.offered(timezone.localdate())}
    return periods.chosen(code, timezone.localdate()) if known and may_keep(request) else None


def _tell_runners(rows: list[Any], user: Any) -> None:
    """Who runs each of these places, in one question."""
    found: dict[uuid.UUID, list[str]] = {}
    ties = PlacePartner.objects.visible_to(user).filter(
        place__in=[row.pk for row in rows], part=PlacePartner.Part.RUNS, until__isnull=True
    )
    for tie in ties.select_related("partner"):
        found.setdefault(tie.place_id, []).append(tie.partner.name)
    for row in rows:
        row.runners = found.get(row.pk, [])


@route("R1", reads=True, roles=READERS)
def place(request: ActingRequest, place: uuid.UUID) -> HttpResponse:
    """One place."""
    row = get_place(request.user, place)
    keeps = may_keep(request)
    ties = PlacePartner.objects.visible_to(request.user).filter(place=row)
    request.acting.log.note("read", kind=PLACE)
    tell_kinds(PLACE_KIND, [row])
    context = {
        "row": row,
        "may_keep": keeps,
        "may_notice": bool(request.acting.roles & set(NOTICING)),
        # Each confirming click has a key of its own.
        "partners": [
            (tie, ConfirmForm())
            for tie in ties.select_related("partner").order_by("-until", "part", "since")
        ],
    }
    if keeps:
        steps = PlaceStep.objects.visible_to(request.user).filter(place=row)
        done = Gathering.objects.visible_to(request.user).filter(place=row, is_withdrawn=False)
        helped = SupportEntry.objects.visible_to(request.user).filter(place=row, is_withdrawn=False)
        came, work = list(done[:LATEST]), list(helped.select_related("worker")[:LATEST])
        tell_kinds(ACTIVITY, came)
        tell_kinds(SUPPORT, work)
        context |= {"steps": steps[:LATEST], "gatherings": came, "supports": work}
        context["has_been_open"] = has_been_open(row, request.user)
    return render(request, "community/place.html", context)


@route("R1", "R18", reads=True, methods=BOTH, roles=KEEP)
def new_place(request: ActingRequest) -> HttpResponse:
    """A place that is new here."""
    form = NewPlaceForm(request.POST or None)
    audience = register_audience(services.keeper_office(request.user).body).told_in(form)

    def save() -> str:
        data = form.values()
        made = services.enter_place(
            facts=form.facts(), state=data["state"], since=data["since"], by=request.user
        )
        if data["runner"]:
            partner = services.enter_runner(
                name=data["runner"], kind=data["runner_kind"], by=request.user
            )
            services.add_partner(
                place=made,
                partner=partner,
                part=PlacePartner.Part.RUNS,
                since=data["since"] or timezone.localdate(),
                by=request.user,
            )
        request.acting.log.note("write", kind=PLACE)
        return reverse("community:place", args=[made.pk])

    context = {
        "heading": "居場所を登録する",
        "back": reverse("community:places"),
        "submit": "登録する",
        "audience": audience,
    }
    return form_page(request, form, save, context, kind=PLACE)


@route("R1", "R18", reads=True, methods=BOTH, roles=KEEP)
def edit_place(request: ActingRequest, place: uuid.UUID) -> HttpResponse:
    """Change what is known of a place."""
    row = get_place(request.user, place)
    initial = PlaceForm.initial_of(row)
    form = PlaceForm(request.POST or None, draft_object=row.pk, initial=initial)
    audience = register_audience(row.kept_by_body).told_in(form)
    back = reverse("community:place", args=[row.pk])

    def save() -> str:
        services.change_place(place=row, facts=form.facts(), version=form.version, by=request.user)
        request.acting.log.note("write", kind=PLACE)
        return back

    context = {
        "heading": "居場所の内容を直す",
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
        kind=PLACE,
        changing=lambda: get_place(request.user, row.pk),
    )


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def move_place(request: ActingRequest, place: uuid.UUID) -> HttpResponse:
    """Open, pause or close a place."""
    row = get_place(request.user, place)
    form = MoveForm(
        request.POST or None,
        moves=row.moves,
        draft_object=row.pk,
        initial={"version": row.version, "to": row.moves[0].to if len(row.moves) == 1 else ""},
    )
    back = reverse("community:place", args=[row.pk])

    def save() -> str:
        services.move_place(place=row, version=form.version, by=request.user, **form.values())
        request.acting.log.note("write", kind=PLACE)
        return back

    context = {
        "heading": "居場所の状態を変える",
        "row": row,
        "back": back,
        "submit": "登録する",
        "audience": keepers_audience(KEEP),
    }
    return form_page(
        request,
        form,
        save,
        context,
        kind=PLACE,
        changing=lambda: get_place(request.user, row.pk),
    )


@route("R1", reads=True, methods=BOTH, roles=KEEP)
def add_partner(request: ActingRequest, place: uuid.UUID) -> HttpResponse:
    """A group takes part in a place."""
    row = get_place(request.user, place)
    form = PartnerForm(request.POST or None, user=request.user, draft_object=row.pk)
    back = reverse("community:place", args=[row.pk])

    def save() -> str:
        data = form.values()
        partner = data["partner"] or services.enter_runner(
            name=data["name"], kind=data["kind"], by=request.user
        )
        services.add_partner(
            place=row, partner=partner, part=data["part"], since=data["since"], by=request.user
        )
        request.acting.log.note("write", kind=PLACE)
        return back

    context = {"heading": "参加する団体を加える", "row": row, "back": back, "submit": "加える"}
    return form_page(request, form, save, context, kind=PLACE)


@route("R1", reads=True, methods=("POST",), roles=KEEP)
def end_partner(request: ActingRequest, place_partner: uuid.UUID) -> HttpResponse:
    """A group takes part no more, from today on."""
    rows = PlacePartner.objects.visible_to(request.user).select_related("place", "partner")
    row = row_or_404(rows, place_partner)
    back = reverse("community:place", args=[row.place_id])
    form = ConfirmForm(request.POST)

    def save() -> str:
        services.end_partner(row=row, on=timezone.localdate(), by=request.user)
        request.acting.log.note("write", kind=PLACE)
        return back

    if not form.is_valid():
        return see_other(back)
    context = {
        "heading": "団体の参加を終わりにする",
        "row": row.place,
        "back": back,
        "submit": "終わりにする",
    }
    return form_page(request, form, save, context, kind=PLACE)


@route("R1", reads=True, roles=KEEP)
def partners(request: ActingRequest) -> HttpResponse:
    """The rows of F3: groups that take part in an open place on the last day of a period."""
    today = timezone.localdate()
    period = periods.chosen(request.GET.get("period", ""), today)
    offered = periods.links(today)
    rows = figures.partners(request.user, period.last)
    request.acting.log.note("list", kind="地域の団体")
    context = {
        **page_of(request, rows, unit="団体"),
        "tabs": tabs(request, "places"),
        "filters": filter_links(request, ("期間", "period", offered)),
        "period": period,
    }
    return render(request, "community/partners.html", context)
