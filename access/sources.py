"""What rests on a consent: since when it opens nothing any more, and the one part of it that may shut
by itself. Whether it is in force: `grants.in_force`."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import connection

from organizations.models import Body

from .grants import call
from .models import Compartment


def ended(sources: Iterable[uuid.UUID]) -> dict[uuid.UUID, datetime.datetime]:
    """When those of these sources that are over ended. One question for any number, as `in_force`."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.sources_ended(%s)", [list(sources)])
        return dict(cursor.fetchall())


def close_face(*, face: Compartment, bodies: Iterable[Body], source: uuid.UUID) -> int:
    """A consent no longer opens the basic information; what was shared one by one stays (R3)."""
    return sum(call("close_body_in_source", face.pk, source, body.pk) for body in bodies)
