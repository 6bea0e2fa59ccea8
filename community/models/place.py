"""居場所・拠点: where people of all ages meet (domain.md 3.7). About nobody: a contact is a part that
somebody plays, never a name."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models

from access.open_registers import OpenRegisterModel, Publicity
from organizations.models import Area, Body, Role

# Who enters and changes what this app keeps; readers follow from the publicity of a row.
KEPT_BY: tuple[str, ...] = (Role.COMMUNITY_WORKER, Role.COORDINATOR)
# Standing bases that the ward wants in each area.
STANDING_TARGET = 2


class PlaceState(models.TextChoices):
    PREPARING = "preparing", "準備中"
    OPEN = "open", "開いている"
    PAUSED = "paused", "休止中"
    CLOSED = "closed", "終了"


TONES = {
    PlaceState.PREPARING: "blue",
    PlaceState.OPEN: "green",
    PlaceState.PAUSED: "yellow",
    PlaceState.CLOSED: "line",
}


@dataclass(frozen=True)
class PlaceMove:
    """One move: what the button says, what is asked for before, and what else it says (guards are in
    services.places)."""

    to: str
    words: str
    needs_reason: bool = False
    needs_partner: bool = False


MOVES: dict[str, tuple[PlaceMove, ...]] = {
    PlaceState.PREPARING: (
        PlaceMove(PlaceState.OPEN, "開いたことにする", needs_partner=True),
        PlaceMove(PlaceState.CLOSED, "準備をやめる", needs_reason=True),
    ),
    PlaceState.OPEN: (
        PlaceMove(PlaceState.PAUSED, "休止にする", needs_reason=True),
        PlaceMove(PlaceState.CLOSED, "終了にする", needs_reason=True),
    ),
    PlaceState.PAUSED: (
        PlaceMove(PlaceState.OPEN, "また開く", needs_partner=True),
        PlaceMove(PlaceState.CLOSED, "終了にする", needs_reason=True),
    ),
    PlaceState.CLOSED: (PlaceMove(PlaceState.PREPARING, "準備をやり直す", needs_reason=True),),
}


class KeptRow(OpenRegisterModel):
    """A row of this app; without publicity only those read it who keep it."""

    kept_by: ClassVar[tuple[str, ...]] = KEPT_BY

    class Meta(OpenRegisterModel.Meta):
        abstract = True


class ListedRow(KeptRow):
    """A row that others read as well, by its publicity."""

    publicity_in: ClassVar[str] = "publicity"

    publicity = models.CharField(
        "公開区分", max_length=10, choices=Publicity, default=Publicity.INVOLVED
    )
    kept_by_body = models.ForeignKey(
        Body, verbose_name="載せている機関", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(KeptRow.Meta):
        abstract = True


class Place(ListedRow):
    """One place, existing or new."""

    class Origin(models.TextChoices):
        EXISTING = "existing", "既存の拠点の利活用"
        NEW = "new", "新たな整備"

    name = models.CharField("名称", max_length=60)
    kana = models.CharField("ふりがな", max_length=100, blank=True)
    kind = models.CharField("種別", max_length=20)  # CL-94
    origin = models.CharField("拠点の区分", max_length=10, choices=Origin)
    is_standing = models.BooleanField("常設（週3日以上、決まった場所で開く）", default=False)
    area = models.ForeignKey(Area, verbose_name="圏域", on_delete=models.PROTECT, related_name="+")
    address = models.CharField("場所", max_length=150, blank=True)
    hours = models.CharField("曜日・時間", max_length=150, blank=True)
    content = models.TextField("していること", blank=True)
    # A part that somebody plays, so that no register of persons grows here.
    contact_part = models.CharField("連絡の窓口（役割）", max_length=60, blank=True)
    phone = models.CharField("連絡先の電話", max_length=60, blank=True)
    coordinators = models.PositiveSmallIntegerField("世話役・コーディネーターの人数", default=0)
    volunteers = models.PositiveSmallIntegerField("ボランティアの人数", default=0)
    opens_on = models.DateField("開く予定の日", null=True, blank=True)
    state = models.CharField(
        "状態", max_length=10, choices=PlaceState, default=PlaceState.PREPARING
    )

    class Meta(ListedRow.Meta):
        ordering = ["area__order", "kana", "name", "id"]
        verbose_name = verbose_name_plural = "居場所・拠点"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=PlaceState.values), name="place_known_state"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> str:
        return TONES[PlaceState(self.state)]

    @property
    def moves(self) -> tuple[PlaceMove, ...]:
        return MOVES[self.state]


class PlaceStep(KeptRow):
    """From this day on a place is in a state. Figures of a period are counted from these rows."""

    is_written_once: ClassVar[bool] = True

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField("状態", max_length=10, choices=PlaceState)
    on = models.DateField("日")
    reason = models.CharField("理由", max_length=200, blank=True)

    class Meta(KeptRow.Meta):
        ordering = ["-on", "-created_at", "-id"]
        verbose_name = verbose_name_plural = "居場所のあゆみ"
        indexes: ClassVar[list[Any]] = [models.Index(fields=["place", "on"])]
