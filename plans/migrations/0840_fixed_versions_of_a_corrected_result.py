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
OF_EACH_RESULT = (
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
