"""Another way to reach a person of the household."""

from collections.abc import Sequence
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from cases.models import ContactPoint, Person
from documents.text import normalise_address, normalise_phone

LIVES_TOGETHER = (
    "いっしょに住んでいるときは、ここには書かずに、先にこの人の連絡先も保護してください。"
    "そうでないときは、確かめて印を付けます"
)


LONGEST = 200


def tidy_value(data: dict[str, Any]) -> None:
    """A number or an address in the one spelling in which it is kept, by the kind that was chosen."""
    if data.get("kind") == ContactPoint.Kind.PHONE and data.get("value"):
        data["value"] = normalise_phone(data["value"])
    if data.get("kind") == ContactPoint.Kind.ADDRESS and data.get("value"):
        data["value"] = normalise_address(data["value"], LONGEST)


class ContactForm(BaseForm):
    """Another way to reach a person."""

    draft_name, draft_label = "contact", "連絡先の追加"
    tells_where = True

    kind = forms.ChoiceField(
        label="種類", choices=ContactPoint.Kind.choices, widget=forms.RadioSelect
    )
    value = forms.CharField(
        label="住所・番号・アドレス",
        max_length=LONGEST,
        help_text="番号は全角でも、ハイフンなしでもかまいません。住所は郵便番号から書けます",
    )
    note = forms.CharField(
        label="かけてよい時間・留守電", required=False, max_length=100, help_text="例：平日の午前"
    )

    is_apart = forms.BooleanField(
        label="この連絡先から、保護している人の居場所が分からないことを確かめました", required=False
    )

    def __init__(self, *args: Any, beside: Sequence[Person] = (), **kwargs: Any) -> None:
        """`beside`: others of the household who are protected. Where she lives with them, a way to reach her leads
        to them, and whoever reads the basic information reads it (R11)."""
        super().__init__(*args, **kwargs)
        self.beside = beside
        if not beside:
            del self.fields["is_apart"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        tidy_value(data)
        if self.beside and not data.get("is_apart"):
            self.add_error("is_apart", LIVES_TOGETHER)
        return data

    def facts(self) -> dict[str, Any]:
        """What the service is told."""
        return {name: said for name, said in self.values().items() if name != "is_apart"}
