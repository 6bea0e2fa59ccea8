"""A point left out of the minutes stays offered until it is taken or put aside. A column with a default in the
database: nothing is rewritten; of points left out before, nothing is known."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together

CHOICES = [
    ("taken", "会議録に入れた"),
    ("later", "会議録にまだ入れていない"),
    ("aside", "会議録に入れない"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0800_codes_of_paper_copies"),
    ]

    operations = together([
        migrations.AddField(
            model_name=model,
            name="minuting",
            field=models.CharField(
                blank=True, choices=CHOICES, db_default="", default="", max_length=10, verbose_name="会議録に"
            ),
        )
        for model in ("historicaltalknote", "talknote")
    ])
