"""What each kind of plan says beside the common words (domain.md 4.4 to 4.6): one row a plan.

Like the words of `PlanContent` it is not for supervisors, who read progress (R9).
"""

from typing import Any, ClassVar

from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey


class KindContent(ConfidentialModel):
    """The own fields of a kind. `words` names them in the order of the form."""

    words: ClassVar[tuple[str, ...]] = ()
    # What stays out of copies that leave the desk: it could tell who said it, or hurt the person.
    not_for_others: ClassVar[tuple[str, ...]] = ()
    not_for_person: ClassVar[tuple[str, ...]] = ()
    # What came of it: written with the sheet of an evaluation, when the rest is decided and stays.
    outcome: ClassVar[str] = ""

    class Meta(ConfidentialModel.Meta):
        abstract = True


class MultiContent(KindContent):
    """多機関協働プラン: it supports the supporters as well."""

    words = (
        *("bodies_issues", "background", "shared_scope", "contact"),
        *("uses_participation", "asked_of_participation"),
        *("uses_outreach", "asked_of_outreach"),
        *("uses_community", "asked_of_community"),
    )

    plan = SameCompartmentKey("plans.Plan", related_name="of_multi")
    bodies_issues = models.TextField("支援関係機関が抱える課題", blank=True)
    background = models.TextField("背景", blank=True)
    shared_scope = models.TextField("情報共有の範囲", blank=True)
    contact = models.TextField("連絡体制", blank=True)
    uses_participation = models.BooleanField("参加支援を使う", default=False)
    asked_of_participation = models.CharField("参加支援への依頼", max_length=300, blank=True)
    uses_outreach = models.BooleanField("アウトリーチ等を使う", default=False)
    asked_of_outreach = models.CharField("アウトリーチ等への依頼", max_length=300, blank=True)
    uses_community = models.BooleanField("地域づくり（居場所）を使う", default=False)
    asked_of_community = models.CharField("地域づくりへの依頼", max_length=300, blank=True)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "多機関協働プランの事項"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan"], name="multi_content_once"),
            models.CheckConstraint(
                condition=(
                    models.Q(uses_participation=False) | ~models.Q(asked_of_participation="")
                )
                & (models.Q(uses_outreach=False) | ~models.Q(asked_of_outreach=""))
                & (models.Q(uses_community=False) | ~models.Q(asked_of_community="")),
                name="other_project_is_asked_for_something",
            ),
        ]


class OutreachContent(KindContent):
    """アウトリーチ等プラン: how to reach somebody who has not asked; fact and guess apart."""

    words = (
        *("how_found", "source", "facts", "guesses", "aim", "ways", "must_not", "risks"),
        *("bonding", "watching", "linking_to", "result"),
    )
    not_for_others = ("source",)
    not_for_person = ("guesses", "must_not", "risks")
    outcome = "result"

    plan = SameCompartmentKey("plans.Plan", related_name="of_outreach")
    how_found = models.TextField("把握の経緯", blank=True)
    source = models.CharField("情報源", max_length=200, blank=True)
    facts = models.TextField("本人・世帯の状況（事実）", blank=True)
    guesses = models.TextField("本人・世帯の状況（推測）", blank=True)
    aim = models.TextField("接触のねらい", blank=True)
    ways = models.TextField("接触の方法・頻度・同行者", blank=True)
    must_not = models.TextField("してはいけないこと", blank=True)
    risks = models.TextField("リスク", blank=True)
    bonding = models.TextField("関係づくりの工夫", blank=True)
    watching = models.TextField("見守り体制", blank=True)
    linking_to = models.TextField("つなぎ先の候補", blank=True)
    result = models.TextField("結果", blank=True)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "アウトリーチ等プランの事項"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan"], name="outreach_content_once")
        ]


class ParticipationContent(KindContent):
    """参加支援プラン: what the person likes and can do, and what the host is told."""

    class Tie(models.TextChoices):
        PLACE = "place", "居場所"
        VOLUNTEER = "volunteer", "ボランティア"
        HOBBY = "hobby", "趣味"
        LEARNING = "learning", "学習"
        WORK_TRIAL = "work_trial", "就労体験"
        SHELTERED_WORK = "work", "中間的就労"
        HOUSING = "housing", "住まい"
        OTHER = "other", "その他"

    words = (
        *("strengths", "care", "rhythm", "tie", "conditions"),
        *("told_to_host", "host_support", "settling", "evaluation"),
    )
    outcome = "evaluation"

    plan = SameCompartmentKey("plans.Plan", related_name="of_participation")
    strengths = models.TextField("得意なこと・好きなこと", blank=True)
    care = models.TextField("苦手なこと・配慮", blank=True)
    rhythm = models.TextField("体調と生活のリズム", blank=True)
    tie = models.CharField("つながりの形", max_length=10, choices=Tie, blank=True)
    conditions = models.TextField("希望する条件（曜日・距離・人数）", blank=True)
    told_to_host = models.TextField("受入先に説明する範囲", blank=True)
    host_support = models.TextField("受入先への支援", blank=True)
    settling = models.TextField("定着支援の頻度・内容", blank=True)
    evaluation = models.TextField("評価", blank=True)

    class Meta(ConfidentialModel.Meta):
        verbose_name = verbose_name_plural = "参加支援プランの事項"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan"], name="participation_content_once")
        ]


class CandidateResource(ConfidentialModel):
    """A place that may take the person in, and how far it has come with it."""

    class State(models.TextChoices):
        CONSIDERED = "considered", "検討中"
        ASKED = "asked", "受入先に打診中"
        VISITED = "visited", "見学した"
        TRIAL = "trial", "体験中"
        MATCHED = "matched", "参加が決まった"
        DROPPED = "dropped", "見送り"

    plan = SameCompartmentKey("plans.Plan", related_name="candidates")
    name = models.CharField("候補の資源（受入先）", max_length=200)
    state = models.CharField("調整の状況", max_length=20, choices=State, default=State.CONSIDERED)
    visit_on = models.DateField("見学の日", null=True, blank=True)
    trial_on = models.DateField("体験の日", null=True, blank=True)
    person_says = models.CharField("本人の感想", max_length=300, blank=True)
    host_says = models.CharField("受入先の感想", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("順番", default=0)

    class Meta(ConfidentialModel.Meta):
        ordering = ["order", "created_at", "id"]
        verbose_name = verbose_name_plural = "候補の資源"

    def __str__(self) -> str:
        return self.name


# By `Plan.kind`.
CONTENT_OF: dict[str, type[KindContent]] = {
    "multi": MultiContent,
    "outreach": OutreachContent,
    "participation": ParticipationContent,
}
