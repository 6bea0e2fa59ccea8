"""The generator of the synthetic ward (benchmarks/): as many as asked for, by the rules of the database."""

from typing import Any

import pytest

from benchmarks.multiplying import Multiplier, Size
from benchmarks.past import tell_past
from sample_ward.households import HOUSEHOLDS
from sample_ward.taking_part import fill_register
from sample_ward.ward import tell
from tests.databases import Database

SIZE = Size(cases=300, notes=3300, meetings=31, staff=600)
STAGES = ("support", "reported", "meeting")


def _ask(connection: Any, question: str) -> Any:
    return connection.execute(question).fetchone()[0]


@pytest.fixture
def ward(committed_db: Database) -> Any:
    """A ward multiplied from four households, with foreign keys on."""
    fill_register()
    for stage in STAGES:
        tell(next(sample for sample in HOUSEHOLDS if sample.stage == stage))
    tell_past()
    with committed_db.superuser() as connection:
        Multiplier(connection, SIZE, checked=True, say=lambda words: None).make()
        yield connection


def test_ward_has_the_numbers_asked_for_and_stands_as_the_product_leaves_it(ward: Any) -> None:
    """Keys, checks and unique indexes are the database's: a row that breaks one is not made."""
    for table, wanted in (
        ("access_casefile", SIZE.cases),
        ("cases_note", SIZE.notes),
        ("meetings_supportmeeting", SIZE.meetings),
        ("organizations_staff", SIZE.staff),
    ):
        assert _ask(ward, f"select count(*) from {table}") == wanted, table
    # History and index of words as the triggers write them.
    assert _ask(ward, "select count(distinct id) from cases_historicalnote") == SIZE.notes
    spec = _ask(
        ward,
        "select (regexp_match(pg_get_triggerdef(oid), $$index_words\\('(.*)'\\)$$))[1] from pg_trigger"
        " where tgrelid = 'cases_note'::regclass and tgname = 'index_words'",
    )
    lost = (
        "select count(*) from (select e.* from cases_note n cross join lateral"
        " access.entries_of(to_jsonb(n), %s::jsonb) e where not exists"
        " (select 1 from cases_note l where l.corrects_id = n.id)) e"
        " where not exists (select 1 from access.search_entry s where s.row_id = e.row_id"
        "  and s.key = e.key and s.grams @> e.grams and s.compartment_id = e.compartment_id)"
    )
    assert ward.execute(lost, [spec]).fetchone()[0] == 0
    # Every copy is open to the body whose record it is, and to nobody of another slot.
    alone = "select count(*) from access_compartment c where not exists (select 1 from access_groupgrant g where g.content_object_id = c.id union all select 1 from access_usergrant u where u.content_object_id = c.id)"
    assert _ask(ward, alone) == 0
    # Triggers work again, and nothing of the making is left.
    assert _ask(ward, "select count(*) from pg_trigger where tgenabled <> 'O'") == 0
    assert _ask(ward, "select count(*) from pg_namespace where nspname = 'bench'") == 0
    # Indexes are all there again, those of a table in parts on each part.
    assert _ask(ward, "select count(*) from pg_index where not indisvalid") == 0
    parts = (
        "select count(*) from pg_inherits where inhparent = 'access.search_entry_grams'::regclass"
    )
    assert _ask(ward, parts) == 2
