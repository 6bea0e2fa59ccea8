"""Code lists of this app, which the ward edits among its masters. A value keeps its meaning for ever."""

from collections.abc import Iterable
from typing import Any

from cases import codes

PLACE, ACTIVITY, SUPPORT, GATHERING = "CL-94", "CL-95", "CL-96", "CL-98"
# CL-95: what a new record starts from.
OPEN = "01"
# CL-98: 関係者連絡会, what a meeting is when nobody says otherwise.
LIAISON = "01"
# CL-96: what F4 counts; and what an entry of 個別支援 is.
STARTING, RUNNING, PERSON = "01", "02", "05"


def offered(code_list: str) -> list[tuple[str, str]]:
    """Choices of a list in force today."""
    return codes.choices(code_list)


def offered_in(form: Any, code_list: str) -> list[tuple[str, str]]:
    """The same for the kind in a form, with that of the row which it puts right."""
    return codes.offered(form, "kind", code_list)


def tell_kinds(code_list: str, rows: Iterable[Any]) -> None:
    """The words for the kind of each row, in one question, as `kind_words`."""
    words = dict(codes.every_label(code_list))
    for row in rows:
        row.kind_words = words.get(row.kind, row.kind)
