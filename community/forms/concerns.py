"""気になる人メモ, and what becomes of it."""

from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from community.models import Concern, Place, PlaceState, Urgency
from community.services import ConcernFacts, IntakeOfConcern
from organizations.models import Body

from .base import buttons, day, line, lines


class ConcernForm(BaseForm):
    """What was noticed. Nobody has to be named."""

    draft_name, draft_label = "concern", "気になる人メモ"
    name_fields = ("person_words",)

    text = lines("気になったこと", 4, "見たこと・聞いたことを、そのまま書きます", required=True)
    person_words = line(
        "だれのこと", 100, "書かなくてもかまいません。例：いつも奥の席の方、〇〇アパートの方"
    )
    urgency = buttons("急ぎ", Urgency.choices, initial=Urgency.SOON)
    source = buttons("どうして分かったか", Concern.Source.choices)
    place = forms.ModelChoiceField(label="居場所", queryset=Place.objects.none(), required=False)
    noticed_on = day("気づいた日", initial=timezone.localdate)
    body = forms.ModelChoiceField(label="機関", queryset=Body.objects.none())

    def __init__(self, *args: Any, user: Any, bodies: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.visible_to(user).exclude(
            state=PlaceState.CLOSED
        )
        if len(bodies) > 1:
            self.fields["body"].queryset = Body.objects.filter(pk__in=[b.pk for b in bodies])
        else:
            del self.fields["body"]

    def facts(self) -> ConcernFacts:
        data = self.values()
        names = ConcernFacts.__dataclass_fields__
        return ConcernFacts(**{name: data[name] for name in names})


class ConcernIntakeForm(BaseForm):
    """The intake that a memo becomes: what an intake asks, filled in from the memo."""

    draft_name, draft_label = "concern-intake", "気になる人メモからの受付"
    name_fields = ("name", "visitor_name")

    name = line("氏名・呼び方", 100, "分からなければ空けておきます。あとで書き足せます")
    is_real_name = forms.BooleanField(label="これは本当の氏名です", required=False)
    method = buttons("相談の方法", ())
    visitor = buttons("相談した人", codes.VISITORS)
    visitor_name = line("相談した人の氏名・関係", 100, "知らせた人を残さないときは、空けておきます")
    topics = forms.MultipleChoiceField(
        label="困りごと", widget=forms.CheckboxSelectMultiple, help_text="いくつでも"
    )
    urgency = buttons("緊急度", ())
    words = lines(
        "聞き取ったこと", 5, "メモの文です。受付を読む人に伝わってよい言葉に直してください"
    )

    def __init__(self, *args: Any, is_known: bool = False, **kwargs: Any) -> None:
        """`is_known`: the household has its file already, with whoever belongs to it."""
        super().__init__(*args, **kwargs)
        if is_known:
            del self.fields["name"], self.fields["is_real_name"]
        self.fields["method"].choices = codes.choices(codes.METHOD)
        self.fields["topics"].choices = codes.choices(codes.TOPIC)
        self.fields["urgency"].choices = codes.choices(codes.URGENCY)

    def facts(self) -> IntakeOfConcern:
        return IntakeOfConcern(**self.values())

    @staticmethod
    def initial_of(concern: Concern) -> dict[str, Any]:
        urgency = {Urgency.AT_ONCE: "A", Urgency.SOON: "B", Urgency.WATCH: "D"}
        return {
            "name": concern.person_words,
            "words": concern.text,
            "urgency": urgency[Urgency(concern.urgency)],
            "visitor": "person" if concern.source == Concern.Source.PERSON else "other",
            "version": concern.version,
        }


class NothingForm(BaseForm):
    """Why there is no intake."""

    draft_name, draft_label = "concern-nothing", "気になる人メモを閉じる理由"

    why = buttons("受付にしない理由", Concern.Why.choices)
    why_words = lines("くわしいこと", 2, max_length=300)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("why") == Concern.Why.OTHER and not data.get("why_words"):
            self.add_error("why_words", "「その他」のときは、理由を書いてください")
        return data
