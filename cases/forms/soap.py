"""What a note says: free text, or the four fields of SOAP (domain.md 4.7)."""

from typing import Any

from django import forms

from cases.models import SOAP

SOAP_LABELS = {
    "soap_s": "S 本人・家族の訴え",
    "soap_o": "O 見たこと・確かめたこと",
    "soap_a": "A 見立て",
    "soap_p": "P これからすること",
}


def lines(label: str, rows: int = 3) -> forms.CharField:
    """A text of several lines that may stay empty."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=False)


def soap_fields() -> list[forms.CharField]:
    """One field for each letter."""
    return [lines(SOAP_LABELS[name], 2) for name in SOAP]


def require_words(form: Any) -> None:
    """A message beside the text when nothing was said in either way."""
    said = [form.cleaned_data.get(name, "") for name in ("text", *SOAP)]
    if not any(said) and not form.errors.keys() & {"text", *SOAP}:
        label = form.fields["text"].label
        form.add_error("text", f"{label}を書いてください")


def soap_of(data: dict[str, Any]) -> dict[str, str]:
    """Take the fields of SOAP out of the values of a form."""
    return {name: data.pop(name, "") for name in SOAP}
