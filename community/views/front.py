"""The front page: figures of a period, the target of each area, and the map."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access.acting import ActingRequest
from access.routes import route
from cases.paging import filter_links
from community import periods
from community.area_map import AreaMap
from community.figures import Figures, areas
from community.models import Concern, ConcernState, MissingResource, MissingState

from .base import PLACE, READ_RECORDS, READERS, may_keep, tabs


@route("R1", "R20", reads=True, roles=READERS)
def front(request: ActingRequest) -> HttpResponse:
    """F1 to F5 of a period, and how far each area is from its two standing bases."""
    today = timezone.localdate()
    period = periods.chosen(request.GET.get("period", ""), today)
    offered = periods.links(today)
    waiting = Concern.objects.visible_to(request.user).filter(state=ConcernState.WAITING)
    missing = MissingResource.objects.visible_to(request.user)
    request.acting.log.note("list", kind="地域づくりのまとめ")
    context = {
        "tabs": tabs(request, "front"),
        "filters": filter_links(request, ("期間", "period", offered)),
        "period": period,
        "figures": Figures(request.user, period),
        "areas": areas(request.user),
        "may_keep": may_keep(request),
        "reads_records": bool(request.acting.roles & set(READ_RECORDS)),
        "waiting": waiting.count(),
        "missing": missing.filter(state__in=(MissingState.OPEN, MissingState.DOING)).count(),
    }
    return render(request, "community/front.html", context)


@route("R1", reads=True, roles=READERS)
def area_map(request: ActingRequest) -> HttpResponse:
    """The four areas as a sketch, with the list of places beside it."""
    request.acting.log.note("list", kind=PLACE)
    context = {
        "tabs": tabs(request, "map"),
        "map": AreaMap(request.user),
        "may_keep": may_keep(request),
    }
    return render(request, "community/map.html", context)
