"""誓約書 as a paper (domain.md 4.11): blank, filled for somebody in the register, or for a member of
one meeting; and 委嘱状, by which the ward appoints that member. They name no case: who signs or gets one takes it home.
"""

import uuid
from typing import Any

from django.conf import settings
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
from .words import duty_text, law_of

BLANK, FILLED, OF_MEMBER = "pledge_blank", "pledge_filled", "pledge_of_member"
LETTER = "letter_of_member"
TITLE, FILE_NAME = "誓約書", "pledge.pdf"
LETTER_TITLE, LETTER_FILE_NAME = "委嘱状", "letter.pdf"


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
            "ward": settings.WARD_NAME,
            "lines": text_in_force().text.splitlines(),
            "named": named,
        }
        return Paper(render_to_string("meetings/pledge_paper.html", context), TITLE)

    return gather


def gather_letter(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """The letter to a member of a meeting, with the duty of secrecy under the law of that meeting and its penalty."""
    row = may_for_member(user, object_id)
    if row is None:
        raise NotPermitted
    log.note("print", row)
    context = {
        "paper": {
            "title": LETTER_TITLE,
            "printed_by": str(user),
            "printed_at": timezone.now(),
        },
        "ward": settings.WARD_NAME,
        "named": row,
        "meeting": row.meeting,
        "from_on": row.commissioned_on or timezone.localdate(row.appointed_at),
        "law": law_of(row.meeting.basis),
        "duty": duty_text(row.meeting.basis),
    }
    return Paper(render_to_string("meetings/member_letter.html", context), LETTER_TITLE)


make, make_letter = as_pdf(FILE_NAME), as_pdf(LETTER_FILE_NAME)


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
        page=page_at("meetings:member_papers"),
        carries=Carries.AT_MOST_ITS_CASES,  # who signs it takes a copy home
    ),
    JobKind(
        name=LETTER,
        label="委嘱状（この会議の構成員）",
        gather=gather_letter,
        make=make_letter,
        may=may_for_member,
        gate=own_use,
        page=page_at("meetings:member_papers"),
        carries=Carries.AT_MOST_ITS_CASES,  # it names none: she takes it home
    ),
]
