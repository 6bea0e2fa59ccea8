"""誓約書 as a paper (domain.md 4.11): blank, filled for somebody in the register, or for a member of
one meeting. It names no case: who signs it takes a copy home.
"""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.models import OutputHold
from access.output import Output, own_use
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import Carries, JobKind, NotPermitted, page_at
from organizations.models import Role, StandingText

from .models import MeetingMember, RegisteredMember
from .services import may_sit, membership_of

BLANK, FILLED, OF_MEMBER = "pledge_blank", "pledge_filled", "pledge_of_member"
TITLE, FILE_NAME = "誓約書", "pledge.pdf"


def text_in_force() -> StandingText:
    """The text of the pledge as worded today."""
    text: StandingText = StandingText.objects.on().filter(kind="pledge").latest("valid_from")
    return text


def may_blank(user: Any, object_id: uuid.UUID) -> Any:
    """Coordinators print blank pledges: the object is herself, for there is nothing in it."""
    return user if object_id == user.pk and user.holds(Role.COORDINATOR) else None


def may_fill(user: Any, object_id: uuid.UUID) -> RegisteredMember | None:
    """Coordinators print for people in the register."""
    if not user.holds(Role.COORDINATOR):
        return None
    rows = RegisteredMember.objects.listed().select_related("staff", "body")
    return rows.filter(pk=object_id).first()


def may_for_member(user: Any, object_id: uuid.UUID) -> MeetingMember | None:
    """The secretary prints for a member of her meeting."""
    rows = MeetingMember.objects.visible_to(user).with_names()
    found: MeetingMember | None = (
        rows.select_related("compartment__case", "meeting").filter(pk=object_id).first()
    )
    if found is None or not found.is_current:
        return None
    own = membership_of(meeting=found.meeting, user=user)
    return found if own is not None and own.is_secretary and may_sit(own) else None


def _for_nobody_in_need(user: Any, row: Any, option: str) -> Output:
    """A paper of the register names no household."""
    return Output(OutputHold.Use.OWN, ())


def _gathering(may: Any) -> Any:
    def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
        row = may(user, object_id)
        if row is None:
            raise NotPermitted
        if isinstance(row, MeetingMember):
            log.note("print", row)
        else:
            log.note("print", kind=TITLE)
        named = row if isinstance(row, MeetingMember | RegisteredMember) else None
        context = {
            "paper": {
                "title": TITLE,
                "printed_by": str(user),
                "printed_at": timezone.now(),
            },
            "lines": text_in_force().text.splitlines(),
            "named": named,
        }
        return Paper(render_to_string("meetings/pledge_paper.html", context), TITLE)

    return gather


make = as_pdf(FILE_NAME)


KINDS = [
    JobKind(
        name=BLANK,
        label="誓約書（空欄）",
        gather=_gathering(may_blank),
        make=make,
        may=may_blank,
        gate=_for_nobody_in_need,
        page=page_at("meetings:register", of_object=False),
    ),
    JobKind(
        name=FILLED,
        label="誓約書（記入済み）",
        gather=_gathering(may_fill),
        make=make,
        may=may_fill,
        gate=_for_nobody_in_need,
        page=page_at("meetings:registered"),
    ),
    JobKind(
        name=OF_MEMBER,
        label="誓約書（この会議の構成員）",
        gather=_gathering(may_for_member),
        make=make,
        may=may_for_member,
        gate=own_use,
        page=page_at("meetings:list", of_object=False),
        carries=Carries.AT_MOST_ITS_CASES,  # who signs it takes a copy home
    ),
]
