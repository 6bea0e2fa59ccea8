"""準備シート: asked for, handed in, released to the members; what is agreed before people meet."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from access.stale import stale
from organizations.models import Body, Role

from ..models import MeetingMember, PrepCall, PrepSheet, Sitting, SittingState
from .meetings import enter_in_ledger
from .reach import reachable, taking_part, why_not_reached
from .standing import meeting_of, require_member, require_secretary


@dataclass(frozen=True)
class Party:
    """Who fills one sheet: a body through its members, or a member on paper."""

    body: Body | None = None
    paper_member: MeetingMember | None = None

    @classmethod
    def of(cls, member: MeetingMember) -> "Party":
        if member.appointment is None:
            return cls(paper_member=member)
        return cls(body=member.appointment.body)

    @property
    def key(self) -> Any:
        found = self.body or self.paper_member
        assert found is not None
        return found.pk

    @property
    def name(self) -> str:
        if self.body is not None:
            return self.body.name
        assert self.paper_member is not None
        return f"{self.paper_member.name}（{self.paper_member.body_name}）"


def parties(sitting: Sitting, by: Any) -> dict[Party, MeetingMember]:
    """Who is asked for a sheet of a sitting, each with one of its members: whom the meeting may reach
    but the secretaries (R12, domain.md R13). The pledges of others are known to the secretariat only."""
    found: dict[Party, MeetingMember] = {}
    ask = reachable if by.holds(Role.COORDINATOR) else taking_part
    rows = ask(meeting_of(sitting, by), by, sitting).sworn()
    for member in rows.exclude(part=MeetingMember.Part.SECRETARY).with_names():
        found.setdefault(Party.of(member), member)
    return found


def call_of(sitting: Sitting, by: Any) -> PrepCall | None:
    found: PrepCall | None = PrepCall.objects.visible_to(by).filter(sitting=sitting).first()
    return found


def sheets_for(call: PrepCall, me: MeetingMember, by: Any) -> list[PrepSheet]:
    """The sheets that a member reads: secretaries all, others those of their own body until they
    are released. Every one of them lies in the meeting's compartment; this is the order of work."""
    rows = PrepSheet.objects.visible_to(by).filter(call=call)
    if call.released_at is None and not me.is_secretary:
        assert me.appointment is not None
        rows = rows.filter(body=me.appointment.body)
    names = ("body", "paper_member", "member__appointment__staff")
    return list(rows.select_related(*names, "member__appointment__role_group__body"))


def sheet_of(call: PrepCall, party: Party, by: Any) -> PrepSheet | None:
    whose = Q(body=party.body) if party.body else Q(paper_member=party.paper_member)
    rows = PrepSheet.objects.visible_to(by).select_related("body", "paper_member")
    found: PrepSheet | None = rows.filter(whose, call=call).first()
    return found


def missing_of(call: PrepCall, by: Any) -> list[Party]:
    """Who was asked and has handed in nothing."""
    sitting = Sitting.objects.visible_to(by).get(pk=call.sitting_id)
    rows = PrepSheet.objects.visible_to(by).filter(call=call)
    have = {body or paper for body, paper in rows.values_list("body_id", "paper_member_id")}
    return [p for p in parties(sitting, by) if p.key not in have]


def _require_before(sitting: Sitting) -> None:
    if sitting.state != SittingState.PLANNED:
        raise DomainError(
            f"この開催は「{sitting.get_state_display()}」です。準備シートは、開く前に使います"
        )


@transaction.atomic
def ask_for_sheets(
    *,
    sitting: Sitting,
    until_on: datetime.date,
    by: Any,
    note: str = "",
    version: int | None = None,
) -> PrepCall:
    """The secretary asks for the sheets of a sitting until a day; once more moves the day."""
    require_secretary(meeting_of(sitting, by), by)
    _require_before(sitting)
    if until_on < timezone.localdate():
        raise DomainError("期限は、今日か、今日より後の日付にしてください")
    if until_on > timezone.localdate(sitting.held_at):
        raise DomainError("期限は、開催の日までにしてください")
    Sitting.objects.changeable_by(by).select_for_update().get(pk=sitting.pk)
    call = call_of(sitting, by)
    fields = {"until_on": until_on, "note": note}
    if call is not None:
        return save_changed(call, by=by, fields=fields, version=version)
    made: PrepCall = PrepCall.objects.create(
        compartment_id=sitting.compartment_id, created_by=by, sitting=sitting, **fields
    )
    return made


@transaction.atomic
def hand_in_sheet(
    *,
    call: PrepCall,
    party: Party,
    by: Any,
    version: int | None = None,
    heard_from: str = "",
    heard_on: datetime.date | None = None,
    **content: str,
) -> PrepSheet:
    """A body hands in its sheet; again it is another edition, and the history keeps the earlier.

    `version`: of the edition that was before her eyes, 0 when there was none. For a party of which
    she is no member the secretary does it, and says of whom and when she heard it.
    """
    sitting = Sitting.objects.visible_to(by).get(pk=call.sitting_id)
    meeting = meeting_of(sitting, by)
    member = require_member(meeting, by)
    _require_before(sitting)
    assert member.appointment is not None
    if party.body is None or party.body != member.appointment.body:
        _require_on_behalf(sitting, party, heard_from, heard_on, by)
    else:
        heard_from, heard_on = "", None
    fields: dict[str, Any] = {
        **content,
        "member": member,
        "heard_from": heard_from,
        "heard_on": heard_on,
        "handed_in_at": timezone.now(),
    }
    sheet = _keep_edition(call, party, fields, version, by)
    enter_in_ledger(meeting, member, sheet, "準備シートの提出", by)
    return sheet


def _keep_edition(
    call: PrepCall, party: Party, fields: dict[str, Any], version: int | None, by: Any
) -> PrepSheet:
    """The first edition, or the next one of who has seen the last (StaleError)."""
    # Two members of one body at once: the second waits here, and is shown what the first wrote.
    PrepCall.objects.changeable_by(by).select_for_update().get(pk=call.pk)
    known = sheet_of(call, party, by)
    if known is not None:
        if version is None or known.version != version:
            raise stale(known, by, version or 0)
        return save_changed(known, by=by, fields=fields, version=version)
    made: PrepSheet = PrepSheet.objects.create(
        compartment_id=call.compartment_id,
        created_by=by,
        call=call,
        body=party.body,
        paper_member=party.paper_member,
        **fields,
    )
    return made


def _require_on_behalf(
    sitting: Sitting, party: Party, heard_from: str, heard_on: datetime.date | None, by: Any
) -> None:
    meeting = meeting_of(sitting, by)
    require_secretary(meeting, by)
    if party not in parties(sitting, by):
        guest = party.paper_member
        raise DomainError(
            (why_not_reached(guest, meeting, by, sitting) if guest else "")
            or "この機関の構成員は、いまこの会議にいません。構成員を確かめてください"
        )
    if not heard_from or heard_on is None:
        raise DomainError("代わりに書くときは、聞き取った人と、聞き取った日を書いてください")
    if heard_on > timezone.localdate():
        raise DomainError("聞き取った日は、今日までの日付にしてください")


@transaction.atomic
def release_sheets(*, call: PrepCall, by: Any, version: int | None = None) -> PrepCall:
    """From now on every member reads the sheets that were handed in, and those still to come."""
    sitting = Sitting.objects.visible_to(by).get(pk=call.sitting_id)
    require_secretary(meeting_of(sitting, by), by)
    if call.released_at is not None:
        raise DomainError("準備シートは、すでに構成員に公開しています")
    if not PrepSheet.objects.visible_to(by).filter(call=call).exists():
        raise DomainError("提出された準備シートがまだありません。1件でも出てから公開してください")
    return save_changed(call, by=by, fields={"released_at": timezone.now()}, version=version)


@transaction.atomic
def prepare_outcome(
    *, call: PrepCall, direction: str, support: str, roles: str, by: Any, version: int | None = None
) -> PrepCall:
    """What is agreed before people meet: direction, content and roles, for the members to read."""
    sitting = Sitting.objects.visible_to(by).get(pk=call.sitting_id)
    meeting = meeting_of(sitting, by)
    secretary = require_secretary(meeting, by)
    _require_before(sitting)
    fields = {"direction": direction, "support": support, "roles": roles}
    saved = save_changed(call, by=by, fields=fields, version=version)
    enter_in_ledger(meeting, secretary, saved, "会議の前の支援方針の案", by)
    return saved
