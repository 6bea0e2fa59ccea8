"""一式: all papers of a sitting for one recipient, or for each, as one file (R17, R21)."""

import hashlib
from collections.abc import Collection
from typing import Any

from django.db import transaction

from access.errors import DomainError
from jobs.models import Job
from jobs.services import request_job

from ..models import MeetingMember, PaperCopy, Sitting
from .copies import receivers, require_receivers
from .papers import MOST_PRINTED, note_printing, require_printer
from .standing import meeting_of

PACKET_KIND = "meeting_packet_pdf"
ONE, ALL = "one", "all"


def packet_copies(sitting: Sitting, by: Any) -> list[PaperCopy]:
    """Printed copies that a packet may hold now: of papers that are open, with people who are there,
    and not back yet. By recipient, in the order of the papers."""
    rows = PaperCopy.objects.visible_to(by).printed().of_sitting(sitting).with_labels()
    known = receivers(sitting, by)
    found = [copy for copy in rows if copy.may_be_in_a_packet and copy.member_id in known]
    return sorted(found, key=lambda copy: (copy.member.created_at, str(copy.member_id)))


@transaction.atomic
def print_packet(
    *, sitting: Sitting, member: MeetingMember | None, by: Any, key: Any = None
) -> Job:
    """Have the papers of a sitting put together, for a member or for each who has printed copies."""
    require_printer(meeting_of(sitting, by), by)
    copies: Collection[PaperCopy] = packet_copies(sitting, by)
    if member is not None:
        copies = [copy for copy in copies if copy.member_id == member.pk]
    if not copies:
        raise DomainError(
            "印刷して渡す写しがありません。先に、資料ごとに「配る相手を選ぶ」で紙で渡す相手を選んでください"
        )
    require_receivers(copies, by)
    if sum(max(copy.paper.pages, 1) for copy in copies) > MOST_PRINTED:
        raise DomainError(
            f"一度に印刷できるのは{MOST_PRINTED}ページまでです。1人分ずつ印刷してください"
        )
    note_printing(copies, by)
    option = option_of(ALL if member is None else ONE, copies)
    first = next(iter(copies))
    return request_job(by=by, kind=PACKET_KIND, object_id=first.pk, option=option, key=key)


def option_of(way: str, copies: Collection[PaperCopy]) -> str:
    """A word for the job: one recipient or all, and of which copies. They are one file: when somebody among them has
    left, or one more was added, it is another file, and what was asked, approved and made was not this (S-06)."""
    told = ",".join(sorted(str(copy.pk) for copy in copies))
    return f"{way}-{hashlib.sha256(told.encode()).hexdigest()[:24]}"
