"""The pages of a 日程調整, of whichever conference it is: who convenes, who answers, what stands around them.

A poll lies in one compartment: that of a 支援会議 is shown within its room, to its members (R4), that of a
重層的支援会議 within its page, to the circle of its plan (R5, R6, R8). Nothing of one is asked for in the other.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

from django.http import Http404
from django.urls import reverse

from access.shortcuts import get_visible

from . import services
from .conference_page import ConferencePage
from .dates import Overview, Person
from .forms import ChooseDayForm, ChooseForm
from .models import (
    ConferenceAttendance,
    DateAnswer,
    DatePoll,
    Minutes,
    PlanConference,
    Sitting,
    SupportMeeting,
)
from .room import Room


class PollPage(Protocol):
    """What the views of a poll ask of either."""

    user: Any
    column: str
    words: dict[str, str]
    form_template: str
    answer_for: str
    of: Any

    @property
    def convenes(self) -> bool: ...
    @property
    def goes_on(self) -> bool: ...
    @property
    def may_settle(self) -> bool: ...
    @property
    def is_asked(self) -> bool: ...
    def require_convener(self) -> None: ...
    def require_asked(self) -> None: ...
    def people(self, answers: Sequence[DateAnswer]) -> list[Person]: ...
    def may_be_asked(self) -> list[Person]: ...
    def form_of_choice(self, data: Any, **kwargs: Any) -> Any: ...
    def mine(self, overview: Overview) -> dict[Any, DateAnswer]: ...
    def chosen(self, poll: DatePoll) -> dict[str, Any]: ...
    def after_choosing(self, made: Any) -> tuple[str, str]: ...
    def context(self, **extra: Any) -> dict[str, Any]: ...


class MeetingPoll:
    """Within the room of a 支援会議."""

    column, answer_for = "member", "meetings:answer_for"
    form_template = "meetings/form.html"
    words = {
        "asked": "構成員",
        "nobody": "日程を聞く構成員が、まだいません",
        "first": "事務局のほかの構成員に、都合を聞きます。先に、集まる人を指定してください。",
        "way": "構成員を指定する",
        "about": "守秘義務を確かめていない人には、確かめるまで候補日は見えません。",
        "other": "代わりの人は、構成員に指定し、守秘義務を確かめてから加わります",
        "told": "構成員に、日程の候補を知らせました",
        "own": "本人が答えました",
        "own_title": "この人は、自分で答えています",
        "own_text": "本人の回答が優先します。変わったときは、本人に画面で直してもらってください。",
        "as_heard": "本人か、本人の機関の人から聞いたとおりに書きます。あとで本人が自分で答えると、本人の回答に置きかわります。",
        "needed": "必ず出てほしい人",
        "needed_help": "座長は、選ばなくても「必ず」になります",
        "open": "開催の画面を開く",
        "of_needed": "必ず出る人",
        "waiting": "まだ答えていない人",
        "count": "人",
    }

    def __init__(self, room: Room) -> None:
        self.room, self.user, self.of = room, room.user, room.meeting

    @property
    def convenes(self) -> bool:
        return self.room.is_secretary

    @property
    def goes_on(self) -> bool:
        """Answers and a choice are taken as long as the poll is open."""
        return True

    @property
    def may_settle(self) -> bool:
        """Propose dates, and choose one."""
        return self.convenes

    @property
    def is_asked(self) -> bool:
        return self.room.me is not None and not self.room.is_secretary

    def require_convener(self) -> None:
        self.room.require_secretary()

    def require_asked(self) -> None:
        self.room.require_member()

    def people(self, answers: Sequence[DateAnswer]) -> list[Person]:
        """Those who are asked now, and of the secretariat who has answered all the same."""
        asked = {m.pk for m in services.asked_members(self.of, self.user)}
        gave = {answer.member_id for answer in answers}
        return [
            Person(
                m,
                m.name,
                m.body_name,
                mark_of_need="座長・必ず" if m.is_chair else "",
                sees_dates=m.acknowledged_at is not None,
                until=m.valid_until_on,
                office_until=m.appointment.valid_until if m.appointment else None,
            )
            for m in self.room.current_members
            if m.pk in asked or (m.is_secretary and m.pk in gave)
        ]

    def may_be_asked(self) -> list[Person]:
        return [
            Person(m, m.name, m.body_name, mark_of_need="座長・必ず" if m.is_chair else "")
            for m in services.asked_members(self.of, self.user).with_names()
        ]

    def form_of_choice(self, data: Any, **kwargs: Any) -> ChooseForm:
        return ChooseForm(data, partners=services.partners_of(self.of, self.user), **kwargs)

    def mine(self, overview: Overview) -> dict[Any, DateAnswer]:
        return overview.given_by(self.room.me) if self.room.me else {}

    def chosen(self, poll: DatePoll) -> dict[str, Any]:
        """The sitting that the date became."""
        rows = Sitting.objects.visible_to(self.user).filter(pk=poll.sitting_id)
        return {"sitting": rows.with_state(Minutes.objects.visible_to(self.user)).first()}

    def after_choosing(self, made: Any) -> tuple[str, str]:
        words = "開催の日を決めました。次に、構成員を招集してください"
        return words, reverse("meetings:convene", args=[made.pk])

    def context(self, **extra: Any) -> dict[str, Any]:
        brought = services.left_over(self.of, self.user) if extra.get("chooses") else None
        base = "meetings/_base.html"
        return self.room.context(poll_page=self, base=base, brought=brought, **extra)


class ConferencePoll:
    """Within the page of a 重層的支援会議."""

    column, answer_for = "attendance", "meetings:answer_for_body"
    form_template = "meetings/conference_form.html"
    words = {
        "asked": "招集した機関",
        "nobody": "日程を聞く機関が、まだありません",
        "first": "事務局のほかの機関に、都合を聞きます。先に、招集する機関を選んでください。",
        "way": "日時・場所・機関を変える",
        "about": "機関の担当者の「今日の仕事」に出ます。1つの機関に担当者が何人かいるときは、それぞれが自分の都合を答えます。",
        "other": "代わりの人は、プランの担当者に加えてから、会議に出ます",
        "told": "招集した機関の担当者の「今日の仕事」に、日程の候補を出しました。メールは送られません",
        "own": "この機関の担当者が答えました",
        "own_title": "この機関は、担当者が画面で答えています",
        "own_text": "電話で聞いた回答は入れられません。変わったときや、ほかの担当者の都合は、その人に画面で答えてもらってください。",
        "as_heard": "機関の担当者から聞いたとおりに書きます。あとで担当者が画面で答えると、その回答に置きかわります。",
        "needed": "必ず出てほしい機関",
        "needed_help": "選ばなくても、都合は聞きます",
        "open": "会議の画面を開く",
        "of_needed": "必ず出る機関",
        "waiting": "まだ答えていない機関",
        "count": "機関",
    }

    def __init__(self, page: ConferencePage) -> None:
        self.page, self.user, self.of = page, page.user, page.conference

    @property
    def convenes(self) -> bool:
        return self.page.is_coordinator

    @property
    def goes_on(self) -> bool:
        """Not without consent (R8), nor once it has begun."""
        return self.of.is_ahead(self.page.has_consent)

    @property
    def may_settle(self) -> bool:
        """Whoever proposes or chooses a day rests it on the consent, to its end: it is at hand (R8)."""
        return self.convenes and self.goes_on and self.page.at_hand

    @property
    def is_asked(self) -> bool:
        return self._own is not None

    @cached_property
    def _own(self) -> ConferenceAttendance | None:
        return services.body_answered_for(self.of, self.user)

    def require_convener(self) -> None:
        self.page.require(self.convenes)

    def require_asked(self) -> None:
        self.page.require(self.is_asked)

    def people(self, answers: Sequence[DateAnswer]) -> list[Person]:
        """Of each invited body those who answered, each for herself; the body where nobody has."""
        found = []
        for row in services.asked_bodies(self.of, self.user):
            of_body = [a for a in answers if a.attendance_id == row.pk]
            own = {by.pk: by for a in of_body if (by := a.answered_by) is not None}
            is_told = any(a.answered_by_id is None for a in of_body)
            people = sorted(own.values(), key=lambda person: (person.name, person.pk))
            found += [Person(row, row.body.name, p.name, answered_by=p) for p in people]
            if is_told or not people:
                found.append(Person(row, row.body.name))
        return found

    def may_be_asked(self) -> list[Person]:
        return [Person(row, row.body.name) for row in services.asked_bodies(self.of, self.user)]

    def form_of_choice(self, data: Any, **kwargs: Any) -> ChooseDayForm:
        return ChooseDayForm(data, **kwargs)

    def mine(self, overview: Overview) -> dict[Any, DateAnswer]:
        """What she answered; before that, what was told for her body."""
        if self._own is None:
            return {}
        return overview.given_by(self._own, self.user) or overview.given_by(self._own)

    def chosen(self, poll: DatePoll) -> dict[str, Any]:
        return {"settled_at": poll.settled_at}

    def after_choosing(self, made: Any) -> tuple[str, str]:
        words = "会議の日を決めました。招集した機関の担当者の「今日の仕事」に、決まった日が出ます"
        return words, reverse("meetings:conference", args=[made.pk])

    def context(self, **extra: Any) -> dict[str, Any]:
        base = "meetings/_conference_base.html"
        return self.page.context(poll_page=self, base=base, **extra)


def page_of_meeting(request: Any, pk: Any) -> MeetingPoll:
    """404 unless the user is a member of the meeting (R4)."""
    return MeetingPoll(Room(request, get_visible(SupportMeeting, request.user, pk)))


def page_of_conference(request: Any, pk: Any) -> ConferencePoll:
    """404 unless the user reads the plan (R5, R6)."""
    return ConferencePoll(ConferencePage(request, get_visible(PlanConference, request.user, pk)))


def page_of(request: Any, poll: DatePoll) -> PollPage:
    """The page of whichever conference the poll is of; as a poll lies in its compartment, who sees one sees the
    other."""
    if poll.meeting_id is not None:
        return page_of_meeting(request, poll.meeting_id)
    if poll.conference_id is not None:
        return page_of_conference(request, poll.conference_id)
    raise Http404
