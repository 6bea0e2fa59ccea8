"""Words that a body's notes often begin with (ひな形; domain.md, P3): a master of each body, empty at first."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0998_contracts_of_bodies")]

    operations = [
        migrations.CreateModel(
            name="NoteWords",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="例：電話、訪問、安否の確認",
                        max_length=40,
                        verbose_name="ひな形の名前",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="個人のことは書かないでください。この機関の相談員の全員に出ます",
                        max_length=1000,
                        verbose_name="文",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="並び順")),
                ("is_used", models.BooleanField(default=True, verbose_name="使う")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="note_words",
                        to="organizations.body",
                        verbose_name="機関",
                    ),
                ),
            ],
            options={
                "verbose_name": "記録のひな形",
                "verbose_name_plural": "記録のひな形",
                "ordering": ["body", "order", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("body", "name"),
                        name="note_words_once_a_body",
                        violation_error_message="同じ名前のひな形が、もうあります",
                    )
                ],
            },
        ),
    ]
