"""What the forms of outreach share: choices of the day, clock times, colleagues."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from bunkyo_support.forms import BaseForm
from cases import codes
from organizations.models import Staff


class OutreachForm(BaseForm):
    """Choices from code lists are read when the form is made, not when the module is."""

    code_lists: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, code_list in self.code_lists.items():
            field: Any = self.fields[name]
            found = codes.offered(self, name, code_list)
            is_list = type(field.widget) is forms.Select  # nothing is chosen beforehand
            field.choices = [("", "選んでください"), *found] if is_list else found


class ColleagueForm(OutreachForm):
    """A form in which colleagues of the body are chosen by name, or who is `recorded` already: she may have left
    since. Of somebody who cannot be chosen no other name takes the place by itself."""

    colleague_fields: ClassVar[tuple[str, ...]] = ("visitor", "companion")

    def __init__(
        self,
        *args: Any,
        colleagues: Sequence[Staff],
        recorded: Sequence[Staff | None] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [*colleagues, *filter(None, recorded)]
        self.colleagues = {str(one.pk): one for one in people}
        named = [(key, one.name) for key, one in self.colleagues.items()]
        for name in self.colleague_fields:
            field: Any = self.fields[name]
            chosen = self.initial.get(name) or ""
            nobody = [] if not chosen or chosen in self.colleagues else [("", "選んでください")]
            field.choices = [*(nobody if field.required else [("", "いない")]), *named]

    def clean(self) -> dict[str, Any]:
        """Nobody goes with herself: told beside the field, before anything is refused."""
        data: dict[str, Any] = super().clean() or {}
        second = data.get("companion")
        if second and second == data.get("visitor"):
            self.add_error("companion", "行く人とは別の職員を選んでください")
        return data

    def colleague(self, name: str) -> Staff | None:
        """The member of staff chosen in a field."""
        return self.colleagues.get(self.cleaned_data.get(name) or "")


def lines(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ConfirmForm(OutreachForm):
    """Nothing to fill in: the button is the answer."""
