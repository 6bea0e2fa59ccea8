"""Views that leak on purpose, past every wall, to see that the crawl would find it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from access.routes import route
from bunkyo_support.urls import urlpatterns as real
from documents.pdf import render_pdf
from jobs.services import request_job
from tests.databases import Database


def _past_all_walls(sql: str, *params: Any) -> Any:
    """What a superuser of the database sees."""
    with Database(connection.settings_dict["NAME"]).superuser() as raw:
        row = raw.execute(sql, params).fetchone()
        return row[0] if row else None


SECRET = (
    "select p.name from {table} p join access_compartment c on c.id = p.compartment_id"
    " where c.case_id = %s and p.name like 'CNRY%%' limit 1"
)


def _name(case: Any, table: str = "cases_person") -> str:
    return str(_past_all_walls(SECRET.format(table=table), case))


@route("PUBLIC")
def leak(request, way, case):  # type: ignore[no-untyped-def]
    makers: dict[str, Callable[[], HttpResponse]] = {
        "text": lambda: HttpResponse(f"<p>{_name(case)}</p>"),
        "title": lambda: HttpResponse(f"<title>{_name(case)[:11]}…</title>"),
        "header": lambda: HttpResponse(headers={"X-Name": _name(case)}),
        "cookie": lambda: _with_cookie(_name(case)),
        "redirect": lambda: redirect(f"/?q={_name(case)}"),
        "pdf": lambda: HttpResponse(
            render_pdf(f"<html lang=ja><body>{_name(case)}</body></html>", title="x"),
            content_type="application/pdf",
        ),
        "history": lambda: HttpResponse(_name(case, "cases_historicalperson")),
    }
    return makers[way]()


def _with_cookie(value: str) -> HttpResponse:
    response = HttpResponse()
    response.set_cookie("last", value)
    return response


def _in_the_session(request: Any) -> HttpResponse:
    request.session["many"] = True
    return HttpResponse()


def _in_a_mail(request: Any) -> HttpResponse:
    mail.send_mail("x", "x", "noreply@localhost", ["x@example.lg.jp"])
    return HttpResponse()


def _in_a_job(request: Any) -> HttpResponse:
    request_job(by=request.user, kind="daily_digest", object_id=uuid.uuid4())
    return HttpResponse()


def _in_the_log(request: Any) -> HttpResponse:
    request.acting.log.note("list", kind="x")
    return HttpResponse()


# Answers that say nothing themselves.
LEFT_BEHIND: dict[str, Callable[[Any], HttpResponse]] = {
    "cookie": lambda request: _with_cookie("x"),
    "session": _in_the_session,
    "mail": _in_a_mail,
    "job": _in_a_job,
    "log": _in_the_log,
}


@route("PUBLIC")
def inference(request, way):  # type: ignore[no-untyped-def]
    count = _past_all_walls("select count(*) from access_casefile")
    if way == "status":
        return HttpResponse(status=403 if count else 404)
    if way in LEFT_BEHIND:
        return LEFT_BEHIND[way](request) if count else HttpResponse()
    return HttpResponse(str(count) if way == "count" else str(bool(count)))


urlpatterns = [
    path("leak/<slug:way>/", inference),
    path("leak/<slug:way>/<uuid:case>/", leak),
    path("", include(real)),
]
