"""安全メモ has a kind for 複数対応: two or more meet the household (domain.md 7). Choices alone, no column changes."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together

KINDS = [
    ("violence", "暴力・刃物など"),
    ("two", "2人以上で対応する"),
    ("animal", "犬などの動物"),
    ("infection", "感染症"),
    ("illness", "病気・薬（切れると危険、発作など）"),
    ("self_harm", "自殺・自傷"),
    ("place", "住まいの危険（足元、火の元など）"),
    ("other", "そのほか"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0870_when_an_answer_was_opened")]

    operations = together(
        [
            migrations.AlterField(
                model_name=model,
                name="kind",
                field=models.CharField(choices=KINDS, max_length=10, verbose_name="種類"),
            )
            for model in ("historicalsafetynote", "safetynote")
        ]
    )
