"""Who left a household has a time in it that ended: one row for each day of leaving.

As the owner of the tables, whom row policies bind too; they are loosened inside this transaction.
The new table has neither policies nor a history trigger yet, so its first history is written here.
"""

from django.db import migrations

FORWARD = """
alter table cases_person no force row level security;
insert into cases_householdstay (id, compartment_id, created_at, created_by_id, version, person_id,
    since_precision, until_on, until_precision, reason, note)
select gen_random_uuid(), compartment_id, now(), created_by_id, 1, id, 'day', left_on, 'day', '', ''
from cases_person where left_on is not null;
insert into cases_historicalhouseholdstay (id, compartment_id, created_at, created_by_id, version,
    person_id, since_precision, until_on, until_precision, reason, note, history_id, history_date,
    history_type)
select id, compartment_id, created_at, created_by_id, version, person_id, since_precision, until_on,
    until_precision, reason, note, gen_random_uuid(), now(), '+'
from cases_householdstay;
alter table cases_person force row level security;
"""
BACKWARD = """
alter table cases_person no force row level security;
alter table cases_householdstay no force row level security;
update cases_person p set left_on = (
    select max(s.until_on) from cases_householdstay s
    where s.person_id = p.id and s.removed_on is null)
where exists (select 1 from cases_householdstay s where s.person_id = p.id and s.removed_on is null)
  and not exists (select 1 from cases_householdstay s where s.person_id = p.id
                  and s.removed_on is null and s.until_on is null);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0100_people_over_time"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
