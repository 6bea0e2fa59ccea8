"""Planted: what localenv/semgrep/sql.yml must find, and what it must leave alone."""

from django.apps import apps
from django.db import connection, connections
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

CHANNEL = "bell"
_ASKED = "select IN_CASE"
ORDERINGS = {"new": "-created_at"}


def put_together(cursor, table, name, values):
    # ruleid: sql-of-strings
    cursor.execute(f"select * from {table}")
    # ruleid: sql-of-strings
    cursor.execute("select * from " + table)
    # ruleid: sql-of-strings
    cursor.execute("select * from %s" % table)
    # ruleid: sql-of-strings
    cursor.execute("select * from {}".format(table), values)
    text = f"select '{name}'"
    # ruleid: sql-of-strings
    cursor.execute(text)
    # ruleid: sql-of-strings
    cursor.executemany(_ASKED.replace("IN_CASE", name), values)
    # ruleid: sql-of-strings
    cursor.execute("; ".join(values))
    # ok: sql-of-strings
    cursor.execute(f"notify {CHANNEL}")
    # ok: sql-of-strings
    cursor.execute(_ASKED.replace("IN_CASE", "%s"), [name])
    # ok: sql-of-strings
    cursor.execute("select " + _ASKED, [f"%{name}%"])


def beside(rows, name):
    # ruleid: sql-beside-the-orm
    rows.raw("select 1")
    # ruleid: sql-beside-the-orm
    rows.extra(where=["a = 1"])
    # ruleid: sql-beside-the-orm
    rows.annotate(x=RawSQL("select 1", []))
    # ruleid: sql-beside-the-orm
    rows.annotate(x=F("a", template=f"%(function)s {name}"))
    # ok: sql-beside-the-orm
    rows.annotate(x=F("a", template="%(function)s"))


def elsewhere():
    # ruleid: sql-outside-access
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    # ruleid: sql-outside-access
    with connections["jobs"].cursor() as cursor:
        cursor.execute("select 1")


def asked_for(request, rows):
    # ruleid: lookup-by-what-was-asked
    rows.order_by(request.GET.get("order"))
    wanted = request.GET["order"]
    # ruleid: lookup-by-what-was-asked
    rows.order_by("id", wanted)
    # ruleid: lookup-by-what-was-asked
    rows.filter(**request.POST.dict())
    # ruleid: lookup-by-what-was-asked
    rows.filter(**{wanted: 1})
    # ruleid: lookup-by-what-was-asked
    rows.filter(Q(**{f"{wanted}__in": [1]}))
    # ruleid: lookup-by-what-was-asked
    rows.values_list(wanted, flat=True)
    # ruleid: lookup-by-what-was-asked
    rows.annotate(x=F(wanted))
    # ruleid: lookup-by-what-was-asked
    getattr(rows, wanted)
    # ruleid: lookup-by-what-was-asked
    apps.get_model(wanted)
    # ok: lookup-by-what-was-asked
    rows.order_by(ORDERINGS[wanted])
    # ok: lookup-by-what-was-asked
    rows.order_by(ORDERINGS.get(wanted, "id"))
    # ok: lookup-by-what-was-asked
    rows.filter(name=wanted).order_by("id")
