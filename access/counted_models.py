"""What counting keeps for itself, so that it need not count the whole ward again for one row.

Ids, codes, days and numbers, of cases by their id; not a word. The role for scheduled work writes and reads
it, and reads all of it elsewhere as well (`access.counting.COUNTED`); the application has no privilege on it,
for whoever acts. What is kept of a case goes with the next count after the case is gone.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.apps import apps
from django.db import models

from .statements import JOBS, closed


class CountedQuerySet(models.QuerySet[Any]):
    def scheduled(self) -> "CountedQuerySet":
        """All rows, for scheduled work."""
        return self.using("jobs")


class CountedModel(models.Model):
    """A row that nobody reads but the role for scheduled work."""

    objects: ClassVar[Any] = CountedQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()


def kept_for_counting() -> list[type[Any]]:
    """Every concrete model of this kind."""
    return [m for m in apps.get_models() if issubclass(m, CountedModel)]


def kept_for_counting_sql(model: type[Any]) -> Iterator[str]:
    """Of the role for scheduled work alone."""
    table = model._meta.db_table
    yield from closed(table)
    yield f"grant select, insert, update, delete on public.{table} to {JOBS}"
    yield f"drop policy if exists scheduled on public.{table}"
    yield f"create policy scheduled on public.{table} for all to {JOBS} using (true) with check (true)"
