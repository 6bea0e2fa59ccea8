"""The empty list that a supervisor fills in: headings, and a sheet that says what goes where."""

from documents import tables

from .importing.columns import COLUMNS, Choices, explanation

XLSX, CSV = "xlsx", "csv"


def template(form: str) -> tuple[bytes, str]:
    """Content and content type. It holds words of code lists and nothing about anybody."""
    head = [column.heading for column in COLUMNS]
    if form == CSV:
        return tables.as_csv(head, []), tables.CSV
    return tables.as_xlsx("名簿", head, [], explanation(Choices.of_today())), tables.XLSX
