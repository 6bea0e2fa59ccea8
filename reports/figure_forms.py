"""What is filled in about figures: targets, the closing of a month, a yearly report."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.wareki import fiscal_year_label

from .figure_services import LEAST, MOST_TARGET
from .indicators import BY_KEY, INDICATORS


class TargetsForm(BaseForm):
    """One field for each indicator of which a year has a target, and what stood in them when it was opened."""

    seen = forms.CharField(label="開いたときの目標", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, known: dict[str, Decimal | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = _written(known)
        for one in INDICATORS:
            field = forms.DecimalField(
                label=f"{one.code} {one.name}（{one.unit}）",
                required=False,
                min_value=0,
                max_value=MOST_TARGET,
                decimal_places=1,
                error_messages={
                    "invalid": "数で書いてください（例 120）",
                    "min_value": "0以上の数で書いてください",
                    "max_value": "9,999,999までの数で書いてください",
                    "max_decimal_places": "小数は1けたまでです",
                },
            )
            field.widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
            self.fields[name_of(one.key)] = field
            number = known.get(one.key)
            if number is not None:
                self.initial[name_of(one.key)] = _plain(number)

    def clean_seen(self) -> dict[str, Decimal | None]:
        """By indicator; nothing when the page said nothing that can be read."""
        try:
            said = json.loads(self.cleaned_data["seen"] or "{}")
            return {key: Decimal(number) for key, number in said.items() if key in BY_KEY}
        except (ValueError, TypeError, AttributeError, ArithmeticError):
            return {}

    def tell_changed(self, now: Mapping[str, Decimal | None]) -> None:
        """Somebody else has set these meanwhile: said beside each, and sent again they count as seen."""
        for key, number in now.items():
            words = "空欄" if number is None else f"「{_plain(number)}」"
            self.add_error(name_of(key), f"ほかの人が先に直しました。今の目標は{words}です")
        data: Any = self.data
        sent = data.copy()
        sent[self.add_prefix("seen")] = _written(self.seen_numbers | dict(now))
        self.data = sent

    @property
    def seen_numbers(self) -> dict[str, Decimal | None]:
        """What stood there when the page was opened."""
        found: dict[str, Decimal | None] = self.cleaned_data.get("seen") or {}
        return found

    @property
    def numbers(self) -> dict[str, Decimal | None]:
        return {one.key: self.cleaned_data.get(name_of(one.key)) for one in INDICATORS}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _written(numbers: Mapping[str, Decimal | None]) -> str:
    return json.dumps({key: _plain(n) for key, n in sorted(numbers.items()) if n is not None})


def name_of(key: str) -> str:
    """The field of an indicator."""
    return "target_" + key.replace("-", "_")


class CloseForm(BaseForm):
    """Close a month; a correction says why."""

    read_by = "事務局の人"
    reason = forms.CharField(
        label="訂正の理由", required=False, max_length=300, widget=forms.TextInput
    )


class CopyForm(BaseForm):
    """Ask for a copy of a monthly report."""

    form = forms.ChoiceField(
        label="形式", choices=[("pdf", "PDF"), ("xlsx", "Excel")], widget=forms.HiddenInput
    )


class YearlyForm(BaseForm):
    """Ask for the yearly report."""

    form = forms.ChoiceField(
        label="形式",
        choices=[("pdf", "PDF（印刷・配布用）"), ("xlsx", "Excel（表とグラフ）")],
        initial="pdf",
    )
    least = forms.TypedChoiceField(
        label="伏せる数",
        coerce=int,
        choices=[(number, f"{number}未満を「x」にする") for number in LEAST],
        initial=10,
    )
    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (year, fiscal_year_label(year)) for year in years
        ]
