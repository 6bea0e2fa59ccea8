"""Events in the life of bodies and staff."""

import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest, Now
from django.utils import timezone
from django.utils.crypto import get_random_string

from .models import Appointment, Body, Role, RoleGroup, Staff

SURELY_OVER = datetime.timedelta(days=1)
# Without letters and digits that are mistaken for one another when read from paper.
UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def establish_body(*, name: str, kind: str, using: str = "default", **fields: object) -> Body:
    """Enter a body into the register together with its role groups."""
    with transaction.atomic(using=using):
        body, _ = Body.objects.using(using).update_or_create(
            name=name, defaults={"kind": kind, **fields}
        )
        ensure_role_groups(body=body, using=using)
    return body


def ensure_role_groups(*, body: Body, using: str = "default") -> None:
    """Give the body one group a role, so that grants can name it."""
    for role in Role.values:
        if not RoleGroup.objects.using(using).filter(body=body, role=role).exists():
            group = Group.objects.using(using).create(name=f"{body.pk}:{role}")
            RoleGroup.objects.using(using).create(group=group, body=body, role=role)


def appoint(
    *,
    staff: Staff,
    body: Body,
    role: str,
    valid_from: datetime.datetime | None = None,
    valid_until: datetime.datetime | None = None,
    using: str = "default",
) -> Appointment:
    """Appoint somebody to an office at a body.

    The database refuses an appointment of oneself and the union of administration or audit
    with a role that opens cases (R10), and an office that is held already in the period (R16).
    """
    group = RoleGroup.objects.using(using).get(body=body, role=role)
    appointment = Appointment.objects.using(using).create(
        staff=staff, role_group=group, valid_from=valid_from or Now(), valid_until=valid_until
    )
    appointment.refresh_from_db(using=using)
    return appointment


def end_appointment(*, appointment: Appointment, using: str = "default") -> None:
    """End an office now. Access that rests on it ends at this moment (R16)."""
    _end_offices(Appointment.objects.using(using).filter(pk=appointment.pk))


def _end_offices(offices: QuerySet[Appointment]) -> None:
    """An office that has ended stays as it is; one that has not begun ends where it would have."""
    offices.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=Now())).update(
        valid_until=Greatest(Now(), F("valid_from"))
    )


def end_employment(*, staff: Staff, using: str = "default") -> None:
    """End employment now: offices, sessions and access with it (R16, S-14).

    The account is locked first, as by whoever has its page open and saves (organizations.seen)."""
    with transaction.atomic(using=using):
        Staff.objects.using(using).select_for_update(no_key=True).filter(pk=staff.pk).first()
        _end_offices(Appointment.objects.using(using).filter(staff=staff))
        Staff.objects.using(using).filter(pk=staff.pk).update(
            is_active=False, employment_ended_at=Now()
        )
        end_sessions(staff=staff, using=using)


def end_sessions(*, staff: Staff, using: str = "default") -> None:
    """Close every session of a person at once, on whatever machine it is open (S-14)."""
    tracked = UserSession.objects.using(using).filter(user=staff)
    keys = list(tracked.values_list("session_key", flat=True))
    Session.objects.using(using).filter(session_key__in=keys).delete()
    tracked.delete()


def throw_away_sessions() -> tuple[int, int]:
    """Sessions that are over, of browsers that were closed without signing out, and the terminals of such: what flash
    messages said in them would else lie in every backup. Both numbers. Who comes in meanwhile has a young one."""
    over, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    seen = UserSession.objects.filter(last_seen_at__lt=timezone.now() - SURELY_OVER)
    left, _ = seen.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return over, left


def stop_login(*, staff: Staff) -> None:
    """From now on she does not log in, and her sessions are closed (S-96). The account is hers and stays as it is.

    Only auditors and system administrators may, and nobody about herself (access.check_staff)."""
    with transaction.atomic():
        Staff.objects.filter(pk=staff.pk, login_stopped_at=None).update(login_stopped_at=Now())
        end_sessions(staff=staff)


def allow_login(*, staff: Staff) -> None:
    """She may log in again."""
    Staff.objects.filter(pk=staff.pk).update(login_stopped_at=None)


def issue_initial_password(*, staff: Staff, using: str = "default") -> str:
    """Draw a new password for somebody and close her sessions. Returned once, kept nowhere.

    The second factor stays: with the password alone nobody gets in once it has been set up. It is for the first sign-in, and
    counts for fourteen days (organizations.passwords); whoever acts, the database says since when, and whose it is.
    """
    password = "-".join(get_random_string(4, UNMISTAKABLE) for _ in range(5))
    with transaction.atomic(using=using):
        staff.set_password(password)
        staff.password_given_at, staff.password_is_own = timezone.now(), False
        fields = ["password", "password_given_at", "password_is_own"]
        staff.save(using=using, update_fields=fields)
        end_sessions(staff=staff, using=using)
    return password


def choose_letters(*, staff: Staff, letters: str) -> None:
    """The size of the letters on her own screen, from the next page on and on whatever machine."""
    staff.letters = letters
    staff.save(update_fields=["letters"])


def choose_line_spacing(*, staff: Staff, line_spacing: str) -> None:
    """The space between the lines, likewise."""
    staff.line_spacing = line_spacing
    staff.save(update_fields=["line_spacing"])


def choose_keys(*, staff: Staff, uses_keys: bool) -> None:
    """Whether keys without modifier do something on her screen (WCAG 2.1.4)."""
    staff.uses_keys = uses_keys
    staff.save(update_fields=["uses_keys"])
