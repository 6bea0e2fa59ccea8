"""Households, intakes, notes, hand-offs and consents of project I 包括的相談支援.

Which compartment a model lives in stands at the beginning of its docstring.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from organizations.models import Appointment, Body, LegalBasis

from .querysets import ConsentManager, ReferralManager


class RecordState(models.TextChoices):
    """State of work of one body on a case (domain.md 3.2, the part of a single body)."""

    RECEIVED = "received", "受付（見立て前）"
    SUPPORTING = "supporting", "自機関で支援中"
    HANDED_OFF = "handed_off", "つなぎ中"
    MA_REQUESTED = "ma_requested", "多機関協働へ相談中"
    CLOSED = "closed", "終了"


RECORD_MOVES: dict[str, tuple[str, ...]] = {
    RecordState.RECEIVED: ("supporting", "handed_off", "ma_requested", "closed"),
    RecordState.SUPPORTING: ("handed_off", "ma_requested", "closed"),
    RecordState.HANDED_OFF: ("supporting", "ma_requested", "handed_off", "closed"),
    RecordState.MA_REQUESTED: ("supporting", "handed_off", "ma_requested", "closed"),
    RecordState.CLOSED: ("supporting",),
}


class ReferralState(models.TextChoices):
    """State of a hand-off つなぎ (domain.md 3.8)."""

    SENT = "sent", "送付済み"
    RECEIVED = "received", "受領済み"
    ACCEPTED = "accepted", "引き受け"
    FIRST_CONTACT = "first_contact", "初回接触済み"
    REPORTED = "reported", "結果報告済み"
    CLOSED = "closed", "完了"
    DECLINED = "declined", "対応できない"


REFERRAL_MOVES: dict[str, tuple[str, ...]] = {
    ReferralState.SENT: ("received", "accepted", "declined"),
    ReferralState.RECEIVED: ("accepted", "declined"),
    ReferralState.ACCEPTED: ("first_contact", "reported"),
    ReferralState.FIRST_CONTACT: ("reported",),
    ReferralState.REPORTED: ("closed",),
    ReferralState.CLOSED: (),
    ReferralState.DECLINED: (),
}


class Nature(models.TextChoices):
    """Whether something was seen, judged or heard (domain.md 4.7)."""

    FACT = "fact", "事実"
    VIEW = "view", "見立て"
    HEARSAY = "hearsay", "伝聞"


class Household(ConfidentialModel):
    """FACE: a household 世帯, the unit of support."""

    area = models.ForeignKey(
        "organizations.Area", verbose_name="圏域", null=True, blank=True, on_delete=models.PROTECT
    )
    considerations = models.CharField("配慮してほしいこと", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "世帯"


class Person(ConfidentialModel):
    """FACE: a member of the household."""

    class NameKind(models.TextChoices):
        REAL = "real", "氏名"
        COMMON = "common", "通称"
        ALIAS = "alias", "仮名"
        ANONYMOUS = "anonymous", "匿名"

    household = SameCompartmentKey(Household, related_name="members")
    name = models.CharField("氏名", max_length=100, blank=True)
    kana = models.CharField("ふりがな", max_length=150, blank=True)
    name_kind = models.CharField(
        "名前の種類", max_length=10, choices=NameKind, default=NameKind.REAL
    )
    search_key = models.CharField(max_length=260, blank=True, editable=False)
    sex = models.CharField(
        "性別", max_length=10, blank=True, choices=[("女性", "女性"), ("男性", "男性"), ("その他", "その他・回答しない")]
    )
    birth_on = models.DateField("生年月日", null=True, blank=True)
    birth_estimate = models.CharField("年代（推定）", max_length=20, blank=True)
    relation = models.CharField("続柄", max_length=20, blank=True)
    is_subject = models.BooleanField("本人", default=False)
    lives_together = models.BooleanField("同居", default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta(ConfidentialModel.Meta):
        ordering = ["order", "created_at"]
        verbose_name = verbose_name_plural = "世帯員"

    def __str__(self) -> str:
        return self.name or self.get_name_kind_display()


class ContactPoint(ConfidentialModel):
    """FACE: an address or number of a person; apart from her because of R11."""

    class Kind(models.TextChoices):
        ADDRESS = "address", "住所"
        PHONE = "phone", "電話"
        MAIL = "mail", "メール"

    person = SameCompartmentKey(Person, related_name="contact_points")
    kind = models.CharField("種類", max_length=10, choices=Kind)
    value = models.CharField("内容", max_length=200)
    note = models.CharField("かけてよい時間など", max_length=100, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["kind", "created_at"]
        verbose_name = verbose_name_plural = "連絡先"


class CaseRecord(ConfidentialModel):
    """RECORD: the work of one body on a case, with its own state."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "状態", max_length=20, choices=RecordState, default=RecordState.RECEIVED
    )
    is_narrowed = models.BooleanField("担当者限定", default=False)
    closing_note = models.CharField("終了の理由", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "機関記録"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=RecordState.values), name="case_record_known_state"
            )
        ]


class StaffInCharge(ConfidentialModel):
    """RECORD: who is in charge 担当 at the body."""

    record = SameCompartmentKey(CaseRecord, related_name="staff_in_charge")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateField("開始", default=timezone.localdate)
    until = models.DateField("終了", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["since", "created_at"]
        verbose_name = verbose_name_plural = "担当者"


class Intake(ConfidentialModel):
    """RECORD: 相談受付・申込票 (domain.md 4.1). Four fields are required, no more."""

    record = SameCompartmentKey(CaseRecord, related_name="intakes")
    received_on = models.DateField("受付日", default=timezone.localdate)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="受付者", on_delete=models.PROTECT, related_name="+"
    )
    method = models.CharField("相談方法", max_length=10)
    visitor = models.CharField("来た人", max_length=10)
    visitor_name = models.CharField("来た人の氏名・関係", max_length=100, blank=True)
    topics = models.JSONField("困りごと", default=list)
    urgency = models.CharField("緊急度", max_length=5)
    words = models.TextField("相談したいこと", blank=True)
    consent_state = models.CharField("本人の同意", max_length=10, default="00")
    screening_result = models.CharField("見立ての結果", max_length=10, blank=True)
    screened_on = models.DateField("見立ての日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-received_on", "-created_at"]
        verbose_name = verbose_name_plural = "相談受付"


class Note(ConfidentialModel):
    """RECORD: 支援経過記録 (domain.md 4.7). A correction keeps the original readable."""

    record = SameCompartmentKey(CaseRecord, related_name="notes")
    occurred_at = models.DateTimeField("日時", default=timezone.now)
    method = models.CharField("方法", max_length=10)
    counterpart = models.CharField("相手", max_length=100, blank=True)
    minutes = models.PositiveSmallIntegerField("時間（分）", null=True, blank=True)
    nature = models.CharField("内容の性質", max_length=10, choices=Nature, default=Nature.FACT)
    source = models.CharField("情報源", max_length=100, blank=True)
    text = models.TextField("内容")
    corrects = SameCompartmentKey(
        "self", null=True, blank=True, related_name="corrections", verbose_name="訂正前の記録"
    )
    correction_reason = models.CharField("訂正の理由", max_length=200, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-occurred_at", "-created_at"]
        verbose_name = verbose_name_plural = "支援経過記録"


class NextAction(ConfidentialModel):
    """RECORD: what is to be done next, by when."""

    record = SameCompartmentKey(CaseRecord, related_name="next_actions")
    what = models.CharField("すること", max_length=200)
    due_on = models.DateField("期限")
    done_at = models.DateTimeField("済んだ日時", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["due_on", "created_at"]
        verbose_name = verbose_name_plural = "次の予定"


class Referral(ConfidentialModel):
    """HAND_OFF: a つなぐシート from one body to another (domain.md 3.8, 4.2)."""

    sender_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    receiver_body = models.ForeignKey(
        Body, verbose_name="つなぐ先", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "状態", max_length=20, choices=ReferralState, default=ReferralState.SENT
    )
    urgency = models.CharField("緊急度", max_length=5)
    topics = models.JSONField("困りごと", default=list)
    household = models.JSONField("世帯について伝えること", default=list)
    reason = models.TextField("つなぐ理由")
    sender_continues = models.TextField("自機関が続けること")
    wishes = models.TextField("相手にお願いしたいこと", blank=True)
    reply_by = models.DateField("返事の期限")
    legal_basis = models.ForeignKey(
        LegalBasis, verbose_name="伝える根拠", on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField("送付日時", default=timezone.now)
    received_at = models.DateTimeField("受領日時", null=True, blank=True)
    accepted_at = models.DateTimeField("引き受け日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decline_reason = models.CharField("対応できない理由", max_length=300, blank=True)
    alternative = models.CharField("代わりの提案", max_length=300, blank=True)
    report = models.TextField("結果の報告", blank=True)

    objects = ReferralManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-sent_at", "-id"]
        verbose_name = verbose_name_plural = "つなぎ"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=ReferralState.values), name="referral_known_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(sender_body=models.F("receiver_body")),
                name="referral_to_another_body",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | ~models.Q(decline_reason=""),
                name="referral_declined_with_reason",
            ),
        ]


class Consent(ConfidentialModel):
    """CONSENTED: a consent of the person (R3, domain.md 2.1 R04-R08). The key of its grants."""

    class How(models.TextChoices):
        WRITTEN = "written", "書面"
        ORAL = "oral", "口頭"

    how = models.CharField("同意の方法", max_length=10, choices=How)
    given_on = models.DateField("同意の日")
    purpose = models.CharField("目的", max_length=300)
    categories = models.JSONField("共有する情報", default=list)
    valid_until_on = models.DateField("期限（この日まで）")
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="説明した人", on_delete=models.PROTECT, related_name="+"
    )
    circumstances = models.CharField("口頭のとき：場所、立ち会った人、言葉", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("撤回の日時", null=True, blank=True)
    withdrawal_note = models.CharField("撤回の受付", max_length=300, blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")

    objects = ConsentManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-given_on", "-created_at"]
        verbose_name = verbose_name_plural = "本人の同意"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(valid_until_on__gte=models.F("given_on")),
                name="consent_period",
            ),
            models.CheckConstraint(
                condition=~models.Q(how="oral") | ~models.Q(circumstances=""),
                name="oral_consent_says_how",
            ),
        ]

    @property
    def is_valid(self) -> bool:
        """In force today (R17): asked when reading, never set by a job."""
        today = timezone.localdate()
        return self.withdrawn_at is None and self.given_on <= today <= self.valid_until_on


class ConsentPerson(ConfidentialModel):
    """CONSENTED: whose consent it is. The key to the person looks across compartments."""

    consent = SameCompartmentKey(Consent, related_name="persons")
    person_id = models.UUIDField()
    name = models.CharField("氏名", max_length=100)

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at"]
        verbose_name = verbose_name_plural = "同意した人"


class ConsentBody(ConfidentialModel):
    """CONSENTED: a body named in the consent, with its staff in charge."""

    consent = SameCompartmentKey(Consent, related_name="bodies")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(
        Appointment, verbose_name="担当者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(ConfidentialModel.Meta):
        ordering = ["created_at"]
        verbose_name = verbose_name_plural = "同意の共有先"


class SharedExtract(ConfidentialModel):
    """CONSENTED: what a body shared under the consent; a copy, the original stays in its record."""

    consent = SameCompartmentKey(Consent, related_name="extracts")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField("記録の日")
    text = models.TextField("内容")

    class Meta(ConfidentialModel.Meta):
        ordering = ["-recorded_on", "-created_at"]
        verbose_name = verbose_name_plural = "同意により共有した記録"
