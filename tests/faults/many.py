"""Several hundred people of five bodies, each with a password and a second factor, in the database of the
environment; and the first of April, when some go to another body.

python -m tests.faults.many enter 500
python -m tests.faults.many move 50
"""

import sys

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from allauth.mfa.utils import encrypt  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import transaction  # noqa: E402

from organizations.models import Appointment, Body, Role, Staff  # noqa: E402
from organizations.sample_staff import SAMPLE_PASSWORD, secret_of  # noqa: E402
from organizations.services import appoint, end_appointment  # noqa: E402
from tests.faults.five_hundred import name_of, username_of  # noqa: E402

OWNER = "owner"


def _bodies() -> list[Body]:
    """Those where the caseworkers of the sample ward work."""
    names = Appointment.objects.using(OWNER).filter(
        role_group__role=Role.CASEWORKER,
        staff__username__in=("soudan1", "kurashi1", "csw1", "kenmu1"),
    )
    return list(
        Body.objects.using(OWNER).filter(pk__in=names.values("role_group__body")).order_by("name")
    )


def enter(number: int) -> None:
    password, bodies = make_password(SAMPLE_PASSWORD), _bodies()
    with transaction.atomic(using=OWNER):
        for one in range(number):
            username = username_of(one)
            staff = Staff(username=username, name=name_of(one), kana="ふか", password=password)
            staff.save(using=OWNER)
            Authenticator.objects.using(OWNER).create(
                user=staff,
                type=Authenticator.Type.TOTP,
                data={"secret": encrypt(secret_of(username))},
            )
            body = bodies[one % len(bodies)]
            appoint(staff=staff, body=body, role=Role.CASEWORKER, using=OWNER)
    sys.stdout.write(str(len(bodies)))


def move(number: int) -> None:
    """The last of them, each in a transaction of its own, as the page of the transfers does."""
    bodies = _bodies()
    last = Staff.objects.using(OWNER).filter(username__startswith="load").order_by("-username")
    for staff in last[:number]:
        with transaction.atomic(using=OWNER):
            (office,) = Appointment.objects.using(OWNER).current().filter(staff=staff)
            body = bodies[(bodies.index(office.role_group.body) + 1) % len(bodies)]
            end_appointment(appointment=office, using=OWNER)
            appoint(staff=staff, body=body, role=Role.CASEWORKER, using=OWNER)


if __name__ == "__main__":
    {"enter": enter, "move": move}[sys.argv[1]](int(sys.argv[2]))
