"""Who acts, from which office, and on which day: what every story needs."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from access.context import acting_as
from organizations.models import Appointment, Code, Staff


@contextmanager
def acting(username: str) -> Iterator[Staff]:
    """Act as a member of staff, by her login."""
    person = Staff.objects.get(username=username)
    with acting_as(person):
        yield person


def office(username: str) -> Appointment:
    """The first current office of a login."""
    found = Appointment.objects.current().with_body().filter(staff__username=username)
    return found.order_by("valid_from", "pk")[0]


def code(code_list: str, label: str) -> str:
    """Value of a code by its words; the first of the list when nothing is called so."""
    rows = Code.objects.on().filter(code_list=code_list).order_by("order")
    return str((rows.filter(label=label).first() or rows[0]).value)


def at(day: datetime.date, hour: int) -> datetime.datetime:
    """A full hour of a day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)
