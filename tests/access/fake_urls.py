"""Views that break a rule, to see that the walls hold. Used by tests only."""

from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path

from access.models import CaseFile, Disclosure
from access.routes import route
from bunkyo_support.urls import handler500
from bunkyo_support.urls import urlpatterns as real

__all__ = ["handler500", "urlpatterns"]


def undeclared(request, pk=None):  # type: ignore[no-untyped-def]
    """Declares no rule."""
    return HttpResponse("shown")


@route("R2", reads=True)
def without_log(request):  # type: ignore[no-untyped-def]
    """Shows rows and leaves no entry."""
    return HttpResponse("shown")


@route("R2", reads=True)
def with_log(request):  # type: ignore[no-untyped-def]
    request.acting.log.note("list", kind="試し")
    return HttpResponse(f"shown {CaseFile.objects.count()}")


@route("R2", reads=True, methods=("GET", "POST"))
def fails_after_writing(request):  # type: ignore[no-untyped-def]
    CaseFile.objects.visible_to(request.user).count()
    request.acting.log.note("list", kind="試し")
    Disclosure.objects.create()  # not null is violated: an error of the database
    return HttpResponse("shown")


@route("R2", reads=True)
def detail(request, pk):  # type: ignore[no-untyped-def]
    row = get_object_or_404(CaseFile.objects.visible_to(request.user), pk=pk)
    request.acting.log.note("read", row)
    return HttpResponse(row.number)


@route("R2", roles=("auditor",))
def for_auditors(request):  # type: ignore[no-untyped-def]
    return HttpResponse("shown")


@route("R2")
def raises(request):  # type: ignore[no-untyped-def]
    raise RuntimeError("検証秘密語")


@route("R2", methods=("GET", "POST"))
def waits(request):  # type: ignore[no-untyped-def]
    """The database takes longer than it may."""
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = '20ms'")
        cursor.execute("select pg_sleep(5)")
    return HttpResponse("shown")


@route("R2")
def missing(request):  # type: ignore[no-untyped-def]
    raise Http404("検証秘密語")


urlpatterns = [
    path("fake/undeclared/", undeclared),
    path("fake/without-log/", without_log),
    path("fake/with-log/", with_log),
    path("fake/fails/", fails_after_writing),
    path("fake/detail/<uuid:pk>/", detail),
    path("fake/auditors/", for_auditors),
    path("fake/raises/", raises),
    path("fake/waits/", waits),
    path("fake/missing/", missing),
    path("", include(real)),
]
