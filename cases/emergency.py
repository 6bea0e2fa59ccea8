"""What the page of emergency access shows (R13): who lives there, how to reach them, what to mind, whom
to call. Every row is asked for `in_emergency`; nothing else of the case is asked for at all."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from access import emergency
from access.models import EmergencyOpening, Protection
from organizations.models import Body, Staff

from .models import ContactPoint, Person, SafetyNote
from .services import safety_notes_in_force


@dataclass
class BodyToCall:
    """A body that keeps a record, its telephones, and who is in charge there."""

    body: Body
    staff: list[Staff] = field(default_factory=list)

    @property
    def phones(self) -> list[tuple[str, str]]:
        """Its own number and those of its counters."""
        counters = [(c.name, c.phone) for c in self.body.counters.all() if c.phone]
        return [("代表", self.body.phone), *counters] if self.body.phone else counters


@dataclass(frozen=True)
class EmergencyView:
    """What is open while it runs."""

    people: list[Person]
    protected: set[Any]
    safety_notes: list[SafetyNote]
    to_call: list[BodyToCall]


def emergency_view(opening: EmergencyOpening, user: Any) -> EmergencyView | None:
    """What the opening shows now, in as many questions for one person as for twenty; None when it is
    over (R17)."""
    face = emergency.face_of(opening, user)
    points = ContactPoint.objects.in_emergency(user).filter(ended_on__isnull=True)
    people = list(
        Person.objects.in_emergency(user)
        .in_household()
        .filter(compartment_id=face)
        .prefetch_related(Prefetch("contact_points", queryset=points))
    )
    if face is None or not people:
        return None
    notes = SafetyNote.objects.in_emergency(user).filter(compartment_id=face)
    return EmergencyView(
        people=people,
        protected=set(
            Protection.objects.in_force()
            .filter(case=opening.case_id)
            .values_list("person_id", flat=True)
        ),
        safety_notes=list(safety_notes_in_force(notes)),
        to_call=_to_call(opening),
    )


def _to_call(opening: EmergencyOpening) -> list[BodyToCall]:
    pairs = emergency.contacts(opening)
    bodies = Body.objects.prefetch_related("counters").in_bulk([body for body, _ in pairs])
    staff = Staff.objects.in_bulk([person for _, person in pairs if person])
    found = {pk: BodyToCall(body) for pk, body in bodies.items()}
    for body, person in pairs:
        if person in staff:
            found[body].staff.append(staff[person])
    return sorted(found.values(), key=lambda one: (one.body.order, one.body.name))
