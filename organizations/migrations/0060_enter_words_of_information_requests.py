"""The words of the law in a letter that asks for information (Art. 106-6 (3) to (5)) are dated data."""

from typing import Any

from django.db import migrations, models

from organizations.initial import information_text


def enter(apps: Any, schema_editor: Any) -> None:
    texts = apps.get_model("organizations", "StandingText").objects
    texts.using(schema_editor.connection.alias).get_or_create(
        kind=information_text.KIND,
        valid_from=information_text.START,
        defaults={"text": information_text.TEXT},
    )


def remove(apps: Any, schema_editor: Any) -> None:
    texts = apps.get_model("organizations", "StandingText").objects
    texts.using(schema_editor.connection.alias).filter(kind=information_text.KIND).delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0041_enter_pledge_and_duties")]

    operations = [
        migrations.AlterField(
            model_name="standingtext",
            name="kind",
            field=models.CharField(
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
                    ("information_request", "情報提供等の依頼の根拠"),
                ],
                max_length=30,
                verbose_name="種類",
            ),
        ),
        migrations.RunPython(enter, remove),
    ]
