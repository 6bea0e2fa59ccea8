"""社会資源台帳: what there is in the ward for people to take part in (domain.md 4.12). About nobody."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from access.open_registers import OpenRegisterModel, Publicity
from documents.text import search_key
from organizations.models import Area, Body

# After so many months somebody asks whether an entry still holds.
STALE_AFTER = datetime.timedelta(days=183)
DAYS = (
    ("1", "月"),
    ("2", "火"),
    ("3", "水"),
    ("4", "木"),
    ("5", "金"),
    ("6", "土"),
    ("7", "日"),
)
DAY_PARTS = (("am", "午前"), ("pm", "午後"), ("eve", "夕方・夜"))
LANGUAGES = (
    ("easy", "やさしい日本語"),
    ("en", "英語"),
    ("zh", "中国語"),
    ("ko", "韓国・朝鮮語"),
    ("sign", "手話"),
    ("other", "その他の言語"),
)


class ResourceState(models.TextChoices):
    PREPARING = "preparing", "準備中"
    ACTIVE = "active", "活動中"
    PAUSED = "paused", "休止中"
    ENDED = "ended", "終了"


class Resource(OpenRegisterModel):
    """One social resource: what it does, for whom, when, where, and whether it takes people in."""

    class Operator(models.TextChoices):
        WARD = "ward", "区"
        COUNCIL = "council", "社会福祉協議会"
        NEIGHBOURHOOD = "neighbourhood", "町会・自治会"
        NPO = "npo", "NPO・市民団体"
        COMPANY = "company", "企業・商店"
        WELFARE = "welfare", "社会福祉法人"
        MEDICAL = "medical", "医療機関"
        SCHOOL = "school", "学校・大学"
        PERSON = "person", "個人"
        OTHER = "other", "その他"

    class Booking(models.TextChoices):
        UNKNOWN = "", "確認していない"
        NONE = "none", "いらない"
        NEEDED = "needed", "予約がいる"
        REFERRED = "referred", "関係機関の紹介がいる"

    class Pay(models.TextChoices):
        UNKNOWN = "", "確認していない"
        UNPAID = "unpaid", "無償"
        PAID = "paid", "有償（謝礼・工賃・賃金）"

    publicity_in = "publicity"

    name = models.CharField("名称", max_length=100)
    kana = models.CharField("ふりがな", max_length=150, blank=True)
    kind = models.CharField("種別", max_length=20)  # CL-16
    operator_kind = models.CharField("運営主体", max_length=15, choices=Operator)
    operator = models.CharField("運営している団体", max_length=100, blank=True)
    # Where the operator is a body of this system, a consent can name it.
    body = models.ForeignKey(
        Body,
        verbose_name="運営している機関（登録のある機関）",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    area = models.ForeignKey(
        Area,
        verbose_name="圏域",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    address = models.CharField("所在地", max_length=200, blank=True)
    phone = models.CharField("電話", max_length=60, blank=True)
    url = models.CharField("ホームページ", max_length=200, blank=True)
    contact = models.CharField("担当", max_length=100, blank=True)
    age_from = models.PositiveSmallIntegerField("対象の年齢（下限）", null=True, blank=True)
    age_until = models.PositiveSmallIntegerField("対象の年齢（上限）", null=True, blank=True)
    target = models.CharField("対象・受け入れの条件", max_length=300, blank=True)
    content = models.TextField("内容")
    days = models.JSONField("曜日", default=list, blank=True)
    parts = models.JSONField("時間帯", default=list, blank=True)
    hours = models.CharField("時間・頻度", max_length=150, blank=True)
    fee = models.PositiveIntegerField("費用（1回あたり・円）", null=True, blank=True)
    fee_note = models.CharField("費用の説明", max_length=150, blank=True)
    capacity = models.PositiveSmallIntegerField("定員", null=True, blank=True)
    usual_size = models.PositiveSmallIntegerField("ふだんの人数", null=True, blank=True)
    booking = models.CharField("予約", max_length=10, choices=Booking, blank=True)
    accessibility = models.JSONField("バリアフリー・設備", default=list, blank=True)  # CL-93
    accessibility_note = models.CharField("設備の補足", max_length=150, blank=True)
    languages = models.JSONField("日本語のほかに使える言葉", default=list, blank=True)
    takes = models.BooleanField("参加支援の受け入れができる", default=False)
    menus = models.JSONField("受け入れられるメニュー", default=list, blank=True)
    activities = models.JSONField("活動", default=list, blank=True)  # CL-91
    supports = models.JSONField("受入先でできる支え", default=list, blank=True)  # CL-92
    openings = models.PositiveSmallIntegerField("空き（人数）", null=True, blank=True)
    pay = models.CharField("報酬", max_length=10, choices=Pay, blank=True)
    insurance = models.CharField("保険", max_length=100, blank=True)
    record = models.CharField("受入の実績", max_length=300, blank=True)
    publicity = models.CharField(
        "公開区分", max_length=10, choices=Publicity, default=Publicity.INVOLVED
    )
    kept_by_body = models.ForeignKey(
        Body, verbose_name="台帳に載せている機関", on_delete=models.PROTECT, related_name="+"
    )
    checked_on = models.DateField("最終確認日", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="確認した人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    source = models.CharField("出典", max_length=200, blank=True)
    state = models.CharField(
        "状態", max_length=10, choices=ResourceState, default=ResourceState.ACTIVE
    )
    search_key = models.TextField(blank=True, editable=False)

    class Meta(OpenRegisterModel.Meta):
        ordering = ["kana", "name", "id"]
        verbose_name = verbose_name_plural = "社会資源"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(age_from__isnull=True)
                | models.Q(age_until__isnull=True)
                | models.Q(age_until__gte=models.F("age_from")),
                name="resource_ages",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_on__isnull=True) | models.Q(checked_by__isnull=False),
                name="resource_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(takes=False) | ~models.Q(menus=[]),
                name="resource_takes_people_into_something",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_stale(self) -> bool:
        """Nobody has looked for half a year, or ever."""
        return self.state != ResourceState.ENDED and (
            self.checked_on is None or self.checked_on <= timezone.localdate() - STALE_AFTER
        )

    @property
    def area_words(self) -> str:
        return str(self.area) if self.area_id else "区全域"


def words_sought(values: dict[str, Any]) -> str:
    """By what an entry is found: name, reading, operator, what it does and for whom."""
    names = ("name", "kana", "operator", "content", "target", "address")
    return " ".join(search_key(str(values.get(name) or "")) for name in names)


def stale(rows: Any) -> Any:
    """Entries at which nobody has looked for half a year, or ever."""
    day = timezone.localdate() - STALE_AFTER
    return rows.filter(models.Q(checked_on__isnull=True) | models.Q(checked_on__lte=day)).exclude(
        state=ResourceState.ENDED
    )
