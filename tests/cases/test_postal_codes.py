"""住所・郵便番号 are one line of the form (domain.md 4.1), kept in one spelling wherever an address is typed."""

from typing import Any

import pytest

from cases.forms.contacts import ContactForm
from cases.forms.protection import ProtectedContactForm

TYPED, KEPT = "１１２０００３　架空町1-2-3", "〒112-0003 架空町1-2-3"


@pytest.mark.parametrize("form", [ContactForm, ProtectedContactForm])
@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("address", TYPED, KEPT),
        ("address", "架空町1-2-3", "架空町1-2-3"),
        ("place", TYPED, TYPED),
        ("phone", "０３ー００００ー１１１１", "03-0000-1111"),
    ],
)
def test_an_address_is_kept_in_one_spelling(form: Any, kind: str, typed: str, kept: str) -> None:
    filled = form({"kind": kind, "value": typed})
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["value"] == kept
