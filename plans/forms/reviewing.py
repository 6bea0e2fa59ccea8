"""The word of a supervisor on an edition."""

from collections.abc import Iterable
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from organizations.models import Body
from plans.models import PlanReview

from .common import lines


class ReviewForm(BaseForm):
    """Approve for one's body, or return with what is to be put right."""

    draft_name, draft_label = "plan-review", "支援プランの確認"
    words = ("comment",)

    body = forms.ChoiceField(label="どの機関の管理者として", widget=forms.RadioSelect)
    verdict = forms.ChoiceField(
        label="確認の結果",
        choices=[
            (PlanReview.Verdict.APPROVED, "承認する（この内容で、自機関の役割を引き受ける）"),
            (PlanReview.Verdict.RETURNED, "差し戻す（直してほしいことがある）"),
        ],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label="コメント",
        required=False,
        widget=lines(4),
        help_text="差し戻すときは、直してほしいことを書いてください。",
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        self.fields["body"].choices = [(key, body.name) for key, body in self.bodies.items()]
        if len(self.bodies) == 1:
            self.fields["body"].initial = next(iter(self.bodies))

    def clean(self) -> dict[str, Any]:
        """A return says what is to be put right."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("verdict") == PlanReview.Verdict.RETURNED and not data.get("comment"):
            self.add_error("comment", "差し戻すときは、直してほしいことを書いてください")
        return data
