"""The door of a 支援会議: before its papers are shown, the pledge is checked (domain.md R11) and the duty
of secrecy is read again, once in each session and whenever its wording is new.

Every page of a meeting makes a `Room`, and a room that is not opened raises `NotOpened`; the
middleware leads to the page with the duty, and from there back. Who keeps typing when her session
has ended loses nothing: a duty that she has acknowledged in its present wording interrupts only pages
that are asked for. A wording that she has never acknowledged stops everything; what was typed is a
draft by then and is offered again on its page, to which she comes back.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from access.routes import rule_of
from drafts.submit import see_other

from .models import MeetingMember, SupportMeeting
from .services import may_sit
from .words import duty_text

SESSION_KEY = "meetings_opened"
MOST_REMEMBERED = 200


class NotOpened(Exception):
    """The duty of this meeting is to be read first."""

    def __init__(self, meeting: SupportMeeting) -> None:
        super().__init__("a meeting was not opened")
        self.meeting = meeting


def _mark(meeting: SupportMeeting) -> str:
    """What the session remembers: it does not tell which meeting."""
    return salted_hmac("meetings.opening", str(meeting.pk)).hexdigest()[:16]


def note_opened(request: Any, meeting: SupportMeeting) -> None:
    """The duty was read in this session."""
    marks = [m for m in request.session.get(SESSION_KEY, []) if m != _mark(meeting)]
    request.session[SESSION_KEY] = [*marks, _mark(meeting)][-MOST_REMEMBERED:]


def is_new_wording(member: MeetingMember, meeting: SupportMeeting) -> bool:
    """Whether a newer text is in force than the one that she acknowledged."""
    return bool(member.duty_text_id != duty_text(meeting.basis).pk)


def require_opened(request: Any, meeting: SupportMeeting, member: MeetingMember | None) -> None:
    """Raises NotOpened while the user still has to read, or may not open it at all."""
    if member is None:
        return
    if not may_sit(member):
        raise NotOpened(meeting)
    if is_new_wording(member, meeting):
        raise NotOpened(meeting)
    if request.method not in ("GET", "HEAD") or getattr(request, "htmx", False):
        return
    if _mark(meeting) not in request.session.get(SESSION_KEY, ()):
        raise NotOpened(meeting)


def is_open(request: Any, meeting: SupportMeeting, member: MeetingMember) -> bool:
    """Whether the door stands open, for a page that tells of a meeting among other things and leads nowhere
    when it does not: whatever the method, the duty was read in this session, in its present wording."""
    return (
        may_sit(member)
        and not is_new_wording(member, meeting)
        and _mark(meeting) in request.session.get(SESSION_KEY, ())
    )


def where_to(request: Any, meeting: SupportMeeting) -> str:
    """The page that was asked for, if it is one of the meetings."""
    asked = request.GET.get("next", "")
    own = reverse("meetings:meeting", args=[meeting.pk])
    is_ours = url_has_allowed_host_and_scheme(asked, None) and asked.startswith(
        reverse("meetings:list")
    )
    return asked if is_ours else own


def page_to_come_back_to(request: Any) -> str:
    """Where the user was when she was stopped: her page with what she typed, not what it sent to."""
    if getattr(request, "htmx", False):
        return request.htmx.current_url_abs_path or ""
    asked: str = request.get_full_path()
    if request.method in ("GET", "HEAD"):
        return asked
    written_on = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(written_on, request.get_host()):
        parts = urlsplit(written_on)
        return parts._replace(scheme="", netloc="", fragment="").geturl()
    match = request.resolver_match
    rule = rule_of(match.func, match.view_name)
    return asked if rule is not None and "GET" in rule.methods else ""


class OpeningMiddleware:
    """Leads from a meeting that is not opened to its duty of secrecy."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        return self.get_response(request)

    def process_exception(self, request: Any, exception: Exception) -> Any:
        if not isinstance(exception, NotOpened):
            return None
        request.acting.log.note("read", kind="守秘義務の確認")
        door = reverse("meetings:opening", args=[exception.meeting.pk])
        back = page_to_come_back_to(request)
        address = f"{door}?{urlencode({'next': back})}" if back else door
        if getattr(request, "htmx", False):
            # A fragment would take a redirect for its own content: the whole window goes to the door.
            return HttpResponseClientRedirect(address)
        return see_other(address)
