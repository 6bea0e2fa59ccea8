"""Attendance in seconds: figures start from the last time, and two buttons change each of them."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from community.choices import ACTIVITY, OPEN, offered_in
from community.models import Gathering
from community.models.gathering import MOST_PEOPLE, NAMES
from community.services import AttendanceFacts

from .base import buttons, day, number

OTHERS = ("newcomers", "volunteers", "staff")
COUNTED = (*NAMES, *OTHERS)
UP, DOWN = "+", "-"
NOBODY = "来た人の人数を、1人以上にしてください。開けたのにだれも来なかったときは、支えた人の人数を書きます"


def _count(words: str) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"class": "step__n", "inputmode": "numeric"})
    return number(words, MOST_PEOPLE, initial=0, widget=widget)


class AttendanceForm(BaseForm):
    """One day of one activity. No field takes a word about anybody."""

    draft_name, draft_label = "attendance", "参加の記録"

    on = day("いつ", initial=timezone.localdate)
    kind = buttons("何をした", ())
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
    caught = forms.BooleanField(label="相談を受け止めた", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = offered_in(self, ACTIVITY)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        total = sum(data.get(name) or 0 for name in NAMES)
        if (data.get("newcomers") or 0) > total:
            self.add_error("newcomers", f"来た人の合計（{total}人）より多くなっています")
        if data.get("on") and data["on"] > timezone.localdate():
            self.add_error("on", "これからの日は書けません")
        # A place that was open is open though nobody came: somebody was there for it.
        was_open = data.get("volunteers") or data.get("staff")
        if not total and not was_open and not self.errors:
            self.add_error(NAMES[0], NOBODY)
        return data

    @property
    def band_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in NAMES)

    @property
    def other_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in OTHERS)

    def facts(self) -> AttendanceFacts:
        data = self.values()
        numbers = {name: data[name] or 0 for name in COUNTED}
        return AttendanceFacts(
            on=data["on"], kind=data["kind"], caught=bool(data["caught"]), **numbers
        )

    @staticmethod
    def initial_of(gathering: Gathering | None, *, is_change: bool) -> dict[str, Any]:
        """The figures of the last time; of a row that is put right, day and the rest as well."""
        if gathering is None:
            return {"kind": OPEN}
        names = [*COUNTED, "kind"] if is_change else [*NAMES, "volunteers", "staff", "kind"]
        found = {name: getattr(gathering, name) for name in names}
        if is_change:
            found |= {"on": gathering.on, "caught": gathering.caught, "version": gathering.version}
        return found


def stepped(posted: Any) -> Any:
    """What was typed, with the figure of the pressed button changed by one: for browsers without
    script."""
    data, pressed = posted.copy(), posted.get("step", "")
    sign, name = pressed[:1], pressed[1:]
    if name in COUNTED and sign in (UP, DOWN):
        typed = posted.get(name, "")
        now = int(typed) if typed.isdecimal() and len(typed) < 5 else 0
        data[name] = str(min(max(now + (1 if sign == UP else -1), 0), MOST_PEOPLE))
    return data
