"""Ending, pausing and taking up again the work of a body on a case."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.closing import may_go_on_after
from cases.models import Intake
from cases.services import Afterwards, NewMatter
from documents.forms import WarekiDateField
from organizations.models import Body

from .base import CaseForm, required_text

NEW, UNDO = "new", "undo"


def _later(day: datetime.date | None) -> datetime.date | None:
    if day and day <= timezone.localdate():
        raise forms.ValidationError("あしたからあとの日を書いてください")
    return day


class CloseForm(CaseForm):
    """Why the body ends its work, and what is settled for afterwards."""

    draft_name, draft_label = "close", "支援の終了"
    puts_right = False  # its version is of the record, and the reason it proposes is of a plan
    code_lists: ClassVar[dict[str, str]] = {"why": codes.CLOSING}

    why = forms.ChoiceField(label="終了の理由", widget=forms.RadioSelect)
    note = forms.CharField(label="くわしく", required=False, max_length=200)
    followed_by = forms.ModelChoiceField(
        label="このあと主に関わる機関",
        queryset=Body.objects.none(),
        required=False,
        help_text="主担当機関へ移行したときは、選んでください",
    )
    follow_up_on = WarekiDateField(
        label="様子を確かめる日",
        required=False,
        allow_future=True,
        help_text="書くと、その日が近づいたときに「今日の仕事」に出ます",
    )
    reopen_when = forms.CharField(
        label="再開の目安",
        required=False,
        max_length=200,
        help_text="例：家賃の滞納がまた始まったとき、長女から連絡があったとき",
    )
    drops = forms.BooleanField(label="残っている期限のあることを、とりやめる", required=False)

    def __init__(self, *args: Any, actions: int, own: Body, **kwargs: Any) -> None:
        """`own`: the body that ends its work; it does not follow itself."""
        super().__init__(*args, **kwargs)
        followed_by: Any = self.fields["followed_by"]
        followed_by.queryset = may_go_on_after(own).order_by("order", "name")
        if not actions:
            del self.fields["drops"]
        else:
            self.fields["drops"].label = f"残っている期限のあること（{actions}件）を、とりやめる"

    def clean_follow_up_on(self) -> datetime.date | None:
        return _later(self.cleaned_data["follow_up_on"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("why") == codes.HANDED_OVER and not data.get("followed_by"):
            self.add_error("followed_by", "このあと主に関わる機関を選んでください")
        if "drops" in self.fields and not data.get("drops"):
            self.add_error("drops", "先に済ませるか、とりやめるときはチェックを付けてください")
        return data

    def facts(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = self.cleaned_data
        return {
            "reason": data["why"],
            "note": data["note"],
            "drops_actions": data.get("drops", False),
            "afterwards": Afterwards(
                data["followed_by"], data["follow_up_on"], data["reopen_when"]
            ),
        }


class SuspendForm(CaseForm):
    """Why the work pauses, and when somebody looks again."""

    draft_name, draft_label = "suspend", "支援の中断"
    code_lists: ClassVar[dict[str, str]] = {"reason": codes.SUSPENSION}

    reason = forms.ChoiceField(label="中断の理由", widget=forms.RadioSelect)
    note = forms.CharField(label="くわしく", required=False, max_length=200)
    review_on = WarekiDateField(
        label="見直す日",
        allow_future=True,
        help_text="その日が近づくと「今日の仕事」に出ます",
    )

    def clean_review_on(self) -> datetime.date | None:
        return _later(self.cleaned_data["review_on"])


class ResumeForm(BaseForm):
    """Go on after a pause, or look again later."""

    draft_name, draft_label = "resume", "中断の見直し"

    what = forms.ChoiceField(
        label="どうしますか",
        choices=[("resume", "支援を再開する"), ("later", "中断を続ける")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="再開する理由", required=False, max_length=200)
    review_on = WarekiDateField(label="次に見直す日", required=False, allow_future=True)

    def clean_review_on(self) -> datetime.date | None:
        return _later(self.cleaned_data["review_on"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("what") == "resume" and not data.get("reason"):
            self.add_error("reason", "再開する理由を書いてください")
        is_missing = not data.get("review_on") and "review_on" not in self.errors
        if data.get("what") == "later" and is_missing:
            self.add_error("review_on", "次に見直す日を書いてください")
        return data


class LookAfterForm(CaseForm):
    """How they are after the end, and whether one looks again."""

    draft_name, draft_label = "look-after", "支援を終えたあとの様子"
    code_lists: ClassVar[dict[str, str]] = {"method": codes.NOTE_METHOD}

    on = WarekiDateField(label="確かめた日", initial=timezone.localdate)
    method = forms.ChoiceField(label="方法")
    counterpart = forms.CharField(
        label="相手", required=False, max_length=100, help_text="例：本人、長女、訪問看護"
    )
    text = required_text("様子")
    next_on = WarekiDateField(
        label="次に様子を確かめる日",
        required=False,
        allow_future=True,
        help_text="空けておくと、様子の確認はこれで終わります",
    )

    def clean_next_on(self) -> datetime.date | None:
        return _later(self.cleaned_data["next_on"])


class ReopenForm(CaseForm):
    """A new reception in the same record, or an end that was a mistake."""

    draft_name, draft_label = "reopen", "支援の再開"
    puts_right = (
        False  # its version is of the record, and what it is filled in with is of the matter before
    )
    name_fields: ClassVar[tuple[str, ...]] = ("visitor_name",)
    code_lists: ClassVar[dict[str, str]] = {
        "method": codes.METHOD,
        "topics": codes.TOPIC,
        "urgency": codes.URGENCY,
        "route": codes.ROUTE,
    }

    kind = forms.ChoiceField(
        label="どちらですか",
        choices=[
            (NEW, "新しい相談として受け付ける（受付の件数に数えます）"),
            (UNDO, "間違えて終えたので、取り消す（件数に数えません）"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="再開する理由・相談の内容",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    method = forms.ChoiceField(label="相談方法", required=False)
    visitor = forms.ChoiceField(
        label="来た人", choices=[("", "選ばない"), *codes.VISITORS], required=False
    )
    topics = forms.MultipleChoiceField(
        label="困りごと", widget=forms.CheckboxSelectMultiple, required=False
    )
    urgency = forms.ChoiceField(label="緊急度", required=False)
    visitor_name = forms.CharField(
        label="来た人の氏名・関係", required=False, max_length=100, help_text="本人でないとき"
    )
    route = forms.ChoiceField(label="相談経路", required=False)

    # What a new reception cannot be without (domain.md 4.1).
    NEEDED: ClassVar[tuple[str, ...]] = ("method", "visitor", "topics", "urgency")

    @staticmethod
    def initial_of(intake: Intake | None) -> dict[str, Any]:
        """Who came about what the last time; it is often the same again."""
        if intake is None:
            return {}
        return {"topics": intake.topics, "visitor": intake.visitor}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") == NEW:
            for name in self.NEEDED:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, f"{self.fields[name].label}を選んでください")
        return data

    def matter(self) -> NewMatter | None:
        """The new reception, or nothing when the end is taken back."""
        data = self.cleaned_data
        if data["kind"] == UNDO:
            return None
        return NewMatter(
            data["method"],
            data["visitor"],
            tuple(data["topics"]),
            data["urgency"],
            route=data["route"],
            visitor_name=data["visitor_name"],
        )
