"""The last day of the consent on which a つなぎ was sent: until somebody takes on, it closes with it (R3, R17). Legs that
wait at this moment have none: they are open until they are answered or taken back, as they were sent."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):
    dependencies = [("cases", "0996_a_visit_before_this_one")]

    operations = together(
        [
            migrations.AddField(
                model_name=model,
                name="consent_until_on",
                field=models.DateField(blank=True, null=True, verbose_name="同意の期限"),
            )
            for model in ("historicalreferral", "referral")
        ]
    )
