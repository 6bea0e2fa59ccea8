"""Write anew by what people are found at other bodies (R15): after another key, or the first time.

Runs as the owner of the tables in the name of the gate, beside the running system, and may be
stopped and begun again. It prints how many people it went through and nothing about anybody.
"""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections, transaction

from access.matching import digests
from cases.models import OtherName
from cases.services.matching import COMPARED

CHUNK = 500
PEOPLE = """
select p.id, c.case_id, p.birth_on, p.merged_into_id is null,
       array_remove(array[case when p.name_kind = any(%s) then p.name end,
                          case when p.name_kind = any(%s) and p.name <> '' then p.kana end], null)
       || coalesce((select array_agg(t) from public.cases_othername n,
                    unnest(array[n.name, n.kana]) t
                    where n.person_id = p.id and n.removed_on is null and n.kind = any(%s)), '{}')
from public.cases_person p join public.access_compartment c on c.id = p.compartment_id
where p.id > %s order by p.id limit %s
"""


class Command(BaseCommand):
    help = "別の機関の同じ人を見つけるための印を、今の鍵で付け直します（R15）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", default="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        after, done = uuid.UUID(int=0), 0
        while rows := _chunk(connection, after):
            after, done = rows[-1][0], done + len(rows)
        self.stdout.write(f"{done}人の印を付け直しました")


def _chunk(connection: Any, after: uuid.UUID) -> list[Any]:
    """One transaction: a save that goes on beside it waits a moment at most."""
    compared = [str(kind) for kind in COMPARED]
    registered = [str(kind) for kind in OtherName.REGISTERED]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("set local role bunkyo_gate")
        cursor.execute(PEOPLE, [compared, compared, registered, after, CHUNK])
        rows = cursor.fetchall()
        for person, case, birth_on, is_standing, names in rows:
            marks = digests(names if is_standing else [], birth_on)
            cursor.execute(
                "select access.write_match_marks(%s, %s, %s::bytea[])", [person, case, marks]
            )
    return list(rows)
