"""An entry of the log of reading holds every rule on which somebody may see a case: whoever had seven could open nothing
of it. A longer text column, which rewrites no row; what is hashed is the text, so the chain stays."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0998_cases_taken_back")]

    operations = [
        migrations.AlterField(
            model_name="accesslog",
            name="basis",
            field=models.CharField(blank=True, max_length=80, verbose_name="根拠"),
        ),
    ]
