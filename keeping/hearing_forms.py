"""Forms of the days of a request of disclosure, and of third parties who are heard."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField

from .hearing_models import DisclosureThirdParty, Hearing
from .services import Ground, Notice
from .time_limits import MOST_MORE

EXAMPLE = "例：R8.4.1"


class AskCorrectionForm(BaseForm):
    """What is missing in the request, and when that was said."""

    asked_on = WarekiDateField(label="補正を求めた日", help_text=EXAMPLE)
    words = forms.CharField(
        label="補正を求めた内容",
        max_length=300,
        help_text="例：どの記録か分かるように書いてもらう、委任状を付けてもらう",
    )


class CorrectedForm(BaseForm):
    """When the request was corrected."""

    corrected_on = WarekiDateField(label="補正された日", help_text=EXAMPLE)


class ExtendForm(BaseForm):
    """By how many days, why, and when whoever asked was told."""

    days = forms.IntegerField(
        label="延長する日数", min_value=1, max_value=MOST_MORE, help_text=f"{MOST_MORE}日まで"
    )
    reason = forms.CharField(
        label="延長の理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="請求した人に知らせる理由です。事務処理上の困難など、正当な理由が要ります",
    )
    told_on = WarekiDateField(
        label="請求した人に知らせる日",
        help_text="通知の文書に、この日付が入ります。文書は、延長を記録したあとに作れます。例：R8.4.1",
    )


class WithdrawnForm(BaseForm):
    """When whoever asked took it back, and how that was made sure."""

    withdrawn_on = WarekiDateField(label="取り下げた日", help_text=EXAMPLE)
    how = forms.CharField(
        label="取下げを確かめた方法",
        max_length=300,
        help_text="例：取下書を受け取った、窓口で運転免許証を見て聞いた",
    )


class _NoticeFields(BaseForm):
    """The days of a notice, both or none."""

    asked_on = WarekiDateField(label="通知する日", required=False, help_text=EXAMPLE)
    answer_by = WarekiDateField(
        label="意見書の期限", required=False, allow_future=True, help_text=EXAMPLE
    )

    @property
    def notice(self) -> Notice:
        return Notice(self.cleaned_data.get("asked_on"), self.cleaned_data.get("answer_by"))


class CorrectPartyForm(BaseForm):
    """Who is heard, and what is about her."""

    name = forms.CharField(label="第三者の氏名・名称", max_length=100)
    about = forms.CharField(
        label="どの部分のことか",
        max_length=300,
        help_text="通知に書いた内容。請求した人の名前は、知らせてよいかを確かめてください",
    )
    name_fields = ("name",)


class ThirdPartyForm(CorrectPartyForm, _NoticeFields):
    """A third party who is heard."""

    basis = forms.ChoiceField(
        label="根拠", widget=forms.RadioSelect, choices=DisclosureThirdParty.Basis.choices
    )
    item = forms.ChoiceField(
        label="第86条第2項のどの号か",
        required=False,
        widget=forms.RadioSelect,
        choices=DisclosureThirdParty.Item.choices,
        help_text="必ず聴くときだけ選びます",
    )
    item_reason = forms.CharField(
        label="その号に当たる理由",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="必ず聴くときだけ書きます。第三者が読む通知に、このまま入ります",
    )
    field_order = ("name", "about", "basis", "item", "item_reason", "asked_on", "answer_by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_on"].help_text = (
            "照会の文書に、この日付が入ります。文書は、登録したあとに作れます。"
            "所在が分からず通知できないときは、二つの日を空けます"
        )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        basis = found.get("basis")
        for name, missing, too_much in (
            ("item", "どの号によるかを選んでください", "第86条第2項のときだけ選びます"),
            ("item_reason", "その号に当たる理由を書いてください", "第86条第2項のときだけ書きます"),
        ):
            if basis == DisclosureThirdParty.Basis.MUST and not found.get(name):
                self.add_error(name, missing)
            elif basis == DisclosureThirdParty.Basis.MAY and found.get(name):
                self.add_error(name, too_much)
        return found

    @property
    def ground(self) -> Ground:
        values = self.cleaned_data
        return Ground(values["basis"], values["item"], values["item_reason"])


class FoundForm(_NoticeFields):
    """She whose whereabouts were unknown is notified."""


class OpinionForm(BaseForm):
    """What she answered, or that nothing came."""

    state = forms.ChoiceField(
        label="意見",
        widget=forms.RadioSelect,
        choices=[
            (value, Hearing(value).label)
            for value in (Hearing.AGREES, Hearing.OPPOSES, Hearing.SILENT)
        ],
    )
    answered_on = WarekiDateField(
        label="受け取った日",
        required=False,
        help_text="意見書が出なかったときは、この日は残りません",
    )
    words = forms.CharField(
        label="意見書の内容",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="反対のときは、理由を書きます",
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("state") == Hearing.OPPOSES and not found.get("words"):
            self.add_error("words", "反対の理由を、意見書のとおりに書いてください")
        return found


class ReasonForm(BaseForm):
    """Why it is disclosed although she is against it."""

    reason = forms.CharField(
        label="開示すると決めた理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="第三者が読む通知に、このまま入ります。請求した人が分かることは書きません",
    )


class ToldForm(BaseForm):
    """When she who was against it was told of the decision."""

    told_on = WarekiDateField(
        label="決定を知らせた日",
        help_text="開示すると決めたこと、その理由、開示を実施する日を書面で知らせます",
    )
