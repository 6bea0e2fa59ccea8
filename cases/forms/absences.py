"""Who is away, from when to when, and who stands in."""

from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import Staff


class AbsenceForm(BaseForm):
    draft_name, draft_label = "absence", "不在の登録"

    staff = forms.ModelChoiceField(label="不在の人", queryset=Staff.objects.none())
    first_on = WarekiDateField(
        label="不在の初日", allow_future=True, initial=timezone.localdate, help_text="例：R8.12.3"
    )
    last_on = WarekiDateField(label="不在の最後の日", allow_future=True)
    stand_in = forms.ModelChoiceField(
        label="代わりに見る人",
        queryset=Staff.objects.none(),
        required=False,
        help_text="選ばないときは、管理者だけに出ます",
    )

    def __init__(self, *args: Any, people: list[Staff], others: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in (("staff", people), ("stand_in", others)):
            field: Any = self.fields[name]
            field.queryset = Staff.objects.filter(pk__in=[one.pk for one in listed]).order_by(
                "kana", "name", "pk"
            )
            field.label_from_instance = lambda one: one.name

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first_on"), data.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "不在の最後の日は、初日よりあとにしてください")
        if data.get("staff") and data.get("staff") == data.get("stand_in"):
            self.add_error("stand_in", "代わりに見る人は、ほかの人を選んでください")
        return data
