"""Times in the household that begin and end on one day are compared too, and stand in one order.

A range of days that is empty overlaps nothing, so that a time without length (come and left in one
year, or on one day) could lie in the middle of another time: the same person there and gone at once.
Days become even numbers and a time the open interval between its ends; a time without length is its
day itself. Two times that only touch share no number; one inside another does.

Such times already kept say nothing that the other one does not say: they are taken out as entered by
mistake, the history keeps them (domain.md 7.8). As the owner, whom row policies bind too; they are
loosened inside this transaction. The history trigger writes what changed.
"""

from django.db import migrations, models

from bunkyo_support.migration_steps import together

AS_ADDRESS = r"(regexp_replace(replace({}::text, '-', ''), '(.{{4}})(?=.)', '\1:', 'g')::inet)"
AS_DAYS = "daterange(since_on, until_on)"
AS_NUMBERS = """(case when since_on = until_on
        then int4range(2 * (since_on - date '2000-01-01'), 2 * (since_on - date '2000-01-01'), '[]')
        else int4range(2 * (since_on - date '2000-01-01'), 2 * (until_on - date '2000-01-01'), '()')
    end)"""


def constraint(time: str) -> str:
    """No two standing times of one person that share anything; see migration 0100 for the keys."""
    return f"""
alter table cases_householdstay drop constraint one_stay_at_a_time;
alter table cases_householdstay add constraint one_stay_at_a_time exclude using gist (
    {AS_ADDRESS.format("compartment_id")} inet_ops with =,
    {AS_ADDRESS.format("person_id")} inet_ops with =,
    {time} with &&
) where (removed_on is null);
"""


TAKE_OUT = """
alter table cases_householdstay no force row level security;
alter table cases_historicalhouseholdstay no force row level security;
update cases_householdstay s set removed_on = current_date, version = version + 1
where s.removed_on is null and s.since_on = s.until_on and exists (
    select 1 from cases_householdstay o
    where o.person_id = s.person_id and o.id <> s.id and o.removed_on is null
      and ((o.since_on is null or o.since_on < s.since_on)
           and (o.until_on is null or o.until_on > s.until_on)
           or o.since_on = s.since_on and o.until_on = s.until_on
              and (o.created_at, o.id) < (s.created_at, s.id)));
set constraints all immediate;
alter table cases_householdstay force row level security;
alter table cases_historicalhouseholdstay force row level security;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0111_lists_brought_in"),
    ]

    operations = together([
        migrations.AlterModelOptions(
            name="householdstay",
            options={
                "ordering": [
                    models.F("since_on").asc(nulls_first=True),
                    models.F("until_on").asc(nulls_last=True),
                    "created_at",
                    "id",
                ],
                "default_permissions": (),
                "verbose_name": "世帯にいた期間",
                "verbose_name_plural": "世帯にいた期間",
            },
        ),
        migrations.RunSQL(TAKE_OUT, migrations.RunSQL.noop),
        migrations.RunSQL(constraint(AS_NUMBERS), constraint(AS_DAYS)),
    ])
