"""What a body settles for itself: first, after how many months its plans are looked at. An empty table:
until a row is written, every body has the figures of the ward."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import organizations.body_settings


class Migration(migrations.Migration):

    dependencies = [("organizations", "0080_enter_bases_of_tasks")]

    operations = [
        migrations.CreateModel(
            name="BodySettings",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "monitoring_months",
                    models.CharField(
                        blank=True,
                        help_text="例：3、6、12。この機関が事務局のプランで使います。空欄のときは区の目安（CL-45）",
                        max_length=50,
                        validators=[organizations.body_settings.check_months],
                        verbose_name="モニタリングの目安（か月）",
                    ),
                ),
                (
                    "body",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settings",
                        to="organizations.body",
                        verbose_name="機関",
                    ),
                ),
            ],
            options={
                "verbose_name": "機関ごとの設定",
                "verbose_name_plural": "機関ごとの設定",
                "ordering": ["body"],
            },
        ),
    ]
