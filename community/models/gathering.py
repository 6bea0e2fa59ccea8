"""What took place, and how many came, by age band. There is no text in these rows: an attendance
figure never carries a name."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from .place import KeptRow, Place

# Column and words of each age band, youngest first.
BANDS: tuple[tuple[str, str], ...] = (
    ("infants", "未就学"),
    ("pupils", "小・中学生"),
    ("youth", "高校生〜39歳"),
    ("adults", "40〜64歳"),
    ("elders", "65〜74歳"),
    ("aged", "75歳以上"),
    ("unknown", "年齢が分からない"),
)
NAMES = tuple(name for name, _ in BANDS)
MOST_PEOPLE = 500


def _count(words: str) -> Any:
    return models.PositiveSmallIntegerField(words, default=0)


class Gathering(KeptRow):
    """One day of one activity at a place. It is put right by a change, and taken back by its mark."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="gatherings")
    on = models.DateField("日", default=timezone.localdate)
    kind = models.CharField("活動の種類", max_length=20)  # CL-95
    infants = _count("未就学")
    pupils = _count("小・中学生")
    youth = _count("高校生〜39歳")
    adults = _count("40〜64歳")
    elders = _count("65〜74歳")
    aged = _count("75歳以上")
    unknown = _count("年齢が分からない")
    newcomers = _count("はじめて来た人")
    volunteers = _count("ボランティア")
    staff = _count("職員・運営者")
    caught = models.BooleanField("相談を受け止めた", default=False)
    is_withdrawn = models.BooleanField("取り消した", default=False)

    class Meta(KeptRow.Meta):
        ordering = ["-on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "参加の記録"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["place", "-on"]),
            models.Index(fields=["on"]),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(
                    newcomers__lte=sum((models.F(name) for name in NAMES[1:]), models.F(NAMES[0]))
                ),
                name="gathering_newcomers_are_among_them",
            ),
            # A value of the list, and nothing in which a name could be written.
            models.CheckConstraint(
                condition=models.Q(kind__regex=r"^[0-9A-Za-z]{1,20}$"),
                name="gathering_kind_is_a_code",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__lte": MOST_PEOPLE}), name=f"gathering_{name}"
                )
                for name in NAMES
            ),
        ]

    @property
    def total(self) -> int:
        return sum(getattr(self, name) for name in NAMES)

    @property
    def bands(self) -> list[tuple[str, int]]:
        return [(words, getattr(self, name)) for name, words in BANDS]
