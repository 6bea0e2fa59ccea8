"""Notes, and what is decided about a body's own record."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from access.models import Restriction
from bunkyo_support.forms import BaseForm
from cases import codes
from cases.consent_entry import WhatIsShared
from cases.models import SOAP, Consent, Nature, Note, StaffInCharge
from cases.services import hour_of, moment_of, staff_version
from documents.forms import ClockField, MinutesField, WarekiDateField
from organizations.models import Appointment, NoteWords, Staff

from .base import CaseForm, own_number_field
from .soap import lines, require_words, soap_fields, soap_of


class NoteForm(CaseForm):
    """支援経過記録: under 30 seconds for a phone call."""

    draft_name, draft_label = "note", "経過の記録"
    field_order = (
        *("text", *SOAP, "method", "counterpart", "nature", "occurred_on", "clock", "minutes"),
        *("also_present", "project", "source", "next_what", "next_due_on"),
    )
    code_lists: ClassVar[dict[str, str]] = {
        "method": codes.NOTE_METHOD,
        "project": codes.PROJECT,
    }

    text = lines("内容", 4)
    soap_s, soap_o, soap_a, soap_p = soap_fields()
    method = forms.ChoiceField(label="方法")
    counterpart = forms.CharField(
        label="相手", required=False, max_length=100, help_text="例：本人、長女、訪問看護"
    )
    also_present = forms.CharField(
        label="同席者", required=False, max_length=200, help_text="例：長男、訪問看護の職員"
    )
    project = forms.ChoiceField(label="事業", required=False)
    nature = forms.ChoiceField(label="事実か見立てか", choices=Nature.choices, initial=Nature.FACT)
    source = forms.CharField(
        label="だれから聞いたか", required=False, max_length=100, help_text="伝聞のときに書きます"
    )
    minutes = MinutesField(label="かかった時間（分）", required=False)
    occurred_on = WarekiDateField(
        label="日付", required=False, help_text="空けておくと、今日の今の時刻になります"
    )
    clock = ClockField(label="時刻", required=False, help_text="始まりの時刻。例：14:00")
    next_what = forms.CharField(label="次にすること", required=False, max_length=200)
    next_due_on = WarekiDateField(label="その期限", required=False, allow_future=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counterparts: list[str] = []
        self.beginnings: list[NoteWords] = []

    def offer(self, counterparts: list[str], beginnings: list[NoteWords]) -> None:
        """Names with whom the latest notes were held, and what notes of the body often begin with."""
        self.counterparts, self.beginnings = counterparts, beginnings
        if counterparts:
            self.fields["counterpart"].widget.attrs["list"] = "counterparts"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        require_words(self)
        untouched = "next_due_on" not in self.errors
        if data.get("next_what") and not data.get("next_due_on") and untouched:
            self.add_error("next_due_on", "次にすることの期限を書いてください")
        if (due := data.get("next_due_on")) and due < timezone.localdate():
            self.add_error("next_due_on", "期限は、今日か、今日より後の日付にしてください")
        if data.get("next_due_on") and not data.get("next_what"):
            self.add_error("next_what", "期限までに何をするかを書いてください")
        _require_what_was(self, data)
        return data


def _require_what_was(form: BaseForm, data: dict[str, Any]) -> None:
    """A note is of what has happened, and hearsay says of whom."""
    if data.get("nature") == Nature.HEARSAY and not data.get("source"):
        form.add_error("source", "伝聞のときは、だれから聞いたかを書いてください")
    at = moment_of(data.get("occurred_on"), data.get("clock"))
    if at is not None and at > timezone.now():
        form.add_error("clock", "時刻は、今までにしてください。これからのことは「次にすること」に")


class CorrectionForm(CaseForm):
    """Correction of a note, with its day and method, by which it is counted; the original stays readable."""

    draft_name, draft_label = "correction", "記録の訂正"
    puts_right = True

    code_lists: ClassVar[dict[str, str]] = {
        "method": codes.NOTE_METHOD,
        "project": codes.PROJECT,
    }

    text = lines("正しい内容", 5)
    soap_s, soap_o, soap_a, soap_p = soap_fields()
    occurred_on = WarekiDateField(label="日付")
    clock = ClockField(label="時刻", required=False, help_text="分からないときは、空けておきます")
    method = forms.ChoiceField(label="方法")
    counterpart = forms.CharField(label="相手", required=False, max_length=100)
    also_present = forms.CharField(label="同席者", required=False, max_length=200)
    nature = forms.ChoiceField(label="事実か見立てか", choices=Nature.choices)
    source = forms.CharField(label="だれから聞いたか", required=False, max_length=100)
    minutes = MinutesField(label="かかった時間（分）", required=False)
    project = forms.ChoiceField(label="事業", required=False)
    reason = forms.CharField(label="訂正の理由", max_length=200)

    def __init__(self, *args: Any, is_soap: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_soap:
            for name in SOAP:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        require_words(self)
        _require_what_was(self, data)
        return data

    @staticmethod
    def initial_of(note: Note) -> dict[str, Any]:
        names = ("text", "method", "counterpart", "also_present", "nature", "source", "minutes")
        when = timezone.localdate(note.occurred_at)
        known = {name: getattr(note, name) for name in (*names, "project", *SOAP)}
        return known | {"occurred_on": when, "clock": hour_of(note.occurred_at)}

    def corrected(self, note: Note) -> dict[str, Any]:
        """What the service is told; the moment stays as it was, to the second, where nobody changed it."""
        data = self.values()
        day, clock = data.pop("occurred_on"), data.pop("clock")
        at = note.occurred_at
        if (day, clock) != (timezone.localdate(at), hour_of(at)):
            at = moment_of(day, clock) or timezone.now()
        return data | {"occurred_at": at, "soap": soap_of(data)}


class ShareForm(WhatIsShared):
    """Under which consent a note is shared, and as which kind of information."""

    field_order = ("consent", "category", "person")

    consent = forms.ChoiceField(label="どの同意で共有しますか", widget=forms.RadioSelect)

    def __init__(self, *args: Any, consents: list[Consent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consents = {str(c.pk): c for c in consents}
        consent: Any = self.fields["consent"]
        consent.choices = [(key, consent_words(c)) for key, c in self.consents.items()]
        self.offer(consents)


def consent_words(consent: Consent) -> str:
    """Purpose, and to whom it opens: bodies with the number of people."""
    bodies: dict[str, int] = {}
    for named in consent.bodies.all():
        bodies[named.body.name] = bodies.get(named.body.name, 0) + 1
    words = "、".join(f"{name} {count}人" for name, count in bodies.items())
    return f"{consent.purpose}（共有先：{words}）"


class OwnNumberForm(BaseForm):
    """Under which number the body has the case in its own system; empty for none."""

    draft_name, draft_label = "own-number", "自機関での番号"

    own_number = own_number_field()


class StaffForm(BaseForm):
    """Who of the body is in charge."""

    staff = forms.MultipleChoiceField(label="担当する人", widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        offices: list[Appointment],
        in_charge: list[StaffInCharge],
        **kwargs: Any,
    ) -> None:
        self.offices = {str(a.pk): a for a in offices}
        super().__init__(*args, initial=self.of(in_charge), **kwargs)
        staff: Any = self.fields["staff"]
        staff.choices = [
            (key, f"{a.staff.name}（{a.role_group.get_role_display()}）")
            for key, a in self.offices.items()
        ]

    def of(self, in_charge: list[StaffInCharge]) -> dict[str, Any]:
        """How the form stands for those in charge, with the version of their set."""
        named = {row.staff_id for row in in_charge}
        chosen = [key for key, office in self.offices.items() if office.staff_id in named]
        return {"staff": chosen, "version": staff_version(in_charge)}

    def chosen(self) -> list[Appointment]:
        return [self.offices[key] for key in self.cleaned_data["staff"]]


class StaffChoiceField(forms.ModelChoiceField):
    """Staff by name, reading and body, so that two of one name are told apart: to keep the wrong one out would leave
    the other in (R12)."""

    @cached_property
    def bodies(self) -> dict[Any, list[str]]:
        """Where each serves now."""
        found: dict[Any, list[str]] = {}
        for office in Appointment.objects.current().with_body():
            names = found.setdefault(office.staff_id, [])
            if office.body.name not in names:
                names.append(office.body.name)
        return found

    def label_from_instance(self, obj: Any) -> str:
        serves = "、".join(self.bodies.get(obj.pk, ["いまの所属なし"]))
        return f"{obj.name}（{obj.kana or obj.username}）　{serves}"


class RestrictForm(BaseForm):
    """Somebody of the staff who is related to the case (R12)."""

    read_by = "このケースを見られる人（指定する職員を除く）"
    draft_name, draft_label = "restrict", "閲覧の制限"

    staff = StaffChoiceField(label="関係のある職員", queryset=Staff.objects.none())
    relation = forms.ChoiceField(
        label="関係", choices=Restriction.Relation.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="くわしく",
        max_length=200,
        help_text="例：世帯主のおい。その職員には知らされません",
    )
    until_on = WarekiDateField(
        label="いつまで",
        required=False,
        allow_future=True,
        help_text="空けておくと、2人で解除するまで続きます",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff: Any = self.fields["staff"]
        staff.queryset = Staff.objects.employed().order_by("kana", "username")

    def clean_until_on(self) -> Any:
        day = self.cleaned_data["until_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("今日からあとの日を書いてください")
        return day
