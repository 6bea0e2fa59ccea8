"""The list of cases as it is asked for: filters and an order, all of them codes.

Codes stand in addresses, in saved views and beside exports; what a person typed never does (S-51).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from access.models import CaseFile
from organizations.models import Appointment

from . import codes
from .handed_on import ANSWERED, ANSWERED_WORDS, reading_as
from .keyset import Order
from .models import (
    CaseRecord,
    Consent,
    Intake,
    NextAction,
    Note,
    Person,
    RecordState,
    StaffInCharge,
)
from .reading_order import plain_sounds, whole_reading
from .urgency import with_urgency

ORDERS = (
    Order("", "登録日（新しい順）", ("opened_on", "id"), is_descending=True),
    Order("written", "最後に書いた日（新しい順）", ("written_at", "id"), is_descending=True),
    Order("kana", "ふりがな（五十音順）", ("sounds", "reading", "id")),
    Order("number", "ケース番号", ("fiscal_year", "serial", "id")),
)
# Of a record in this state the list says that it is asked for, or has begun, or 「自機関で支援中」 when that is over,
# by what its reader sees of plans and meetings (`together`): asked for by what is stored.
STATE_ASKED: dict[str, str] = {RecordState.MA_REQUESTED: "多機関協働へ相談中・支援中・終えたあと"}
SOON = datetime.timedelta(days=30)
WEEK = datetime.timedelta(days=7)
WRITTEN_WITHIN = {"7": "7日以内", "30": "30日以内"}
SILENT = ("silent", "90日より前")
SILENT_FOR = datetime.timedelta(days=90)


def groups() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Filters: label, name in the address, values with their words; the empty one is no filter."""
    every = ("", "すべて")
    return [
        (
            "担当",
            "mine",
            [every, ("1", "自分が担当"), ("body", "自分の機関"), ("none", "担当者なし")],
        ),
        (
            "自機関の状態",
            "state",
            [every, *_states()],
        ),
        ("緊急度", "urgency", [every, *((v, v) for v, _ in codes.choices(codes.URGENCY))]),
        (
            "有効な同意",
            "consent",
            [every, ("valid", "あり"), ("soon", "30日以内に切れる"), ("none", "なし")],
        ),
        ("次の予定", "due", [every, ("over", "期限を過ぎた"), ("week", "7日以内")]),
        ("最後に書いた日", "written", [every, *WRITTEN_WITHIN.items(), SILENT]),
    ]


def _states() -> list[tuple[str, str]]:
    """As the list says them; what others have taken on stands beside what waits for their answer."""
    found = [(str(v), STATE_ASKED.get(v, str(label))) for v, label in RecordState.choices]
    beside = 1 + [value for value, _ in found].index(RecordState.HANDED_OFF)
    return [*found[:beside], (ANSWERED, ANSWERED_WORDS), *found[beside:]]


@dataclass(frozen=True)
class Question:
    """A list of cases as somebody asks for it; unknown codes count as not given."""

    chosen: tuple[tuple[str, str], ...]
    order: Order

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Question":
        known = {name: {value for value, _ in options} for _, name, options in groups()}
        chosen = tuple(
            (name, value)
            for name, values in known.items()
            if (value := given.get(name, "")) and value in values
        )
        order = next((o for o in ORDERS if o.code == given.get("sort", "")), ORDERS[0])
        return cls(chosen, order)

    @property
    def codes(self) -> dict[str, str]:
        """All that it says, to be kept or put into an address."""
        sort = {"sort": self.order.code} if self.order.code else {}
        return dict(self.chosen) | sort

    @property
    def address(self) -> str:
        return f"?{urlencode(self.codes)}" if self.codes else ""

    @property
    def words(self) -> list[str]:
        """The filters in words, as they stand on the screen."""
        named = {name: (label, dict(options)) for label, name, options in groups()}
        return [f"{named[name][0]}：{named[name][1][value]}" for name, value in self.chosen]

    def rows(self, user: Any) -> Any:
        """The cases, each once, with what the order needs; only what the user sees."""
        found = CaseFile.objects.visible_to(user, in_list=True).without_memos()
        for name, value in self.chosen:
            found = FILTERS[name](found, user, value)
        return ORDERINGS.get(self.order.code, _as_it_is)(found, user).order_by(*self.order.by())


def _as_it_is(found: Any, user: Any) -> Any:
    return found


def _holding(found: Any, rows: Any) -> Any:
    return found.filter(pk__in=rows.values("compartment__case"))


def _by_state(found: Any, user: Any, value: str) -> Any:
    return _holding(found, reading_as(user, value))


def _by_charge(found: Any, user: Any, value: str) -> Any:
    charge = StaffInCharge.objects.visible_to(user).filter(until__isnull=True)
    if value == "1":
        return _holding(found, charge.filter(staff=user))
    bodies = Appointment.objects.current().filter(staff=user).values("role_group__body")
    own = CaseRecord.objects.visible_to(user).filter(body__in=bodies)
    if value == "none":
        own = own.exclude(state=RecordState.CLOSED).exclude(pk__in=charge.values("record"))
    return _holding(found, own)


def _by_urgency(found: Any, user: Any, value: str) -> Any:
    """The urgency that the list shows."""
    bodies = Appointment.objects.current().filter(staff=user).values("role_group__body")
    return with_urgency(found, user, bodies).filter(urgency_letter=value)


def _by_consent(found: Any, user: Any, value: str) -> Any:
    valid = Consent.objects.visible_to(user).valid()
    if value == "soon":
        valid = valid.filter(valid_until_on__lte=timezone.localdate() + SOON)
    cases = valid.values("compartment__case")
    return found.exclude(pk__in=cases) if value == "none" else found.filter(pk__in=cases)


def _by_due(found: Any, user: Any, value: str) -> Any:
    today = timezone.localdate()
    when = Q(due_on__lt=today) if value == "over" else Q(due_on__range=(today, today + WEEK))
    return _holding(found, NextAction.objects.visible_to(user).filter(when, done_at__isnull=True))


def _with_written_at(found: Any, user: Any) -> Any:
    """When somebody last wrote what the user sees: a note, an intake, or the opening itself."""
    last = [
        model.objects.visible_to(user)
        .filter(compartment__case=OuterRef("pk"))
        .order_by("-created_at")
        .values("created_at")[:1]
        for model in (Note, Intake)
    ]
    opened = F("created_at")
    return found.annotate(
        written_at=Greatest(*(Coalesce(Subquery(rows), opened) for rows in last), opened)
    )


def _by_written(found: Any, user: Any, value: str) -> Any:
    now = timezone.now()
    dated = _with_written_at(found, user)
    if value == SILENT[0]:
        return dated.filter(written_at__lt=now - SILENT_FOR)
    return dated.filter(written_at__gte=now - datetime.timedelta(days=int(value)))


def _with_reading(found: Any, user: Any) -> Any:
    """The reading of the person whom the case is about; kana never leave the database for it."""
    subjects = Person.objects.visible_to(user).filter(
        compartment__case=OuterRef("pk"), is_subject=True
    )
    return found.alias(kana=Subquery(subjects.values("kana")[:1])).annotate(
        sounds=plain_sounds("kana"), reading=whole_reading("kana")
    )


FILTERS = {
    "mine": _by_charge,
    "state": _by_state,
    "urgency": _by_urgency,
    "consent": _by_consent,
    "due": _by_due,
    "written": _by_written,
}
ORDERINGS = {"written": _with_written_at, "kana": _with_reading}
