"""What stood as received in a file that was split off, of the versions before: the migration brings it on."""

import importlib

from access.models import CaseFile
from cases.models import RecordState
from tests.databases import Database
from tests.world import acting

from .situations import a_case, record_of
from .test_splitting import WHO, a_family, split


def test_the_migration_supports_who_was_split_off_and_nobody_else(committed_db: Database) -> None:
    migration = importlib.import_module("cases.migrations.1000_who_was_split_off_is_supported")
    received, old = a_case(WHO), a_family()
    new = split(old)

    def state(case: CaseFile) -> str:
        with acting(WHO):
            return str(record_of(case, WHO).state)

    with committed_db.superuser() as connection:
        connection.execute(
            "update cases_caserecord r set state = 'received' from access_compartment c"
            " where c.id = r.compartment_id and c.case_id = %s",
            [new.pk],
        )
    assert state(new) == RecordState.RECEIVED
    with committed_db.superuser() as connection, connection.transaction():
        connection.execute(migration.SUPPORTING)
    assert state(new) == RecordState.SUPPORTING
    assert state(received) == state(old) == RecordState.RECEIVED
