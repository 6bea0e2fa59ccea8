"""What the forms about meetings share."""

from typing import Any, ClassVar

from django import forms

from bunkyo_support.forms import BaseForm
from cases import codes

READ_IT = "守秘義務の文を読んで、チェックを付けてください"
DAY_AHEAD = "例：R8.12.3、令和8年12月3日、2026/12/3"


def text_field(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class CodedForm(BaseForm):
    """Choices from code lists are read when the form is made, not when the module is."""

    code_lists: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, code_list in self.code_lists.items():
            field: Any = self.fields[name]
            found = codes.choices(code_list)
            field.choices = found if field.required else [("", "選ばない"), *found]


class ReasonForm(BaseForm):
    """The reason why something ends."""

    draft_name, draft_label = "meeting-reason", "会議での取りやめ・終了の理由"

    reason = forms.CharField(label="理由", max_length=200)


class ConfirmForm(BaseForm):
    """Nothing to fill in: the button is the answer."""
