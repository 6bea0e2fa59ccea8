"""Minutes of a 重層的支援会議: looked through by the bodies, fixed, and then only added to."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants
from access.errors import DomainError
from access.shortcuts import save_changed
from organizations.models import Body

from ..models import (
    ConferenceAddendum,
    ConferenceAttendance,
    ConferenceState,
    PlanConference,
)
from .conferences import (
    hold_conference,
    invited,
    is_covered,
    move,
    require_coordinator,
    require_unnamed_before,
)


def require_writing(conference: PlanConference) -> None:
    """Raises DomainError unless the conference was held and its minutes are still being written."""
    if conference.state == ConferenceState.FIXED:
        raise DomainError("会議録は確定しています。続きは「付け加える」から書いてください")
    if conference.state != ConferenceState.HELD:
        raise DomainError("会議録は、会議の結果を記録したあとで扱えます")


@transaction.atomic
def correct_conference_minutes(
    *,
    conference: PlanConference,
    minutes: str,
    opinion: str,
    by: Any,
    settlements: Mapping[uuid.UUID, str] | None = None,
    version: int | None = None,
) -> PlanConference:
    """Words of the minutes, until they are fixed, and what is answered to a body's wish. What was
    found is put right elsewhere (plans.services.correcting): the plan may have followed it."""
    require_coordinator(conference.compartment, by)
    require_writing(conference)
    bodies = [row.body for row in invited(conference, by)]
    texts = [minutes, opinion, *(settlements or {}).values()]
    require_unnamed_before(conference, bodies, texts, by)
    changed = save_changed(
        conference, by=by, fields={"minutes": minutes, "opinion": opinion}, version=version
    )
    rows = ConferenceAttendance.objects.visible_to(by).filter(conference=conference)
    for row in rows.exclude(wish=""):
        words = (settlements or {}).get(row.pk, row.settlement)
        if words != row.settlement:
            save_changed(row, by=by, fields={"settlement": words})
    return changed


@transaction.atomic
def send_conference_minutes(
    *,
    conference: PlanConference,
    answer_until_on: datetime.date,
    by: Any,
    version: int | None = None,
) -> PlanConference:
    """Ask the bodies that came to look through the minutes; only while the consent holds (R8)."""
    require_coordinator(conference.compartment, by)
    require_writing(conference)
    if not is_covered(conference):
        raise DomainError(
            "本人の同意がなくなったため、参加機関に会議録を見せられません。"
            "確認を頼まずに確定するか、新しい同意を受けてください"
        )
    if answer_until_on < timezone.localdate():
        raise DomainError("確認の期限は、今日か、今日より後の日にしてください")
    fields = {"sent_at": timezone.now(), "answer_until_on": answer_until_on}
    return save_changed(conference, by=by, fields=fields, version=version)


def offices_acted_for(conference: PlanConference, by: Any) -> list[ConferenceAttendance]:
    """Rows of invited bodies for which the user speaks: she is in charge there by the plan, or coordinates it (R5, R6)."""
    rows = ConferenceAttendance.objects.visible_to(by).filter(conference=conference)
    return list(rows.invited().spoken_for_by(by).select_related("body"))


@transaction.atomic
def answer_conference_minutes(
    *, attendance: ConferenceAttendance, by: Any, wish: str = "", version: int | None = None
) -> ConferenceAttendance:
    """A body has looked through the minutes, and says what is to be put right, if anything."""
    conference = hold_conference(attendance.conference_id, by)
    if attendance.pk not in {row.pk for row in offices_acted_for(conference, by)}:
        raise DomainError("会議録を確かめるのは、招集された機関の担当者です")
    if conference.sent_at is None or conference.state != ConferenceState.HELD:
        raise DomainError("いまは、会議録の確認を頼まれていません")
    require_unnamed_before(conference, [row.body for row in invited(conference, by)], [wish], by)
    fields = {"answered_at": timezone.now(), "wish": wish, "settlement": ""}
    return save_changed(attendance, by=by, fields=fields, version=version)


@transaction.atomic
def fix_conference_minutes(
    *, conference: PlanConference, by: Any, version: int | None = None
) -> PlanConference:
    """Fix the minutes: from now on there are only addenda."""
    require_coordinator(conference.compartment, by)
    hold_conference(conference.pk, by)
    move(conference, ConferenceState.FIXED)
    rows = invited(conference, by)
    wishes = [str(row.body) for row in rows if row.is_open]
    if wishes:
        raise DomainError(
            f"直してほしいという答えに、まだ答えていません（{'、'.join(wishes)}）。"
            "会議録を直し、どうしたかを書いてから確定してください"
        )
    waiting = [str(row.body) for row in rows if row.is_present and row.answered_at is None]
    until = conference.answer_until_on
    is_open = until is not None and until >= timezone.localdate() and is_covered(conference)
    secretariat = str(conference.compartment.organization)
    waiting = [name for name in waiting if name != secretariat]
    if is_open and waiting:
        raise DomainError(
            f"まだ確かめていない機関があります（{'、'.join(waiting)}）。"
            "返事がそろうか、確認の期限が過ぎてから確定してください"
        )
    fields = {
        "state": ConferenceState.FIXED,
        "fixed_at": timezone.now(),
        "fixed_by_id": by.pk,
    }
    return save_changed(conference, by=by, fields=fields, version=version)


@transaction.atomic
def add_to_conference_minutes(
    *, conference: PlanConference, body: Body, text: str, by: Any
) -> ConferenceAddendum:
    """A body adds to fixed minutes, in its name; what was fixed stays as it is."""
    if conference.state != ConferenceState.FIXED:
        raise DomainError("会議録は、まだ作成中です。直してほしいところは、事務局に伝えてください")
    if not grants.in_force([conference.consent_id]):
        raise DomainError(
            "本人の同意がなくなったため、会議録には付け加えられません。"
            "新しい同意を受けてから書いてください"
        )
    if body.pk not in {row.body_id for row in offices_acted_for(conference, by)}:
        raise DomainError("付け加えられるのは、招集された機関の担当者です")
    bodies = [row.body for row in invited(conference, by)]
    require_unnamed_before(conference, bodies, [text], by)
    made: ConferenceAddendum = ConferenceAddendum.objects.create(
        compartment_id=conference.compartment_id,
        created_by=by,
        conference=conference,
        body=body,
        text=text,
    )
    return made
