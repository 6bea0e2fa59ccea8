"""Choosing, field by field, between what a colleague saved and what one wrote oneself."""

import copy
from collections.abc import Sequence
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.merging import same

THEIRS, MINE, OWN = "theirs", "mine", "own"
CHOICES = (
    (THEIRS, "ほかの人が保存した内容にする"),
    (MINE, "自分の書いた内容にする"),
    (OWN, "書き直した内容にする"),
)


class ClashForm(BaseForm):
    """For each field that both changed: theirs, mine, or words of one's own. Nothing is chosen
    beforehand, and words that were typed and not chosen are asked about."""

    def __init__(
        self, *args: Any, of: BaseForm, names: Sequence[str], labels: dict[str, str], **kwargs: Any
    ) -> None:
        self.of, self.names, self.labels = of, list(names), labels
        super().__init__(*args, **kwargs)

    @classmethod
    def made(cls, of: BaseForm, names: Sequence[str], labels: dict[str, str]) -> type["ClashForm"]:
        """A form with the fields for these names, so that they pass through the base class."""
        fields: dict[str, Any] = {}
        for name in names:
            source = of.fields[name]
            has_own = not isinstance(source, forms.BooleanField)
            fields[f"choice_{name}"] = forms.ChoiceField(
                label=f"{labels[name]}：どれを残すか",
                choices=CHOICES if has_own else CHOICES[:2],
                widget=forms.RadioSelect(attrs={"data-no-draft": ""}),
            )
            if has_own:
                own = copy.deepcopy(source)
                own.required, own.label = False, f"{labels[name]}：書き直すとき"
                fields[f"own_{name}"] = own
        made: Any = type(cls)
        return made(cls.__name__, (cls,), fields)

    def own_and_mine(self, name: str) -> tuple[Any, Any]:
        """What was typed anew, and what had been typed before, as values."""
        mine = self.of.fields[name]
        sent = mine.widget.value_from_datadict(self.of.data, self.of.files, name)
        return self.cleaned_data.get(f"own_{name}"), mine.to_python(sent)

    def clean(self) -> dict[str, Any]:
        """Words of one's own are used or taken back; never dropped unseen."""
        data = super().clean() or {}
        for name in self.names:
            field = f"own_{name}"
            if field not in self.fields or field not in data:
                continue
            own, mine = self.own_and_mine(name)
            chosen = data.get(f"choice_{name}")
            if chosen in (THEIRS, MINE) and not same(own, mine) and not same(own, None):
                self.add_error(
                    field,
                    "ここに書いた内容は、まだ使われません。使うときは「書き直した内容にする」を選び、"
                    "使わないときは、この欄を空にしてください",
                )
            elif chosen == OWN and self.of.fields[name].required and same(own, None):
                self.add_error(field, f"{self.of.fields[name].label}を書いてください")
        return data

    def chosen(self, name: str, theirs: Any) -> Any:
        """The value that was chosen for a field."""
        way = self.cleaned_data[f"choice_{name}"]
        if way == THEIRS:
            return theirs
        return self.own_and_mine(name)[0 if way == OWN else 1]
