"""What several forms of plans share."""

from django import forms

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


def lines(rows: int) -> forms.Textarea:
    """A field for more than one line."""
    return forms.Textarea(attrs={"rows": rows})
