"""An intake that was received: completed, corrected, screened."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.intake_paper import VERSIONS
from cases.models import Intake
from cases.screening import OUTCOMES
from cases.services import IntakeSheet
from documents.births import birth_words
from documents.forms import WarekiDateField

from .base import CaseForm, required_text
from .intakes import IntakeFields, SubjectFields


class IntakeChangeForm(SubjectFields, IntakeFields):
    """The whole sheet, completed or corrected. What is not open to the user is not in it."""

    draft_name, draft_label = "intake-change", "相談受付の直し"
    tells_where = True
    name_fields = ("name", "visitor_name")

    def __init__(self, *args: Any, sheet: IntakeSheet, with_person: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial_of(sheet), **kwargs)
        self.with_person = with_person
        self.sheet = sheet
        if not with_person:
            for name in SubjectFields.base_fields:
                del self.fields[name]
        if with_person and sheet.hides_area:
            del self.fields["area"]
        if sheet.withholds_phone:
            del self.fields["visitor_phone"]


def initial_of(sheet: IntakeSheet) -> dict[str, Any]:
    """What the sheet says now, by field of the form."""
    intake, person = sheet.intake, sheet.subject
    values = {name: getattr(intake, name) for name in IntakeFields.base_fields}
    values |= {"visitor_phone": sheet.visitor_phone, "version": sheet.version}
    if person is not None:
        values |= {name: getattr(person, name) for name in ("name", "kana", "name_kind", "sex")}
        values["birth_on"] = birth_words(person.birth_on, person.birth_estimate)
    if sheet.household is not None:
        values["considerations"] = sheet.household.considerations
        if not sheet.hides_area:
            values["area"] = sheet.household.area.code if sheet.household.area else ""
    for name, row in sheet.contacts.items():
        values[name] = row.value
    if "phone" in sheet.contacts:
        values["phone_note"] = sheet.contacts["phone"].note
    return values


class ScreeningForm(CaseForm):
    """見立て: what follows from the intake."""

    draft_name, draft_label = "screening", "受付の見立て"
    code_lists: ClassVar[dict[str, str]] = {"result": codes.SCREENING}

    result = forms.ChoiceField(label="これからどうするか", widget=forms.RadioSelect)
    note = required_text(
        "見立ての理由・伝えたこと",
        3,
        required=False,
        help_text="支援を終えるときは必ず書きます。ほかのときは、書かなくてもかまいません",
    )
    due_on = WarekiDateField(
        label="いつまでにするか",
        required=False,
        allow_future=True,
        help_text="空けておくと、つなぐ・頼むは次の開庁日、ほかは7開庁日あとになります",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        result: Any = self.fields["result"]
        result.choices = [(value, text) for value, text in result.choices if value in OUTCOMES]
        result.choice_help = {value: OUTCOMES[value].help for value, _ in result.choices}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        outcome = OUTCOMES.get(data.get("result", ""))
        if (due := data.get("due_on")) and due < timezone.localdate():
            self.add_error("due_on", "期限は、今日か、今日より後の日付にしてください")
        if outcome and outcome.asks and not data.get("note", "").strip():
            self.add_error("note", outcome.asks)
        return data

    @staticmethod
    def initial_of(intake: Intake) -> dict[str, Any]:
        return {
            "version": intake.version,
            "result": intake.screening_result,
            "note": intake.screening_note,
        }


class PaperForm(BaseForm):
    """Which version of the sheet is printed."""

    draft_name = draft_label = ""

    kind = forms.ChoiceField(
        label="どちらの票か", choices=[(key, name) for key, (name, _) in VERSIONS.items()]
    )
