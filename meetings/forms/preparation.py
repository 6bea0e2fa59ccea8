"""準備シート and 事前の聞き取り."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import MinutesField, WarekiDateField

from ..models import Hearing, Marker, MeetingMember, Nature
from .base import DAY_AHEAD, text_field

SOURCE_HELP = "例：本人、長女、訪問して見た、カルテ"


def marker_field(*, without: Sequence[str] = ()) -> forms.MultipleChoiceField:
    """The markers of domain.md R22, but for those that cannot be meant here."""
    return forms.MultipleChoiceField(
        label="取扱いの印",
        choices=[c for c in Marker.choices if c[0] not in without],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="開示を求められたときや、同意のもとに移すときに、気を付けるところに付けます",
    )


class CallForm(BaseForm):
    """準備シートを頼む."""

    draft_name, draft_label = "prep-call", "準備シートの依頼"

    until_on = WarekiDateField(label="いつまでに", allow_future=True, help_text=DAY_AHEAD)
    note = text_field(
        "お願い", required=False, help_text="例：分からない見出しは、空けたままで構いません"
    )


class SheetForm(BaseForm):
    """準備シート: what a body sees from where it stands."""

    draft_name, draft_label = "prep-sheet", "会議の準備シート"

    household = text_field(
        "把握している世帯像", 5, help_text="自機関から見えていること。見たことと聞いたことを分けて"
    )
    efforts = text_field("現在の取り組み状況", 4, required=False)
    wanted = text_field("どの支援機関に関わってもらいたいか", required=False)
    asked_of_others = text_field("他部署へお願いしたいこと", required=False)
    to_discuss = text_field("討議内容", required=False, help_text="会議で話し合いたいこと")


class SheetOnBehalfForm(SheetForm):
    """Of somebody without an account, as the secretary heard it."""

    draft_name, draft_label = "prep-sheet-on-behalf", "準備シート（代わりに書く）"
    name_fields = ("heard_from",)

    heard_from = forms.CharField(label="聞き取った人", max_length=100, help_text="話した人の名前")
    heard_on = WarekiDateField(label="聞き取った日", initial=timezone.localdate)


class OutcomeForm(BaseForm):
    """What is agreed before people meet."""

    draft_name, draft_label = "prep-outcome", "会議の前の支援方針の案"

    direction = text_field("支援の方向性", 4)
    support = text_field("支援内容", 4, required=False)
    roles = text_field("役割分担の概要", 4, required=False, help_text="どの機関が、何を")


class HearingForm(BaseForm):
    """What somebody said beforehand."""

    draft_name, draft_label = "hearing", "事前の聞き取り"
    name_fields = ("person",)

    member = forms.ChoiceField(label="聞いた相手（構成員）", required=False)
    person = forms.CharField(
        label="聞いた相手（構成員でない人）",
        required=False,
        max_length=100,
        help_text="例：大家。この人が検討されていることは、伝えないで聞きます",
    )
    heard_on = WarekiDateField(label="聞いた日", initial=timezone.localdate)
    how = forms.ChoiceField(label="方法", choices=Hearing.How.choices, widget=forms.RadioSelect)
    took = MinutesField(label="時間（分）", required=False, max_value=600)
    text = text_field("聞いたこと", 5)
    nature = forms.ChoiceField(
        label="内容の性質",
        choices=Nature.choices,
        initial=Nature.FACT,
        widget=forms.RadioSelect,
    )
    source = forms.CharField(label="情報源", max_length=100, help_text=SOURCE_HELP)
    markers = marker_field()
    bring_in = forms.CharField(
        label="会議で取り上げること",
        required=False,
        max_length=200,
        help_text="1行で。議題にすると、この言葉だけが構成員に見えます",
    )

    def __init__(self, *args: Any, members: Sequence[MeetingMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(m.pk): m for m in members}
        member: Any = self.fields["member"]
        member.choices = [
            ("", "選ばない"),
            *((key, f"{m.name}（{m.body_name}）") for key, m in self.members.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "member" in data and bool(data["member"]) == bool(data.get("person")):
            self.add_error("member", "構成員から1人選ぶか、構成員でない人の名前を書いてください")
        return data

    def facts(self) -> dict[str, Any]:
        """What was heard, for the service."""
        data = self.values()
        return data | {"member": self.members.get(data["member"])}

    @staticmethod
    def initial_of(row: Hearing) -> dict[str, Any]:
        names = ("person", "heard_on", "how", "took", "text", "nature", "source", "markers")
        found = {name: getattr(row, name) for name in (*names, "bring_in", "version")}
        return found | {"member": str(row.member_id or "")}
