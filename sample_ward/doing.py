"""Who acts, from which office, and on which day: what every story needs."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from access.context import acting_as
from documents.business_days import add_business_days, is_business_day
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


def open_day(number: int) -> datetime.date:
    """The same, on a day on which the office is open: the next one of what is to come, or the last one before."""
    day = days(number)
    return day if is_business_day(day) else add_business_days(day, 1 if number > 0 else -1)


OPENS = datetime.time(9)


def work_day() -> datetime.date:
    """The last day on which the office had opened: a ward made at night is not one in which people work then."""
    if timezone.localtime().time() < OPENS:
        return open_day(-1)
    return open_day(0)


def in_hours(hour: int, minute: int) -> datetime.datetime | None:
    """This time of that day, or now (None) while it is still to come."""
    wanted = datetime.datetime.combine(work_day(), datetime.time(hour, minute))
    moment = timezone.make_aware(wanted)
    return moment if moment <= timezone.now() else None
