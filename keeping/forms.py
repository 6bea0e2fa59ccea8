"""Forms of retention and disposal: codes and numbers of files, and not a word about anybody."""

from typing import Any

from django import forms

from access.keeping_models import MOST_YEARS, DisposalList, LegalHold, RecordKind
from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField


class DrawUpForm(BaseForm):
    """Which records a list is about."""

    subject = forms.ChoiceField(
        label="一覧にするもの",
        widget=forms.RadioSelect,
        choices=DisposalList.Subject.choices,
        initial=DisposalList.Subject.CASES,
    )


class DecisionForm(BaseForm):
    """A supervisor approves a list, or sends it back."""

    decision = forms.ChoiceField(
        label="決めること",
        widget=forms.RadioSelect,
        choices=[("approve", "承認する"), ("return", "差し戻す")],
    )
    words = forms.CharField(
        label="ひとこと",
        max_length=200,
        required=False,
        help_text="差し戻すときは理由を書きます。世帯の人のことは書かないでください",
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("decision") == "return" and not found.get("words"):
            self.add_error("words", "差し戻す理由を書いてください")
        return found


class RunForm(BaseForm):
    """The last word before records go."""

    sure = forms.BooleanField(
        label="廃棄すると元に戻せないことを確かめました",
        error_messages={
            "required": "廃棄すると元に戻せないことを確かめて、チェックを付けてください"
        },
    )


class HoldForm(BaseForm):
    """Why the disposal of a case stops."""

    reason = forms.ChoiceField(
        label="止める理由", widget=forms.RadioSelect, choices=LegalHold.Reason.choices
    )
    reference = forms.CharField(
        label="文書番号など",
        max_length=60,
        help_text="例：8文福総第12号。氏名や内容は書かないでください",
    )


class LiftForm(BaseForm):
    """Why it goes on."""

    reason = forms.CharField(
        label="解く理由", max_length=200, help_text="氏名や内容は書かないでください"
    )


class ClassForm(BaseForm):
    """The class of a kind of record, from a day on."""

    kind = forms.ChoiceField(label="記録の種類", choices=RecordKind.choices)
    years = forms.IntegerField(label="保存年限（年）", min_value=1, max_value=MOST_YEARS)
    valid_from = WarekiDateField(
        label="この日以後に数え始めるものから", allow_future=True, help_text="例：R9.4.1"
    )
    basis = forms.CharField(label="根拠", max_length=200, help_text="規程の名前・条・決裁の番号")
