"""The record of one body 機関記録 (RECORD): intake, notes, what is next, its state of work."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from access.search import Searched
from cases.querysets import SOUGHT_VISITORS, IntakeManager, NoteManager
from organizations.models import Body


class RecordState(models.TextChoices):
    """State of work of one body on a case (domain.md 3.2, the part of a single body)."""

    RECEIVED = "received", "受付（見立て前）"
    SUPPORTING = "supporting", "自機関で支援中"
    HANDED_OFF = "handed_off", "つなぎ中"
    MA_REQUESTED = "ma_requested", "多機関協働へ相談中"
    OUTREACH = "outreach", "アウトリーチの準備中"
    SUSPENDED = "suspended", "中断中"
    CLOSED = "closed", "終了"


_GOES_ON = (RecordState.RECEIVED, RecordState.SUPPORTING)
_ENDS = (RecordState.SUSPENDED, RecordState.CLOSED)
_HANDS_ON = (RecordState.HANDED_OFF, RecordState.MA_REQUESTED, RecordState.OUTREACH)
RECORD_MOVES: dict[str, tuple[str, ...]] = {
    RecordState.RECEIVED: (RecordState.SUPPORTING, *_HANDS_ON, *_ENDS),
    RecordState.SUPPORTING: (*_HANDS_ON, *_ENDS),
    # Back to the first look, where nobody had looked before (services.take_up).
    RecordState.HANDED_OFF: (*_GOES_ON, *_HANDS_ON, *_ENDS),
    RecordState.MA_REQUESTED: (*_GOES_ON, *_HANDS_ON[:2], *_ENDS),
    RecordState.OUTREACH: (*_GOES_ON, *_HANDS_ON[:2], *_ENDS),
    RecordState.SUSPENDED: (*_GOES_ON, RecordState.CLOSED),
    # Taken up as a new reception, or the end is taken back.
    RecordState.CLOSED: _GOES_ON,
}


class Nature(models.TextChoices):
    """Whether something was seen, judged or heard (domain.md 4.7)."""

    FACT = "fact", "事実"
    VIEW = "view", "見立て"
    HEARSAY = "hearsay", "伝聞"


# Fields of a note written as SOAP, in their order.
SOAP = ("soap_s", "soap_o", "soap_a", "soap_p")

MOST_OWN_NUMBER = 40


class CaseRecord(ConfidentialModel):
    """RECORD: the work of one body on a case, with its own state and the number that it has in the body's own system."""

    searched: ClassVar[Searched | None] = Searched({"contact": ("own_number",)})

    ends: ClassVar[str] = "t.closed_on"

    jobs_role_columns: ClassVar[tuple[str, ...]] = (
        "id",
        "compartment_id",
        "body_id",
        "state",
        "created_at",
    )

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "状態", max_length=20, choices=RecordState, default=RecordState.RECEIVED
    )
    own_number = models.CharField(
        "自機関での番号", max_length=MOST_OWN_NUMBER, blank=True, db_default=""
    )
    is_narrowed = models.BooleanField("担当者限定", default=False)
    closed_on = models.DateField("終了した日", null=True, blank=True)
    closing_reason = models.CharField(
        "終了の理由（コード）", max_length=10, blank=True, db_default=""
    )
    closing_note = models.CharField("終了の理由", max_length=300, blank=True)
    followed_by = models.ForeignKey(
        Body,
        verbose_name="終了のあと主に関わる機関",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    follow_up_on = models.DateField("終了のあと様子を確かめる日", null=True, blank=True)
    reopen_when = models.CharField("再開の目安", max_length=200, blank=True, db_default="")
    suspended_on = models.DateField("中断した日", null=True, blank=True)
    suspension_reason = models.CharField(
        "中断の理由（コード）", max_length=10, blank=True, db_default=""
    )
    suspension_note = models.CharField("中断の理由", max_length=300, blank=True, db_default="")
    review_on = models.DateField("見直す日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "機関記録"
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["review_on"],
                condition=models.Q(review_on__isnull=False),
                name="record_to_review",
            ),
            models.Index(
                fields=["follow_up_on"],
                condition=models.Q(follow_up_on__isnull=False),
                name="record_to_follow_up",
            ),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["compartment"], name="one_case_record_a_compartment"),
            models.CheckConstraint(
                condition=models.Q(state__in=RecordState.values), name="case_record_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_on__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_on__isnull=True)),
                name="case_record_closed_on",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="suspended", suspended_on__isnull=False, review_on__isnull=False
                )
                & ~models.Q(suspension_reason="")
                | (
                    ~models.Q(state="suspended")
                    & models.Q(suspended_on__isnull=True, review_on__isnull=True)
                ),
                name="case_record_suspended_until",
            ),
        ]

    @property
    def is_closed(self) -> bool:
        return self.state == RecordState.CLOSED

    @property
    def is_suspended(self) -> bool:
        return self.state == RecordState.SUSPENDED


class StaffInCharge(ConfidentialModel):
    """RECORD: who is in charge 担当 at the body."""

    # Where asked for (surroundings.staff_of): whether she is kept out of the case now (R12).
    is_kept_out: bool

    record = SameCompartmentKey(CaseRecord, related_name="staff_in_charge")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateField("開始", default=timezone.localdate)
    until = models.DateField("終了", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["since", "created_at"]
        verbose_name = verbose_name_plural = "担当者"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["record", "staff"],
                condition=models.Q(until__isnull=True),
                name="staff_in_charge_once",
            )
        ]


class Intake(ConfidentialModel):
    """RECORD: 相談受付・申込票 (domain.md 4.1). Four fields are required, no more.

    Found by what was heard and, where she came for herself or for her family, by who came
    (docs/decisions/0770): whoever told of others is not to be looked for.
    """

    searched: ClassVar[Searched | None] = Searched(
        {
            "note": ("words", "earlier", "screening_note"),
            "visitor": ("visitor_name", "visitor_phone"),
        },
        moment="received_on",
        only={"visitor": ("visitor", SOUGHT_VISITORS)},
    )

    jobs_role_columns: ClassVar[tuple[str, ...]] = (
        "id",
        "compartment_id",
        "record_id",
        "received_on",
        "screening_result",
        "created_at",
    )

    record = SameCompartmentKey(CaseRecord, related_name="intakes")
    received_on = models.DateField("受付日", default=timezone.localdate)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="受付者", on_delete=models.PROTECT, related_name="+"
    )
    route = models.CharField("相談経路", max_length=10, blank=True)
    method = models.CharField("相談方法", max_length=10)
    visitor = models.CharField("来た人", max_length=10)
    visitor_name = models.CharField("来た人の氏名・関係", max_length=100, blank=True)
    visitor_phone = models.CharField("来た人の電話", max_length=60, blank=True, db_default="")
    topics = models.JSONField("困りごと", default=list)
    main_topic = models.CharField("主な困りごと", max_length=10, blank=True)
    urgency = models.CharField("緊急度", max_length=5)
    words = models.TextField("相談したいこと", blank=True)
    earlier = models.CharField("これまでの相談", max_length=200, blank=True)
    consent_state = models.CharField("本人の同意", max_length=10, default="00")
    screening_result = models.CharField("見立ての結果", max_length=10, blank=True)
    screened_on = models.DateField("見立ての日", null=True, blank=True)
    screened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="見立てた人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    screening_note = models.TextField("見立ての理由・伝えたこと", blank=True, db_default="")

    objects: ClassVar[Any] = IntakeManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-received_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "相談受付"
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["receiver"],
                condition=models.Q(screening_result=""),
                name="intake_to_screen",
            ),
            models.Index(
                fields=["received_on"],
                condition=models.Q(screening_result="", urgency="A"),
                name="intake_to_screen_at_once",
            ),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(method="")
                & ~models.Q(visitor="")
                & ~models.Q(urgency="")
                & ~models.Q(topics=[]),
                name="intake_has_what_is_required",
            )
        ]


class Note(ConfidentialModel):
    """RECORD: 支援経過記録 (domain.md 4.7). A correction keeps the original readable; what is found
    is the text that counts now."""

    jobs_role_columns: ClassVar[tuple[str, ...]] = ("id", "compartment_id", "occurred_at")

    searched: ClassVar[Searched | None] = Searched(
        {"note": ("text", *SOAP, "also_present")},
        moment="occurred_at",
        replaces="corrects_id",
    )

    record = SameCompartmentKey(CaseRecord, related_name="notes")
    occurred_at = models.DateTimeField("日時", default=timezone.now)
    method = models.CharField("方法", max_length=10)
    counterpart = models.CharField("相手", max_length=100, blank=True)
    also_present = models.CharField("同席者", max_length=200, blank=True, db_default="")
    minutes = models.PositiveSmallIntegerField("時間（分）", null=True, blank=True)
    nature = models.CharField("内容の性質", max_length=10, choices=Nature, default=Nature.FACT)
    source = models.CharField("情報源", max_length=100, blank=True)
    text = models.TextField("内容", blank=True)
    project = models.CharField("事業", max_length=10, blank=True, db_default="")
    soap_s = models.TextField("S 本人・家族の訴え", blank=True, db_default="")
    soap_o = models.TextField("O 見たこと・確かめたこと", blank=True, db_default="")
    soap_a = models.TextField("A 見立て", blank=True, db_default="")
    soap_p = models.TextField("P これからすること", blank=True, db_default="")
    corrects = SameCompartmentKey(
        "self", null=True, blank=True, related_name="corrections", verbose_name="訂正前の記録"
    )
    correction_reason = models.CharField("訂正の理由", max_length=200, blank=True)

    objects: ClassVar[Any] = NoteManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-occurred_at", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "支援経過記録"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["corrects"], name="note_corrected_once"),
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True) | ~models.Q(correction_reason=""),
                name="correction_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(text="", soap_s="", soap_o="", soap_a="", soap_p=""),
                name="note_says_something",
            ),
        ]

    @property
    def soap(self) -> dict[str, str]:
        """The four fields of SOAP by name, as they stand."""
        return {name: getattr(self, name) for name in SOAP}

    @property
    def words(self) -> str:
        """All that the note says: the free text, then what was written as SOAP."""
        parts = [f"{name[-1].upper()}：{said}" for name, said in self.soap.items() if said]
        return "\n".join(filter(None, [self.text, *parts]))


class NextAction(ConfidentialModel):
    """RECORD: what is to be done next, by when."""

    record = SameCompartmentKey(CaseRecord, related_name="next_actions")
    note = SameCompartmentKey(Note, related_name="next_actions", null=True, blank=True)
    what = models.CharField("すること", max_length=200)
    due_on = models.DateField("期限")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="する人", on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField("済んだ日時", null=True, blank=True)
    # The つなぎ to a place outside of whose result it reminds, where a page has looked (`CasePage`).
    outside: Any = None
    # Settled without being done: the work ended before (services.close_record).
    is_dropped = models.BooleanField("とりやめ", default=False, db_default=False)
    # The state of the record that settles it: a sheet that was sent needs no tick (cases.screening).
    ends_with = models.CharField(
        "これで済む状態", max_length=20, choices=RecordState, blank=True, db_default=""
    )

    class Meta(ConfidentialModel.Meta):
        ordering = ["due_on", "created_at", "id"]
        verbose_name = verbose_name_plural = "次の予定"
