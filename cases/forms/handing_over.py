"""Who takes over which record."""

import hashlib
import json
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from cases.services.handing_over import HandOver
from organizations.models import Appointment

STAYS = ""
TO, VERSION = "to_", "version_"
CHANGED = (
    "開いている間に、担当のケースが変わりました。下に今の一覧を並べています。"
    "確かめてから、もう一度選んでください"
)


class HandingOverForm(BaseForm):
    """A successor for each record of the page, or one for all of them.

    `rows` is all that there is in hand, `shown` what the page shows, `offices` those of all who might take over:
    without `former`, whose records they are. Of what is sent the form takes the rows
    whose version was sent, for these alone were seen; when one of them is no longer as it was, the list of
    now is shown again (`is_of_now`) and nothing is handed over.
    """

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
        shown: list[Any],
        offices: list[Appointment],
        former: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(a.pk): a for a in offices if a.staff_id != former.pk}
        self.choices = [
            (key, f"{a.staff.name}（{a.role_group.get_role_display()}）")
            for key, a in self.offices.items()
        ]
        everybody: Any = self.fields["everybody"]
        everybody.choices = [(STAYS, "一人ずつ選ぶ"), *self.choices]
        self.rows: list[Any] = []
        self._offer(
            [r for r in rows if self.version_of(r) in self.data] if self.is_bound else shown
        )
        self.is_of_now = True

    def _offer(self, rows: list[Any]) -> None:
        self.rows = rows
        for row in rows:
            self.fields[self.name_of(row)] = forms.ChoiceField(
                label=f"{row.record.compartment.case.number} を引き継ぐ人",
                choices=[(STAYS, "上で選んだ人・そのまま"), *self.choices],
                required=False,
                widget=forms.Select(attrs={"class": "in"}),
            )
            self.fields[self.version_of(row)] = forms.IntegerField(
                widget=forms.HiddenInput, initial=row.version, required=False
            )

    @staticmethod
    def name_of(row: Any) -> str:
        return f"{TO}{row.pk.hex}"

    @staticmethod
    def version_of(row: Any) -> str:
        return f"{VERSION}{row.pk.hex}"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self._was_changed(data):
            self.is_of_now = False
            self.add_error(None, CHANGED)
        elif not self.errors and not self.chosen():
            self.add_error("everybody", "引き継ぐ人を選んでください")
        return data

    def _was_changed(self, data: dict[str, Any]) -> bool:
        """Whether what was shown is no longer what there is, or was not shown at all."""
        sent = {name.removeprefix(TO).removeprefix(VERSION) for name in self._sent()}
        if not self.rows or sent - {row.pk.hex for row in self.rows}:
            return True
        return any(data.get(self.version_of(row)) != row.version for row in self.rows)

    def _sent(self) -> list[str]:
        return sorted(name for name in self.data if name.startswith((TO, VERSION)))

    def body_hash(self) -> str:
        """Of all that was sent: the rows that it was about have gone once it was saved."""
        sent = [
            [name, self.data[name]] for name in [*self._sent(), "everybody"] if name in self.data
        ]
        return hashlib.sha256(json.dumps(sent, ensure_ascii=True, default=str).encode()).hexdigest()

    def show_now(self, rows: list[Any]) -> None:
        """The list of now takes the place of the one that was shown; what was chosen stays chosen."""
        for row in self.rows:
            del self.fields[self.name_of(row)], self.fields[self.version_of(row)]
        self._offer(rows)
        kept: Any = self.data.copy()
        for row in rows:
            kept[self.version_of(row)] = str(row.version)
        self.data = kept

    def chosen(self) -> list[HandOver]:
        """What was chosen; a record of nobody's choice stays."""
        data = self.cleaned_data
        found = []
        for row in self.rows:
            key = data.get(self.name_of(row)) or data.get("everybody")
            if key:
                found.append(HandOver(row, self.offices[key], data[self.version_of(row)]))
        return found
