"""Standing texts for the easy-language consent form and for the withdrawal form get their kinds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0005_login_cache")]

    operations = [
        migrations.AlterField(
            model_name="standingtext",
            name="kind",
            field=models.CharField(
                choices=[
                    ("secrecy_duty", "守秘義務の説明"),
                    ("consent", "同意の説明"),
                    ("consent_easy", "同意の説明（やさしい日本語）"),
                    ("withdrawal", "同意の撤回の説明"),
                    ("withdrawal_easy", "同意の撤回の説明（やさしい日本語）"),
                ],
                max_length=30,
                verbose_name="種類",
            ),
        ),
    ]
