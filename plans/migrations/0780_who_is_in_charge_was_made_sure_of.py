"""When the coordinator made sure that the person in charge at a body goes on in the plan, although the body
has put somebody else in charge of its record (R5). Empty for the rows that there are; none is touched."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [("plans", "0090_how_a_plan_stood_when")]

    operations = together([
        migrations.AddField(
            model_name=model,
            name="confirmed_on",
            field=models.DateField(blank=True, null=True, verbose_name="担当者を確かめた日"),
        )
        for model in ("planbody", "historicalplanbody")
    ])
