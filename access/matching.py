"""The same person at two bodies (R15): keyed hashes of names and birth date, and what was found.

The key is in a file of the processes (MATCH_KEY_FILE); hashes lie in a table that the application
cannot read. Saving a person answers the same whether or not somebody else knows her.
"""

import datetime
import hashlib
import hmac
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from documents.text import search_key

from .errors import DomainError, StaleError
from .models import MatchDecision, MatchNotice


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
        raise StaleError from error
