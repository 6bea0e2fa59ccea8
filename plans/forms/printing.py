"""Which paper of a plan, for whom, and the code of a paper that somebody holds in her hand."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bunkyo_support.forms import BaseForm
from documents.paper_codes import CodeError, read_code
from organizations.models import Body
from plans.models import Plan, PlanPrint

NO_MARKS = ("", "印を付けない")


class CopyForm(BaseForm):
    """For whom the copy is; of the bodies, for which of them: each gets a copy of its own (R21)."""

    words: tuple[str, ...] = ()

    made_for = forms.ChoiceField(
        label="だれに渡すか", choices=PlanPrint.For.choices, widget=forms.RadioSelect
    )
    receivers = forms.MultipleChoiceField(
        label="渡す参加機関",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="「参加機関」を選んだときだけ使います。機関ごとに、番号と渡し先の入った写しを1部ずつ、"
        "1つのPDFに作ります",
    )

    def __init__(
        self, *args: Any, may_leave: bool, receivers: Iterable[Body] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in receivers} if may_leave else {}
        if not may_leave:
            self.fields["made_for"].choices = [(PlanPrint.For.SELF.value, PlanPrint.For.SELF.label)]
        if self.bodies:
            self.fields["receivers"].choices = [
                (key, str(body)) for key, body in self.bodies.items()
            ]
            self.initial.setdefault("receivers", list(self.bodies))
        else:
            del self.fields["receivers"]

    def clean(self) -> dict[str, Any]:
        """A copy for the bodies is for at least one of them."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("made_for") != PlanPrint.For.BODIES or "receivers" in self.errors:
            return values
        if not self.bodies:
            self.add_error("made_for", "渡す参加機関がまだありません。先に参加機関を加えてください")
        elif not values.get("receivers"):
            self.add_error("receivers", "渡す参加機関を選んでください")
        return values

    def chosen(self) -> dict[str, Any]:
        """For whom, as the service takes it."""
        values = self.cleaned_data
        for_bodies = values["made_for"] == PlanPrint.For.BODIES
        bodies = [self.bodies[key] for key in values.get("receivers", ())] if for_bodies else []
        return {"made_for": values["made_for"], "receivers": bodies}


class PacketForm(CopyForm):
    """For whom the papers of a conference are put together: oneself, or the bodies that come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, may_leave=True, **kwargs)
        offered = [PlanPrint.For.SELF, *([PlanPrint.For.BODIES] if self.bodies else [])]
        self.fields["made_for"].choices = [(choice.value, choice.label) for choice in offered]


class PrintForm(CopyForm):
    """Which paper it is, for whom the copy is, and what is marked on it."""

    paper = forms.ChoiceField(
        label="どの書類か",
        # A sheet and minutes are printed from pages of their own.
        choices=[
            (value, label)
            for value, label in PlanPrint.Paper.choices
            if value not in (PlanPrint.Paper.EVALUATION, PlanPrint.Paper.MINUTES)
        ],
        widget=forms.RadioSelect,
        initial=PlanPrint.Paper.PLAN,
    )
    since_edition = forms.TypedChoiceField(
        label="変わったところの印",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="支援プラン兼利用申込書に付きます。選んだ版から変わったところに「変更」と出ます",
    )
    with_kana = forms.BooleanField(
        label="ふりがなを付ける（やさしい日本語の支援プラン）",
        required=False,
        help_text="よく使う言葉と、ふりがなの登録がある名前に付きます。"
        "ほかの漢字には、手書きで補ってください",
    )

    field_order = ("paper", "made_for", "receivers", "since_edition", "with_kana")

    def __init__(self, *args: Any, since: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = list(since)
        if earlier:
            self.fields["since_edition"].choices = [NO_MARKS, *earlier]
        else:
            del self.fields["since_edition"]

    def clean(self) -> dict[str, Any]:
        """The easy paper is for the person."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        is_easy = values.get("paper") == PlanPrint.Paper.EASY
        if is_easy and values.get("made_for") == PlanPrint.For.BODIES:
            self.add_error(
                "made_for", "やさしい日本語の支援プランは、本人か自分の控えを選んでください"
            )
        return values


class BatchForm(BaseForm):
    """Which plans are printed together."""

    paper = forms.ChoiceField(
        label="どの書類か",
        choices=[
            (value, label)
            for value, label in PlanPrint.Paper.choices
            if value in (PlanPrint.Paper.PLAN, PlanPrint.Paper.PROGRESS)
        ],
        widget=forms.RadioSelect,
        initial=PlanPrint.Paper.PLAN,
    )
    plans = forms.MultipleChoiceField(
        label="プラン",
        widget=forms.CheckboxSelectMultiple,
        help_text="選んだ順ではなく、モニタリングの日が近い順に1つのPDFになります",
    )

    def __init__(self, *args: Any, plans: Iterable[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(plan.pk): plan for plan in plans}
        self.fields["plans"].choices = [
            (
                key,
                f"{plan.compartment.case.number}　{plan.get_kind_display()}　第{plan.edition}版"
                f"　{plan.subject}",
            )
            for key, plan in self.offered.items()
        ]

    def chosen(self) -> list[Plan]:
        """The plans in the order of the list."""
        wanted = set(self.cleaned_data["plans"])
        return [plan for key, plan in self.offered.items() if key in wanted]


class CodeForm(BaseForm):
    """The code of a paper."""

    code = forms.CharField(
        label="照合コード",
        max_length=40,
        help_text="紙の下にある12文字。例：7K3M-9QXD-2FHA。小文字でも、ハイフンなしでもかまいません",
    )

    def clean_code(self) -> str:
        """The code that was meant, or what to look at."""
        try:
            return read_code(self.cleaned_data["code"])
        except CodeError as error:
            raise ValidationError(str(error)) from error
