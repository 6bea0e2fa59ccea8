"""A result that was put right gets a fixed version of its own, beside the one of the first result. The table holds
one row a conference: its index is made in milliseconds.

Fixed versions are public documents and stay on the way back too: the rule of one version a conference comes back where
nothing was put right yet, and otherwise with the next version of the system.
"""

from django.db import migrations, models

from bunkyo_support.migration_steps import together

COUNT = models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="結果を直した回数")
ONCE = "fixed_plan_once_a_meeting"
DROPPED = f"alter table plans_fixedplan drop constraint if exists {ONCE}"
BACK = f"""
do $$ begin
    alter table plans_fixedplan add constraint {ONCE} unique (plan_id, conference_id);
exception when unique_violation then
    raise notice 'results were put right: a conference keeps several fixed versions';
end $$
"""
# Who went back after a result was put right and comes again finds several without their number: by their order.
# Fixed versions refuse every change, in all names; the number is laid from here.
NUMBERED = """
set constraints all immediate;
alter table plans_fixedplan no force row level security;
alter table plans_historicalfixedplan no force row level security;
do $$ begin
    if exists (select 1 from plans_fixedplan where conference_id is not null
               group by plan_id, conference_id having count(*) > 1) then
        alter table plans_fixedplan disable trigger user;
        alter table plans_historicalfixedplan disable trigger user;
        update plans_fixedplan f set correction = n.place - 1
        from (select id, row_number() over (partition by plan_id, conference_id order by created_at, id) as place
              from plans_fixedplan where conference_id is not null) n
        where n.id = f.id and n.place > 1;
        update plans_historicalfixedplan h set correction = f.correction
        from plans_fixedplan f where f.id = h.id and f.correction > 0;
        alter table plans_fixedplan enable trigger user;
        alter table plans_historicalfixedplan enable trigger user;
    end if;
end $$;
alter table plans_fixedplan force row level security;
alter table plans_historicalfixedplan force row level security;
"""
OF_EACH_RESULT = NUMBERED + (
    "create unique index fixed_plan_once_a_result on plans_fixedplan"
    " (plan_id, conference_id, correction) where conference_id is not null"
)
NO_LONGER = "drop index if exists fixed_plan_once_a_result"


class Migration(migrations.Migration):
    dependencies = [("plans", "0791_conferences_of_plans_that_ended")]

    operations = [
        *together(
            [
                migrations.AddField("fixedplan", "correction", COUNT),
                migrations.AddField("historicalfixedplan", "correction", COUNT.clone()),
            ]
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DROPPED, BACK)],
            state_operations=[migrations.RemoveConstraint("fixedplan", ONCE)],
        ),
        # No row can break it, and none that the version before writes: until now there was one a conference.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(OF_EACH_RESULT, NO_LONGER)],
            state_operations=[
                migrations.AddConstraint(
                    "fixedplan",
                    models.UniqueConstraint(
                        fields=("plan", "conference_id", "correction"),
                        condition=models.Q(("conference_id__isnull", False)),
                        name="fixed_plan_once_a_result",
                    ),
                )
            ],
        ),
    ]
