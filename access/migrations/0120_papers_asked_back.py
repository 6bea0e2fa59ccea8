"""Who read under a consent that is withdrawn is asked to give papers back (domain.md 2.1 R08 c).

A table of its own: whoever is asked holds no grant on the case any more, and reads by this row its
number and day and nothing else.
"""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0050_mails_in_the_ledger"),
        ("organizations", "0021_enter_projects_of_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name="ReturnNotice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("case_number", models.CharField(max_length=20, verbose_name="ケース番号")),
                ("consent_id", models.UUIDField(db_index=True, verbose_name="同意")),
                ("given_on", models.DateField(verbose_name="同意の日")),
                ("is_partial", models.BooleanField(default=False, verbose_name="一部の撤回")),
                ("asked_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="知らせた日")),
                ("answer_by", models.DateField(verbose_name="返事の期限")),
                ("answer", models.CharField(blank=True, choices=[("returned", "返した"), ("destroyed", "処分した"), ("nothing", "渡された紙やファイルはない")], max_length=10, verbose_name="返事")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="返事をした日時")),
                ("appointment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.appointment")),
                ("body", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.body")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.casefile")),
                ("compartment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.compartment")),
                ("created_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "紙の返却・処分のお願い",
                "verbose_name_plural": "紙の返却・処分のお願い",
                "ordering": ["asked_on", "id"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="returnnotice",
            constraint=models.UniqueConstraint(fields=("consent_id", "appointment"), name="asked_once_for_a_consent"),
        ),
        migrations.AddConstraint(
            model_name="returnnotice",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("answer", ""), ("answered_at__isnull", True)), models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)), _connector="OR"), name="return_answered_at_a_moment"),
        ),
    ])
