"""Forms of a request of disclosure that is decided in two parts (Art. 84)."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField

LATER, NOW = "later", "now"


class RestForm(BaseForm):
    """Why it is decided in parts, until when the rest is, and when whoever asked was told."""

    reason = forms.CharField(
        label="特例を使う理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="請求した人に知らせる理由です。量と、60日以内に決めると事務にどんな支障が出るかを書きます",
    )
    told_on = WarekiDateField(label="請求した人に知らせる日", help_text="例：R8.4.1")
    rest_due_on = WarekiDateField(
        label="残りの部分の決定の期限",
        allow_future=True,
        help_text="例：R8.9.30。請求した人に知らせる期限です。あとから変えられません",
    )
    field_order = ("reason", "rest_due_on", "told_on")


class PutOffForm(BaseForm):
    """From which paragraph to which, and to which decision they go."""

    first = forms.IntegerField(label="はじめの番号", min_value=1)
    last = forms.IntegerField(label="終わりの番号", min_value=1)
    when = forms.ChoiceField(
        label="いつ決定するか",
        widget=forms.RadioSelect,
        choices=[(LATER, "あとで決定する"), (NOW, "いま決定する")],
        initial=LATER,
    )

    marks = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("first", "last", "when")

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = count
        self.fields["last"].help_text = f"{count}番目まであります"

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("first"), found.get("last")
        if last is not None and last > self.count:
            self.add_error("last", f"終わりの番号は、{self.count}番目までにしてください")
        elif first is not None and last is not None and first > last:
            self.add_error("last", "終わりの番号は、はじめの番号と同じか、あとにしてください")
        return found

    @property
    def chosen(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "first": values["first"],
            "last": values["last"],
            "is_later": values["when"] == LATER,
            "seen": values["marks"],
        }
