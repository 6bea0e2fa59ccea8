"""A result that was put right gets a fixed version of its own, beside the one of the first result. The table holds
one row a conference: its index is made in milliseconds."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together

COUNT = models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="結果を直した回数")


class Migration(migrations.Migration):

    dependencies = [("plans", "0791_conferences_of_plans_that_ended")]

    operations = [
        *together(
            [
                migrations.AddField("fixedplan", "correction", COUNT),
                migrations.AddField("historicalfixedplan", "correction", COUNT.clone()),
            ]
        ),
        migrations.RemoveConstraint("fixedplan", "fixed_plan_once_a_meeting"),
        migrations.AddConstraint(
            "fixedplan",
            models.UniqueConstraint(
                fields=("plan", "conference_id", "correction"), name="fixed_plan_once_a_result"
            ),
        ),
    ]
