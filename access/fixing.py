"""Wall 3 of what was fixed: a version that was settled never changes, nor what belongs to it.

A model names the column that closes its rows (`fixed_once`), or the key to the row with which its
own are closed (`fixed_with`). Nobody is excepted: not the application, not raw SQL (公文書).
"""

from collections.abc import Iterator
from typing import Any

from .statements import trigger


def fixing_sql(model: type[Any]) -> Iterator[str]:
    """The triggers of one model; none for models that are never fixed."""
    table = model._meta.db_table
    if model.fixed_once:
        keep = f"access.keep_fixed('{_column(model, model.fixed_once)}')"
        yield from trigger(table, "keep_fixed", "before update or delete", keep)
    if model.fixed_with:
        key = model._meta.get_field(model.fixed_with)
        parent = key.related_model
        column = _column(parent, parent.fixed_once)
        keep = f"access.keep_fixed('{column}', '{parent._meta.db_table}', '{key.column}')"
        yield from trigger(table, "keep_fixed", "before insert or update or delete", keep)


def _column(model: type[Any], name: str) -> str:
    return str(model._meta.get_field(name).column)
