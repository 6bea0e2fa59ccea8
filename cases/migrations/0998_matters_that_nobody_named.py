"""A reception of which nobody said what it is about had a code that no list knows (16); 「その他」 of CL-04 is 99.

Only where the ward has not entered a 16 of its own. The rows are the owner's, whom row policies bind too; they are
loosened inside this transaction. Nothing is to be put back: a version of before reads 99 as this one does.
"""

from django.db import migrations

OTHER = """
update {table} set
    topics = case when topics @> '["99"]' then topics - '16' else (topics - '16') || '["99"]' end,
    main_topic = case when main_topic = '16' then '99' else main_topic end
where (main_topic = '16' or topics @> '["16"]')
    and not exists (select 1 from organizations_code where code_list_id = 'CL-04' and value = '16');
"""
TABLES = ("cases_intake", "cases_historicalintake")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0997_until_when_a_hand_off_rests_on_a_consent"),
        ("organizations", "0003_enter_code_lists"),
    ]

    operations = [
        migrations.RunSQL(
            "".join(
                [
                    *(f"alter table {table} no force row level security;" for table in TABLES),
                    *(OTHER.format(table=table) for table in TABLES),
                    "set constraints all immediate;",
                    *(f"alter table {table} force row level security;" for table in TABLES),
                ]
            ),
            migrations.RunSQL.noop,
        )
    ]
