"""受理票."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm

from ..models import Finding, RequestScreening
from ..services.screening import EMPTY
from .base import text_field


class ScreeningForm(BaseForm):
    """Criteria, what is thought, and the conclusion; without a conclusion it is kept as it is."""

    draft_name, draft_label = "ma-screening", "多機関協働の受理票"

    view = text_field("見立て", 4, required=False)
    proposal = forms.ChoiceField(
        label="結論",
        required=False,
        widget=forms.RadioSelect,
        choices=[("", "まだ決めない"), *RequestScreening.Proposal.choices],
        help_text="結論を出すときは、上のすべての項目を選び、見立ても書きます",
        initial="",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in RequestScreening.CRITERIA:
            field: Any = RequestScreening._meta.get_field(name)
            self.fields[name] = forms.ChoiceField(
                label=str(field.verbose_name),
                required=False,
                choices=Finding.choices,
                widget=forms.RadioSelect,
            )
        self.order_fields([*RequestScreening.CRITERIA, "view", "proposal"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(self.values().values()):
            self.add_error("view", EMPTY)
        if data.get("proposal"):
            for name in RequestScreening.CRITERIA:
                if not data.get(name) and name not in self.errors:
                    label = self.fields[name].label
                    self.add_error(name, f"結論を出すときは、「{label}」を選んでください")
            if not data.get("view"):
                self.add_error("view", "結論を出すときは、見立てを書いてください")
        return data

    def content(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.values()
        findings = {name: data.pop(name) for name in RequestScreening.CRITERIA}
        return data | {"findings": findings}
