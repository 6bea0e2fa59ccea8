"""Staff who may be related to a household (R23), and what staff declare of themselves."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from cases.services.shield import Proposal
from organizations.models import Area, Staff


class RelationForm(BaseForm):
    """One member of staff, and whether she is related."""

    draft_name, draft_label = "relation", "親族の確認"

    staff = forms.ChoiceField(label="職員", widget=forms.RadioSelect)
    decision = forms.ChoiceField(
        label="結論",
        choices=[
            ("restricted", "関係がある（このケースを見られないようにする）"),
            ("unrelated", "確かめたが、関係はない（担当にできる）"),
        ],
        widget=forms.RadioSelect,
    )
    how = forms.CharField(
        label="どう確かめたか",
        max_length=200,
        help_text="例：本人に確かめた。世帯主のおいと分かった",
    )

    def __init__(self, *args: Any, proposals: list[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(p.staff.pk): p.staff for p in proposals}
        staff: Any = self.fields["staff"]
        staff.choices = [(str(p.staff.pk), f"{p.staff.name}（{p.why}）") for p in proposals]

    def chosen(self) -> Staff:
        return self.members[self.cleaned_data["staff"]]


class TieForm(BaseForm):
    """A relative, or the area in which one lives."""

    name_fields = ("name",)

    name = forms.CharField(label="親族の氏名", required=False, max_length=100)
    relation = forms.CharField(label="続柄", required=False, max_length=50)
    area = forms.ModelChoiceField(
        label="自分の住んでいる圏域",
        required=False,
        queryset=Area.objects.none(),
        empty_label="選ばない",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.order_by("order", "name")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("name") and not data.get("area") and not self.errors:
            self.add_error("name", "親族の氏名か、自分の住んでいる圏域のどちらかを書いてください")
        return data
