"""招集: the members are called to a planned sitting; moved or cancelled, they are told again."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed

from ..models import (
    LINK_BEGINS,
    Convocation,
    MeetingMember,
    MeetingNotice,
    Sitting,
    SittingState,
    SupportMeeting,
)
from .notices import members_to_tell, tell
from .reach import reachable
from .standing import meeting_of, require_secretary

NO_PLACE = "場所か、オンライン会議のアドレスを決めてから招集してください"


def why_not_convene(sitting: Sitting, meeting: SupportMeeting, by: Any) -> str:
    """Why nobody can be called to this sitting yet; empty when the secretary may call.

    A sitting needs somebody besides the secretariat who has confirmed the duty of secrecy: who has
    not may not be told of it (R4, domain.md R11).
    """
    if meeting.dissolved_at is not None:
        return "この会議は解散しています。招集できません"
    if sitting.state != SittingState.PLANNED or sitting.opened_at is not None:
        return (
            f"この開催は「{sitting.get_state_display()}」です。"
            "招集できるのは、まだ始めていない開催予定のものだけです"
        )
    if sitting.held_at <= timezone.now():
        return "開催の日時が過ぎています。日時を変えてから招集してください"
    others = reachable(meeting, by, sitting).exclude(part=MeetingMember.Part.SECRETARY)
    if not others.exists():
        return "事務局のほかに構成員がいません。先に、集まる人を構成員に指定してください"
    if not others.sworn().exists():
        return (
            "事務局のほかに、守秘義務を確かめた構成員が、まだいません。"
            "指定した人に、確かめてもらってから招集してください"
        )
    return ""


@transaction.atomic
def convene(*, sitting: Sitting, topic: str, link: str, by: Any) -> Convocation:
    """Call the members. Once more later: those who were appointed meanwhile are told too."""
    meeting = meeting_of(sitting, by)
    require_secretary(meeting, by)
    # Two secretaries at once: the second waits here, and finds everybody told.
    SupportMeeting.objects.changeable_by(by).select_for_update().get(pk=meeting.pk)
    reason = why_not_convene(sitting, meeting, by)
    if reason:
        raise DomainError(reason)
    if link and not link.startswith(LINK_BEGINS):
        raise DomainError("オンライン会議のアドレスは、https:// で始まるものにしてください")
    if not link and not sitting.place:
        raise DomainError(NO_PLACE)
    called = _called(sitting, topic, link, by)
    tell(
        meeting=meeting,
        about=MeetingNotice.About.CONVENED,
        sitting=sitting,
        members=not_yet_told(sitting, meeting, by),
        by=by,
    )
    return called


def not_yet_told(sitting: Sitting, meeting: SupportMeeting, by: Any) -> list[MeetingMember]:
    """Whom the call to a sitting has not reached: all before it, and who was appointed since."""
    told = MeetingNotice.objects.visible_to(by).filter(sitting=sitting)
    known = set(told.exclude(about=MeetingNotice.About.CANCELLED).values_list("member", flat=True))
    return [m for m in members_to_tell(meeting, by, sitting) if m.pk not in known]


def uncalled(sitting: Sitting, meeting: SupportMeeting, by: Any) -> list[MeetingMember]:
    """Who was appointed after the call to a sitting that is to come, and was not told of it."""
    if convocation_of(sitting, by) is None or why_not_convene(sitting, meeting, by):
        return []
    return not_yet_told(sitting, meeting, by)


def _called(sitting: Sitting, topic: str, link: str, by: Any) -> Convocation:
    known: Convocation | None = convocation_of(sitting, by)
    if known is None:
        made: Convocation = Convocation.objects.create(
            compartment_id=sitting.compartment_id,
            created_by=by,
            sitting=sitting,
            topic=topic,
            link=link,
        )
        return made
    if (known.topic, known.link) != (topic, link):
        save_changed(known, by=by, fields={"topic": topic, "link": link})
    return known


def convocation_of(sitting: Sitting, by: Any) -> Convocation | None:
    """The call to a sitting, if there was one."""
    found: Convocation | None = Convocation.objects.visible_to(by).filter(sitting=sitting).first()
    return found


def tell_of_change(sitting: Sitting, meeting: SupportMeeting, about: str, by: Any) -> None:
    """Who was called to a sitting learns that it is moved or cancelled."""
    if convocation_of(sitting, by) is not None:
        tell(meeting=meeting, about=about, sitting=sitting, by=by)
