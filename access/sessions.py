"""When a session is over (S-47): after a rest, and after a working day however busy it was.

Django's own end of a session moves on whenever something is kept in it; so the moment of signing in stands
in the session itself and never changes.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

SIGNED_IN_AT = "signed_in_at"
USED_AT = "used_at"
# Said this long before the end, so that work can be brought to a close; of a short life a third.
TOLD_BEFORE_SECONDS = 600


def _now() -> float:
    return timezone.now().timestamp()


def _begins(sender: Any, request: Any, **kwargs: Any) -> None:
    """Somebody has signed in. Password, passkey and the ward's directory all end in this signal."""
    request.session[SIGNED_IN_AT] = _now()


def connect() -> None:
    """Start listening; called once when the app is ready."""
    user_logged_in.connect(_begins, dispatch_uid="session_begins")


def seconds_left(session: Any) -> float:
    """Until the session ends, whatever is done in it. One that does not say when it began is over."""
    began = session.get(SIGNED_IN_AT)
    if began is None:
        return 0
    return float(began + settings.SESSION_LIFE_SECONDS - _now())


def told_before() -> float:
    """How many seconds before that end people are told."""
    return float(min(TOLD_BEFORE_SECONDS, settings.SESSION_LIFE_SECONDS / 3))


def why_over(session: Any) -> str:
    """What to tell whoever comes with a session that is over; nothing while it goes on."""
    if seconds_left(session) <= 0:
        return f"ログインしてから{in_words(settings.SESSION_LIFE_SECONDS)}たったので、ログアウトしました。"
    rested = _now() - session.get(USED_AT, _now())
    if rested > settings.SESSION_IDLE_SECONDS:
        return "しばらく操作がなかったので、ログアウトしました。"
    return ""


def in_words(seconds: float) -> str:
    """A length of time, to the minute where it is not whole hours."""
    hours, rest = divmod(round(seconds), 3600)
    parts = [f"{hours}時間" if hours else "", f"{rest // 60}分" if rest >= 60 else ""]
    return "".join(parts) or f"{rest}秒"


def was_used_just_now(session: Any) -> bool:
    """That a session is used is written now and then, not at each request: at most a thirtieth of
    the time after which it ends is lost."""
    last = session.get(USED_AT)
    return last is not None and _now() - last <= settings.SESSION_IDLE_SECONDS / 30


def mark_used(session: Any) -> None:
    """Somebody is at work in it."""
    if not was_used_just_now(session):
        session[USED_AT] = _now()
