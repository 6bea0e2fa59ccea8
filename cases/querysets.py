"""Named questions about people, hand-offs and consents."""

import datetime
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Now, TruncDate
from django.utils import timezone

from access.hand_offs import HasClosed
from access.models import Protection
from access.querysets import ConfidentialQuerySet

from . import codes


class PersonQuerySet(ConfidentialQuerySet[Any]):
    def standing(self) -> "PersonQuerySet":
        """Without rows that were merged into another: everybody whom the file ever knew."""
        return self.filter(merged_into__isnull=True)

    def merged(self) -> "PersonQuerySet":
        """Only the rows that were merged into another."""
        return self.filter(merged_into__isnull=False)

    def in_household(self, on: datetime.date | None = None) -> "PersonQuerySet":
        """Who belongs to the household on a day, today if none is named (R17)."""
        return self.standing().filter(self._belongs(on))

    def with_membership(self) -> "PersonQuerySet":
        """Each with `belongs_now`: whether she belongs to the household today (R17)."""
        return self.annotate(belongs_now=Case(When(self._belongs(), then=True), default=False))

    def _belongs(self, on: datetime.date | None = None) -> Q:
        day = on or timezone.localdate()
        stays = self.model._meta.get_field("stays").related_model.objects.filter(
            person=OuterRef("pk"), removed_on__isnull=True
        )
        there = stays.filter(
            Q(since_on__isnull=True) | Q(since_on__lte=day),
            Q(until_on__isnull=True) | Q(until_on__gt=day),
        )
        return ~Exists(stays) | Exists(there)

    def called(self, key: str) -> "PersonQuerySet":
        """Whose name, reading or other name holds the folded words (documents.text)."""
        names = self.model._meta.get_field("other_names").related_model.objects.filter(
            removed_on__isnull=True, search_key__contains=key
        )
        return self.filter(Q(search_key__contains=key) | Q(pk__in=names.values("person")))


class PersonManager(models.Manager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """Default manager of Person."""


# 来た人 by whose name and number an intake is found: who came for herself or for her family. Whoever told of
# others stays out of the search (docs/decisions/0770).
SOUGHT_VISITORS = ("person", "family")


class IntakeQuerySet(ConfidentialQuerySet[Any]):
    def with_visitor_told(self, user: Any) -> "IntakeQuerySet":
        """Each with `tells_visitor`: whether a search may show the user who came. Not while anybody of the case is
        protected from her: who called, and from where, may lead there (R11)."""
        hidden = Protection.objects.hidden_from(user).filter(case=OuterRef("compartment__case"))
        told = When(~Exists(hidden), visitor__in=SOUGHT_VISITORS, then=True)
        return self.annotate(tells_visitor=Case(told, default=False))

    def left_to_screen(self, legs: Any) -> "IntakeQuerySet":
        """Nobody has decided yet what follows, nor have others taken on all that was handed on since, whatever the
        record is in. What was taken on with another body's sheet is supported at once. `legs`: つなぎ that the user
        sees."""
        return self.filter(self._left(legs))

    def awaiting_screening(self, legs: Any) -> "IntakeQuerySet":
        """Those of which the body still has to decide: before anything else, and what is left while something is
        under way that began before anybody had looked. The same as `handed_on.waits_for_screening`."""
        under_way = Q(record__state__in=["handed_off", "ma_requested", "outreach"])
        return self.filter(
            Q(record__state="received") | under_way & self._left(legs), screening_result=""
        )

    def _left(self, legs: Any) -> Q:
        since = legs.filter(
            compartment__case=OuterRef("compartment__case"),
            sender_body=OuterRef("record__body"),
            sent_at__gte=OuterRef("created_at"),
        )
        is_hers = Exists(since.awaiting_answer()) | ~Exists(since.taken_on())
        by_sheet = Q(method=codes.BY_SHEET, route=codes.REFERRED)
        return Q(is_hers, ~by_sheet, screening_result="")


class IntakeManager(models.Manager.from_queryset(IntakeQuerySet)):  # type: ignore[misc]
    """Default manager of Intake."""


class NoteQuerySet(ConfidentialQuerySet[Any]):
    def with_correction(self) -> "NoteQuerySet":
        """Each with `is_corrected`: whether another note corrects it, which lies in the same record."""
        return self.annotate(
            is_corrected=Exists(self.model.objects.filter(corrects=OuterRef("pk")))
        )


class NoteManager(models.Manager.from_queryset(NoteQuerySet)):  # type: ignore[misc]
    """Default manager of Note."""


def _shut() -> Q:
    """Closed to the receiver: by the day, and by what became of the consents, as `with_closed` tells it."""
    return Q(state__in=["sent", "received"], consent_until_on__lt=TruncDate(Now())) | Q(
        has_closed=True
    )


class ReferralQuerySet(ConfidentialQuerySet[Any]):
    def to_bodies(self, bodies: Any) -> "ReferralQuerySet":
        return self.filter(receiver_body__in=bodies)

    def from_bodies(self, bodies: Any) -> "ReferralQuerySet":
        return self.filter(sender_body__in=bodies)

    def between_bodies(self, bodies: Any) -> "ReferralQuerySet":
        """Sent or received by one of these bodies."""
        return self.filter(Q(receiver_body__in=bodies) | Q(sender_body__in=bodies))

    def on_sheet(self, sheet: Any) -> "ReferralQuerySet":
        """Legs of one つなぐシート, as far as they are open to who asks."""
        return self.filter(sheet=sheet)

    def under_way(self) -> "ReferralQuerySet":
        """Somebody's step is awaited."""
        return self.exclude(state__in=["closed", "declined", "withdrawn"])

    def awaiting_answer(self) -> "ReferralQuerySet":
        """Sent or received, neither taken on nor declined: the sender is responsible."""
        return self.filter(state__in=["sent", "received"])

    def with_closed(self) -> "ReferralQuerySet":
        """Each with `has_closed`: sent on 本人同意, waiting for its answer, and open to the receiver no more. The database
        says so, and not consents, of which who sent it need not see all (R3, R14)."""
        waits = When(
            state__in=["sent", "received"],
            legal_basis__needs_consent=True,
            then=HasClosed(F("pk")),
        )
        return self.annotate(has_closed=Case(waits, default=Value(value=False)))

    def not_shut(self) -> "ReferralQuerySet":
        """Without those that closed to the receiver before somebody took on (`Referral.is_shut`)."""
        return self.with_closed().exclude(_shut())

    def taken_on(self) -> "ReferralQuerySet":
        """The receiver has taken on and is responsible, or has done so and reported."""
        return self.filter(accepted_at__isnull=False)

    def awaiting_bodies(self, bodies: Any) -> "ReferralQuerySet":
        """The next step is one of these bodies' (domain.md 3.8)."""
        senders = Q(state="reported") | _shut()
        return (
            self.under_way()
            .with_closed()
            .filter(Q(receiver_body__in=bodies) & ~senders | Q(sender_body__in=bodies) & senders)
        )

    def with_due(self) -> "ReferralQuerySet":
        """Adds `step_due_on`, as `Referral.next_due_on` says it, to sort and to filter by."""
        answer = When(due_on__isnull=True, state__in=["sent", "received"], then=F("reply_by"))
        ended = When(state__in=["closed", "declined", "withdrawn"], then=None)
        return self.annotate(step_due_on=Case(ended, answer, default=F("due_on")))

    def most_urgent_first(self) -> "ReferralQuerySet":
        """What is overdue, then what is due next; what has no day at the end."""
        return self.with_due().order_by(F("step_due_on").asc(nulls_last=True), "-sent_at", "id")

    def overdue(self, today: datetime.date | None = None) -> "ReferralQuerySet":
        return self.with_due().filter(step_due_on__lt=today or timezone.localdate())


class ReferralManager(models.Manager.from_queryset(ReferralQuerySet)):  # type: ignore[misc]
    """Default manager of Referral."""


class OutsideHandOffQuerySet(ConfidentialQuerySet[Any]):
    def standing(self) -> "OutsideHandOffQuerySet":
        """Without those that were entered by mistake."""
        return self.filter(cancelled_at__isnull=True)

    def unanswered(self) -> "OutsideHandOffQuerySet":
        """Nobody has written yet what came of it."""
        return self.standing().filter(replied_on__isnull=True)

    def waiting(self) -> "OutsideHandOffQuerySet":
        """Unanswered, in records that go on: of one that was closed nothing can be written any more."""
        return self.unanswered().exclude(record__state="closed")

    def overdue(self, today: datetime.date | None = None) -> "OutsideHandOffQuerySet":
        """The day on which the body wanted to ask has passed."""
        return self.waiting().filter(reminder__due_on__lt=today or timezone.localdate())

    def of_bodies(self, bodies: Any) -> "OutsideHandOffQuerySet":
        """In the records of these bodies."""
        return self.filter(record__body__in=bodies)

    def most_urgent_first(self) -> "OutsideHandOffQuerySet":
        """By the day on which the body wanted to ask; what has none after them, the oldest first."""
        return self.order_by(F("reminder__due_on").asc(nulls_last=True), "told_on", "id")


class OutsideHandOffManager(models.Manager.from_queryset(OutsideHandOffQuerySet)):  # type: ignore[misc]
    """Default manager of OutsideHandOff."""


class ConsentQuerySet(ConfidentialQuerySet[Any]):
    def valid(self) -> "ConsentQuerySet":
        """In force today by the database's clock, and not withdrawn (R3, R17)."""
        today = TruncDate(Now())
        return self.filter(
            withdrawn_at__isnull=True, given_on__lte=today, valid_until_on__gte=today
        )


class ConsentManager(models.Manager.from_queryset(ConsentQuerySet)):  # type: ignore[misc]
    """Default manager of Consent."""
