"""A sitting, its minutes and its decisions."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from documents.forms import ClockField, WarekiDateField

from ..models import DecisionState, MeetingMember, Section, Sitting, SupportMeeting
from .base import DAY_AHEAD, CodedForm, DoerField, DueField, text_field


class TogetherForm(BaseForm):
    """Conferences that sit on the same occasion, where there are any (domain.md 1.4)."""

    partners = forms.MultipleChoiceField(
        label="合同で開く会議",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="日時と場所だけが同じになります。話し合うことや会議録は、会議ごとに書きます",
    )

    def __init__(self, *args: Any, partners: Sequence[SupportMeeting] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(row.pk): row for row in partners}
        self.fields["partners"].choices = [
            (key, str(row.get_basis_display())) for key, row in self.others.items()
        ]
        if not self.others:
            del self.fields["partners"]

    def chosen_partners(self) -> list[SupportMeeting]:
        """Bodies that sit on the same occasion."""
        return [self.others[key] for key in self.cleaned_data.get("partners", [])]


class SittingForm(TogetherForm):
    field_order = ("held_on", "starts", "ends", "place", "agenda", "partners")
    draft_name, draft_label = "sitting", "会議の開催"

    held_on = WarekiDateField(label="開催日", allow_future=True, help_text=DAY_AHEAD)
    starts = ClockField(label="始まる時刻")
    ends = ClockField(label="終わる時刻", required=False)
    place = forms.CharField(label="場所", required=False, max_length=100)
    agenda = text_field(
        "話し合うこと", required=False, help_text="1行に1つ。時間の目安は「声かけ（20分）」のように"
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            self.add_error("ends", "終わる時刻は、始まる時刻より後にしてください")
        return data

    def ends_at(self) -> datetime.datetime | None:
        """When it is to end, on the same day."""
        ends = self.cleaned_data.get("ends")
        moment = datetime.datetime.combine(self.cleaned_data["held_on"], ends) if ends else None
        return timezone.make_aware(moment) if moment else None

    def held_at(self) -> datetime.datetime:
        data = self.cleaned_data
        moment = datetime.datetime.combine(data["held_on"], data["starts"])
        return timezone.make_aware(moment)


def _with_draft() -> forms.Widget:
    return forms.HiddenInput(attrs={"data-with-draft": ""})


class MinutesForm(CodedForm):
    draft_name, draft_label = "minutes", "会議録の記入"
    code_lists: ClassVar[dict[str, str]] = {"main_topic": codes.TOPIC}

    present = forms.MultipleChoiceField(
        label="出席した人", widget=forms.CheckboxSelectMultiple, required=False
    )
    duty_explained = forms.BooleanField(
        label="会議の初めに、守秘義務を説明した",
        required=False,
        help_text="確定するまでに説明が必要です",
    )
    facts = text_field(
        "共有した事実", 6, help_text="だれが言ったかを添えて、要点だけを書いてください"
    )
    judgement = text_field("見立て", required=False)
    policy = text_field("支援方針")
    undecided = text_field("決まらなかったこと", 2, required=False)
    main_topic = forms.ChoiceField(
        label="主な課題", required=False, help_text="区の実績（検討ケースの課題）に使います"
    )
    unsent = forms.MultipleChoiceField(
        label="会議録に入れるもの",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="チェックを付けて保存すると、会議録に入ります。外したものは、いまのまま残ります",
    )
    aside = forms.MultipleChoiceField(
        label="会議録に入れないもの",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="チェックを付けて保存すると、この画面には出なくなります。会議室の記録には残ります",
    )

    # Before there are minutes: how many points the room had when the form was opened, and how many she was told of.
    # A draft keeps them: resumed on a form that is opened afresh, it knows of no more than it did.
    points_opened = forms.IntegerField(required=False, min_value=0, widget=_with_draft())
    points_told = forms.IntegerField(required=False, min_value=0, widget=_with_draft())
    # Who was noted as present when the form was opened.
    present_opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        members: Sequence[MeetingMember],
        unsent: Sequence[Any] = (),
        points: Sequence[Any] = (),
        is_first: bool = True,
        came: Sequence[MeetingMember] | None = None,
        **kwargs: Any,
    ) -> None:
        """`came`: who is noted as present by now; None while nobody has noted that.

        `unsent`: what was typed in the room and is in no minutes (meetings.unsent).

        `points`: all points of the room, while there are no minutes: with them the form is filled in when it is
        opened, and those that came after are offered.

        `is_first`: there are no minutes yet. Later nothing is ticked for her: what she left out stays out.
        """
        super().__init__(*args, **kwargs)
        self.points = points
        self.initial["points_opened"] = self.initial["points_told"] = len(points)
        since = [one for one in points[self._count("points_opened") :] if one is not None]
        self.offered = {one.key: one for one in [*unsent, *since]}
        self.fields["unsent"].choices = [(key, one.label) for key, one in self.offered.items()]
        self.initial["unsent"] = [
            key for key, one in self.offered.items() if one.draft and is_first
        ]
        points_offered = [(key, one.label) for key, one in self.offered.items() if one.note]
        self.fields["aside"].choices = points_offered
        if not self.offered:
            del self.fields["unsent"]
        if not points_offered:
            del self.fields["aside"]
        self.members = {str(m.pk): m for m in members}
        self.fields["present"].choices = [
            (key, f"{m.name}（{m.body_name}）") for key, m in self.members.items()
        ]
        self.came = None if came is None else {str(m.pk) for m in came}
        self.initial["present_opened"] = " ".join(sorted(self.came or ()))

    def _tell_of_new_attendance(self, data: dict[str, Any]) -> None:
        """Who came or went by the list of the room since she opened the form is told once, and put in as it is there."""
        name = self.add_prefix("present_opened")
        if self.came is None or name not in self.data:
            return
        opened, sent = set(str(self.data[name]).split()), set(data.get("present", []))
        missed, stale = (self.came - opened) - sent, (opened - self.came) & sent
        if not missed and not stale:
            return
        again: Any = self.data.copy()
        again.setlist(self.add_prefix("present"), [*((sent | missed) - stale)])
        again[name] = self.initial["present_opened"]
        self.data = again
        told = [
            f"{'、'.join(self.members[key].name for key in sorted(keys))}を{what}"
            for keys, what in ((missed & set(self.members), "足しました"), (stale, "外しました"))
            if keys
        ]
        self.add_error(
            "present",
            f"開いたあとに、会議室で出席した人が直されました。{'。'.join(told)}。"
            "確かめて、もう一度保存してください",
        )

    def _count(self, name: str) -> int:
        """How many points a sent form knows of; a fresh one, or one that does not say, knows all."""
        sent = str(self.data.get(self.add_prefix(name), ""))
        return int(sent) if sent.isdecimal() and len(sent) < 9 else len(self.points)

    def _tell_of_new_points(self, data: dict[str, Any]) -> None:
        """What was noted in the room since she opened the form is told once, ticked, and hers to leave out."""
        told = max(self._count("points_told"), self._count("points_opened"))
        new = [one for one in self.points[told:] if one is not None]
        new = [one for one in new if not one.is_in(str(data.get(one.section) or ""))]
        if not new:
            return
        name = self.add_prefix("unsent")
        again: Any = self.data.copy()
        again.setlist(name, list(dict.fromkeys([*again.getlist(name), *(one.key for one in new)])))
        again[self.add_prefix("points_told")] = str(len(self.points))
        self.data = again
        self.add_error(
            "unsent",
            f"開いたあとに、会議室で書かれたものが{len(new)}件あります。"
            "入れるものにチェックを付けて、もう一度保存してください",
        )

    def taken(self) -> list[Any]:
        """What is taken in of it."""
        return [self.offered[key] for key in self.cleaned_data.get("unsent", [])]

    def put_aside(self) -> list[Any]:
        """What is offered no more, and goes into no minutes."""
        return [self.offered[key] for key in self.cleaned_data.get("aside", [])]

    def left_out(self) -> list[Any]:
        """Points that she was told of and has not decided about, while their words stand in no section."""
        decided = {one.key for one in [*self.taken(), *self.put_aside()]}
        open_ones = [one for one in self.offered.values() if one.note and one.key not in decided]
        text = "\n".join(str(self.cleaned_data.get(name) or "") for name in Section.values)
        return [one for one in open_ones if not one.is_in(text)]

    def clean(self) -> dict[str, Any]:
        """What is taken in stands below what was typed here; a section that is filled by it is not missing."""
        data: dict[str, Any] = super().clean() or {}
        for one in self.taken():
            if one.text:
                missing = not str(self.data.get(self.add_prefix(one.section), "")).strip()
                if missing:
                    self.errors.pop(one.section, None)
                data[one.section] = "\n".join(filter(None, [data.get(one.section), one.line]))
        if {one.key for one in self.taken()} & {one.key for one in self.put_aside()}:
            self.add_error(
                "aside",
                "「会議録に入れるもの」と両方にチェックが付いています。どちらかにしてください",
            )
        self._tell_of_new_attendance(data)
        self._tell_of_new_points(data)
        return data

    def content(self) -> dict[str, Any]:
        data = self.values()
        for name in ("unsent", "aside", "points_opened", "points_told", "present_opened"):
            data.pop(name, None)
        chosen = data.pop("present")
        return data | {"present": [self.members[key] for key in chosen]}


class AddendumForm(BaseForm):
    draft_name, draft_label = "addendum", "会議録への付記"

    text = text_field("付け加えること")


class DecisionForm(BaseForm):
    draft_name, draft_label = "decision", "会議で決まったことの登録"

    content = forms.CharField(label="決まったこと", max_length=300)
    body = DoerField()
    person = forms.CharField(label="行う人", required=False, max_length=100)
    due_on = DueField()

    def __init__(
        self,
        *args: Any,
        sitting: Sitting,
        bodies: Sequence[uuid.UUID],
        on_paper: Sequence[MeetingMember],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].offer(bodies, on_paper)
        self.fields["due_on"].of(sitting, self.initial.get("due_on"))


class SettleForm(BaseForm):
    draft_name, draft_label = "settle", "決まったことのその後"

    # Handed on to the bodies: only when the meeting ends (services.ending).
    state = forms.ChoiceField(
        label="状態",
        choices=[c for c in DecisionState.choices if c[0] != DecisionState.HANDED_ON],
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(
        label="どうなったか",
        help_text="「取りやめ」のときは、理由を書きます",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
