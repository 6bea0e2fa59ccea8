"""What a member without an account says of minutes is entered by the secretariat, with the day and the way it came. Columns
that are empty in every row of before, and a check that all of them pass. Backwards day and way are no longer known."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together

HOW = [("paper", "紙で受け取った"), ("spoken", "会って聞いた"), ("phone", "電話で聞いた")]


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0960_who_is_on_paper_does_what_was_agreed"),
    ]

    operations = together([
        *(
            migrations.AddField(
                model_name=model,
                name=name,
                field=field.clone(),
            )
            for model in ("historicalminutesanswer", "minutesanswer")
            for name, field in (
                ("heard_on", models.DateField(blank=True, null=True, verbose_name="答えを受けた日")),
                (
                    "heard_how",
                    models.CharField(
                        blank=True, choices=HOW, db_default="", default="", max_length=10, verbose_name="受けた方法",
                    ),
                ),
            )
        ),
        migrations.AddConstraint(
            model_name="minutesanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("heard_how", ""), ("heard_on__isnull", True)),
                    models.Q(("heard_on__isnull", False), models.Q(("heard_how", ""), _negated=True)),
                    _connector="OR",
                ),
                name="minutes_answer_heard_on_a_day",
            ),
        ),
    ])
