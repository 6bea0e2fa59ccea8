"""事前の聞き取り: what the secretary heard before a sitting, and what of it is brought in."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed

from ..models import Hearing, MeetingMember, Section, Sitting, SittingState
from .reach import why_not_reached
from .standing import meeting_of, require_secretary
from .talking import add_agenda_item, note_point


def _require_facts(
    sitting: Sitting, facts: dict[str, Any], by: Any, heard: Hearing | None = None
) -> None:
    meeting = meeting_of(sitting, by)
    require_secretary(meeting, by)
    if sitting.state == SittingState.CANCELLED:
        raise DomainError("中止した開催です。次の開催の画面から書いてください")
    member: MeetingMember | None = facts["member"]
    if (member is None) == (not facts["person"]):
        raise DomainError("聞いた相手を、構成員から1人選ぶか、構成員でない人の名前を書いてください")
    # What was heard from her stays hers when the meeting does not reach her any more (R12, R16).
    if member is not None and (heard is None or heard.member_id != member.pk):
        reason = why_not_reached(member, meeting, by, sitting)
        if reason:
            raise DomainError(reason)
    if facts["heard_on"] > timezone.localdate():
        raise DomainError("聞いた日は、今日までの日付にしてください")


@transaction.atomic
def enter_hearing(*, sitting: Sitting, by: Any, **facts: Any) -> Hearing:
    """What somebody said beforehand; her own words are not shared before she shares them."""
    _require_facts(sitting, facts, by)
    made: Hearing = Hearing.objects.create(
        compartment_id=sitting.compartment_id, created_by=by, sitting=sitting, **facts
    )
    return made


@transaction.atomic
def change_hearing(
    *, hearing: Hearing, by: Any, version: int | None = None, **facts: Any
) -> Hearing:
    """Complete or correct it; earlier wording stays in the history."""
    _require_facts(_sitting_of(hearing, by), facts, by, hearing)
    if not facts["bring_in"] and (hearing.on_agenda_at or hearing.undecided_at):
        raise DomainError("会議に出したことは、消せません。言葉を直すことはできます")
    return save_changed(hearing, by=by, fields=facts, version=version)


def _sitting_of(hearing: Hearing, by: Any) -> Sitting:
    found: Sitting = Sitting.objects.visible_to(by).get(pk=hearing.sitting_id)
    return found


def _require_bring_in(hearing: Hearing, done: Any) -> None:
    if not hearing.bring_in:
        raise DomainError("先に「会議で取り上げること」を書いてください")
    if done:
        raise DomainError("すでに会議に出しています")


@transaction.atomic
def put_on_agenda(*, hearing: Hearing, by: Any) -> Hearing:
    """What is to be brought in becomes a thing to discuss: the words of `bring_in` and no others."""
    sitting = _sitting_of(hearing, by)
    require_secretary(meeting_of(sitting, by), by)
    _require_bring_in(hearing, hearing.on_agenda_at)
    if sitting.state != SittingState.PLANNED:
        raise DomainError(f"この開催は「{sitting.get_state_display()}」です。議題は足せません")
    if sitting.opened_at is not None:
        add_agenda_item(sitting=sitting, title=hearing.bring_in, by=by)
    else:
        agenda = "\n".join(line for line in (sitting.agenda.rstrip(), hearing.bring_in) if line)
        save_changed(sitting, by=by, fields={"agenda": agenda})
    return save_changed(hearing, by=by, fields={"on_agenda_at": timezone.now()})


@transaction.atomic
def leave_undecided(*, hearing: Hearing, by: Any) -> Hearing:
    """What is to be brought in is noted among what was not decided, while the sitting goes on."""
    sitting = _sitting_of(hearing, by)
    _require_bring_in(hearing, hearing.undecided_at)
    note_point(sitting=sitting, text=hearing.bring_in, section=Section.UNDECIDED, by=by)
    return save_changed(hearing, by=by, fields={"undecided_at": timezone.now()})
