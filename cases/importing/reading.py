"""From cells to rows that can be taken in: each is checked by the intake form."""

import copy
import datetime
import json
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from cases.forms.base import own_number_field
from cases.forms.intakes import IntakeFields, MemberRowForm, SubjectFields
from cases.models import RecordState
from cases.services import IntakeFacts, MemberFacts
from documents.files.tables import FORMULA
from documents.forms import WarekiDateField
from documents.text import search_key

from .columns import (
    BY_HEADING,
    CLOSING_REASON,
    COLUMNS,
    ENDED_ON,
    MEMBERS,
    Choices,
    Column,
    headings,
)

LIST_MARKS = "、，,;；/／・"
# What the form of the counter does not ask.
OWN = ("staff", "state", CLOSING_REASON)
NOT_ENDED = "終了した日や終了の理由を書くときは、「終了」にしてください"


@dataclass
class Row:
    """A line of the list: its number as the spreadsheet counts, its cells, what is wrong."""

    number: int
    cells: dict[str, str]  # by heading
    errors: list[tuple[str, str]] = field(default_factory=list)  # heading, what is wrong
    warnings: list[str] = field(default_factory=list)

    @property
    def said(self) -> list[tuple[str, str]]:
        """What is filled in, for the page."""
        return [
            (heading, "（計算式）" if text == FORMULA else text)
            for heading, text in self.cells.items()
            if text
        ]

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return vars(self).copy()


@dataclass(frozen=True)
class Facts:
    """A row ready for the services."""

    intake: IntakeFacts
    subject: MemberFacts
    others: list[MemberFacts]
    staff: str
    state: str
    own_number: str
    ended_on: datetime.date | None = None
    closing_reason: str = ""


class _RowForm(SubjectFields, IntakeFields):
    """The intake form of one line; choices are put in once for the list, not asked for each line."""

    draft_name = ""
    own_number = own_number_field()
    ended_on = WarekiDateField(label="終了した日", required=False)


def row_form(choices: Choices) -> type[_RowForm]:
    """A form whose choices are those of today."""
    form: Any = type(
        "RowForm", (_RowForm,), {"code_lists": {}, "draft_name": "", "asks_for_areas": False}
    )
    form.base_fields = copy.deepcopy(form.base_fields)  # shared with the form of the counter
    for name in (*_RowForm.code_lists, "area"):
        column = "topics" if name == "main_topic" else name
        values = dict.fromkeys(choices.by_field[column].values())
        form.base_fields[name].choices = [("", "選ばない"), *((v, v) for v in values)]
    return form


class Reader:
    """Reads the lines of one list."""

    def __init__(self) -> None:
        self.choices = Choices.of_today()
        self.form = row_form(self.choices)

    def read(self, table: list[list[str]]) -> tuple[list[Row], list[str]]:
        """All lines with what is wrong with each, and what is wrong with the headings."""
        if not table:
            return [], ["名簿に何も書かれていません"]
        places, wrong = headings(table[0])
        if wrong:
            return [], wrong
        rows = []
        for number, cells in enumerate(table[1:], start=2):
            if any(cells):
                named = {
                    column.heading: cells[place] if place < len(cells) else ""
                    for place, column in places.items()
                }
                row = Row(number, named)
                self.facts(row)
                rows.append(row)
        _warn_of_twins(rows)
        return rows, [] if rows else ["見出しの下に、1件も書かれていません"]

    def facts(self, row: Row) -> Facts | None:
        """What the services take; None after telling the row what is wrong."""
        row.errors = []
        data, own = self._typed(row)
        form = self.form(MultiValueDict(data))
        members = [
            MemberRowForm(MultiValueDict(data), prefix=f"members-{n}") for n in range(MEMBERS)
        ]
        filled = [m for m in members if any(m.data.get(m.add_prefix(n)) for n in m.fields)]
        for bound in (form, *filled):
            if not bound.is_valid():
                self._tell(row, bound)
        if not row.errors:
            self._tell_of_end(row, form.cleaned_data, own)
        if row.errors:
            return None
        return Facts(
            form.facts(),
            form.subject(),
            [m.facts() for m in filled],
            own.get("staff", ""),
            own.get("state", ""),
            form.cleaned_data["own_number"],
            form.cleaned_data[ENDED_ON],
            own.get(CLOSING_REASON, ""),
        )

    def _typed(self, row: Row) -> tuple[dict[str, list[str]], dict[str, str]]:
        """What the form reads, and what is the list's own."""
        data: dict[str, list[str]] = {}
        for heading, text in row.cells.items():
            column = BY_HEADING[heading]
            if text == FORMULA:
                row.errors.append((heading, "計算式が入っています。値だけを貼り付けてください"))
            elif text:
                data[column.field] = self._values(row, column, text)
        own = {name: data.pop(name)[0] for name in OWN if data.get(name)}
        return data, own

    def _values(self, row: Row, column: Column, text: str) -> list[str]:
        if column.field not in self.choices.by_field:
            return [text]
        found = []
        for part in self._parts(column, text, LIST_MARKS if column.is_list else ""):
            value = self.choices.value(column, part)
            if value is None:
                offered = "、".join(self.choices.words[column.field])
                row.errors.append(
                    (column.heading, f"「{part[:30]}」は選べません。選べるのは：{offered}")
                )
            else:
                found.append(value)
        return found

    def _parts(self, column: Column, text: str, marks: str) -> list[str]:
        """What a cell lists; a choice may itself hold one of the marks."""
        if not text.strip():
            return []
        if not marks or self.choices.value(column, text) is not None:
            return [text.strip()]
        pieces = text.split(marks[0])
        return [part for piece in pieces for part in self._parts(column, piece, marks[1:])]

    @staticmethod
    def _tell_of_end(row: Row, typed: dict[str, Any], own: dict[str, str]) -> None:
        """What ended before the list came ended on a day, from which its years run and until which it is counted."""
        today, ended_on = timezone.localdate(), typed[ENDED_ON]
        if own.get("state") != RecordState.CLOSED:
            if ended_on or own.get(CLOSING_REASON):
                row.errors.append(("状態", NOT_ENDED))
        elif ended_on is None:
            row.errors.append(
                ("終了した日", "「状態」が「終了」のときは、終了した日を書いてください")
            )
        elif not (typed["received_on"] or today) <= ended_on <= today:
            row.errors.append(("終了した日", "受付日からきょうまでの日を書いてください"))

    @staticmethod
    def _tell(row: Row, bound: Any) -> None:
        by_field = {column.field: column.heading for column in COLUMNS}
        told = {heading for heading, _ in row.errors}
        for name, messages in bound.errors.items():
            heading = by_field.get(bound.add_prefix(name) if bound.prefix else name, "")
            if heading not in told:
                row.errors += [(heading, str(message)) for message in messages]


def _warn_of_twins(rows: list[Row]) -> None:
    """Lines that may be about the same person."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (search_key(row.cells.get("氏名", "")), row.cells.get("生年月日", ""))
        if not key[0]:
            continue
        if key in seen:
            row.warnings.append(f"{seen[key]}行目と、同じ人かもしれません")
        seen.setdefault(key, row.number)


def to_json(rows: list[Row]) -> list[dict[str, Any]]:
    """The rows as they are kept."""
    return [row.as_json() for row in rows]


def from_json(content: Any) -> list[Row]:
    """The rows back as they were kept."""
    read = json.loads(json.dumps(content))
    return [
        Row(r["number"], r["cells"], [(h, w) for h, w in r["errors"]], r["warnings"]) for r in read
    ]
