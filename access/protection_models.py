"""Who is protected (R11), who is kept out (R12), and outputs that wait for a second person (S-91).

Neither tells anything about the person: what is withheld lies in the PROTECTED compartment and in
rows that name her (`ConfidentialModel.shielded_by`).
"""

import datetime
import hashlib
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .querysets import open_compartment_filter

ONE_MOMENT = datetime.timedelta(microseconds=1)


def _number_of(*told: object) -> int:
    """Stands for what was told: these rows carry no version of their own."""
    return int.from_bytes(hashlib.sha256(repr(told).encode()).digest()[:6], "big")


def _staff(**more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **more
    )


class ProtectionQuerySet(models.QuerySet[Any]):
    def in_force(self) -> "ProtectionQuerySet":
        """Not lifted. A passed day of review lifts nothing: it only asks (docs/decisions/0008)."""
        return self.filter(ended_at__isnull=True)

    def on_list_of(self, user: Any) -> "ProtectionQuerySet":
        """Those on whose list the user is."""
        return self.filter(open_compartment_filter(user))

    def hidden_from(self, user: Any) -> "ProtectionQuerySet":
        """Those in force on whose list the user does not stand (R11)."""
        return self.in_force().exclude(open_compartment_filter(user))


class Protection(models.Model):
    """A member of a household whose contact data are withheld (DV等支援措置, R11).

    The protection list is who holds a grant on `compartment`. In force until a second person lifts
    it; `review_on` is when somebody must look, not when the mask falls.
    """

    class State(models.TextChoices):
        PROVISIONAL = "provisional", "仮の保護"
        FULL = "full", "保護"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("access.CaseFile", on_delete=models.PROTECT, related_name="+")
    compartment = models.OneToOneField(
        "access.Compartment", on_delete=models.PROTECT, related_name="+"
    )
    person_id = models.UUIDField("保護される人", db_index=True)
    state = models.CharField("状態", max_length=12, choices=State)
    review_on = models.DateField("見直しの日")
    created_at = models.DateTimeField()
    created_by = _staff()
    lift_asked_by = _staff(null=True)
    lift_asked_at = models.DateTimeField(null=True)
    lift_reason = models.CharField("解除の理由", max_length=200, blank=True)
    # Who decided last that it goes on; empty for what was decided before this was kept.
    confirmed_by = _staff(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_by = _staff(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ProtectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = verbose_name_plural = "保護"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["case", "person_id"],
                condition=Q(ended_at__isnull=True),
                name="protected_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(lift_reason=""),
                name="protection_ends_with_reason",
            ),
            # Two people: who lifts has neither asked for it nor, if it was provisional, set it.
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True)
                | Q(lift_asked_by__isnull=False) & ~Q(ended_by=F("lift_asked_by"))
                | Q(state="provisional") & ~Q(ended_by=F("created_by")),
                name="protection_lifted_by_a_second_person",
            ),
        ]

    @property
    def has_refused_to_lift(self) -> bool:
        """Whether the last decision, that it goes on, answered a request to lift it: of that only the hour
        stays (`protecting.make_full`)."""
        return (
            self.ended_at is None
            and self.lift_asked_by_id is None
            and self.lift_asked_at is not None
        )

    @property
    def version(self) -> int:
        """Another number as soon as somebody has decided about it or asked: what a form has seen."""
        return _number_of(self.state, self.review_on, self.lift_asked_by_id, self.lift_asked_at)


ASKED = ("valid_from", "valid_until", "lifted_at", "created_by")


class Restriction(models.Model):
    """Somebody related to a case loses every basis for it (R12), until the day stated or until two
    people lift it."""

    class Relation(models.TextChoices):
        KIN = "kin", "親族"
        PARTY = "party", "当事者（加害・被害・債権など）"
        NEIGHBOUR = "neighbour", "近隣・知人"
        OTHER = "other", "その他"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("access.CaseFile", on_delete=models.PROTECT, related_name="+")
    user = _staff()
    # Set by the database for rows from before there was a choice.
    relation = models.CharField(
        "関係", max_length=10, choices=Relation, default=Relation.OTHER, db_default=Relation.OTHER
    )
    reason = models.CharField("くわしく", max_length=200)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    created_by = _staff()
    lift_asked_by = _staff(null=True)
    lift_reason = models.CharField("解除の理由", max_length=200, blank=True, db_default="")
    lifted_by = _staff(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        # All that the one sentence and the policy ask of it: who is kept out is read from the index alone.
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "case"], include=ASKED, name="restriction_of_user")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lift_asked_by__isnull=False, lifted_by__isnull=False)
                & ~Q(lift_reason="")
                & ~Q(lifted_by=F("lift_asked_by")),
                name="restriction_lifted_by_a_second_person",
            )
        ]

    @property
    def version(self) -> int:
        """Another number as soon as somebody has asked that it be lifted, or lifted it."""
        return _number_of(self.lift_asked_by_id, self.lift_reason, self.lifted_at)

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it holds, if it ends by itself."""
        return timezone.localdate(self.valid_until - ONE_MOMENT) if self.valid_until else None


class OutputHold(models.Model):
    """An output that names a protected household and waits for a second person (S-91)."""

    class Use(models.TextChoices):
        OWN = "own", "自分の控え"
        OTHERS = "others", "人に渡す"
        EXPORT = "export", "データの書き出し"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    protection = models.ForeignKey(Protection, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("access.CaseFile", on_delete=models.PROTECT, related_name="+")
    # The 支援会議 or plan in which it lies: then those who write there are told of it, and not the list.
    within = models.ForeignKey(
        "access.Compartment", on_delete=models.PROTECT, related_name="+", null=True
    )
    kind = models.CharField(max_length=40)
    label = models.CharField("書類", max_length=100)
    object_id = models.UUIDField()
    option = models.CharField(max_length=40, blank=True)
    use = models.CharField("使いみち", max_length=10, choices=Use)
    # All of them, however many: the second person decides about these, and about nobody whom she was not told of.
    recipients = models.TextField("渡す相手", blank=True)
    purpose = models.CharField("目的", max_length=300, blank=True)
    requested_by = _staff()
    requested_at = models.DateTimeField("頼まれた日時")
    decided_by = _staff(null=True)
    decided_at = models.DateTimeField("決めた日時", null=True)
    is_approved = models.BooleanField(default=False)
    reason = models.CharField("理由", max_length=200, blank=True)
    used_job = models.UUIDField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-requested_at", "-id"]
        verbose_name = verbose_name_plural = "確認を待つ書類"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["requested_by", "kind", "object_id"], name="hold_of_an_output"),
            models.Index(
                fields=["protection"], condition=Q(decided_at__isnull=True), name="hold_waiting"
            ),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, is_approved=False)
                | Q(decided_at__isnull=False) & ~Q(decided_by=F("requested_by")),
                name="hold_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(used_job__isnull=True) | Q(is_approved=True),
                name="hold_used_when_approved",
            ),
        ]
