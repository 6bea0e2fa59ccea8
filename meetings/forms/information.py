"""情報提供等の依頼: what is asked of whom, how it was sent, what was answered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import Body

from ..models import (
    InformationAnswer,
    InformationRequest,
    InformationState,
    Marker,
    MeetingMember,
    Nature,
    Wanted,
)
from ..services import Answering, Asking, Recipient
from .base import DAY_AHEAD, text_field
from .preparation import marker_field

OUTSIDE = "outside"


class InformationForm(BaseForm):
    """A request. Recipients: bodies with a member here, members on paper, and all others."""

    draft_name, draft_label = "information-request", "情報提供等の依頼"

    to = forms.ChoiceField(label="依頼先")
    outside = forms.CharField(
        label="登録にない依頼先", required=False, max_length=100, help_text="例：見本薬局"
    )
    outsider_reason = text_field(
        "構成員に加えずに頼む理由",
        2,
        required=False,
        max_length=300,
        help_text="構成員のいない依頼先のときに書きます",
    )
    addressee = forms.CharField(
        label="宛名",
        required=False,
        max_length=100,
        help_text="例：院長、課長。文書の宛先になります",
    )
    wanted = forms.MultipleChoiceField(
        label="求めるもの", choices=Wanted.choices, widget=forms.CheckboxSelectMultiple
    )
    subject_matter = text_field(
        "依頼する内容",
        4,
        help_text="だれの、何を、いつからいつまでの分か。必要なことだけを求めます",
    )
    purpose = text_field("利用目的", 2)
    due_on = WarekiDateField(label="回答の期限", allow_future=True, help_text=DAY_AHEAD)
    document_number = forms.CharField(
        label="文書番号", required=False, max_length=50, help_text="例：8文福福第123号"
    )

    def __init__(
        self,
        *args: Any,
        inside: Sequence[Body],
        on_paper: Sequence[MeetingMember],
        others: Sequence[Body],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(b.pk): b for b in (*inside, *others)}
        self.on_paper = {str(m.pk): m for m in on_paper}
        self.inside = {str(b.pk) for b in inside} | set(self.on_paper)
        to: Any = self.fields["to"]
        to.choices = [
            ("", "選んでください"),
            (
                "構成員のいる機関・人",
                [
                    *((str(b.pk), b.name) for b in inside),
                    *((key, f"{m.name}（{m.body_name}）") for key, m in self.on_paper.items()),
                ],
            ),
            (
                "構成員のいない機関（依頼すると、検討していることが伝わります）",
                [*((str(b.pk), b.name) for b in others), (OUTSIDE, "登録にない機関・人")],
            ),
        ]

    @property
    def is_to_outsider(self) -> bool:
        """What was chosen has no member here."""
        chosen = str(self["to"].value() or "")
        return bool(chosen) and chosen not in self.inside

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("to") == OUTSIDE and not data.get("outside"):
            self.add_error("outside", "登録にない依頼先の名前を書いてください")
        if data.get("to") and self.is_to_outsider and not data.get("outsider_reason"):
            self.add_error(
                "outsider_reason",
                "先に構成員に加えるか、加えずに頼む理由を書いてください",
            )
        return data

    def recipient(self) -> Recipient:
        chosen = self.cleaned_data["to"]
        if chosen == OUTSIDE:
            return Recipient(outside=self.cleaned_data["outside"])
        return Recipient(body=self.bodies.get(chosen), paper_member=self.on_paper.get(chosen))

    def asking(self) -> Asking:
        data = self.values()
        for name in ("to", "outside"):
            data.pop(name)
        return Asking(**data)

    @staticmethod
    def initial_of(row: InformationRequest) -> dict[str, Any]:
        names = ("outside", "outsider_reason", "addressee", "wanted", "subject_matter", "purpose")
        found = {n: getattr(row, n) for n in (*names, "due_on", "document_number", "version")}
        return found | {"to": str(row.body_id or row.paper_member_id or OUTSIDE)}


class SendInformationForm(BaseForm):
    """How it is asked."""

    draft_name, draft_label = "information-send", "情報提供等の依頼の方法"

    way = forms.ChoiceField(
        label="依頼の方法", choices=InformationRequest.Way.choices, widget=forms.RadioSelect
    )
    sent_on = WarekiDateField(label="依頼した日", initial=timezone.localdate)

    def __init__(self, *args: Any, may_be_here: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_be_here:
            way: Any = self.fields["way"]
            way.choices = [c for c in way.choices if c[0] != InformationRequest.Way.HERE]


class AnswerInformationForm(BaseForm):
    """An answer of the member herself."""

    draft_name, draft_label = "information-answer", "情報提供等の回答"

    outcome = forms.ChoiceField(
        label="回答",
        choices=[
            (InformationState.ANSWERED, "回答する"),
            (InformationState.PARTLY, "一部だけ回答する"),
            (InformationState.REFUSED, "提供できない"),
        ],
        widget=forms.RadioSelect,
    )
    text = text_field("回答の内容", 5, required=False, help_text="構成員に共有されます")
    nature = forms.ChoiceField(
        label="内容の性質",
        choices=Nature.choices,
        initial=Nature.FACT,
        widget=forms.RadioSelect,
    )
    # Who answers is named as the source: an informant to be protected is told of as information.
    markers = marker_field(without=(Marker.INFORMANT,))
    reason = text_field(
        "提供できない理由",
        2,
        required=False,
        max_length=300,
        help_text="「一部だけ回答する」「提供できない」のとき",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        outcome = data.get("outcome")
        if outcome and outcome != InformationState.REFUSED and not data.get("text"):
            self.add_error("text", "回答の内容を書いてください。資料なら、何を渡したかを書きます")
        if outcome and outcome != InformationState.ANSWERED and not data.get("reason"):
            self.add_error("reason", "提供できない理由を書いてください")
        return data

    def answer(self) -> Answering:
        return Answering(**self.values())


class ReceivedInformationForm(AnswerInformationForm):
    """An answer that came on paper or by phone, entered by the secretary."""

    draft_name, draft_label = "information-received", "届いた回答"
    name_fields = ("answered_by",)

    answered_by = forms.CharField(label="回答した人", max_length=100)
    answered_on = WarekiDateField(label="回答の日", initial=timezone.localdate)
    how = forms.ChoiceField(
        label="回答の方法",
        choices=[c for c in InformationAnswer.How.choices if c[0] != "here"],
        widget=forms.RadioSelect,
    )
    field_order = ("answered_by", "answered_on", "how")
