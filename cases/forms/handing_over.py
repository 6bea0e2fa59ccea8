"""Who takes over which record."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from cases.services.handing_over import HandOver
from organizations.models import Appointment

STAYS = ""


class HandingOverForm(BaseForm):
    """A successor for each record of the page, or one for all of them."""

    draft_name, draft_label = "handing-over", "担当の引き継ぎ"

    everybody = forms.ChoiceField(
        label="この画面のケースを、ぜんぶ同じ人に",
        required=False,
        help_text="下で選んだものが、これより先になります",
    )

    def __init__(
        self,
        *args: Any,
        rows: list[Any],
        offices: list[Appointment],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.offices = rows, {str(a.pk): a for a in offices}
        choices = [
            (key, f"{a.staff.name}（{a.role_group.get_role_display()}）")
            for key, a in self.offices.items()
        ]
        everybody: Any = self.fields["everybody"]
        everybody.choices = [(STAYS, "一人ずつ選ぶ"), *choices]
        for row in rows:
            self.fields[self.name_of(row)] = forms.ChoiceField(
                label=f"{row.record.compartment.case.number} を引き継ぐ人",
                choices=[(STAYS, "上で選んだ人・そのまま"), *choices],
                required=False,
                widget=forms.Select(attrs={"class": "in"}),
            )
            self.fields[self.version_of(row)] = forms.IntegerField(
                widget=forms.HiddenInput, initial=row.version, required=False
            )

    @staticmethod
    def name_of(row: Any) -> str:
        return f"to_{row.pk.hex}"

    @staticmethod
    def version_of(row: Any) -> str:
        return f"version_{row.pk.hex}"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.chosen():
            self.add_error("everybody", "引き継ぐ人を選んでください")
        return data

    def chosen(self) -> list[HandOver]:
        """What was chosen; a record of nobody's choice stays."""
        data = self.cleaned_data
        found = []
        for row in self.rows:
            key = data.get(self.name_of(row)) or data.get("everybody")
            if key and self.offices[key].staff_id != row.staff_id:
                found.append(HandOver(row, self.offices[key]))
        return found

    def versions(self) -> dict[Any, int]:
        """Versions of the rows as they were shown."""
        found = {row.pk: self.cleaned_data.get(self.version_of(row)) for row in self.rows}
        return {pk: version for pk, version in found.items() if version is not None}
