"""Who was split off from a household was received long ago: her file has no reception, and 受付（見立て前） had no step that
could be taken. It stands in support, as the old one does.

The rows are the owner's, whom row policies bind too; they are loosened inside this transaction. The history keeps what
stood there. Nothing is to be put back: a version of before reads 支援中 as this one does.
"""

from django.db import migrations

SUPPORTING = """
update cases_caserecord r set state = 'supporting', version = r.version + 1
from access_compartment c
where r.state = 'received' and c.id = r.compartment_id
    and not exists (select 1 from cases_intake i where i.record_id = r.id)
    and exists (select 1 from cases_sameperson s join access_compartment f on f.id = s.other_compartment_id
                where s.kind = 'split' and f.case_id = c.case_id);
"""
READ = ("cases_caserecord", "cases_historicalcaserecord", "cases_intake", "cases_sameperson")
TABLES = (*READ, "access_compartment")


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0996_logins_and_changes_in_the_log"),
        ("cases", "0998_matters_that_nobody_named"),
    ]

    operations = [
        migrations.RunSQL(
            "".join(
                [
                    *(f"alter table {table} no force row level security;" for table in TABLES),
                    SUPPORTING,
                    "set constraints all immediate;",
                    *(f"alter table {table} force row level security;" for table in TABLES),
                ]
            ),
            migrations.RunSQL.noop,
        )
    ]
