"""A finished PDF read again: the case numbers in it, however they are broken or typed (F-22)."""

import pytest

from documents import selfcheck
from documents.pdf import render_pdf


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("文書番号　R8-48213　第2版", {"R8-48213"}),
        ("R8-48213\r\n1 / 3 頁", {"R8-48213"}),
        ("R8-\r\n48213", {"R8-48213"}),
        ("R8-48\r\n213\r\n5人", {"R8-48213"}),
        ("R8\ufffe\r\n48213", {"R8-48213"}),
        ("Ｒ８－４８２１３のケース", {"R8-48213"}),
        ("R12-00001とR8-00001", {"R12-00001", "R8-00001"}),
        ("R8-4821 R8-482130 AR8-48213 8R8-48213 R8.11.25", set()),
    ],
)
def test_f22_numbers_are_found_as_they_are_written(typed: str, found: set[str]) -> None:
    assert selfcheck.case_numbers_in(typed) == found


@pytest.mark.parametrize("width", ["200mm", "19mm", "14mm", "11mm"])
def test_f22_a_number_in_a_narrow_column_is_found(width: str) -> None:
    html = (
        '<link rel="stylesheet" href="asset:css/paper.css"><table class="columns">'
        f'<tr><td style="width: {width}">R8-48213</td><td>123</td><td></td></tr></table>'
    )
    text = selfcheck.text_of(render_pdf(html, title="題"))
    assert selfcheck.case_numbers_in(text) == {"R8-48213"}


def test_f22_what_is_no_pdf_is_not_read() -> None:
    with pytest.raises(selfcheck.Unreadable):
        selfcheck.text_of(b"no paper")
