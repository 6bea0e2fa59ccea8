"""Forms of the pages for masters: what people type, checked before the database refuses it."""

import itertools
import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from documents.wareki import format_datetime

from .models import (
    ROLES_WITHOUT_CASES,
    Appointment,
    Area,
    Body,
    Code,
    LegalBasis,
    LocalName,
    Role,
    RoleGroup,
    StandingText,
)
from .seen import ComparedFormSet

BACKWARDS = "終わりは、始まりより後にしてください。"
OVERLAP = "同じものの期間が重なっています。先に、前のものに終了日を入れてください。"
OF_ONESELF = "自分の所属は、自分では変えられません。ほかのシステム管理者に頼んでください。"
TWICE = (
    "この機関のこの役割は、重なる期間に、もう登録されています（{period}）。足さずに、前の行の終了を直すか、"
    "前の行が終わってから始めてください。"
)
MIXED = (
    "システム管理者・監査の役割と、ケースを扱う役割は、同じ期間に持てません。"
    "期間が重ならないようにしてください。"
)
# Lists of which the value is a number: days before the end of a consent, months until a plan is looked at again.
COUNTED = {"CL-42": 999, "CL-45": 60}  # each with the most that its pages count with
SIGN, NUMBER = re.compile(r"[0-9A-Za-z]{1,2}"), re.compile(r"[0-9]{1,3}")
NO_SIGN = "値は、半角の数字か英字で、2文字までにしてください（例：08）。画面に出る言葉は「表示」に書きます。"
NO_NUMBER = "この表の値は、数だけを半角で、3桁までにしてください（例：45）。画面に出る言葉は「表示」に書きます。"
OUT_OF_RANGE = "この表の値は、1から{most}までの数にしてください。"


class AreaForm(forms.ModelForm):
    """A 圏域 with its 町丁目. One that stands in two lists would lead to neither."""

    def clean_towns(self) -> str:
        towns = [line.strip() for line in self.cleaned_data["towns"].splitlines()]
        written = list(dict.fromkeys(filter(None, towns)))
        for other in Area.objects.exclude(pk=self.instance.pk):
            if both := [town for town in written if town in other.towns.splitlines()]:
                raise ValidationError(
                    f"「{both[0]}」は、{other.name}圏域に登録されています。先に、そちらから消してください。"
                )
        return "\n".join(written)


class BodyForm(forms.ModelForm):
    """A body that would end before it begins would never be one at which an office can be held."""

    class Meta:
        error_messages: ClassVar[dict[str, Any]] = {
            "name": {"unique": "この名前の機関は、もう登録されています。一覧で確かめてください。"}
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end <= start:
            self.add_error("valid_until", BACKWARDS)
        return data


class FixedOnceEntered(forms.ModelForm):
    """Locks the fields that records refer to; a change is a new row with a new period."""

    fixed: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in self.fixed:
                if name in self.fields:
                    self.fields[name].disabled = True


class DatedForm(FixedOnceEntered):
    """A row with a period: no two rows of the same thing are in force on one day."""

    same_thing = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end <= start:
            self.add_error("valid_until", BACKWARDS)
        if start and data.get(self.same_thing):
            rows = self._meta.model.objects.filter(**{self.same_thing: data[self.same_thing]})
            if rows.exclude(pk=self.instance.pk).overlapping(start, end).exists():
                self.add_error("valid_from", OVERLAP)
        return data


class CodeForm(DatedForm):
    fixed = ("value", "valid_from")

    class Meta:
        model = Code
        fields = ("value", "label", "order", "is_national_report_item", "valid_from", "valid_until")

    def clean_value(self) -> str:
        """What records hold has room for two signs, and of some lists the value is counted with: nobody who chooses it
        later could save, or no page that counts would open. The words stand beside it."""
        value: str = self.cleaned_data["value"]
        code_list = self.instance.code_list_id
        standing = Code.objects.filter(code_list=code_list, value=value)  # worded anew as it stands
        if self.instance._state.adding and not standing.exists():
            is_number = code_list in COUNTED
            if not (NUMBER if is_number else SIGN).fullmatch(value):
                raise ValidationError(NO_NUMBER if is_number else NO_SIGN)
            if is_number and not 0 < int(value) <= COUNTED[code_list]:
                raise ValidationError(OUT_OF_RANGE.format(most=COUNTED[code_list]))
        return value


class CodeFormSet(ComparedFormSet):
    """All choices of a list: the end of one and the start of the next go together."""

    def clean(self) -> None:
        super().clean()
        entered = [f.instance for f in self.forms if f.instance.value and not f.errors]
        entered += self.unshown
        for one, other in itertools.combinations(entered, 2):
            if one.value == other.value and _overlap(one, other):
                raise ValidationError(OVERLAP)


class LegalBasisForm(DatedForm):
    fixed = ("code", "valid_from")
    same_thing = "code"

    class Meta:
        model = LegalBasis
        fields = (
            "code",
            "label",
            "article",
            "explanation",
            "needs_consent",
            "for_hand_off",
            "order",
            "valid_from",
            "valid_until",
        )


class StandingTextForm(DatedForm):
    """A text that somebody has acknowledged is never reworded: a new one takes its place."""

    fixed = ("kind", "text", "valid_from")
    same_thing = "kind"

    class Meta:
        model = StandingText
        fields = ("kind", "text", "valid_from", "valid_until")


class LocalNameForm(FixedOnceEntered):
    fixed = ("key",)

    class Meta:
        model = LocalName
        fields = ("key", "label")


class AppointmentForm(forms.ModelForm):
    """An office: body, role and beginning are fixed once entered, an end that has come too."""

    body = forms.ModelChoiceField(
        label="機関", queryset=Body.objects.none(), empty_label="選んでください"
    )
    role = forms.ChoiceField(label="役割", choices=[("", "選んでください"), *Role.choices])

    class Meta:
        model = Appointment
        fields = ("valid_from", "valid_until", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies: Any = self.fields["body"]
        if self.instance._state.adding:
            bodies.queryset = Body.objects.in_force()
            return
        office = self.instance
        bodies.queryset = Body.objects.filter(pk=office.body.pk)
        self.initial.update(body=office.body.pk, role=office.role)
        fixed = ["body", "role", "valid_from"]
        if office.valid_until and office.valid_until <= timezone.now():
            fixed += ["valid_until", "note"]
        for name in fixed:
            self.fields[name].disabled = True
            self.fields[name].widget.supports_microseconds = True  # written back as it stands

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", BACKWARDS)
        if self.instance._state.adding and data.get("body") and data.get("role"):
            self.instance.role_group = RoleGroup.objects.get(body=data["body"], role=data["role"])
        return data


class AppointmentFormSet(ComparedFormSet):
    """R10 and R16 in words; the trigger check_appointment refuses the same in the database."""

    acting_user: Any = None

    def clean(self) -> None:
        super().clean()
        entered = [f for f in self.forms if f.instance.role_group_id and not f.errors]
        if self.instance == self.acting_user and any(f.has_changed() for f in entered):
            raise ValidationError(OF_ONESELF)
        offices = [*(f.instance for f in entered), *self.unshown]
        for form in entered:
            self._refuse_twice(form, offices)
        apart = [o for o in offices if o.role in ROLES_WITHOUT_CASES]
        others = [o for o in offices if o.role not in ROLES_WITHOUT_CASES]
        if any(_overlap(one, other) for one in apart for other in others):
            raise ValidationError(MIXED)

    def _refuse_twice(self, form: Any, offices: list[Appointment]) -> None:
        """An office that is held already: ending one of two would leave the access of the other (R16).
        Two that stand from before may still be ended."""
        office = form.instance
        held = [
            other
            for other in offices
            if other is not office
            and other.role_group_id == office.role_group_id
            and _overlap(office, other)
        ]
        if held and _reaches_further(form):
            form.add_error("valid_from", TWICE.format(period=_period(held[0])))


def _reaches_further(form: Any) -> bool:
    """Whether the office is new, or goes on for longer than it did."""
    before, now = form.initial.get("valid_until"), form.instance.valid_until
    if form.instance._state.adding:
        return True
    return before is not None and (now is None or now > before)


def _period(office: Appointment) -> str:
    until = (
        f"{format_datetime(office.valid_until)}まで" if office.valid_until else "、終わりの定めなし"
    )
    return f"{format_datetime(office.valid_from)}から{until}"


def _overlap(one: Appointment | Code, other: Appointment | Code) -> bool:
    """Whether two half-open periods of the same kind share a moment. One that ended as it began has none."""
    if one.valid_until == one.valid_from or other.valid_until == other.valid_from:
        return False
    return (one.valid_until is None or one.valid_until > other.valid_from) and (
        other.valid_until is None or other.valid_until > one.valid_from
    )
