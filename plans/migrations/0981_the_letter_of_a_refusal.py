"""The day and the number of the letter by which the ward refuses to decide for a plan. Columns that are empty in every row of
before, and a check that all of them pass. Backwards both are no longer known; the reason stays."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together

DAY = models.DateField(blank=True, null=True, verbose_name="決定しないと通知した日")
NUMBER = models.CharField(blank=True, db_default="", max_length=50, verbose_name="決定しない通知の文書番号")


class Migration(migrations.Migration):

    dependencies = [
        ("plans", "0980_roles_of_who_is_in_no_list"),
    ]

    operations = together([
        *(
            migrations.AddField(model_name=model, name=name, field=field.clone())
            for model in ("plan", "historicalplan")
            for name, field in (("refused_on", DAY), ("refusal_number", NUMBER))
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("refusal_number", ""), ("refused_on__isnull", False), _connector="OR"),
                name="plan_refused_on_a_day",
            ),
        ),
    ])
