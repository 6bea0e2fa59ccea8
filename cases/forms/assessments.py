"""A version of an assessment: begun, written block by block, issue by issue, fixed."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from cases.assessment_sheet import (
    COLUMNS,
    ISSUE,
    ITEMS,
    OCCASION,
    PRIORITY,
    ROWS,
    SEVERITY,
    SOURCE,
    Item,
    Lists,
    chosen,
    rows_of,
    text_label,
)
from cases.models import Assessment, AssessmentBlock, AssessmentIssue, Nature, Person
from cases.services import BlockFacts, IssueFacts, bases_for_records
from documents.forms import PhoneField, WarekiDateField
from organizations.names import own_names_lazy

from .family import person_words
from .soap import lines

Kind, State, Under = AssessmentBlock.Kind, AssessmentBlock.State, AssessmentBlock.Under
BLANK_ROWS = 2
FEW = 7  # more choices than these are a list to open
FIRST, REVIEW = "1", "2"


class StartForm(BaseForm):
    """The next version: when and why it is made."""

    draft_name, draft_label = "assessment", "アセスメントの新しい版"

    occasion = forms.ChoiceField(label="作るきっかけ", widget=forms.RadioSelect)
    made_on = WarekiDateField(label="作成日", required=False, help_text="空けておくと、今日です")

    def __init__(self, *args: Any, lists: Lists, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        occasion: Any = self.fields["occasion"]
        occasion.choices = lists.offered(OCCASION)
        occasion.initial = FIRST if is_first else REVIEW


class BlockForm(BaseForm):
    """One block: its items and words, from whom, since when, on what basis."""

    draft_name, draft_label = "assessment-block", "アセスメントのブロック"
    kind: str = ""
    items: tuple[Item, ...] = ()
    rows: int = 0

    text = lines("くわしく", 4)
    differing = lines("人によって言うことがちがう点", 2)
    sources = forms.MultipleChoiceField(
        label="情報源", required=False, widget=forms.CheckboxSelectMultiple
    )
    source_detail = forms.CharField(
        label="情報源（くわしく）",
        required=False,
        max_length=200,
        help_text="例：長女、訪問看護の担当、通帳",
    )
    obtained_on = WarekiDateField(label="聞いた日・確かめた日", required=False)
    nature = forms.ChoiceField(
        label="事実か見立てか",
        choices=Nature.choices,
        initial=Nature.FACT,
        required=False,
        widget=forms.RadioSelect,
    )
    obtained_under = forms.ChoiceField(
        label="得た根拠",
        choices=[("", ""), *Under.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text=own_names_lazy("支援会議などの会議の中だけで聞いたことは、ここには書けません"),
    )
    legal_basis = forms.ChoiceField(
        label="法令の根拠", required=False, help_text="「本人の同意なく」のときに選びます"
    )
    progress = forms.ChoiceField(
        label="記入の状態",
        choices=[(State.DONE, "書き終えた"), (State.DOING, "まだ途中（あとで続ける）")],
        initial=State.DONE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, lists: Lists, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources: Any = self.fields["sources"]
        sources.choices = lists.offered(SOURCE, *(self.initial.get("sources") or ()))
        nature: Any = self.fields["nature"]
        nature.choices = Nature.choices
        self.bases = {str(basis.pk): basis for basis in bases_for_records()}
        basis: Any = self.fields["legal_basis"]
        basis.choices = [("", "選ばない"), *((k, str(b)) for k, b in self.bases.items())]
        self.fields["text"].label = text_label(self.kind)

    def item_fields(self) -> list[Any]:
        """Bound fields of the items."""
        return [self[f"item_{item.name}"] for item in self.items]

    def table(self) -> Iterator[dict[str, Any]]:
        """Bound fields of the table, row by row."""
        for number in range(1, self.rows + 1):
            fields = {name: self[f"row_{name}_{number}"] for name in COLUMNS}
            yield {"number": number, "fields": fields}

    def clean(self) -> dict[str, Any]:
        """What is finished says something, and where it comes from."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("progress") != State.DONE:
            return data
        if not (data.get("text") or data.get("differing") or self._items(data)):
            self._ask("text", f"{self.fields['text'].label}を書くか、「まだ途中」を選んでください")
        for name, words in (
            ("sources", "情報源を選んでください"),
            ("obtained_on", "聞いた日・確かめた日を書いてください"),
            ("obtained_under", "得た根拠を選んでください"),
        ):
            if not data.get(name):
                self._ask(name, words)
        if data.get("obtained_under") == Under.LAW and not data.get("legal_basis"):
            self._ask("legal_basis", "法令の根拠を選んでください")
        return data

    def _ask(self, name: str, words: str) -> None:
        if name not in self.errors:
            self.add_error(name, words)

    def _items(self, data: dict[str, Any]) -> dict[str, Any]:
        """Items and rows that say something."""
        items = {item.name: data.get(f"item_{item.name}") for item in self.items}
        found = {name: value for name, value in items.items() if value}
        numbers = range(1, self.rows + 1)
        rows = [{name: data.get(f"row_{name}_{n}", "") for name in COLUMNS} for n in numbers]
        if kept := [row for row in rows if any(row.values())]:
            found[ROWS] = kept
        return found

    def facts(self) -> BlockFacts:
        """What was entered, for the service."""
        data = self.values()
        names = ("text", "differing", "sources", "source_detail", "obtained_on")
        return BlockFacts(
            items=self._items(data),
            nature=data["nature"] or Nature.FACT,
            obtained_under=data["obtained_under"],
            legal_basis=self.bases.get(data["legal_basis"]),
            is_done=data["progress"] == State.DONE,
            **{name: data[name] for name in names},
        )


def block_form(block: AssessmentBlock, *args: Any, lists: Lists, **kwargs: Any) -> BlockForm:
    """The form of a block, with the fields of its items."""
    items = ITEMS[block.kind]
    fields = {f"item_{item.name}": _field(item, block, lists) for item in items}
    rows = len(rows_of(block)) + BLANK_ROWS if block.kind == Kind.SERVICES else 0
    for number in range(1, rows + 1):
        fields |= {f"row_{name}_{number}": _cell(name, label) for name, label in COLUMNS.items()}
    made: Any = type(BlockForm)
    kind = made("BlockForm", (BlockForm,), {**fields, "items": items, "rows": rows})
    kind.kind = block.kind
    form: BlockForm = kind(*args, lists=lists, initial=initial_of(block), **kwargs)
    return form


def _field(item: Item, block: AssessmentBlock, lists: Lists) -> forms.Field:
    if not item.code_list:
        return forms.CharField(
            label=item.label, required=False, max_length=200, help_text=item.support
        )
    offered = lists.offered(item.code_list, *chosen(block, item))
    if item.is_multiple:
        return forms.MultipleChoiceField(
            label=item.label, required=False, choices=offered, widget=forms.CheckboxSelectMultiple
        )
    widget = forms.RadioSelect if len(offered) <= FEW else forms.Select
    return forms.ChoiceField(
        label=item.label, required=False, choices=[("", ""), *offered], widget=widget
    )


def _cell(name: str, label: str) -> forms.Field:
    if name == "phone":
        return PhoneField(label=label, required=False, help_text="")
    return forms.CharField(label=label, required=False, max_length=100)


def initial_of(block: AssessmentBlock) -> dict[str, Any]:
    """What stands in a block, by name of the field."""
    names = ("text", "differing", "sources", "source_detail", "obtained_on", "nature")
    found = {name: getattr(block, name) for name in (*names, "obtained_under", "version")}
    for item in ITEMS[block.kind]:
        values = chosen(block, item)
        found[f"item_{item.name}"] = values if item.is_multiple else "".join(values)
    for number, row in enumerate(rows_of(block), start=1):
        found |= {f"row_{name}_{number}": row.get(name, "") for name in COLUMNS}
    progress = State.DOING if block.state == State.DOING else State.DONE
    basis = str(block.legal_basis_id) if block.legal_basis_id else ""
    return found | {"legal_basis": basis, "progress": progress}


class IssueForm(BaseForm):
    """What weighs on whom, how heavily, and what was done about it."""

    draft_name, draft_label = "assessment-issue", "アセスメントの課題"

    person = forms.ChoiceField(label="だれの課題か", required=False)
    code = forms.ChoiceField(label="課題・背景要因")
    text = lines("くわしく", 3)
    status = forms.ChoiceField(
        label="状態",
        choices=AssessmentIssue.Status.choices,
        initial=AssessmentIssue.Status.PRESENT,
        widget=forms.RadioSelect,
    )
    severity = forms.ChoiceField(label="重さ", widget=forms.RadioSelect)
    priority = forms.ChoiceField(label="優先度", widget=forms.RadioSelect)
    done_so_far = lines("これまでにしたこと", 2)
    source = forms.CharField(
        label="情報源", max_length=200, help_text="例：本人、長女、訪問したときのようす"
    )
    first_seen_on = WarekiDateField(
        label="気づいた日", required=False, help_text="空けておくと、今日です"
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[Person],
        lists: Lists,
        issue: AssessmentIssue | None = None,
        **kwargs: Any,
    ) -> None:
        if issue is not None:
            kwargs.setdefault("initial", issue_initial(issue))
        super().__init__(*args, **kwargs)
        self.names = {str(person.pk): str(person) for person in people}
        shown = {str(person.pk): person_words(person) for person in people}
        if issue is not None and issue.person_id and str(issue.person_id) not in shown:
            self.names[str(issue.person_id)] = shown[str(issue.person_id)] = issue.person_name
        of_whom: Any = self.fields["person"]
        of_whom.choices = [("", "世帯全体"), *shown.items()]
        for name, code_list in (("code", ISSUE), ("severity", SEVERITY), ("priority", PRIORITY)):
            kept = getattr(issue, name) if issue else ""
            field: Any = self.fields[name]
            first = [("", "選んでください")] if name == "code" else []
            field.choices = first + lists.offered(code_list, kept)

    def facts(self) -> IssueFacts:
        """What was entered, for the service."""
        data = self.values()
        key = data.pop("person")
        return IssueFacts(
            person_id=uuid.UUID(key) if key else None, person_name=self.names.get(key, ""), **data
        )


def issue_initial(issue: AssessmentIssue) -> dict[str, Any]:
    """What stands in an issue, by name of the field."""
    names = ("code", "text", "status", "severity", "priority", "done_so_far", "source")
    found = {name: getattr(issue, name) for name in (*names, "first_seen_on", "version")}
    return found | {"person": str(issue.person_id) if issue.person_id else ""}


class FixForm(BaseForm):
    """The version is finished: nothing to fill in, but it cannot be undone."""

    @staticmethod
    def initial_of(assessment: Assessment) -> dict[str, Any]:
        return {"version": assessment.version}
