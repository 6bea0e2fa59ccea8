"""What several forms of plans share."""

from django import forms

PICK = ("", "選んでください")
DAY = "例：R8.11.25、令和8年11月25日、2026/11/25"


def lines(rows: int) -> forms.Textarea:
    """A field for more than one line."""
    return forms.Textarea(attrs={"rows": rows})
