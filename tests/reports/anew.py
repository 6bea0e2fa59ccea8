"""Counting the whole ward anew, step by step, as another version or other bodies make it due."""

import datetime

import pytest
from django.db import transaction

from access.counting import ROLE_FOR_COUNTING, takes_its_turn
from reports import counting
from reports import definitions as defining
from reports import figures as showing
from reports.counted_models import KEPT, CountAnew
from reports.counting import Rest, count_figures
from reports.definitions import definitions
from reports.models import LastCount
from tests.databases import Database

from .comparing import wrong

FEW = 7
OTHER_BODIES = (
    "update organizations_body set kind = case kind when 'npo' then 'ward' else 'npo' end"
)
OTHER_SECRETARIATS = "update organizations_body set is_secretariat = not is_secretariat"
NEW_BODY = """
    insert into organizations_body
        (id, name, kana, kind, is_entrusted, is_secretariat, phone, note, "order", valid_from)
    values (gen_random_uuid(), '見本の新しい機関 ' || gen_random_uuid(), '', 'other', false, false, '', '', 0, '2025-04-01')
"""
# Of each role the office of one body becomes that of a new one.
OTHER_OFFICES = f"""
    {NEW_BODY};
    update organizations_rolegroup set body_id =
        (select id from organizations_body where name like '見本の新しい機関%' order by id limit 1)
    where group_id in (select min(group_id) from organizations_rolegroup group by role)
"""


@pytest.fixture
def some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ward of sixty is large; every transaction has ended when it is counted, and all is counted when a test
    begins."""
    monkeypatch.setattr(counting, "LONGEST_TRANSACTION", datetime.timedelta(0))
    monkeypatch.setattr(counting, "TOGETHER", FEW)


@pytest.fixture
def counted_ward(ward: Database, some_at_a_time: None) -> Database:
    count_figures()
    assert wrong() == {}
    return ward


def begin(*, is_due: bool = True) -> Rest:
    """As a new version does with its first count: nothing of the whole ward is counted yet. Without `is_due`
    counting finds by itself that it is."""
    with transaction.atomic(using=ROLE_FOR_COUNTING):
        assert takes_its_turn()
        counting._count_changes(is_whole_due=is_due)
    assert CountAnew.objects.scheduled().exists()
    return Rest()


def finish(rest: Rest) -> None:
    while rest.step():
        pass
    last = LastCount.objects.scheduled().get()
    assert not last.is_partly_old
    assert not CountAnew.objects.scheduled().exists()
    other = KEPT[1 - last.kept_in]
    assert not any(rows().exists() for rows in (other.shares, other.units, other.totals))
    assert wrong() == {}


def other_version(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    """Of these indicators the code says something else than it said."""
    said = definitions() | dict.fromkeys(keys, "another")
    for module in (counting, defining, showing):
        monkeypatch.setattr(module, "definitions", lambda: said)
    monkeypatch.setattr(counting, "fingerprint", lambda: f"another {'+'.join(keys)}"[:64])
