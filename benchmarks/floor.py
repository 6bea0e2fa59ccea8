"""The same pages and the same SQL without any access control: what the ratios are measured against.

Wall 3 is gone because the connection is the superuser's, whom no policy binds; wall 1 because its sentence is
replaced by one that lets everything pass; the search asks a copy of its function without the grants.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from django.db import connections
from django.db.models import Q

import access.protection_models
import access.querysets
import cases.finding
from access.search import Hit
from access.search_index import UNSHIELDED, VISITOR_TOLD

# What find_words asks of grants and protections (sql/search.sql): in the copy everything lets pass.
GRANTS = "many := array("
ALLOWED = "few is not null or many is not null or"


def everything(*args: Any, **more: Any) -> Q:
    return Q()


class Floor:
    """A second connection that nothing binds."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.bound = connections["default"]
        self.free = connections.create_connection("default")
        self.free.settings_dict = {
            **self.free.settings_dict,
            "USER": parts.username,
            "PASSWORD": parts.password,
        }
        self._copy_search()

    def _copy_search(self) -> None:
        with self.free.cursor() as cursor:
            cursor.execute(
                "select pg_get_functiondef('access.find_words(text[],integer)'::regprocedure)"
            )
            text = cursor.fetchone()[0].replace("access.find_words(", "access.find_words_free(")
            start, end = text.index(GRANTS), text.index("return query")
            text = text[:start] + text[end:]  # whose compartments: neither few nor many
            assert text.count(ALLOWED) == 2
            text = text.replace(ALLOWED, "true or")
            text = text.replace(UNSHIELDED, "true").replace(VISITOR_TOLD, "true")
            cursor.execute(text)

    @contextmanager
    def used(self) -> Iterator[None]:
        """Within the block there is no access control."""
        connections["default"] = self.free
        with (
            patch.object(access.querysets, "open_compartment_filter", everything),
            patch.object(access.protection_models, "open_compartment_filter", everything),
            patch.object(access.querysets, "_open_to", everything),
            patch.object(access.querysets, "unshielded", everything),
            patch.object(cases.finding, "find_words", self.find_words),
        ):
            try:
                yield
            finally:
                connections["default"] = self.bound

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """Within the block this connection fires no trigger but those that are neither history nor log nor rights: the index
        of words, and the keys. Said once, for the session: a server that is told so within each transaction throws away
        every plan that the connection keeps, at its begin and at its end."""
        kept = self._kept_triggers()
        with self.free.cursor() as cursor:
            for table, name in kept:
                cursor.execute(f"alter table {table} enable always trigger {name}")
            cursor.execute("set session_replication_role = replica")
            try:
                yield
            finally:
                cursor.execute("reset session_replication_role")
                for table, name in kept:
                    cursor.execute(f"alter table {table} enable trigger {name}")

    def _kept_triggers(self) -> list[tuple[str, str]]:
        with self.free.cursor() as cursor:
            cursor.execute(
                "select t.tgrelid::regclass::text, quote_ident(t.tgname)"
                " from pg_trigger t left join pg_constraint c on c.oid = t.tgconstraint"
                " where t.tgname = 'index_words' or t.tgisinternal and c.contype = 'f'"
            )
            return [(table, name) for table, name in cursor.fetchall()]

    def find_words(self, words: str, *, most: int) -> list[Hit]:
        with self.free.cursor() as cursor:
            cursor.execute(
                "select part, row_id, case_id, grade, at from access.find_words_free(%s, %s)",
                [words.split(), most],
            )
            return [Hit(*row) for row in cursor.fetchall()]
