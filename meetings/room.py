"""What the pages of a 支援会議 show, for the user of the request: members, sittings, decisions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.urls import reverse

from access.explain import Audience, Readers, audience
from access.shortcuts import get_visible
from cases import surroundings

from .models import (
    DatePoll,
    Decision,
    DecisionState,
    MeetingMember,
    Minutes,
    PollState,
    SharedItem,
    Sitting,
    SittingState,
    SupportMeeting,
)
from .opening import require_opened
from .services import approver_of, membership_of
from .words import kind_of_meeting


def _who(member: MeetingMember) -> Any:
    """Of which person a membership is; nothing where that is not known."""
    return member.appointment.staff_id if member.appointment else member.registered_id


class Room:
    """A 支援会議 and its surroundings. Made from a row that is visible to the user."""

    def __init__(self, request: Any, meeting: SupportMeeting, *, as_member: bool = False) -> None:
        self.request, self.user, self.meeting = request, request.user, meeting
        # R22: the secretary looks at the page as a member sees it.
        self.as_member = as_member
        # R11: the pledge again, and the duty, before anything of the meeting is shown.
        require_opened(request, meeting, self.me)

    @classmethod
    def of(cls, request: Any, sitting: Sitting) -> "Room":
        """The room of a sitting that is visible to the user."""
        return cls(request, get_visible(SupportMeeting, request.user, sitting.meeting_id))

    @property
    def case(self) -> Any:
        return self.meeting.compartment.case

    @cached_property
    def is_protected(self) -> bool:
        return surroundings.has_protected(self.request, self.case)

    @cached_property
    def me(self) -> MeetingMember | None:
        return membership_of(meeting=self.meeting, user=self.user)

    @property
    def is_secretary(self) -> bool:
        return bool(self.me and self.me.is_secretary and not self.as_member)

    @cached_property
    def may_approve(self) -> bool:
        return not self.as_member and approver_of(self.meeting, self.user) is not None

    def require_member(self) -> MeetingMember:
        """The user's membership, or 404."""
        if self.me is None:
            raise Http404
        return self.me

    def require_secretary(self) -> MeetingMember:
        if not self.is_secretary:
            raise Http404
        return self.require_member()

    @cached_property
    def members(self) -> list[MeetingMember]:
        """The roster, those that ended at the end; and with them who is kept out (R12)."""
        rows = MeetingMember.objects.visible_to(self.user).filter(meeting=self.meeting)
        found, order = list(rows.with_names().with_standing()), list(MeetingMember.Part.values)
        here = {who for m in found if m.takes_part and (who := _who(m))}
        for member in found:
            member.is_named_anew = not member.takes_part and _who(member) in here
        return sorted(found, key=lambda m: (not m.takes_part, order.index(m.part)))

    @cached_property
    def current_members(self) -> list[MeetingMember]:
        """Those with whom the meeting reckons: without who is kept out of the case (R12)."""
        return [m for m in self.members if m.takes_part]

    @property
    def sworn(self) -> list[MeetingMember]:
        """Current members who have confirmed the duty of secrecy."""
        return [m for m in self.current_members if m.acknowledged_at]

    def sworn_for(self, sitting: Sitting) -> list[MeetingMember]:
        """Of these, without the guests of another sitting (domain.md R13)."""
        return [m for m in self.sworn if m.only_sitting_id in (None, sitting.pk)]

    def expected_at(self, sitting: Sitting, came: Iterable[object] = ()) -> int:
        """How many the sitting is for: current members without the guests of another sitting (domain.md R13), and
        whoever `came` to it and is no member any more."""
        awaited = {m.pk for m in self.current_members if m.only_sitting_id in (None, sitting.pk)}
        return len(awaited.union(came))

    def on_paper_for(self, sitting: Sitting) -> list[MeetingMember]:
        """Of these, who has no account: they too do something of what was agreed (domain.md R13)."""
        return [m for m in self.sworn_for(sitting) if m.is_on_paper]

    @property
    def unsworn(self) -> list[MeetingMember]:
        return [m for m in self.current_members if not m.acknowledged_at]

    @property
    def readers(self) -> list[MeetingMember]:
        """By name, who reads what is shared now: sworn members with an account."""
        return [m for m in self.sworn if not m.is_on_paper]

    @property
    def lacks_deputy(self) -> bool:
        """Only one secretary: when she moves, nobody can open the meeting any more."""
        return len([m for m in self.current_members if m.is_secretary]) < 2

    @property
    def is_alone(self) -> bool:
        """The secretary has named nobody yet: that comes next."""
        return self.is_secretary and len(self.current_members) == 1

    @property
    def deputy_to_swear(self) -> MeetingMember | None:
        """Another secretary is named, and none but the user has confirmed the duty yet: until then the other
        opens nothing (R4), and nobody needs to be named once more."""
        secretaries = [m for m in self.current_members if m.is_secretary]
        waiting = [m for m in secretaries if not m.acknowledged_at]
        return waiting[0] if waiting and len(secretaries) - len(waiting) < 2 else None

    @cached_property
    def sittings(self) -> list[Sitting]:
        rows = Sitting.objects.visible_to(self.user).filter(meeting=self.meeting)
        return list(rows.with_state(Minutes.objects.visible_to(self.user)))

    @property
    def next_sitting(self) -> Sitting | None:
        planned = [s for s in self.sittings if s.state == SittingState.PLANNED]
        return min(planned, key=lambda s: s.held_at, default=None)

    @property
    def to_be_held(self) -> list[Sitting]:
        """Sittings that members expect and that have not begun, the next one first."""
        planned = (s for s in self.sittings if s.state == SittingState.PLANNED and not s.opened_at)
        return sorted(planned, key=lambda s: s.held_at)

    @property
    def without_fixed_minutes(self) -> list[Sitting]:
        """Sittings that have begun or are over, and whose minutes nobody has fixed."""
        return [
            s
            for s in self.sittings
            if s.state == SittingState.HELD or (s.state == SittingState.PLANNED and s.opened_at)
        ]

    @cached_property
    def open_poll(self) -> DatePoll | None:
        """The dates that the members are asked about now."""
        polls = DatePoll.objects.visible_to(self.user).filter(meeting=self.meeting)
        found: DatePoll | None = polls.filter(state=PollState.OPEN).first()
        return found

    @property
    def items(self) -> Any:
        """What was shared, newest first; a question to be paged."""
        return (
            SharedItem.objects.visible_to(self.user)
            .filter(meeting=self.meeting, belongs_to__isnull=True)
            .select_related(
                "sitting", "member__appointment__staff", "member__appointment__role_group__body"
            )
            .prefetch_related(Prefetch("addenda", queryset=self.addenda))
        )

    @property
    def addenda(self) -> Any:
        """What was added to shared items, oldest first."""
        return (
            SharedItem.objects.visible_to(self.user)
            .filter(belongs_to__isnull=False)
            .select_related("member__appointment__staff", "member__appointment__role_group__body")
            .order_by("shared_at", "id")
        )

    @cached_property
    def decisions(self) -> list[Decision]:
        return list(
            Decision.objects.visible_to(self.user)
            .filter(sitting__meeting=self.meeting)
            .with_doers()
            .select_related("sitting")
        )

    @property
    def to_do(self) -> list[Decision]:
        return [d for d in self.decisions if d.state == DecisionState.OPEN]

    @property
    def settled(self) -> list[Decision]:
        return [d for d in self.decisions if d.state != DecisionState.OPEN]

    @cached_property
    def audience(self) -> Audience:
        found = audience(self.user, self.meeting.compartment)
        return replace(found, level_label=f"{kind_of_meeting(self.meeting.basis)}の構成員のみ")

    def narrowed(self, shown_to: Iterable[MeetingMember], label: str, note: str = "") -> Audience:
        """Of the members, those on whose screens something stands that not all of them open: papers, hearings
        (R18). Whoever has not confirmed the duty, or has no account, opens nothing."""
        able = {m.pk for m in self.readers}
        offices = [m.appointment for m in shown_to if m.pk in able and m.appointment]
        counted = Counter(
            (office.body.name, str(office.role_group.get_role_display())) for office in offices
        )
        bodies = tuple(Readers(*who, count) for who, count in sorted(counted.items()))
        return replace(
            self.audience, total=len(offices), bodies=bodies, level_label=label, note=note
        )

    def context(self, **extra: Any) -> dict[str, Any]:
        """Context of a page of the meeting."""
        return {
            "room": self,
            "meeting": self.meeting,
            "case": self.case,
            "audience": self.audience,
            "back": reverse("meetings:meeting", args=[self.meeting.pk]),
            **extra,
        }
