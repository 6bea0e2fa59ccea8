"""From when to when a conference is to be, as it is asked for: here and by whoever convenes one on a plan."""

from typing import Any

from bunkyo_support.forms import BaseForm
from documents.forms import ClockField

ENDS = "始まる時刻を書いたときに書けます。例：15:30"


class HoursForm(BaseForm):
    """From when to when: the end is optional, and after the beginning."""

    starts_at = ClockField(label="始まる時刻", required=False)
    ends_at = ClockField(label="終わる時刻", required=False, help_text=ENDS)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if ends and "starts_at" not in self.errors:
            if not starts:
                self.add_error("ends_at", "終わる時刻を書くときは、始まる時刻も書いてください")
            elif ends <= starts:
                self.add_error("ends_at", "終わる時刻は、始まる時刻より後にしてください")
        return data
