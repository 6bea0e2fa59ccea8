"""What several forms of plans share."""

import datetime
from collections.abc import Sequence
from typing import Any, TypeVar

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from plans.monitoring import months_after, proposals

F = TypeVar("F", bound=forms.BaseForm)
PICK = ("", "選んでください")
DAY = "例：R8.11.25、令和8年11月25日、2026/11/25"


def reason_field(is_needed: bool = False) -> forms.CharField:
    """Why something is changed; kept with the change, and shown in the list of changes."""
    return forms.CharField(
        label="変える理由",
        required=is_needed,
        max_length=500,
        widget=lines(2),
        help_text="変更の記録に残り、プランの参加機関も読めます",
    )


# What a field says of its readers, where nobody has consented yet: no supervisor, no body in the plan,
# only the secretariat and who carries the outreach out, by name (R5, R7, R18).
BEFORE_CONSENT = {
    "reason": "変更の記録に残ります。読むのは、事務局と、働きかけをする人だけです",
    "obstacles": "あれば書きます。読むのは、事務局と、働きかけをする人だけです",
}


def tell_readers(form: F, *, is_before_consent: bool) -> F:
    """Let the form name its readers as they are; asked before a field of it is shown."""
    if is_before_consent:
        for name in BEFORE_CONSENT.keys() & form.fields.keys():
            form.fields[name].help_text = BEFORE_CONSENT[name]
    return form


def lines(rows: int) -> forms.Textarea:
    """A field for more than one line."""
    return forms.Textarea(attrs={"rows": rows})


class MonitoringForm(BaseForm):
    """The next day of monitoring: a proposal of the secretariat or the ward, or a day of one's own."""

    monitoring_after = forms.ChoiceField(
        label="次のモニタリング", required=False, widget=forms.RadioSelect
    )
    next_monitoring_on = WarekiDateField(
        label="次のモニタリングの日（目安のとおりでないとき）",
        required=False,
        allow_future=True,
        help_text="上で「下の日にする」を選んだときの日です",
    )

    def __init__(self, *args: Any, months: Sequence[int] = (), **kwargs: Any) -> None:
        """`months`: those that the secretariat has settled for itself; empty: the ward's list."""
        super().__init__(*args, **kwargs)
        self.months = months

    def propose(self, since: datetime.date) -> None:
        """Offer the months, counted from `since`."""
        self.since = since
        field: Any = self.fields["monitoring_after"]
        field.choices = [("", "下の日にする"), *proposals(since, self.months)]

    def monitoring_day(self) -> datetime.date | None:
        """The day that the chosen proposal gives, or the one that was written.

        Neither is there where the form does not ask.
        """
        chosen = self.cleaned_data.get("monitoring_after")
        if chosen:
            return months_after(self.since, int(chosen))
        written: datetime.date | None = self.cleaned_data.get("next_monitoring_on")
        return written
