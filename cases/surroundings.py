"""What several parts of the pages of a case ask, for the user of the request.

Rows of all records that she reads; a page is about one record and takes its own (`CasePage`).
"""

import uuid
from typing import Any

from django.db.models import Max, QuerySet

from access.explain import bases_asked
from access.models import CaseFile, Compartment, Protection
from access.protecting import protections_asked
from access.querysets import kept_out
from access.together import Rows
from organizations.figures import Figures
from organizations.models import Code, NoteWords
from organizations.note_words import note_words_for

from . import codes
from .contacts import trying
from .models import (
    Attachment,
    CaseRecord,
    Consent,
    ConsentAttempt,
    ConsentPerson,
    Household,
    Intake,
    NextAction,
    Note,
    OutsideHandOff,
    Person,
    Referral,
    RelationCheck,
    SafetyNote,
    StaffInCharge,
)
from .questions import CONSENTED, FACE, HAND_OFF, RECORD, Question, question
from .services.next_actions import open_or_done_today
from .services.safety import safety_notes_in_force


@question(tuple)
def bases_of(request: Any, case: CaseFile) -> Rows:
    """Why the user sees the case (R18)."""
    return bases_asked(request.user, case)


@question(Compartment)
def compartments_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """As they were opened: the first two, the basic information and a body's record, at one moment."""
    rows = (
        Compartment.objects.visible_to(request.user)
        .filter(case=case)
        .select_related("organization")
    )
    return rows.order_by("created_at", "kind", "organization__name", "pk")


@question(uuid.UUID)
def keys_of_writable(request: Any, case: CaseFile) -> QuerySet[Any]:
    rows = Compartment.objects.writable_by(request.user).filter(case=case)
    return rows.values_list("pk", flat=True)


@question(CaseRecord, RECORD)
def records_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Records of the user's own bodies (R2), in the order of the bodies."""
    rows = CaseRecord.objects.visible_to(request.user).of_case(case)
    full = rows.select_related("compartment__case", "body", "followed_by")
    return full.order_by("body__order", "body__name", "pk")


@question(StaffInCharge, RECORD)
def staff_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Who is in charge, and whether somebody has kept her out of the case since (R12)."""
    rows = StaffInCharge.objects.visible_to(request.user).of_case(case)
    with_standing = rows.annotate(is_kept_out=kept_out("compartment__case", "staff"))
    return with_standing.filter(until__isnull=True).select_related("staff")


@question(tuple, RECORD)
def relations_decided(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Record and member of staff of whom it is decided whether she is kin of the household (R23)."""
    rows = RelationCheck.objects.visible_to(request.user).of_case(case)
    return rows.values_list("record_id", "staff_id")


@question(tuple, RECORD)
def last_notes(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Record, and of when its latest note is."""
    rows = Note.objects.visible_to(request.user).of_case(case).order_by()
    return rows.values_list("record_id").annotate(Max("occurred_at"))


@question(Intake, RECORD)
def intakes_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    rows = Intake.objects.visible_to(request.user).of_case(case)
    return rows.select_related("receiver", "compartment")


@question(Person, FACE)
def people_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Members of the household, the person herself first."""
    rows = Person.objects.visible_to(request.user).in_household().of_case(case)
    return rows.select_related("compartment")


@question(Person, FACE)
def merged_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Rows that were merged into another."""
    return Person.objects.visible_to(request.user).merged().of_case(case)


@question(Household, FACE)
def home_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """What is said of the household as a whole."""
    rows = Household.objects.visible_to(request.user).of_case(case)
    return rows.select_related("area")


@question(SafetyNote, FACE)
def safety_notes_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    return safety_notes_in_force(SafetyNote.objects.visible_to(request.user).of_case(case))


@question(Protection)
def protections_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    return protections_asked(case)


def has_protected(request: Any, case: CaseFile) -> bool:
    """Whether somebody of the household is protected, as the page of the case says it (R11): who speaks or writes about
    the household elsewhere, or goes there, has to know."""
    return bool(protections_of(request, case))


@question(Attachment, RECORD)
def attachments_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Files that were not taken back, without their content."""
    rows = Attachment.objects.visible_to(request.user).of_case(case)
    return rows.filter(withdrawn_at__isnull=True)


@question(Referral, HAND_OFF)
def referrals_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    rows = Referral.objects.visible_to(request.user).of_case(case).with_closed()
    return rows.select_related("sender_body", "receiver_body", "legal_basis", "created_by")


@question(OutsideHandOff, RECORD)
def outside_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Hand-offs to places that have no account here."""
    rows = OutsideHandOff.objects.visible_to(request.user).of_case(case)
    return rows.select_related("created_by")


@question(Consent, CONSENTED)
def consents_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    rows = Consent.objects.visible_to(request.user).of_case(case)
    return rows.select_related("body", "explained_by", "compartment__case")


@question(ConsentPerson, CONSENTED)
def consent_persons_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    return ConsentPerson.objects.visible_to(request.user).of_case(case)


@question(ConsentAttempt, RECORD)
def attempts_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    return ConsentAttempt.objects.visible_to(request.user).of_case(case)


@question(NextAction, RECORD)
def actions_in_hand(request: Any, case: CaseFile) -> QuerySet[Any]:
    rows = NextAction.objects.visible_to(request.user).of_case(case)
    return open_or_done_today(rows).select_related("assignee")


@question(Code)
def codes_on_pages(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Lists whose words the pages of a case show."""
    return codes.asked(*codes.ON_PAGES_OF_A_CASE)


@question(dict)
def figures_of_bodies(request: Any, case: CaseFile) -> QuerySet[Any]:
    """The days that bodies set for themselves: about no case."""
    rows: QuerySet[Any] = Figures.asked()
    return rows


@question(NoteWords)
def note_words(request: Any, case: CaseFile) -> QuerySet[Any]:
    """What notes of the user's bodies often begin with: about no case."""
    return note_words_for(request.user)


# Why and how far the case is open: asked first, for it says what else there is to ask.
OPEN: tuple[Question[Any], ...] = (bases_of, compartments_of, keys_of_writable, codes_on_pages)
# What the head and the tabs of every page of a case are made of.
HEAD: tuple[Question[Any], ...] = (
    records_of,
    staff_of,
    last_notes,
    intakes_of,
    people_of,
    safety_notes_of,
    protections_of,
    attachments_of,
    referrals_of,
    outside_of,
    consents_of,
    consent_persons_of,
    merged_of,
)


def head() -> tuple[Question[Any], ...]:
    """HEAD, and what the apps above know of the last contact."""
    return (*HEAD, *(one.of_case for one in trying()))


# What the parts of the first page ask besides, and the time line (`own_timeline`).
BESIDE: tuple[Question[Any], ...] = (
    relations_decided,
    home_of,
    attempts_of,
    actions_in_hand,
    figures_of_bodies,
    note_words,
)


def writable_of(request: Any, case: CaseFile) -> set[uuid.UUID]:
    """Compartments of the case in which the user writes."""
    return set(keys_of_writable(request, case))


def records_written(request: Any, case: CaseFile) -> list[CaseRecord]:
    """Records that go on, in which the user writes."""
    writable = writable_of(request, case)
    own = records_of(request, case)
    return [row for row in own if row.compartment_id in writable and not row.is_closed]
