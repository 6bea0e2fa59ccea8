"""What the bench compares our questions with: guardian's generic tables, filled from our grants, and its stock question."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from access.context import acting_as
from access.models import CaseFile
from access.search import find_words
from access.shortcuts import get_case
from cases.finding import FIRST_HITS
from organizations.models import Staff

from .floor import Floor

Work = Callable[[], Any]


def fill_generic_tables() -> None:
    """guardian's own tables, as they would be: a row for each case and role."""
    address = os.environ["SUPERUSER_DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as c:
        if c.execute("select 1 from guardian_groupobjectpermission limit 1").fetchone():
            return
        for kind, who in (("group", "group_id"), ("user", "user_id")):
            c.execute(
                f"insert into guardian_{kind}objectpermission (object_pk, content_type_id, {who}, permission_id)"
                f" select distinct g.case_id::text, t.id, g.{who}, p.id from access_{kind}grant g,"
                " django_content_type t, auth_permission p where t.model = 'compartment'"
                " and p.codename = 'read_compartment' and g.valid_from is not null"
            )
        c.execute("analyze guardian_groupobjectpermission")
        c.execute("analyze guardian_userobjectpermission")


# What guardian 3 sends for get_objects_for_user(user, "read_compartment", CaseFile) with groups.
MAY = """f.id in (
    select u.object_pk::uuid from guardian_userobjectpermission u
    join auth_permission p on p.id = u.permission_id join django_content_type t on t.id = p.content_type_id
    where u.user_id = %(user)s and t.model = 'compartment' and p.codename in ('read_compartment'))
 or f.id in (
    select g.object_pk::uuid from guardian_groupobjectpermission g
    join auth_group a on a.id = g.group_id
    join organizations_appointment o on o.role_group_id = a.id
    join auth_permission p on p.id = g.permission_id join django_content_type t on t.id = p.content_type_id
    where o.staff_id = %(user)s and t.model = 'compartment' and p.codename in ('read_compartment'))"""

# The same work on top of it: the newest cases, how many there are, one of them, and notes that hold a word.
STOCK = {
    "list": f"select * from access_casefile f where {MAY} order by f.opened_on desc, f.id desc limit 26",
    "count": f"select count(*) from access_casefile f where {MAY}",
    "open": f"select * from access_casefile f where f.id = %(case)s and ({MAY})",
    "search": (
        "select n.* from cases_note n join access_compartment c on c.id = n.compartment_id"
        " where n.text like '%%' || %(word)s || '%%'"
        f" and c.case_id in (select f.id from access_casefile f where {MAY})"
        f" order by n.occurred_at desc limit {FIRST_HITS}"
    ),
}


def asked_both_ways(
    floor: Floor, user: Staff, turn: Iterator[Any], word: str
) -> dict[str, dict[str, Work]]:
    """Each work as our pages ask it, without the rest of a page, on top of guardian's question, and without any
    access control at all, below which nothing can be; the cases that are opened come in turn."""

    def seen() -> Any:
        return CaseFile.objects.visible_to(user)

    def acting(work: Work) -> Work:
        def ask() -> Any:
            with acting_as(user):
                return work()

        return ask

    def opened() -> Any:
        case = next(turn)
        with acting_as(user, case=case):
            return get_case(user, case)

    def stock(sql: str) -> Work:
        def ask() -> int:
            with floor.free.cursor() as cursor:
                cursor.execute(sql, {"user": user.pk, "case": next(turn), "word": word})
                return len(cursor.fetchall())

        return ask

    ours: dict[str, Work] = {
        "list": acting(lambda: len(seen().order_by("-opened_on", "-id")[:26])),
        "count": acting(lambda: seen().count()),
        "open": opened,
        "search": acting(lambda: find_words(word, most=FIRST_HITS)),
    }
    free = {what: stock(sql.replace(MAY, "true")) for what, sql in STOCK.items()}
    free["search"] = lambda: floor.find_words(word, most=FIRST_HITS)
    return {
        what: {"ours": work, "stock": stock(STOCK[what]), "free": free[what]}
        for what, work in ours.items()
    }
