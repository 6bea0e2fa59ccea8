"""One session an account where terminals are shared (S-48): whoever signs in at the counter leaves none open elsewhere.

What she was typing there is in her drafts. A body says of each counter whether its terminals are shared; who has an
office at such a body signs in at one terminal at a time, wherever it stands."""

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages

from .models import Appointment, Staff

ENDED = "ほかの端末は、ログアウトしました（共用の端末がある機関では、同時に使えるのは1台です）。書いていたものは下書きにあります。"


def has_one_terminal(staff: Staff) -> bool:
    """She holds an office at a body that has a counter with shared terminals."""
    offices = Appointment.objects.current().filter(staff=staff)
    return offices.filter(role_group__body__counters__is_shared_terminal=True).exists()


def _came_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Every way in ends in this signal of the library: password with its code, passkey, directory."""
    if not has_one_terminal(user):
        return
    others = [s for s in UserSession.objects.filter(user=user) if not s.is_current()]
    if others:
        get_adapter().end_sessions(others)
        messages.info(request, ENDED)


def connect() -> None:
    """Start listening; called once when the app is ready."""
    user_logged_in.connect(_came_in, dispatch_uid="one_terminal")
