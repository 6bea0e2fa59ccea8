"""What the pages of a 重層的支援会議 show, for the user of the request; steps of the apps above.

An app above that acts on what a conference found registers its steps (`register_step`), as it does for
the case page.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from access.explain import Audience, audience, audience_of_words, bodies_reading
from access.sources import last_days
from cases import codes, surroundings
from cases.models import Consent
from cases.page_parts import Action
from cases.services import uncovered_bodies
from cases.services.consent_at_hand import is_at_hand
from organizations.models import Appointment, Body, Role

from .models import (
    ConferenceAddendum,
    ConferenceAttendance,
    ConferenceItem,
    ConferenceParticipant,
    ConferenceState,
    DatePoll,
    PlanConference,
)
from .services.conference_minutes import offices_acted_for
from .services.conferences import is_covered
from .services.polls import open_poll_of
from .words import conference_name

TONES = {
    ConferenceState.PLANNED: ("blue", "calendar"),
    ConferenceState.HELD: ("orange", "pen"),
    ConferenceState.FIXED: ("green", "check"),
    ConferenceState.SUSPENDED: ("red", "warn"),
    ConferenceState.CANCELLED: ("line", "x"),
}
_steps: list[Callable[[Any, PlanConference], list[Action]]] = []


def register_step(provider: Callable[[Any, PlanConference], list[Action]]) -> None:
    """Add what an app above can do with a conference."""
    _steps.append(provider)


def bodies_to_tell(row: PlanConference, user: Any) -> list[Body]:
    """Invited bodies that still read the plan, the secretariat aside; none at all unless the consent
    names every one of them (R5, R8)."""
    rows = ConferenceAttendance.objects.visible_to(user).filter(conference=row, is_invited=True)
    readers = bodies_reading(row.compartment) - {row.compartment.organization_id}
    bodies = [a.body for a in rows.select_related("body") if a.body_id in readers]
    consent = Consent.objects.visible_to(user).valid().filter(pk=row.consent_id).first()
    if consent is None or uncovered_bodies(consent=consent, bodies=bodies, by=user):
        return []
    return bodies


class ConferencePage:
    """A conference and its surroundings. Made from a row that is visible to the user."""

    def __init__(self, request: Any, conference: PlanConference) -> None:
        self.request, self.user, self.conference = request, request.user, conference
        self.case = conference.compartment.case

    @cached_property
    def name(self) -> str:
        return conference_name()

    @cached_property
    def is_protected(self) -> bool:
        return surroundings.has_protected(self.request, self.case)

    @cached_property
    def has_consent(self) -> bool:
        return is_covered(self.conference)

    @cached_property
    def at_hand(self) -> bool:
        """The user may rest on the consent what she does: a coordinator whom it does not name sees that it holds, and
        not whom it names (R3, R8)."""
        return is_at_hand(self.conference.consent_id, self.user)

    @property
    def waits_for_named(self) -> bool:
        """It is to come, and another coordinator takes the next steps: she whom the consent names."""
        return (
            self.is_coordinator and not self.at_hand and self.conference.is_ahead(self.has_consent)
        )

    @cached_property
    def consent(self) -> Consent | None:
        """The consent itself, for those who see it: the secretariat, and bodies that it names."""
        rows = Consent.objects.visible_to(self.user).filter(pk=self.conference.consent_id)
        found: Consent | None = rows.first()
        return found

    @cached_property
    def state(self) -> ConferenceState:
        return self.conference.state_shown(self.has_consent)

    @property
    def mark(self) -> dict[str, str]:
        """How it stands, in words and colour."""
        tone, icon = TONES[self.state]
        label = self.conference.state_words(self.has_consent, self.open_poll is not None)
        return {"label": label, "tone": tone, "icon": icon}

    @property
    def is_being_confirmed(self) -> bool:
        return self.conference.is_being_confirmed

    @cached_property
    def is_coordinator(self) -> bool:
        holds = Appointment.objects.current().filter(
            staff=self.user,
            role_group__role=Role.COORDINATOR,
            role_group__body=self.conference.compartment.organization_id,
        )
        return holds.exists()

    def require(self, is_there: object) -> None:
        """404 unless the step is there for the user, as for a page that does not exist (R14)."""
        if not is_there:
            raise Http404

    @cached_property
    def attendances(self) -> list[ConferenceAttendance]:
        rows = ConferenceAttendance.objects.visible_to(self.user).filter(conference=self.conference)
        return list(rows.select_related("body"))

    @property
    def invited(self) -> list[ConferenceAttendance]:
        return [row for row in self.attendances if row.is_invited]

    @property
    def wishes(self) -> list[ConferenceAttendance]:
        return [row for row in self.attendances if row.wish]

    @cached_property
    def mine(self) -> list[ConferenceAttendance]:
        """Bodies for which the user speaks."""
        return offices_acted_for(self.conference, self.user)

    @property
    def my_answer(self) -> ConferenceAttendance | None:
        """The row that the user is asked to answer: of a body that came, while minutes are open."""
        if self.conference.sent_at is None or self.conference.state != ConferenceState.HELD:
            return None
        return next((row for row in self.mine if row.is_present), None)

    @cached_property
    def items(self) -> list[dict[str, Any]]:
        """Items with the words of their codes."""
        rows = ConferenceItem.objects.visible_to(self.user).filter(conference=self.conference)
        words = dict(codes.every_label("CL-12"))
        reasons = dict(codes.every_label("CL-15"))
        changes = dict(codes.every_label("CL-13"))
        return [
            {
                "row": row,
                "achievement": words.get(row.achievement, ""),
                "end_reason": reasons.get(row.end_reason, ""),
                "changes": [changes.get(value, value) for value in row.changes],
            }
            for row in rows.select_related("lead_body")
        ]

    @cached_property
    def participants(self) -> list[ConferenceParticipant]:
        rows = ConferenceParticipant.objects.visible_to(self.user)
        return [row for row in rows.filter(conference=self.conference) if row.is_noted]

    @cached_property
    def addenda(self) -> list[ConferenceAddendum]:
        rows = ConferenceAddendum.objects.visible_to(self.user).filter(conference=self.conference)
        return list(rows.select_related("body", "created_by"))

    @cached_property
    def others(self) -> list[PlanConference]:
        """Other conferences on the same plan, the newest first."""
        rows = PlanConference.objects.visible_to(self.user)
        rows = rows.with_dates_asked(DatePoll.objects.visible_to(self.user))
        same = rows.filter(compartment=self.conference.compartment_id)
        return list(same.exclude(pk=self.conference.pk)[:10])

    @property
    def is_today(self) -> bool:
        return self.conference.held_on == timezone.localdate()

    @cached_property
    def is_beyond_consent(self) -> bool:
        """Its day lies after the end of the consent on which it rests since: to be changed, and told to nobody."""
        source = self.conference.consent_id
        return self.conference.is_beyond(last_days([source]).get(source))

    @property
    def may_plan(self) -> bool:
        """Change, or open, while the consent holds and is at hand."""
        return self.is_coordinator and self.state == ConferenceState.PLANNED and self.at_hand

    @property
    def may_cancel(self) -> bool:
        planned = self.conference.state == ConferenceState.PLANNED
        return self.is_coordinator and planned and self.conference.opened_at is None

    @property
    def may_open(self) -> bool:
        return self.may_plan and self.is_today and self.conference.opened_at is None

    @cached_property
    def open_poll(self) -> DatePoll | None:
        """What those who are invited are asked now: the day is not settled."""
        is_planned = self.conference.state == ConferenceState.PLANNED
        return open_poll_of(self.conference, self.user) if is_planned else None

    @property
    def has_calendar(self) -> bool:
        """A file for one's own calendar: of a day that is ahead and settled, or was called off."""
        state = self.conference.state
        planned = state == ConferenceState.PLANNED and self.has_consent
        is_settled = self.open_poll is None and not self.is_beyond_consent
        return (planned and is_settled) or state == ConferenceState.CANCELLED

    @property
    def may_write_minutes(self) -> bool:
        return self.is_coordinator and self.conference.state == ConferenceState.HELD

    @property
    def may_add(self) -> bool:
        fixed = self.conference.state == ConferenceState.FIXED
        return bool(fixed and self.has_consent and self.mine)

    @property
    def may_print_for_bodies(self) -> bool:
        may = self.is_coordinator and self.conference.has_minutes and self.has_consent
        return bool(may and bodies_to_tell(self.conference, self.user))

    @property
    def waiting(self) -> list[ConferenceAttendance]:
        """Bodies that came and have not said anything of the minutes."""
        secretariat = self.conference.compartment.organization_id
        return [
            row
            for row in self.invited
            if row.is_present and row.answered_at is None and row.body_id != secretariat
        ]

    @cached_property
    def steps(self) -> list[Action]:
        """Steps of the apps above, the first one first."""
        found = [step for ask in _steps for step in ask(self.request, self.conference)]
        return sorted(found, key=lambda step: step.order)

    @cached_property
    def audience(self) -> Audience:
        """Supervisors of the bodies see how the plan stands, and nothing of its conferences (R9, R18)."""
        return audience_of_words(audience(self.user, self.conference.compartment))

    @property
    def url(self) -> str:
        return reverse("meetings:conference", args=[self.conference.pk])

    def context(self, **extra: Any) -> dict[str, Any]:
        """Context of a page of the conference."""
        return {
            "page": self,
            "conference": self.conference,
            "case": self.case,
            "name": self.name,
            "audience": self.audience,
            "back": self.url,
            **extra,
        }
