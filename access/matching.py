"""The same person at two bodies (R15): keyed hashes of names and birth date, and what was found.

The key is in a file of the processes (MATCH_KEY_FILE); hashes lie in a table that the application
cannot read. Saving a person answers the same whether or not somebody else knows her.
"""

import datetime
import hashlib
import hmac
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction

from documents.text import search_key

from .errors import DomainError, StaleError
from .models import MatchDecision, MatchNotice
from .stale import changed_by


def digests(names: Iterable[str], birth_on: datetime.date | None) -> list[bytes]:
    """HMAC-SHA-256 of each name or reading, as names are searched, with the birth date.

    Without a name or without a certain birth date nobody is compared: a name alone is no person.
    """
    if birth_on is None:
        return []
    key = hashlib.sha256(settings.MATCH_KEY.encode()).digest()
    folded = sorted({search_key(name) for name in names} - {""})
    return [
        hmac.new(key, f"{name}|{birth_on.isoformat()}".encode(), hashlib.sha256).digest()
        for name in folded
    ]


def keep_marks(
    *, person_id: uuid.UUID, names: Iterable[str], birth_on: datetime.date | None
) -> None:
    """Keep by what a person is found at other bodies. Tells nothing, whatever was found (R14)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.keep_match_marks(%s, %s::bytea[])",
            [person_id, digests(names, birth_on)],
        )


CHUNK = 500
# Everybody with the names that are compared: those of the sheet, and the registered other ones.
# A case that nobody sees was taken back (access.taking_back): nobody in it is found any more.
PEOPLE = """
select p.id, c.case_id, p.birth_on,
       case when not exists (select from (select case_id, valid_until from access_groupgrant
                             union all select case_id, valid_until from access_usergrant) g
                             where g.case_id = c.case_id
                             and (g.valid_until is null or g.valid_until > now()))
           then '{}'::text[] when p.merged_into_id is not null then '{}'::text[] else
           case when p.name_kind = any(%s) and p.name <> ''
               then array[p.name::text, p.kana::text] else '{}'::text[] end
           || coalesce((select array_agg(t::text) from public.cases_othername n,
                        unnest(array[n.name, n.kana]) t
                        where n.person_id = p.id and n.removed_on is null and n.kind = any(%s)),
                       '{}'::text[]) end
from public.cases_person p join public.access_compartment c on c.id = p.compartment_id
where p.id > %s order by p.id limit %s
"""


def mark_anew(compared: list[str], registered: list[str], *, using: str) -> Iterator[int]:
    """Mark everybody with the key of now, in the name of the gate; how many, chunk by chunk.

    Each chunk is a transaction of its own: a save that goes on beside it waits a moment at most.
    """
    after, database = uuid.UUID(int=0), connections[using]
    while True:
        with transaction.atomic(using=using), database.cursor() as cursor:
            cursor.execute("set local role bunkyo_gate")
            cursor.execute(PEOPLE, [compared, registered, after, CHUNK])
            rows = cursor.fetchall()
            for person, case, birth_on, names in rows:
                cursor.execute(
                    "select access.write_match_marks(%s, %s, %s::bytea[])",
                    [person, case, digests(names, birth_on)],
                )
        if not rows:
            return
        after = rows[-1][0]
        yield len(rows)


@transaction.atomic
def decide(*, notice: MatchNotice, outcome: str, reason: str, by: Any, after: int) -> MatchDecision:
    """A coordinator decides on a notice; `after` is how many decisions she had before her eyes."""
    if not reason.strip():
        raise DomainError("理由を書いてください")
    try:
        with transaction.atomic():
            return MatchDecision.objects.create(
                notice=notice, number=after + 1, outcome=outcome, reason=reason, decided_by=by
            )
    except IntegrityError as error:
        last = notice.decisions.select_related("decided_by").first()
        told = changed_by(last.decided_by, last.decided_at, by) if last else StaleError()
        raise told from error
