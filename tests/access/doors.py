"""Reads the source for ways to confidential rows past the one door (wall 1, S-03).

It does not run anything. What it cannot tell, as `model.objects` of a variable, it takes for
confidential: such a use goes through a door too, or is named in `exceptions.py` with its reason.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps

# What leads to rows of a model, and what asks for whom they are (access.querysets, ...).
MANAGERS = {"objects", "history", "_default_manager", "_base_manager", "default_manager"}
DOORS = {"visible_to", "in_emergency", "changeable_by", "writable_by"}
FETCHING = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}
# What a manager of related rows is asked; `case.items()` of a dict is none of it.
ASKED = {
    *(
        "all",
        "filter",
        "exclude",
        "get",
        "first",
        "last",
        "exists",
        "count",
        "values",
        "values_list",
    ),
    *("order_by", "latest", "earliest", "iterator", "aggregate", "annotate", "in_bulk", "using"),
    *("select_related", "prefetch_related", "get_queryset", "distinct", "reverse", "none", "only"),
    *(
        "create",
        "add",
        "set",
        "update",
        "delete",
        "get_or_create",
        "update_or_create",
        "bulk_create",
    ),
}
# What names paths of fields, by keyword and by text.
BY_KEYWORD = {"filter", "exclude", "get", "aget", "Q", "When", "get_or_create", "update_or_create"}
FETCHED_BESIDE = {"prefetch_related", "prefetch_related_objects", "Prefetch"}
BY_TEXT = {
    *("values", "values_list", "order_by", "latest", "earliest", "distinct", "only", "defer"),
    *("F", "OuterRef", "Count", "Max", "Min", "Sum", "Avg", "ArrayAgg", "StringAgg"),
    *("dates", "datetimes", *FETCHED_BESIDE),
}


COMPARISONS = {"in", "isnull", "gt", "gte", "lt", "lte", "exact", "range"}


@dataclass(frozen=True)
class Models:
    """What the registry of models says: names that are confidential, and what leads to them."""

    confidential: frozenset[str]
    others: frozenset[str]
    related: frozenset[str]  # `record.notes`
    looked_through: frozenset[str]  # `filter(notes__text=…)`
    columns: frozenset[str]  # names of columns of any model

    @classmethod
    def of(cls, confidential: "set[type[Any]]") -> "Models":
        names = {model.__name__ for model in confidential}
        related, through = set(), set()
        for model in confidential:
            for key in model._meta.get_fields():
                remote = getattr(key, "remote_field", None)
                if key.auto_created or remote is None or not key.concrete:
                    continue
                if not remote.hidden:
                    related.add(remote.get_accessor_name())
                    through.add(key.related_query_name())
        others = {model.__name__ for model in apps.get_models()} - names
        columns = {f.name for model in apps.get_models() for f in model._meta.concrete_fields}
        return cls(*(frozenset(n) for n in (names, others, related, through, columns)))


@dataclass(frozen=True)
class Found:
    """One place. `where` is the file and the function, without a line: it survives edits."""

    where: str
    what: str
    line: int = field(compare=False, hash=False)

    def __str__(self) -> str:
        return f"{self.where} {self.what} (line {self.line})"


class Source:
    """One module."""

    def __init__(self, name: str, text: str, known: Models) -> None:
        self.name, self.known = name, known
        self.tree = ast.parse(text)
        self.parents = {
            child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)
        }
        self.called = self._aliases()

    def _aliases(self) -> dict[str, str]:
        """What a name of this module stands for: `from cases.models import Note as N`, `N = Note`."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                found |= {alias.asname or alias.name: alias.name for alias in node.names}
            elif isinstance(node, ast.ClassDef):
                found.setdefault(node.name, node.name)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute):
                stands_for = self._named(node.value, found)
                for target in node.targets:
                    if isinstance(target, ast.Name) and stands_for in self.known.confidential:
                        found[target.id] = stands_for
        return found

    @staticmethod
    def _named(node: ast.expr, found: dict[str, str]) -> str:
        if isinstance(node, ast.Name):
            return found.get(node.id, node.id)
        if isinstance(node, ast.Call) and Source._named(node.func, {}) == "get_model":
            words = [w.value for w in node.args if isinstance(w, ast.Constant)]
            return str(words[-1]).split(".")[-1] if words else ""
        return node.attr if isinstance(node, ast.Attribute) else ""

    def model(self, node: ast.expr) -> str | None:
        """Name of a confidential model, "?" for what cannot be told, None for what is none."""
        name = self._named(node, self.called)
        if name in self.known.confidential:
            return name
        return None if name in self.known.others else "?"

    def chain(self, node: ast.expr) -> list[str]:
        """Names called on an expression, in order."""
        names: list[str] = []
        at: ast.AST = node
        while True:
            above = self.parents.get(at)
            if isinstance(above, ast.Attribute):
                names.append(above.attr)
            elif not (isinstance(above, ast.Call) and above.func is at):
                return names
            at = above

    def inside(self, node: ast.expr) -> set[str]:
        """Names in an expression."""
        return {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}

    def where(self, node: ast.AST) -> str:
        names: list[str] = []
        at: ast.AST | None = node
        while at is not None:
            if isinstance(at, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
                names.insert(0, at.name)
            at = self.parents.get(at)
        return f"{self.name}:{'.'.join(names)}"

    def found(self, node: ast.expr | ast.ImportFrom, what: str) -> Found:
        return Found(self.where(node), what, node.lineno)

    # --- the ways ----------------------------------------------------------------------------

    def offences(self, allowed: frozenset[str] = frozenset()) -> Iterator[Found]:
        """Every way past the door. `allowed`: what else may be called on a manager here."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute):
                yield from self._of_manager(node, DOORS | allowed)
                yield from self._of_related(node, allowed)
            elif isinstance(node, ast.Call):
                yield from self._of_call(node)

    def _of_manager(self, node: ast.Attribute, doors: frozenset[str] | set[str]) -> Iterator[Found]:
        if node.attr not in MANAGERS:
            return
        model, called = self.model(node.value), self.chain(node)
        if model is None or doors & set(called):
            return
        if model == "?" and node.attr == "history" and not ASKED & set(called):
            return  # a field or a variable of that name
        yield self.found(node, f"{ast.unparse(node.value)}.{node.attr}")

    def _of_related(self, node: ast.Attribute, allowed: frozenset[str]) -> Iterator[Found]:
        if node.attr not in self.known.related or not isinstance(node.ctx, ast.Load):
            return
        above = self.parents.get(node)
        if not isinstance(above, ast.Attribute) or above.attr not in ASKED:
            return
        if (DOORS | allowed) & set(self.chain(node)) or self._is_of_a_dict(above):
            return
        yield self.found(node, f"{ast.unparse(node)}.{above.attr}")

    def _is_of_a_dict(self, node: ast.Attribute) -> bool:
        """`words.get(key)`, `words.values()`, `words.update(more)`. A model is asked otherwise: by keywords
        or by Q; for the names of its columns."""
        call = self.parents.get(node)
        if node.attr not in {"get", "values", "update"} or not isinstance(call, ast.Call):
            return False
        asks = {n.id for given in call.args for n in ast.walk(given) if isinstance(n, ast.Name)}
        return not call.keywords and "Q" not in asks and not (node.attr == "values" and call.args)

    def _of_call(self, node: ast.Call) -> Iterator[Found]:
        name = self._named(node.func, self.called)
        if name in FETCHING and node.args:
            asked = node.args[0]
            if not DOORS & self.inside(asked) and self.model(asked) is not None:
                yield self.found(node, f"{name}({ast.unparse(asked)})")
        if name == "get_model" and self.model(node) is not None:
            yield self.found(node, ast.unparse(node))
        if name == "getattr" and len(node.args) > 1:
            word = node.args[1]
            if isinstance(word, ast.Constant) and word.value in MANAGERS | self.known.related:
                yield self.found(node, ast.unparse(node))
        for path in self._paths(node, name):
            steps = path.lstrip("-").split("__")
            own = [step for step in steps if step not in COMPARISONS]
            if name not in FETCHED_BESIDE and len(own) == 1 and own[0] in self.known.columns:
                continue  # `minutes=…`: a key of the row itself; backwards it would be an id, no more
            if (self.known.looked_through | self.known.related) & set(steps):
                yield self.found(node, f"{name}({path})")

    def _paths(self, node: ast.Call, name: str) -> Iterator[str]:
        """Paths of fields that a question names: `notes__text=…`, "notes". A constraint of a model names
        its own columns only; what is fetched beside rows by a question of its own has its own door."""
        if self.where(node).endswith(".Meta"):
            return
        if name == "Prefetch" and DOORS & self.inside(node):
            return
        if name in BY_KEYWORD:
            yield from (word.arg for word in node.keywords if word.arg)
        if name in BY_TEXT:
            for given in node.args:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield given.value


def in_templates(root: Path, known: Models) -> Iterator[Found]:
    """`{{ record.notes.all }}`: a template that asks by itself."""
    words = "|".join(sorted(known.related, key=len, reverse=True))
    asked = "|".join(sorted(ASKED))
    pattern = re.compile(rf"\.(?:{words})\.(?:{asked})\b|\.(?:objects|history)\.(?:{asked})\b")
    for path in sorted(root.rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for found in pattern.findall(line):
                yield Found(str(path.relative_to(root.parent)), found, number)
