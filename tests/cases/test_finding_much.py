"""Finding for who sees thousands of compartments: another way to the same answer (R1, R11, R12)."""

import hashlib
import re
from typing import Any

import psycopg
import pytest
from django.db import connections, transaction

from access import search_index
from access.policies import SQL, confidential_models, install
from access.search_index import (
    DOOR,
    FIRST,
    IN_TOKYO,
    ONLY,
    fill_some,
    find_words_sql,
    rebuild_when_changed,
    specification,
)
from cases import services
from tests.cases.test_finding import cases_found
from tests.cases.test_protection import COLLEAGUE, WORKER, a_protected_mother
from tests.databases import Database
from tests.world import acting, staff

from . import situations as s


def taken(sql: str, *, is_very_much: bool, is_frequent: bool) -> str:
    """The door, always by one of the ways for more than a few compartments."""
    for words, instead in (
        ("cardinality(many) <= 5000", "false"),
        ("cardinality(many) > 30000", str(is_very_much).lower()),
        ("access.is_frequent(wanted) then", f"{str(is_frequent).lower()} then"),
    ):
        assert sql.count(words) == 1
        sql = sql.replace(words, instead)
    return sql


@pytest.mark.parametrize("is_very_much", [False, True])
@pytest.mark.parametrize("is_frequent", [False, True])
def test_who_sees_very_much_is_answered_another_way_by_the_same_rules(
    committed_db: Database, is_very_much: bool, is_frequent: bool
) -> None:
    """R1, R11, R12: each way for thousands of compartments, taken here from the first one on."""
    sql = find_words_sql((SQL / "search.sql").read_text(encoding="utf-8"))
    installed(committed_db, taken(sql, is_very_much=is_very_much, is_frequent=is_frequent))
    answers_by_the_same_rules()


def test_a_frequent_word_in_few_places_is_answered_another_way_by_the_same_rules(
    committed_db: Database,
) -> None:
    """R1, R11, R12: what lies in her places is looked through, whatever the index of words would list."""
    sql = find_words_sql((SQL / "search.sql").read_text(encoding="utf-8"))
    by_place = re.compile(r"by_place := few is not null and .*?;", re.DOTALL)
    assert len(by_place.findall(sql)) == 1
    installed(committed_db, by_place.sub("by_place := few is not null;", sql))
    answers_by_the_same_rules()


def installed(database: Database, sql: str) -> None:
    with database.superuser() as connection:
        connection.execute("set role bunkyo_gate")
        connection.execute(sql)


def answers_by_the_same_rules() -> None:
    case = s.an_intake(WORKER, visitor_phone="070-0000-9876").compartment.case
    s.a_note(case, text="雨戸がこわれている。")
    a_protected_mother(case)
    for words in ("花子", "雨戸", "かくう", "通院をやめた"):
        assert cases_found(WORKER, words) == cases_found(COLLEAGUE, words) == {case.number}
        assert cases_found("kurashi1", words) == set()
    for digits in ("4821", "9876"):
        assert cases_found(WORKER, digits) == {case.number}
        assert cases_found(COLLEAGUE, digits) == set()
    with acting(WORKER) as by:
        services.restrict_person(case=case, user=staff(COLLEAGUE), reason="親族", by=by)
    assert cases_found(COLLEAGUE, "雨戸") == set()


def test_a_pair_of_characters_is_frequent_when_many_notes_have_it(committed_db: Database) -> None:
    case = s.a_case(WORKER)
    for _ in range(3):
        s.a_note(case, text="玄関で話した。")
    s.a_note(case, text="雨戸がこわれている。")
    with committed_db.superuser() as connection:
        connection.execute("analyze access.search_entry_notes")
        connection.execute("set role bunkyo_gate")

        def is_frequent(*grams: str) -> bool:
            (answer,) = connection.execute(
                "select access.is_frequent(%s)", [list(grams)]
            ).fetchone()
            return bool(answer)

        assert is_frequent("玄関")
        assert is_frequent("玄関", "話し")
        assert not is_frequent("玄関", "山花")
        assert not is_frequent("山花")


def test_an_index_of_an_older_version_is_made_anew(committed_db: Database) -> None:
    """It lay in one table before: the next `migrate` parts it, and everything is found as before."""
    case = s.a_case(WORKER)
    s.a_note(case, text="雨戸がこわれている。")
    for words in ("花子", "雨戸"):
        assert cases_found(WORKER, words) == {case.number}
    with committed_db.superuser() as connection:
        connection.execute("set role bunkyo_gate")
        connection.execute("drop table access.search_entry cascade")
        connection.execute(
            "create table access.search_entry (row_id uuid not null, part text not null,"
            " case_id uuid not null, compartment_id uuid not null, shielded_person uuid,"
            " key text not null, grams text[] not null, at timestamptz not null,"
            " primary key (row_id, part));"
            "create index search_entry_newest on access.search_entry (part, at desc);"
            "create function access.entries_of(line jsonb, spec jsonb) returns setof access.search_entry"
            " language sql as 'select null::access.search_entry where false';"
            "delete from access.search_rule;"
            "insert into access.search_rule values ('of an older version')"
        )
    install()
    for words in ("花子", "雨戸"):
        assert cases_found(WORKER, words) == {case.number}


def place_of_index(db: Database) -> object:
    """Where the words of notes lie: another place, once all was written anew."""
    with db.superuser() as connection:
        (found,) = connection.execute(
            "select pg_relation_filenode('access.search_entry_notes')"
        ).fetchone()
        return found


def digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()


def intakes_unknown() -> tuple[str, str, tuple[str, dict[str, Any]]]:
    """What an installation does not know that was made before intakes were searched, if it knows each table
    apart and if it has one digest for all of them; and how they are declared."""
    sql = find_words_sql((SQL / "search.sql").read_text(encoding="utf-8"))
    written = sql[: sql.index(DOOR)].replace(IN_TOKYO, "")
    told = [(m._meta.db_table, specification(m)) for m in confidential_models() if m.searched]
    before = [one for one in told if one[0] != "cases_intake"]
    (own,) = [one for one in told if one not in before]
    as_before = digest(f"{written.replace(ONLY, '')}{before}")
    return (
        f"delete from access.search_rule where digest = '{digest(f'{written}{own}')}'",
        f"delete from access.search_rule; insert into access.search_rule values ('{as_before}')",
        own,
    )


def test_of_a_model_that_is_searched_for_the_first_time_only_its_own_rows_are_written(
    committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, and after a release that was broken off too."""
    monkeypatch.setattr(search_index, "AT_ONCE", 2)
    *unknown, _ = intakes_unknown()
    number, words = "070-0000-9876", ("花子", "雨戸", "通院をやめた", "9876")
    cases = [s.an_intake(WORKER, visitor_phone=number).compartment.case for _ in range(5)]
    for case in cases:
        s.a_note(case, text="雨戸がこわれている。")
    told_of = s.an_intake(WORKER, visitor="neighbour", visitor_name="見本 知らせ").compartment.case
    place = place_of_index(committed_db)
    entries = "delete from access.search_entry where row_id in (select id from cases_intake {})"
    for known, of in (
        (unknown[0], ""),
        (unknown[1], ""),
        (unknown[0], "order by id limit 3"),
    ):
        with committed_db.superuser() as connection:
            connection.execute(f"{entries.format(of)}; {known}")
        install()
        assert place_of_index(committed_db) == place
        for asked in words:
            numbers = {case.number for case in cases}
            assert cases_found(WORKER, asked) - {told_of.number} == numbers, asked
        assert cases_found(WORKER, "見本 知らせ") == set()


def test_while_a_model_is_searched_for_the_first_time_people_search_and_write(
    committed_db: Database,
) -> None:
    """Only who changes one of its own rows waits: else an entry could tell what counts no more."""
    case = s.an_intake(WORKER).compartment.case
    *_, (table, spec) = intakes_unknown()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        assert fill_some(cursor, table, spec, FIRST) is not None
        s.a_note(case, text="雨戸がこわれている。")
        assert cases_found(WORKER, "花子") == cases_found(WORKER, "雨戸") == {case.number}
        with committed_db.superuser() as connection:
            connection.execute("set lock_timeout = '200ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                connection.execute("update cases_intake set words = 'x'")


def test_another_way_to_ask_does_not_write_the_index_anew(committed_db: Database) -> None:
    """In a large ward that takes many minutes, while nobody finds anything."""
    sql = find_words_sql((SQL / "search.sql").read_text(encoding="utf-8"))
    models = [model for model in confidential_models() if model.searched]

    def place(template: str) -> object:
        with committed_db.superuser() as connection, connection.cursor() as cursor:
            rebuild_when_changed(cursor, template, models)
        return place_of_index(committed_db)

    s.a_note(s.a_case(WORKER), text="雨戸がこわれている。")
    before = place(sql)
    assert place(taken(sql, is_very_much=True, is_frequent=False)) == before
    assert (
        place(
            sql.replace(
                "create or replace function access.bigrams",
                "-- another rule\ncreate or replace function access.bigrams",
            )
        )
        != before
    )
    assert len(cases_found(WORKER, "雨戸")) == 1
