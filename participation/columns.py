"""The register as a table: headings, how a value is written, and how a line is read again.

A file that was written here can be brought back: the first column says which entry a line is about, the second
as of which version it was written. What colleagues have changed since is not undone by it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from documents.tables import clean, is_risky
from documents.text import search_key
from organizations.models import Area, Body

from .choices import ACCESS, ACTIVITY, KIND, MENUS, SUPPORT, Words
from .forms.register import FIELDS, Offers, ResourceForm, values_of
from .models import DAY_PARTS, DAYS, LANGUAGES, Resource

ID, VERSION = "整理番号", "版"
LABELS: dict[str, str] = {name: str(ResourceForm.base_fields[name].label) for name in FIELDS}
HEAD = (ID, VERSION, *LABELS.values())
ALSO = ("最終確認日", "確認した人", "台帳に載せている機関")
SEVERAL = {
    "accessibility": ACCESS,
    "days": "days",
    "parts": "parts",
    "languages": "languages",
    "menus": "menus",
    "activities": ACTIVITY,
    "supports": SUPPORT,
}
CODED = {"kind": KIND, "accessibility": ACCESS, "activities": ACTIVITY, "supports": SUPPORT}
YES, NO = "はい", "いいえ"
FORMULA = "\x1aformula"  # as documents.files tells it
_APART = re.compile(r"[、,，／/;；\n]+")


def line_of(resource: Resource, words: Words) -> list[str]:
    """One entry as cells, in the order of HEAD."""
    cells = (_cell(name, getattr(resource, name), words) for name in FIELDS)
    return [str(resource.pk), str(resource.version), *cells]


def _cell(name: str, value: Any, words: Words) -> str:
    if name in SEVERAL:
        return words.of(SEVERAL[name], value)
    if name == "kind":
        return words.one(KIND, value)
    if name == "takes":
        return YES if value else NO
    if name in ("operator_kind", "booking", "pay", "publicity", "state"):
        field: Any = Resource._meta.get_field(name)
        labels = dict(field.flatchoices)
        return str(labels.get(value, value)) if value else ""
    return "" if value is None else str(value)


@dataclass
class Line:
    """One line of a list that somebody brings: what it says, and what is wrong with it."""

    number: int
    name: str = ""
    resource: Resource | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # column, before, after
    errors: list[tuple[str, str]] = field(default_factory=list)

    @property
    def what(self) -> str:
        if self.errors:
            return "直すところがあります"
        if self.resource is None:
            return "新しく載せます"
        return "いまの内容を書き替えます" if self.changes else "変わるところはありません"


class Reader:
    """Reads a table. The words of the lists are asked once; each line passes the form of the page."""

    def __init__(self, by: Any) -> None:
        self.offers, self.words = Offers(), Words()
        self.known = {str(r.pk): r for r in Resource.objects.changeable_by(by)}
        self.names = {(search_key(r.name), r.area_id) for r in self.known.values()}
        lists: dict[str, Sequence[tuple[Any, Any]]] = {
            "kind": self.offers.kinds,
            "accessibility": self.offers.access,
            "activities": self.offers.activities,
            "supports": self.offers.supports,
            "days": DAYS,
            "parts": DAY_PARTS,
            "languages": LANGUAGES,
            "menus": MENUS,
            "operator_kind": Resource.Operator.choices,
            "booking": Resource.Booking.choices,
            "pay": Resource.Pay.choices,
            "publicity": ResourceForm.base_fields["publicity"].choices,  # type: ignore[attr-defined]
            "state": ResourceForm.base_fields["state"].choices,  # type: ignore[attr-defined]
            "area": [(a.pk, a.name) for a in Area.objects.all()],
            "body": [(b.pk, b.name) for b in Body.objects.all()],
        }
        self.values = {
            name: {search_key(str(label)): str(value) for value, label in pairs}
            for name, pairs in lists.items()
        }

    def wrong_head(self, cells: Sequence[Sequence[str]]) -> list[str]:
        """What is wrong with the headings."""
        if not cells or not cells[0]:
            return ["表が空です。ひな形に書いて、もう一度選んでください"]
        head = [str(cell).strip() for cell in cells[0]]
        unknown = [cell for cell in head if cell and cell not in (*HEAD, *ALSO)]
        missing = [LABELS[n] for n in ("name", "kind", "content") if LABELS[n] not in head]
        found = [f"「{cell[:20]}」という見出しは、ひな形にありません" for cell in unknown[:3]]
        twice = {cell for cell in head if cell and head.count(cell) > 1}
        return [
            *found,
            *(f"見出しに「{name}」がありません" for name in missing),
            *(f"見出し「{name}」が2つあります" for name in sorted(twice)),
        ]

    def lines(self, cells: Sequence[Sequence[str]]) -> list[Line]:
        """The lines with what they say, empty ones left out."""
        head = [str(cell).strip() for cell in cells[0]]
        found, seen, numbers = [], set(), set()
        for number, row in enumerate(cells[1:], start=2):
            told = dict(zip(head, (*row, *[""] * len(head)), strict=False))
            if not any(str(value).strip() for value in told.values()):
                continue
            line = self._read(number, told)
            key = (search_key(line.name), line.values.get("area"))
            if line.resource is None and not line.errors:
                if (key[0], getattr(key[1], "pk", None)) in self.names:
                    line.errors.append(
                        (LABELS["name"], "同じ名前の資源が台帳にあります。整理番号を付けてください")
                    )
                elif key in seen:
                    line.errors.append((LABELS["name"], "この表に、同じ名前の行が2つあります"))
            if line.resource is not None:
                if line.resource.pk in numbers:
                    line.errors.append((ID, "この表に、同じ整理番号の行が2つあります"))
                numbers.add(line.resource.pk)
            seen.add(key)
            found.append(line)
        return found

    def _read(self, number: int, told: dict[str, str]) -> Line:
        line = Line(number, name=str(told.get(LABELS["name"], ""))[:60])
        for heading, value in told.items():
            if value == FORMULA:
                line.errors.append((heading, "計算式が入っています。値にしてください"))
        if line.errors:
            return line
        self._find(line, str(told.get(ID, "")).strip())
        # What stands in the entry and is offered no more may stay (codes.offered).
        row = line.resource
        stands = values_of(row) | {"version": row.version} if row is not None else None
        form = ResourceForm(self._data(line, told), offers=self.offers, initial=stands)
        if form.is_valid():
            line.values = form.values()
            self._compare(line, str(told.get(VERSION, "")).strip())
        else:
            for name, messages in form.errors.items():
                heading = LABELS.get(name, "")
                line.errors += [(heading, str(message)) for message in messages]
        return line

    def _compare(self, line: Line, version: str) -> None:
        """What changes; and nothing does on words that are older than what stands."""
        if line.resource is None:
            return
        for name, value in line.values.items():
            now = getattr(line.resource, name)
            if now != value:
                before, after = (_cell(name, one, self.words) for one in (now, value))
                line.changes.append((LABELS[name], before, after))
        if line.changes and not version:
            line.errors.append((VERSION, "書き替える行には、書き出した表にある版が要ります"))
        elif line.changes and version != str(line.resource.version):
            line.errors.append(
                (
                    VERSION,
                    "書き出したあとに、台帳が変わっています。台帳を書き出し直した表で、直してください",
                )
            )

    def _find(self, line: Line, key: str) -> None:
        if not key:
            return
        line.resource = self.known.get(key)
        if line.resource is None:
            line.errors.append(
                (ID, "この整理番号の資源は見つかりません。新しい資源は空けておきます")
            )

    def _data(self, line: Line, told: dict[str, str]) -> QueryDict:
        """The line as the browser would send it; a column that is not there keeps what stands."""
        data = QueryDict(mutable=True)
        for name in FIELDS:
            if LABELS[name] not in told:
                self._as_it_stands(data, name, line.resource)
                continue
            self._as_written(data, name, _plain(str(told[LABELS[name]])), line)
        return data

    def _as_it_stands(self, data: QueryDict, name: str, resource: Resource | None) -> None:
        value = getattr(resource, name) if resource else ResourceForm.base_fields[name].initial
        if name == "takes" and not value:
            return
        values = value if isinstance(value, list) else [value]
        data.setlist(name, [str(getattr(v, "pk", v)) for v in values if v is not None])

    def _as_written(self, data: QueryDict, name: str, cell: str, line: Line) -> None:
        known = self.values.get(name)
        if name == "takes":
            if search_key(cell) in map(search_key, (YES, "○", "可", "1")):
                data[name] = "on"
            elif cell and search_key(cell) not in map(search_key, (NO, "×", "不可", "0")):
                line.errors.append((LABELS[name], f"「{YES}」か「{NO}」で書いてください"))
        elif known is None:
            data[name] = _with_its_lines(cell, line.resource, name)
        elif name in SEVERAL:
            words = [word.strip() for word in _APART.split(cell) if word.strip()]
            data.setlist(name, [self._value(name, word, line) for word in words])
        elif cell or name not in ("publicity", "state"):
            empty = name == "area" and search_key(cell) == search_key("区全域")
            data[name] = "" if empty or not cell else self._value(name, cell, line)
        else:
            data[name] = str(ResourceForm.base_fields[name].initial)

    def _value(self, name: str, word: str, line: Line) -> str:
        found = self.values[name].get(search_key(word)) or self._standing(name, word, line)
        if found is None:
            line.errors.append((LABELS[name], f"「{word[:20]}」は、選べる言葉にありません"))
            return ""
        return found

    def _standing(self, name: str, word: str, line: Line) -> str | None:
        """The value in the entry itself that is called so, though it is offered no more."""
        code_list = CODED.get(name)
        if code_list is None or line.resource is None:
            return None
        standing = getattr(line.resource, name)
        values = standing if isinstance(standing, list) else [standing]
        called = {search_key(self.words.one(code_list, str(one))): str(one) for one in values}
        return called.get(search_key(word))


def _with_its_lines(cell: str, resource: Resource | None, name: str) -> str:
    """The text that stands, where the cell says it in one line, as a file writes it: no line of it is lost."""
    standing = getattr(resource, name, None)
    return standing if isinstance(standing, str) and clean(standing) == cell else cell


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from computing (documents.tables)."""
    return cell[1:] if cell.startswith("'") and is_risky(cell[1:]) else cell
