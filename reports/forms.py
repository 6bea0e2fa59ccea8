"""What is sent from a board: only the wish for a paper. What is asked for in an export."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from organizations.models import Body, LegalBasis

from .exports import own_data, statistics


class PaperForm(BaseForm):
    """Print what is on the screen."""

    words: tuple[str, ...] = ()


def months(back: int = 60) -> list[tuple[str, str]]:
    """The months of five years, this one first: value and words (令和8年11月)."""
    today = timezone.localdate().replace(day=1)
    found = []
    for _ in range(back):
        found.append((f"{today:%Y-%m}", f"令和{today.year - 2018}年{today.month}月"))
        today = (today - datetime.timedelta(days=1)).replace(day=1)
    return found


class StatisticsForm(BaseForm):
    """Rows for statistics: of which body, of which months, and whether they leave it."""

    body = forms.ModelChoiceField(label="機関", queryset=Body.objects.none(), empty_label=None)
    first = forms.ChoiceField(label="はじめの月")
    last = forms.ChoiceField(label="おわりの月")
    use = forms.ChoiceField(
        label="使いみち",
        widget=forms.RadioSelect,
        choices=[("own", "自分の機関で使う"), ("others", "機関の外に渡す")],
        initial="own",
    )
    recipients = forms.CharField(
        label="渡す相手", required=False, max_length=300, help_text="機関の外に渡すときに書きます"
    )
    purpose = forms.CharField(label="目的", required=False, max_length=200)
    legal_basis = forms.ModelChoiceField(
        label="伝える根拠", required=False, queryset=LegalBasis.objects.none(), empty_label="―"
    )
    form = forms.ChoiceField(
        label="ファイルの形式",
        widget=forms.RadioSelect,
        choices=list(statistics.FORMATS.items()),
        initial=statistics.XLSX,
    )

    def __init__(self, *args: Any, bodies: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["body"].queryset = Body.objects.filter(pk__in=[body.pk for body in bodies])
        fields["body"].initial = bodies[0].pk if bodies else None
        fields["legal_basis"].queryset = LegalBasis.objects.on()
        known = months()
        for name in ("first", "last"):
            fields[name].choices = known
        april = [value for value, _ in known if value.endswith("-04")]
        fields["first"].initial = april[0] if april else known[-1][0]
        fields["last"].initial = known[0][0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("use") == "others":
            for name, words in (
                ("recipients", "渡す相手を書いてください"),
                ("purpose", "目的を書いてください"),
                ("legal_basis", "伝える根拠を選んでください"),
            ):
                value = data.get(name)
                if not (value.strip() if isinstance(value, str) else value):
                    self.add_error(name, words)
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", "「おわりの月」は、「はじめの月」以後にしてください")
        return data

    @property
    def first_day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.cleaned_data["first"] + "-01")

    @property
    def last_day(self) -> datetime.date:
        first = datetime.date.fromisoformat(self.cleaned_data["last"] + "-01")
        following = (first + datetime.timedelta(days=32)).replace(day=1)
        return following - datetime.timedelta(days=1)


class OwnDataForm(BaseForm):
    """All of one's own about a case, in which form."""

    form = forms.ChoiceField(
        label="ファイルの形式",
        widget=forms.RadioSelect,
        choices=list(own_data.FORMATS.items()),
        initial=own_data.JSON,
    )
