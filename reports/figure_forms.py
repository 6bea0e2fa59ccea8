"""What is filled in about figures: targets, the closing of a month, a yearly report."""

from decimal import Decimal
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.wareki import fiscal_year_label

from .figure_services import LEAST, MOST_TARGET
from .indicators import INDICATORS


class TargetsForm(BaseForm):
    """One field for each indicator of which a year has a target."""

    def __init__(self, *args: Any, known: dict[str, Decimal | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
                self.initial[name_of(one.key)] = f"{number.normalize():f}"

    @property
    def numbers(self) -> dict[str, Decimal | None]:
        return {one.key: self.cleaned_data.get(name_of(one.key)) for one in INDICATORS}


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
