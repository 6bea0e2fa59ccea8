"""Outreach in the record of the body that does it (RECORD, R2): the target, who told of it, what was
agreed before the first visit, visits planned and made, steps of the relation.

The name of the target is not here: it is that of the person of the case, 仮名 until she is known.
"""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from access.models import ConfidentialModel, SameCompartmentKey
from cases.models import CaseRecord
from organizations.models import Body

from .querysets import OutreachManager, PlannedVisitManager, VisitAttemptManager
from .states import OutreachState

# Somebody stands before a door: two go where a risk is marked, and come back at a time.
IN_PERSON = ("visit", "accompany")


class Method(models.TextChoices):
    """How somebody was approached (domain.md 3.5)."""

    VISIT = "visit", "訪問"
    PHONE = "phone", "電話"
    LETTER = "letter", "手紙・メモ"
    MAIL = "mail", "メール・SNS"
    ACCOMPANY = "accompany", "同行"
    ONLINE = "online", "オンライン"
    AGENCY = "agency", "他機関経由"


class Result(models.TextChoices):
    """What came of it."""

    PERSON = "person", "本人に会えた"
    FAMILY = "family", "家族に会えた"
    DOOR = "door", "ドア越し・インターホン"
    ABSENT = "absent", "不在・応答なし"
    REFUSED = "refused", "断られた"
    SIGNS = "signs", "様子の確認だけ"


# What counts as a contact (D3 of domain.md 5): somebody of the household was met.
MET = (Result.PERSON, Result.FAMILY)
# She herself has spoken, face to face or through the door.
SPOKE = (Result.PERSON, Result.DOOR)


class Mood(models.TextChoices):
    """How she was, as it looked."""

    CALM = "calm", "穏やか"
    TENSE = "tense", "緊張"
    LOW = "low", "沈んでいる"
    ANGRY = "angry", "怒り"
    UNKNOWN = "unknown", "わからない"


class Sign(models.TextChoices):
    """Signs of danger that were seen or heard."""

    MAIL = "mail", "郵便・新聞がたまっている"
    DIRT = "dirt", "異臭・ごみ"
    THIN = "thin", "やせた・食べていない"
    HURT = "hurt", "けが・あざ"
    VIOLENCE = "violence", "大声・暴力"
    CUT_OFF = "cut_off", "電気・水道が止まっている"
    FIRE = "fire", "火の不始末"
    DYING = "dying", "死にたいという言葉"


# Signs with which nobody waits for the next visit.
AT_ONCE = frozenset({Sign.THIN, Sign.HURT, Sign.VIOLENCE, Sign.DYING})


def staff_key(words: str, **options: Any) -> Any:
    """A key to a member of staff."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=words,
        on_delete=models.PROTECT,
        related_name="+",
        **options,
    )


class Outreach(ConfidentialModel):
    """RECORD: a household that is sought out, before it consents to anything."""

    ends: ClassVar[str] = "t.closed_on"

    record = SameCompartmentKey(CaseRecord, related_name="outreaches")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "段階", max_length=20, choices=OutreachState, default=OutreachState.IDENTIFIED
    )
    identified_on = models.DateField("把握した日", default=timezone.localdate)
    route = models.CharField("把握の経路", max_length=10)  # CL-02
    concern = models.TextField("気になっていること")
    in_charge = staff_key("担当")
    needs_two = models.BooleanField("2人以上で行く", default=False)
    risk_words = models.CharField("危険の内容", max_length=300, blank=True)
    linked_to = models.CharField("つながった先", max_length=300, blank=True)
    linked_on = models.DateField("つながった日", null=True, blank=True)
    closed_on = models.DateField("終結した日", null=True, blank=True)
    closing_reason = models.CharField("終結の理由", max_length=10, blank=True)  # CL-15
    closing_words = models.CharField("終結のようす", max_length=300, blank=True)
    is_stable = models.BooleanField("関係が安定している", default=False)

    objects: ClassVar[Any] = OutreachManager()

    class Meta(ConfidentialModel.Meta):
        ordering = ["-identified_on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "アウトリーチ"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["record"],
                condition=~Q(state=OutreachState.CLOSED),
                name="one_outreach_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OutreachState.values), name="outreach_known_state"
            ),
            models.CheckConstraint(condition=~Q(concern=""), name="outreach_says_why"),
            models.CheckConstraint(
                condition=Q(needs_two=False) | ~Q(risk_words=""), name="outreach_names_its_risk"
            ),
            models.CheckConstraint(
                condition=~Q(state=OutreachState.LINKED)
                | Q(linked_on__isnull=False) & ~Q(linked_to=""),
                name="outreach_linked_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=OutreachState.CLOSED, closed_on__isnull=False)
                & ~Q(closing_reason="")
                | ~Q(state=OutreachState.CLOSED) & Q(closed_on__isnull=True, closing_reason=""),
                name="outreach_closed_with_reason",
            ),
        ]

    @property
    def is_closed(self) -> bool:
        return self.state == OutreachState.CLOSED


class Told(models.TextChoices):
    """Who told of somebody: a kind of person. Her name stands in the protected row alone."""

    NEIGHBOUR = "neighbour", "近隣・知人"
    FAMILY = "family", "家族・親族"
    COMMISSIONER = "commissioner", "民生委員・児童委員"
    ASSOCIATION = "association", "町会・自治会"
    LANDLORD = "landlord", "大家・管理会社"
    SHOP = "shop", "店・配達・検針など"
    AGENCY = "agency", "関係機関"
    PLACE = "place", "居場所・地域活動"
    OTHER = "other", "その他"


class OutreachSource(ConfidentialModel):
    """RECORD: who told of the household (domain.md 2.3). What is shown elsewhere is the kind only.

    The row is read on one page of its own, each time with a line in the log of reading. No paper, no
    list, no panel, no other row takes from it.
    """

    outreach = SameCompartmentKey(Outreach, related_name="sources")
    kind = models.CharField("だれから", max_length=15, choices=Told)
    name = models.CharField("名前", max_length=100, blank=True)
    reach = models.CharField("連絡先", max_length=100, blank=True)
    told_on = models.DateField("聞いた日", default=timezone.localdate)
    promised = models.CharField("約束したこと", max_length=200, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["told_on", "created_at", "id"]
        verbose_name = verbose_name_plural = "情報源"


class OutreachStep(ConfidentialModel):
    """RECORD: a move from one state to the next, written once: the ladder over time."""

    is_written_once: ClassVar[bool] = True

    outreach = SameCompartmentKey(Outreach, related_name="steps")
    before = models.CharField("前の段階", max_length=20, choices=OutreachState, blank=True)
    state = models.CharField("段階", max_length=20, choices=OutreachState)
    on = models.DateField("日付", default=timezone.localdate)
    words = models.CharField("理由・ようす", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["on", "created_at", "id"]
        verbose_name = verbose_name_plural = "アウトリーチの段階"


class Preparation(ConfidentialModel):
    """RECORD: what was agreed before somebody goes, in the own words of the body, written once.

    What others told in a 支援会議 stays there (R7): the page leads to the meeting, and copies nothing.
    """

    is_written_once: ClassVar[bool] = True

    outreach = SameCompartmentKey(Outreach, related_name="preparations")
    agreed_on = models.DateField("決めた日", default=timezone.localdate)
    who_goes = models.CharField("行く人", max_length=300)
    aim = models.CharField("ねらい", max_length=300, blank=True)
    risks = models.TextField("危険と備え", blank=True)
    must_not = models.TextField("言わないこと・しないこと")

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "事前調整"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~Q(who_goes="") & ~Q(must_not=""),
                name="preparation_says_who_and_what_not",
            )
        ]


class _Visitors(ConfidentialModel):
    """Who goes. Where a risk is marked the database does not take one alone."""

    visitor = staff_key("行く人")
    companion = staff_key("もう1人（職員）", null=True, blank=True)
    companion_words = models.CharField("同行する人（ほかの機関など）", max_length=100, blank=True)
    needs_two = models.BooleanField("2人以上で行く", default=False)

    class Meta(ConfidentialModel.Meta):
        abstract = True

    @property
    def who(self) -> str:
        """見本 地域男、例示 一郎、民生委員"""
        names = [self.visitor.name]
        if self.companion is not None:
            names.append(self.companion.name)
        return "、".join(filter(None, [*names, self.companion_words]))


def _two_where_needed(name: str) -> list[Any]:
    return [
        models.CheckConstraint(
            condition=Q(needs_two=False) | Q(companion__isnull=False) | ~Q(companion_words=""),
            name=f"{name}_by_two_where_needed",
        ),
        models.CheckConstraint(
            condition=Q(companion__isnull=True) | ~Q(companion=F("visitor")),
            name=f"{name}_companion_is_another",
        ),
    ]


class VisitState(models.TextChoices):
    PLANNED = "planned", "予定"
    DONE = "done", "記録した"
    CANCELLED = "cancelled", "取りやめ"


class PlannedVisit(_Visitors):
    """RECORD: the next visit, call or letter; a visit has a time at which who went is back."""

    outreach = SameCompartmentKey(Outreach, related_name="visits")
    on = models.DateField("日")
    starts = models.TimeField("時刻", null=True, blank=True)
    return_by = models.TimeField("帰着の予定", null=True, blank=True)
    method = models.CharField("方法", max_length=10, choices=Method, default=Method.VISIT)
    purpose = models.CharField("すること", max_length=200, blank=True)
    state = models.CharField("状態", max_length=10, choices=VisitState, default=VisitState.PLANNED)
    returned_at = models.DateTimeField("帰着を確認した時刻", null=True, blank=True)
    returned_by = staff_key("確認した人", null=True, blank=True)
    cancel_reason = models.CharField("取りやめた理由", max_length=200, blank=True)

    objects: ClassVar[Any] = PlannedVisitManager()

    class Meta(_Visitors.Meta):
        ordering = ["on", F("starts").asc(nulls_last=True), "created_at", "id"]
        verbose_name = verbose_name_plural = "訪問の予定"
        constraints: ClassVar[list[Any]] = [
            *_two_where_needed("planned_visit"),
            models.CheckConstraint(
                condition=Q(return_by__isnull=True)
                | Q(starts__isnull=False, return_by__gt=F("starts")),
                name="planned_visit_returns_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True)
                | Q(returned_at__isnull=False, returned_by__isnull=False),
                name="planned_visit_return_by_somebody",
            ),
        ]

    @property
    def is_in_person(self) -> bool:
        return self.method in IN_PERSON

    @property
    def lacks_a_second(self) -> bool:
        """The risk was marked after the visit was planned for one."""
        return (
            self.outreach.needs_two
            and self.is_in_person
            and self.state == VisitState.PLANNED
            and self.companion_id is None
            and not self.companion_words
        )

    @property
    def due_back_at(self) -> datetime.datetime | None:
        """When whoever went has to be back."""
        if self.return_by is None:
            return None
        return timezone.make_aware(datetime.datetime.combine(self.on, self.return_by))

    @property
    def lacks_its_hours(self) -> bool:
        """Somebody goes today and nobody knows when she is to be back: it was planned by its day alone."""
        is_to_go = self.state == VisitState.PLANNED and self.on == timezone.localdate()
        return is_to_go and self.is_in_person and self.return_by is None

    @property
    def waits_for_return(self) -> bool:
        """Somebody is to come back and has not said so."""
        return (
            self.due_back_at is not None
            and self.returned_at is None
            and self.state != VisitState.CANCELLED
        )

    @property
    def is_overdue(self) -> bool:
        back = self.due_back_at
        return self.waits_for_return and back is not None and back < timezone.now()

    @property
    def is_unwritten(self) -> bool:
        """The day is over and nobody wrote what came of it."""
        return self.state == VisitState.PLANNED and self.on < timezone.localdate()


class VisitAttempt(_Visitors):
    """RECORD: one attempt to reach somebody, written once; a correction is a row of its own."""

    jobs_role_columns = ("id", "compartment_id", "at")
    is_written_once: ClassVar[bool] = True

    outreach = SameCompartmentKey(Outreach, related_name="attempts")
    visit = SameCompartmentKey(PlannedVisit, related_name="attempts", null=True, blank=True)
    at = models.DateTimeField("日時", default=timezone.now)
    method = models.CharField("方法", max_length=10, choices=Method, default=Method.VISIT)
    result = models.CharField("結果", max_length=10, choices=Result)
    met = models.CharField("会えた人", max_length=100, blank=True)
    mood = models.CharField("本人のようす", max_length=10, choices=Mood, blank=True)
    signs = models.JSONField("気になるサイン", default=list, blank=True)
    words = models.TextField("メモ", blank=True)
    next_on = models.DateField("次の予定日", null=True, blank=True)
    corrects = SameCompartmentKey(
        "self", null=True, blank=True, related_name="corrections", verbose_name="訂正前の記録"
    )
    correction_reason = models.CharField("訂正の理由", max_length=200, blank=True)

    objects: ClassVar[Any] = VisitAttemptManager()

    class Meta(_Visitors.Meta):
        ordering = ["-at", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "働きかけの記録"
        constraints: ClassVar[list[Any]] = [
            *_two_where_needed("visit_attempt"),
            models.UniqueConstraint(fields=["corrects"], name="visit_attempt_corrected_once"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(correction_reason=""),
                name="visit_attempt_corrected_with_reason",
            ),
        ]

    @property
    def sign_words(self) -> list[str]:
        known = dict(Sign.choices)
        return [str(known[value]) for value in self.signs if value in known]

    @property
    def is_urgent(self) -> bool:
        return bool(AT_ONCE & set(self.signs))

    @property
    def urgent_words(self) -> list[str]:
        """Those of its signs with which nobody waits."""
        return [str(Sign(value).label) for value in self.signs if value in AT_ONCE]


from . import month_models  # noqa: E402, F401 - known to the app
