"""The text of the 誓約書, and the duty of secrecy of the conferences that may sit together."""

from typing import Any

from django.db import migrations, models

from organizations.initial import pledge_data


def enter(apps: Any, schema_editor: Any) -> None:
    texts = apps.get_model("organizations", "StandingText").objects.using(
        schema_editor.connection.alias
    )
    for kind, text, valid_from in pledge_data.TEXTS:
        texts.get_or_create(kind=kind, valid_from=valid_from, defaults={"text": text})


def remove(apps: Any, schema_editor: Any) -> None:
    texts = apps.get_model("organizations", "StandingText").objects.using(
        schema_editor.connection.alias
    )
    for kind, _, valid_from in pledge_data.TEXTS:
        texts.filter(kind=kind, valid_from=valid_from).delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0040_enter_assessment_lists")]

    operations = [
        migrations.AlterField(
            model_name="standingtext",
            name="kind",
            field=models.CharField(
                verbose_name="種類",
                max_length=30,
                choices=[
                    ("secrecy_duty", "守秘義務の説明"),
                    ("secrecy_lsa9", "守秘義務の説明（生活困窮者自立支援法の支援会議）"),
                    ("secrecy_pa27_3", "守秘義務の説明（生活保護法の調整会議）"),
                    ("secrecy_child", "守秘義務の説明（要保護児童対策地域協議会）"),
                    ("pledge", "誓約書の文"),
                    ("consent", "同意の説明"),
                    ("consent_easy", "同意の説明（やさしい日本語）"),
                    ("withdrawal", "同意の撤回の説明"),
                    ("withdrawal_easy", "同意の撤回の説明（やさしい日本語）"),
                ],
            ),
        ),
        migrations.RunPython(enter, remove),
    ]
