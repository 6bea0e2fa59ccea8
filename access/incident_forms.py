"""What auditors fill in about a possible leak. Posted, as all that is asked of the log (S-51)."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import Staff

from .emergency import parts_of_number
from .forms import StaffChoiceField
from .incident_models import Sort, Step
from .models import CaseFile

NO_NAMES = "世帯の人の名前や様子は書かないでください"


class IncidentForm(BaseForm):
    """What may have leaked, since when, and whose reading is looked at."""

    read_by = "監査の人"
    sort = forms.ChoiceField(label="何が起きたか", choices=Sort.choices, widget=forms.RadioSelect)
    noticed_on = WarekiDateField(
        label="知った日", help_text="区が知った日。速報と確報の期限は、この日から数えます"
    )
    since = WarekiDateField(
        label="いつからの閲覧を調べるか", help_text="この日からの閲覧の記録を並べます。例：R8.11.1"
    )
    staff = StaffChoiceField(
        label="職員",
        queryset=Staff.objects.order_by("kana", "username"),
        required=False,
        empty_label="決めない（全員）",
        help_text="1人のしたことを調べるとき。ログインを奪われた疑いのある職員も",
    )
    case_number = forms.CharField(
        label="ケース番号",
        required=False,
        max_length=20,
        help_text="1つのケースを調べるとき。例：R8-48213",
    )
    is_meant = forms.BooleanField(
        label="不正の目的によるおそれがある",
        required=False,
        help_text="確報の期限が、30日以内から60日以内になります",
    )
    text = forms.CharField(
        label="概要",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"何が、どこで、どうなったか。{NO_NAMES}",
    )

    def clean_case_number(self) -> str:
        """As the log has it, in whatever letters it is typed; nothing else is looked for, for what finds no entry would
        go into the report as nobody's reading."""
        typed = self.cleaned_data["case_number"]
        if not typed.strip():
            return ""
        parts = parts_of_number(typed)
        if parts is None:
            raise forms.ValidationError("ケース番号は「R8-48213」のように入れてください")
        return CaseFile(fiscal_year=parts[0], serial=parts[1]).number

    def content(self) -> dict[str, Any]:
        data = self.values()
        staff = data.pop("staff")
        return data | {"user_id": staff.pk if staff else None}


# Ending logins notes itself.
TO_NOTE = [(step.value, step.label) for step in Step if step != Step.SESSIONS]


class IncidentNoteForm(BaseForm):
    """What was found or done; never changed."""

    read_by = "監査の人"
    step = forms.ChoiceField(
        label="種類", choices=TO_NOTE, widget=forms.RadioSelect, initial=Step.NOTE
    )
    text = forms.CharField(
        label="書くこと",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"だれに、何を確かめたか。報告したときは、日と相手。{NO_NAMES}",
    )
    none_due = forms.BooleanField(
        label="報告は要らないと決めた",
        required=False,
        help_text="「対応を終えた」を記録するとき。速報か確報を出していないなら選び、わけを上に書きます",
    )
