"""What is to be done next, by when, by whom."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import Staff


class NextActionForm(BaseForm):
    """A task of a record."""

    draft_name, draft_label = "next-action", "次の予定"

    what = forms.CharField(label="すること", max_length=200)
    due_on = WarekiDateField(label="期限", allow_future=True)
    assignee = forms.ChoiceField(label="する人")

    def __init__(self, *args: Any, people: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        field: Any = self.fields["assignee"]
        field.choices = [
            (key, f"{person.name}（{person.kana or person.username}）")
            for key, person in self.people.items()
        ]

    def facts(self) -> dict[str, Any]:
        """What was filled in, for the service."""
        return self.values() | {"assignee": self.people[self.cleaned_data["assignee"]]}
