"""Steps of a plan: agreement, conference, decision, what comes next, a new consent."""

import datetime
import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from documents.wareki import format_date
from organizations.models import Appointment, Body
from plans.models import Plan
from plans.services.deciding import WHY_ORAL
from plans.states import PlanState

from .common import DAY, PICK, MonitoringForm, lines, reason_field

NOBODY, STAYS = "nobody", "stays"
WHEN_DECIDED = "支援を決定するときは必須です"
WHEN_REFUSED = "決定しないと文書で通知したとき"


def not_before(form: BaseForm, name: str, first: datetime.date | None, what: str) -> None:
    """The day cannot be before something else: said beside it, with that day."""
    day = form.cleaned_data.get(name)
    if day is not None and first is not None and day < first:
        form.add_error(
            name, f"{form.fields[name].label}は、{what}（{format_date(first)}）より前にはできません"
        )


class ConfirmForm(BaseForm):
    """A step that needs no words, only a second look."""

    words: tuple[str, ...] = ()


class LeaveForm(BaseForm):
    """A body leaves the plan."""

    reason = reason_field()

    def __init__(self, *args: Any, reason_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = reason_needed


class PersonForm(BaseForm):
    """Who is in charge at a body from now on."""

    reason = reason_field()
    field_order = ("successor", "reason")
    successor = forms.ChoiceField(label="替わりの担当者", widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        offices: Iterable[Appointment],
        may_be_nobody: bool,
        reason_needed: bool,
        stays: str = "",
        in_charge: Collection[uuid.UUID] = (),
        **kwargs: Any,
    ) -> None:
        """`in_charge`: staff whom the body has put in charge instead, offered first and chosen where it is one.
        `stays`: who may go on although it has."""
        super().__init__(*args, **kwargs)
        self.reason_needed = reason_needed
        self.fields["reason"].required = reason_needed and not stays
        if reason_needed and stays:
            told = self.fields["reason"].help_text
            self.fields["reason"].help_text = f"担当者を替えるときは必須です。{told}"
        ranked = sorted(offices, key=lambda office: office.staff_id not in in_charge)
        self.offices = {str(office.pk): office for office in ranked}
        nobody = [(NOBODY, "替わりを置かない（ほかの担当者が続ける）")] if may_be_nobody else []
        kept = [(STAYS, f"{stays}さんのまま替えない")] if stays else []
        self.fields["successor"].choices = [
            *(
                (key, _office_words(office, is_in_charge=office.staff_id in in_charge))
                for key, office in self.offices.items()
            ),
            *nobody,
            *kept,
        ]
        instead = [key for key, office in self.offices.items() if office.staff_id in in_charge]
        if len(instead) == 1:
            self.fields["successor"].initial = instead[0]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        changes = data.get("successor") not in (None, STAYS)
        if changes and self.reason_needed and not data.get("reason"):
            self.add_error("reason", "支援決定のあとに変えるときは、理由を書いてください")
        return data

    @property
    def may_stay(self) -> bool:
        return STAYS in dict(self.fields["successor"].choices)

    @property
    def goes_on(self) -> bool:
        """Whether she stays, and only the body's record has somebody else in charge."""
        return bool(self.cleaned_data["successor"] == STAYS)

    def chosen(self) -> Appointment | None:
        """Who comes; None where others go on without her."""
        return self.offices.get(self.cleaned_data["successor"])


def _office_words(office: Appointment, *, is_in_charge: bool) -> str:
    words = f"{office.staff.name}（{office.role_group.get_role_display()}）"
    return f"{words}　いまこのケースを担当" if is_in_charge else words


class RenewalForm(BaseForm):
    """Another consent for the plan to rest on."""

    reason = reason_field()
    field_order = ("consent", "reason")
    consent = forms.ChoiceField(label="新しくもとにする同意", widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, consents: Sequence[Any], reason_needed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = reason_needed
        self.fields["consent"].choices = [(str(consent.pk), words) for consent, words in consents]


class AgreementForm(BaseForm):
    """The person has agreed to the plan."""

    draft_name, draft_label = "plan-agreement", "プランへの本人同意"
    words = ("proxy", "proxy_reason", "note")
    name_fields = ("proxy", "note")

    applied_on = WarekiDateField(
        label="利用申込日", required=False, help_text="空欄のときは、同意した日と同じにします"
    )
    agreed_on = WarekiDateField(label="本人が同意した日", initial=timezone.localdate, help_text=DAY)
    how = forms.ChoiceField(
        label="同意の方法", choices=Plan.Agreed.choices, widget=forms.RadioSelect
    )
    proxy = forms.CharField(
        label="代筆した人（本人との関係）",
        required=False,
        max_length=100,
        help_text="代筆のときは、必ず書いてください。例：架空 太一（長男）",
    )
    proxy_reason = forms.CharField(
        label="代筆の理由",
        required=False,
        max_length=200,
        help_text="例：手が動かない、目が見えない",
    )
    note = forms.CharField(
        label="同意のようす（付記）",
        required=False,
        max_length=200,
        help_text=f"口頭のときは、{WHY_ORAL}を、必ず書いてください",
    )

    def __init__(
        self,
        *args: Any,
        agreed_from: datetime.date | None = None,
        applied_from: datetime.date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agreed_from, self.applied_from = agreed_from, applied_from

    def clean(self) -> dict[str, Any]:
        """Neither lies before what it is about; who signs for the person, and why."""
        data = super().clean() or {}
        not_before(self, "applied_on", self.applied_from, "本人の同意を受けた日")
        not_before(self, "agreed_on", self.agreed_from, "プランを作った日")
        if data.get("how") == Plan.Agreed.PROXY:
            for name in ("proxy", "proxy_reason"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, f"{self.fields[name].label}を書いてください")
        if data.get("how") == Plan.Agreed.ORAL and not data.get("note"):
            self.add_error("note", f"口頭のときは、{WHY_ORAL}を書いてください")
        return data


class DecisionForm(BaseForm):
    """支援決定 of the ward, or why not."""

    draft_name, draft_label = "plan-decision", "支援決定"
    words = ("number", "title", "reason", "refusal_number")
    kept_on_plan = ("number", "title", "refusal_number")  # supervisors read these (R9)

    decided = forms.ChoiceField(
        label="区の決定",
        choices=[("yes", "支援を決定する"), ("no", "決定しない（要修正に戻す）")],
        widget=forms.RadioSelect,
    )
    decided_on = WarekiDateField(
        label="決定の日",
        required=False,
        initial=timezone.localdate,
        help_text=f"{WHEN_DECIDED}。{DAY}",
    )
    number = forms.CharField(
        label="決定番号", required=False, max_length=50, help_text=WHEN_DECIDED
    )
    title = forms.CharField(
        label="決裁者（職名）",
        required=False,
        max_length=100,
        help_text=f"{WHEN_DECIDED}。例：福祉政策課長",
    )
    reason = forms.CharField(
        label="決定しない理由",
        required=False,
        max_length=500,
        help_text="決定しないときは必須です",
    )
    refused_on = WarekiDateField(
        label="決定しないと通知した日",
        required=False,
        help_text=f"{WHEN_REFUSED}。{DAY}",
    )
    refusal_number = forms.CharField(
        label="通知の文書番号", required=False, max_length=50, help_text=WHEN_REFUSED
    )

    def __init__(
        self, *args: Any, decided_from: datetime.date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.decided_from = decided_from

    def clean(self) -> dict[str, Any]:
        """A decision has a day, a number and an office, and follows the conference; a refusal has a
        reason."""
        data = super().clean() or {}
        if data.get("decided") == "yes":
            not_before(self, "decided_on", self.decided_from, "会議の日")
        else:
            not_before(self, "refused_on", self.decided_from, "会議の日")
            if data.get("refusal_number") and not data.get("refused_on"):
                self.add_error("refused_on", "文書番号を書くときは、通知した日も書いてください")
        wanted = {"yes": ("decided_on", "number", "title"), "no": ("reason",)}
        for name in wanted.get(data.get("decided", ""), ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"{self.fields[name].label}を書いてください")
        return data


class StartForm(MonitoringForm):
    """Support begins: when it is looked at for the first time is settled with it."""

    words: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.propose(timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """The day lies ahead."""
        data: dict[str, Any] = super().clean() or {}
        day = None if self.errors else self.monitoring_day()
        if not self.errors and (day is None or day <= timezone.localdate()):
            self.add_error("next_monitoring_on", "今日より後の日を選ぶか、書いてください")
        return data


HOW_TO_END = "終結は、評価シートに「終結」と書き、会議で確かめてから選べます"
MUST_SAY_WHY = {
    PlanState.RETURNED: "付議の取下げ",
    PlanState.SUSPENDED: "中断",
    PlanState.CANCELLED: "プランの取下げ",
}


class MoveForm(MonitoringForm):
    """What comes next for a decided plan, or for one that is given up."""

    draft_name, draft_label = "plan-move", "プランの進め方"
    words = ("note", "follow_up")

    to = forms.ChoiceField(label="どうするか", widget=forms.RadioSelect)
    look_again_on = WarekiDateField(
        label="中断を見直す日",
        required=False,
        allow_future=True,
        help_text="中断するときに決めます",
    )
    end_reason = forms.ChoiceField(
        label="終結の理由", required=False, help_text="終結するときは必須です"
    )
    lead_body = forms.ChoiceField(
        label="終結のあとの主担当機関",
        required=False,
        help_text="終結するときは必須です。多機関協働が終わっても、本人に関わり続ける機関です",
    )
    note = forms.CharField(
        label="理由・残された課題",
        required=False,
        max_length=500,
        widget=lines(3),
    )
    follow_up = forms.CharField(
        label="終結のあとのフォロー",
        required=False,
        max_length=300,
        help_text="時期と、再開の目安",
    )
    field_order = (
        *("to", "monitoring_after", "next_monitoring_on", "look_again_on", "end_reason"),
        *("lead_body", "follow_up", "note"),
    )

    def __init__(
        self,
        *args: Any,
        moves: Sequence[tuple[str, str]],
        bodies: Iterable[Body],
        reasons: Sequence[tuple[str, str]],
        why_fewer: str = "",
        **kwargs: Any,
    ) -> None:
        """`why_fewer`: what is said of a choice that was there when the page was opened, and is no more."""
        super().__init__(*args, **kwargs)
        if why_fewer:
            self.fields["to"].error_messages["invalid_choice"] = why_fewer
        self.bodies = {str(body.pk): body for body in bodies}
        offered: dict[str, list[tuple[str, str]]] = {
            "to": list(moves),
            "end_reason": [PICK, *reasons],
            "lead_body": [PICK, *((key, body.name) for key, body in self.bodies.items())],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices
        said = [words for to, words in MUST_SAY_WHY.items() if to in dict(moves)]
        self.fields["note"].help_text = (
            f"{'と'.join(said)}のときは、必ず書いてください" if said else ""
        )
        if PlanState.COMPLETED not in dict(moves):
            del self.fields["end_reason"], self.fields["lead_body"], self.fields["follow_up"]
        if PlanState.SUSPENDED not in dict(moves):
            del self.fields["look_again_on"]
        elif PlanState.COMPLETED not in dict(moves):  # an end waits for the conference (R8)
            self.fields["to"].help_text = HOW_TO_END
        if PlanState.ACTIVE in dict(moves):
            self.propose(timezone.localdate())
            self.fields["monitoring_after"].help_text = "このまま続けるときに決めます"
        else:
            del self.fields["monitoring_after"], self.fields["next_monitoring_on"]
