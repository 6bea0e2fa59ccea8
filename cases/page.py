"""What every page of a case shows: head, tabs, panels of the apps above, actions, time line.

Apps above cases register what they add (`page_parts`), and what they ask for it
(`questions.register_questions`): the page asks all of it in one statement.
"""

import datetime
import uuid
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404

from access.explain import Audience, Basis, audience, bases_found
from access.models import CaseFile, Compartment, ConfidentialModel, Protection
from access.renewing import LeftAlone
from organizations.figures import Figures
from organizations.models import NoteWords

from . import codes, due_dates, surroundings
from .consent_states import ConsentState, Told, states_told, whose, worth_telling
from .contacts import LastContact, Tried, last_contact, trying
from .due_dates import DueDate
from .handed_on import words_of
from .models import (
    Attachment,
    CaseRecord,
    Consent,
    Intake,
    NextAction,
    OutsideHandOff,
    Person,
    ProtectionMeasure,
    RecordState,
    Referral,
    SafetyNote,
    StaffInCharge,
)
from .page_parts import Action, Panel, TimelineEntry, actions_of, entries_of, panels_of
from .protection_measures import lists_left_alone
from .questions import Question, ask, registered
from .services.next_actions import by_day
from .services.shield import looking_alike
from .tabs import tabs_of
from .track import Track, track_of, words_of_record
from .urgency import urgency_of


class CasePage:
    """The head and surroundings of a case page, for the user of the request.

    Everything is asked for what is open to her; a tab whose compartment is shut is not there, and
    its address answers 404 (`require`).
    """

    def __init__(self, request: Any, case: CaseFile, tab: str = "detail") -> None:
        self.request, self.user, self.case, self.tab = request, request.user, case, tab

    def ask_everything(self) -> None:
        """Ask at once what the first page shows: head, panels of all apps, and time line."""
        from .own_timeline import QUESTIONS

        everything = (*surroundings.head(), *surroundings.BESIDE, *QUESTIONS, *registered())
        ask(self.request, self.case, everything, kinds=self.compartments)

    def rows(self, question: Question[Any]) -> list[Any]:
        """The answer to a question. The first asks what the head of every page is made of; what lies in
        a kind of compartment that is shut is not asked."""
        ask(self.request, self.case, (*surroundings.head(), question), kinds=self.compartments)
        return question(self.request, self.case)

    def of_record(self, question: Question[Any]) -> list[Any]:
        """Rows of the record that the page is about."""
        if self.record is None:
            return []
        return [row for row in self.rows(question) if row.record_id == self.record.pk]

    def require(self, is_open: object) -> None:
        """404 unless what the page shows is open to the user (R14)."""
        if not is_open:
            raise Http404

    def require_offered(self, is_offered: object) -> None:
        """404 when a page is opened for a step that cannot be taken now. What was sent is answered by the
        service: a colleague may have been faster while somebody was typing, or the same sending have done it
        already, and what was typed is not lost over it. What the user may not see is asked by `require`."""
        if self.request.method != "POST":
            self.require(is_offered)

    @cached_property
    def compartments(self) -> dict[str, list[Compartment]]:
        """Compartments open to the user, by kind."""
        ask(self.request, self.case, surroundings.OPEN)
        codes.keep(surroundings.codes_on_pages(self.request, self.case))
        found: dict[str, list[Compartment]] = {}
        for compartment in surroundings.compartments_of(self.request, self.case):
            found.setdefault(compartment.kind, []).append(compartment)
        return found

    @cached_property
    def writable(self) -> set[Any]:
        """Compartments in which the user writes."""
        return surroundings.writable_of(self.request, self.case)

    @cached_property
    def bases(self) -> list[tuple[uuid.UUID, Basis]]:
        """Why the user sees the case, with the compartment that each basis opens (R18)."""
        return bases_found(surroundings.bases_of(self.request, self.case))

    def bases_in(self, compartment: uuid.UUID) -> list[Basis]:
        """Why the user sees what lies in one compartment of the case."""
        return [basis for opened, basis in self.bases if opened == compartment]

    def note_read(self, entry: ConfidentialModel | None = None, *, kind: str = "") -> None:
        """Enter in the log that the case, or a row of it, was read, with the bases that are known (R19)."""
        if entry is None:
            bases = [basis for _, basis in self.bases]
        else:
            bases = self.bases_in(entry.compartment_id)
        # None known, as in a compartment that this request has opened: the log asks.
        self.request.acting.log.note("read", entry or self.case, kind=kind, bases=bases or None)

    @cached_property
    def face(self) -> Compartment | None:
        return next(iter(self.compartments.get("face", [])), None)

    @property
    def may_write_face(self) -> bool:
        return self.face is not None and self.face.pk in self.writable

    @cached_property
    def records(self) -> list[CaseRecord]:
        """Records of the user's own bodies; more than one when she serves two of them."""
        return self.rows(surroundings.records_of)

    @property
    def record(self) -> CaseRecord | None:
        """The record that the page is about: the one asked for, or the first."""
        asked = self.request.GET.get("record", "")
        chosen = [r for r in self.records if str(r.pk) == asked]
        return next(iter(chosen or self.records), None)

    @property
    def state_words(self) -> str:
        """The state of the record as the head of the page says it."""
        if self.record is None:
            return ""
        words = words_of(self.record, self.referrals, self.intakes)
        if self.record.state != RecordState.MA_REQUESTED:
            return words
        return words_of_record(words, self.track.together)

    @property
    def may_write_record(self) -> bool:
        return self.record is not None and self.record.compartment_id in self.writable

    @property
    def may_add_to_record(self) -> bool:
        """Whether anything is added to the record now: nothing is to one that was closed."""
        return self.may_write_record and self.record is not None and not self.record.is_closed

    def own_record(self) -> CaseRecord:
        """The record in which the user writes, or 404."""
        self.require(self.may_write_record)
        assert self.record is not None
        return self.record

    @property
    def note_words(self) -> list[NoteWords]:
        """What notes of the body often begin with, whose record the page is about."""
        if self.record is None:
            return []
        found = self.rows(surroundings.note_words)
        return [words for words in found if words.body_id == self.record.body_id]

    @cached_property
    def staff_in_charge(self) -> list[StaffInCharge]:
        return self.of_record(surroundings.staff_of)

    @cached_property
    def must_check_relations(self) -> bool:
        """Whether who is in charge looks like kin of the household, undecided (R23)."""
        if self.record is None:
            return False
        decided = set(self.rows(surroundings.relations_decided))
        alike = looking_alike((row.staff for row in self.staff_in_charge), self.people)
        return any((self.record.pk, staff) not in decided for staff in alike)

    @property
    def has_nobody_in_charge(self) -> bool:
        """Who received the case may be kin of the household, undecided (R23), or was kept out of it (R12)."""
        goes_on = self.record is not None and not self.record.is_closed
        return goes_on and all(row.is_kept_out for row in self.staff_in_charge)

    @cached_property
    def last_contact(self) -> LastContact:
        """When the body last had to do with the household, and when somebody tried since then."""
        if self.record is None:
            return LastContact()
        written: dict[Any, datetime.datetime] = dict(self.rows(surroundings.last_notes))
        found: list[Tried] = [row for one in trying() for row in self.rows(one.of_case)]
        tried = [row for row in found if row[0] == self.record.pk]
        legs = [row for row in self.referrals if row.receiver_body_id == self.record.body_id]
        return last_contact(written.get(self.record.pk), self.intakes, tried, legs)

    @cached_property
    def intakes(self) -> list[Intake]:
        return self.of_record(surroundings.intakes_of)

    @property
    def urgency(self) -> str:
        """Letter of the urgency of the latest reception."""
        return urgency_of(self.intakes, self.referrals, {getattr(self.record, "body_id", None)})

    @property
    def urgent_intake(self) -> Intake | None:
        """An intake that cannot wait and of which nobody has decided yet what follows."""
        if self.record is None or self.record.is_closed:
            return None
        waiting = (i for i in self.intakes if i.urgency == codes.AT_ONCE)
        return next((i for i in waiting if not i.screening_result), None)

    @cached_property
    def people(self) -> list[Person]:
        """Members of the household, the person herself first."""
        return self.rows(surroundings.people_of)

    @cached_property
    def safety_notes(self) -> list[SafetyNote]:
        """What to mind when one meets the household today."""
        return self.rows(surroundings.safety_notes_of)

    @cached_property
    def protections(self) -> dict[Any, Protection]:
        """Protections in force by person (R11)."""
        return {row.person_id: row for row in self.rows(surroundings.protections_of)}

    @cached_property
    def measures(self) -> dict[Any, ProtectionMeasure]:
        """What explains each protection, by person, for those on its list."""
        if not self.protections:
            return {}
        found = ProtectionMeasure.objects.visible_to(self.user).of_case(self.case)
        rows = found.filter(compartment__in=[p.compartment_id for p in self.protections.values()])
        return {row.person_id: row for row in rows}

    @cached_property
    def lists_left_alone(self) -> list[tuple[LeftAlone, Person | None]]:
        """Protection lists of the case on which nobody stands any more, and whose, for those who may renew them."""
        return lists_left_alone(self)

    @cached_property
    def attachments(self) -> list[Attachment]:
        """Files of the record that were not taken back, without their content."""
        return self.of_record(surroundings.attachments_of)

    @property
    def subject(self) -> Person | None:
        return next((p for p in self.people if p.is_subject), None)

    @cached_property
    def consents(self) -> list[Consent]:
        return self.rows(surroundings.consents_of)

    @property
    def valid_consents(self) -> list[Consent]:
        return [c for c in self.consents if c.is_valid]

    @property
    def head_of_consents(self) -> str:
        """Whose consents hold, for the head of a case: consent_states.whose (R3)."""
        given, merged = (
            self.rows(surroundings.consent_persons_of),
            self.rows(surroundings.merged_of),
        )
        return whose(self.subject, self.consents, given, merged)

    @cached_property
    def consents_in_full(self) -> list[Consent]:
        """The consents with their persons and bodies, for pages that show or offer these."""
        parts = ("persons", "bodies__body", "bodies__appointment__staff")
        prefetch_related_objects(self.consents, *parts)
        return self.consents

    @property
    def valid_consents_in_full(self) -> list[Consent]:
        return [c for c in self.consents_in_full if c.is_valid]

    @cached_property
    def consent_states(self) -> list[tuple[Person, ConsentState]]:
        """State of consent of each person (CL-06), where the user's body keeps a record."""
        if not self.records:
            return []
        told = Told(
            self.consents,
            self.rows(surroundings.consent_persons_of),
            self.rows(surroundings.attempts_of),
            self.rows(surroundings.intakes_of),
            self.rows(surroundings.merged_of),
        )
        return worth_telling(self.people, states_told(self.people, told))

    @cached_property
    def referrals(self) -> list[Referral]:
        return self.rows(surroundings.referrals_of)

    @property
    def hand_offs(self) -> int:
        """How many there are, to places outside too, without those that were entered by mistake."""
        outside = self.rows(surroundings.outside_of)
        return len(self.referrals) + sum(not row.is_cancelled for row in outside)

    @cached_property
    def next_actions(self) -> list[NextAction]:
        """What is to be done, and what was done today; each with the つなぎ outside of which it reminds."""
        actions = by_day(self.of_record(surroundings.actions_in_hand), self.user)
        reminded = {row.reminder_id: row for row in self.outside if row.reminder_id}
        for action in actions:
            action.outside = reminded.get(action.pk)
        return actions

    @property
    def outside(self) -> list[OutsideHandOff]:
        """つなぎ to places outside, without those that were entered by mistake."""
        return [row for row in self.of_record(surroundings.outside_of) if not row.is_cancelled]

    @property
    def waiting_outside(self) -> list[OutsideHandOff]:
        """Those of whose result nothing is known, unless a task reminds of asking and says so already."""
        told = {a.outside.pk for a in self.next_actions if a.outside and a.done_at is None}
        return [row for row in self.outside if not row.is_answered and row.pk not in told]

    @cached_property
    def due_dates(self) -> list[DueDate]:
        """What is due beside tasks: a screening, and steps of つなぎ; what is due first comes first."""
        found = list(due_dates.of_hand_offs(self.referrals))
        if self.record is not None:
            figures = Figures(self.rows(surroundings.figures_of_bodies))
            found += due_dates.of_screening(self.record, self.intakes, self.referrals, figures)
        return sorted(found, key=lambda one: one.due_on)

    @property
    def by_day(self) -> list[DueDate | NextAction]:
        """All that is due, tasks among the rest, in the order of its days; then what was done today."""
        waiting = [row for row in self.next_actions if row.done_at is None]
        done = [row for row in self.next_actions if row.done_at is not None]
        due: list[DueDate | NextAction] = [*self.due_dates, *waiting]
        return [*sorted(due, key=lambda one: one.due_on), *done]

    @property
    def waiting_legs(self) -> list[Referral]:
        """Legs sent by this body that nobody has taken on: it is responsible (domain.md 3.8)."""
        if self.record is None:
            return []
        body = self.record.body_id
        return [row for row in self.referrals if row.is_unanswered and row.sender_body_id == body]

    @property
    def offered_legs(self) -> list[Referral]:
        """Legs that a body of the user has not answered: until it takes one on, the sheet is all that it sees (R6)."""
        if self.record is not None:
            return []
        own = {body.pk for body in self.request.acting.bodies}
        return [row for row in self.referrals if row.is_unanswered and row.receiver_body_id in own]

    @cached_property
    def audience(self) -> Audience | None:
        """Readers of the compartment that this user works in."""
        place = self.record.compartment if self.record is not None else None
        for kind in ("face", "hand_off", "consented", "meeting", "plan", "noticed"):
            if place is None and self.compartments.get(kind):
                place = self.compartments[kind][0]
        if place is None:
            return None
        return self.audience_of(place)

    def audience_of(self, compartment: Compartment) -> Audience:
        """Readers of a compartment of the case."""
        return audience(self.user, compartment, bases=self.bases_in(compartment.pk) or None)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        return tabs_of(self)

    @cached_property
    def panels(self) -> list[Panel]:
        return panels_of(self.request, self.case)

    @cached_property
    def actions(self) -> list[Action]:
        return actions_of(self.request, self.case)

    @cached_property
    def track(self) -> Track:
        """Where the household stands in the five projects, and what comes next."""
        return track_of(self.request, self.case)

    def timeline(self) -> list[TimelineEntry]:
        """Events of all compartments open to the user, the newest first."""
        from .own_timeline import own_entries

        entries = own_entries(self) + entries_of(self.request, self.case)
        return sorted(entries, key=lambda entry: entry.at, reverse=True)

    def context(self, **extra: Any) -> dict[str, Any]:
        """Context of a case page."""
        words = codes.label(codes.URGENCY, self.urgency) if self.urgency else ""
        return {
            "page": self,
            "case": self.case,
            "tabs": self.tabs,
            "audience": self.audience,
            "urgency_words": words,
            **extra,
        }
