"""From one state to the next, linked, and the end."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from cases import codes
from documents.forms import WarekiDateField

from .base import OutreachForm

TODAY = "空けておくと、今日になります"


class MoveForm(OutreachForm):
    """To another state; only those whose guards are met are offered."""

    draft_name, draft_label = "outreach-move", "アウトリーチの段階"

    to = forms.ChoiceField(label="次の段階", widget=forms.RadioSelect)
    on = WarekiDateField(label="日付", required=False, help_text=TODAY)
    words = forms.CharField(
        label="ようす・理由",
        required=False,
        max_length=300,
        help_text="前の段階に戻すときは、理由を書いてください",
    )

    def __init__(self, *args: Any, states: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = states
        if len(states) == 1:
            self.initial.setdefault("to", states[0][0])


class LinkForm(OutreachForm):
    """The household is linked to people or bodies that go on with it."""

    draft_name, draft_label = "outreach-link", "つながった先"

    linked_to = forms.CharField(
        label="つながった先", max_length=300, help_text="例：居場所（週1回）、訪問看護"
    )
    on = WarekiDateField(label="つながった日", required=False, help_text=TODAY)
    words = forms.CharField(label="ようす", required=False, max_length=300)


class CloseForm(OutreachForm):
    """The end, with its reason."""

    draft_name, draft_label = "outreach-close", "アウトリーチの終結"
    code_lists: ClassVar[dict[str, str]] = {"reason": codes.CLOSING}

    reason = forms.ChoiceField(label="終結の理由", widget=forms.RadioSelect)
    words = forms.CharField(label="終結のときのようす", max_length=300)
    is_stable = forms.BooleanField(
        label="つながった先との関係が安定していることを確かめた",
        required=False,
        help_text="目標達成・移行・つなぎ先で安定の理由のときに要ります",
    )
    on = WarekiDateField(label="終結した日", required=False, help_text=TODAY)
