"""A case that was taken back says so: no figure counts it, and its years run from then on (R1, S-28).

Marked are those taken back so far: entered by one body, with nothing but what a reception makes, and closed to all of
its roles. A case that was narrowed has grants of people besides, and is none of them. The rows are the owner's, whom
row policies bind too; they are loosened inside this transaction.
"""

from django.db import migrations, models

TABLES = ("access_casefile", "access_compartment", "access_groupgrant", "access_usergrant")
MARK = """
update access_casefile f set taken_back_at = g.ended_at
from (select case_id, max(valid_until) as ended_at from access_groupgrant
      group by case_id having bool_and(valid_until is not null and valid_until <= now())) g
where g.case_id = f.id
    and not exists (select 1 from access_usergrant u where u.case_id = f.id)
    and (select count(*) from access_compartment c where c.case_id = f.id) = 2
    and not exists (select 1 from access_compartment c
                    where c.case_id = f.id and c.kind not in ('face', 'record'));
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0997_lists_renewed_by_two")]

    operations = [
        migrations.AddField(
            model_name="casefile",
            name="taken_back_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="取り消した日時"),
        ),
        migrations.RunSQL(
            "".join(
                [
                    *(f"alter table {table} no force row level security;" for table in TABLES),
                    MARK,
                    "set constraints all immediate;",
                    *(f"alter table {table} force row level security;" for table in TABLES),
                ]
            ),
            migrations.RunSQL.noop,
        ),
    ]
