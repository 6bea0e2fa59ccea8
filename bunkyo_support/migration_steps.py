"""Migrations that read the state of all models once, not once for each operation.

After each operation Django renders anew every model that hangs together with the one it changed:
here nearly all. Two hundred tables made one by one take minutes that way, and the ward waits for
them when a version is brought in. Operations that do not need what lies between them take one step.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import operations as ops
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_OF_A_FIELD = (ops.AddField, ops.AlterField, ops.RemoveField)
_OF_A_RULE = (ops.AddConstraint, ops.RemoveConstraint, ops.AddIndex, ops.RemoveIndex)


class Step(Operation):
    """Operations of which none needs the state that another of them leaves."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        if not all(operation.reversible for operation in self.operations):
            raise ValueError("an operation that cannot be reversed goes by itself")

    def describe(self) -> str:
        """As Django prints it when a migration runs."""
        return "; ".join(operation.describe() for operation in self.operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """All changes of the state; it is rendered when the first of them asks the database."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """The same statements in the same order as one by one."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """The last first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)


def _touches(operation: Operation) -> set[tuple[str, str]] | None:
    """What the operation changes, as (model, field or rule); None when it goes by itself."""
    known: Any = operation
    if type(operation) is ops.CreateModel:
        return {(known.name_lower, "")}
    if type(operation) in _OF_A_FIELD:
        return {(known.model_name_lower, known.name_lower)}
    if type(operation) in _OF_A_RULE:
        return set()  # its statement names columns and asks no state
    return None


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The operations in as few steps as give the same tables.

    A table is made as it stands at the end of its step, so nothing that changes it may come in the
    same one; nor may two operations on one field.
    """
    steps: list[list[Operation]] = []
    born: set[str] = set()
    changed: set[tuple[str, str]] = set()
    for operation in operations:
        touches = _touches(operation)
        model = getattr(operation, "model_name", "").lower()
        follows = bool(steps) and touches is not None and model not in born
        if not follows or (touches and touches & changed):
            steps.append([])
            born, changed = set(), set()
        steps[-1].append(operation)
        changed |= touches or set()
        born |= {name for name, field in touches or () if not field}
        if touches is None:
            steps.append([])
            born, changed = set(), set()
    return [Step(step) if len(step) > 1 else step[0] for step in steps if step]
