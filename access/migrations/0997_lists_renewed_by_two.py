"""A protection list from which everybody has gone is renewed by two (R11): a new table, of who asks and who answers."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0996_logins_and_changes_in_the_log"),
        ("organizations", "0999_what_notes_often_begin_with"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name="ListRenewal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField(verbose_name="申し出た日時")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("outcome", models.CharField(blank=True, choices=[("", "返事を待っています"), ("agreed", "認められました"), ("refused", "認められませんでした"), ("withdrawn", "取り下げました"), ("lapsed", "効かなくなりました（30日が過ぎたか、申し出た人の立場が変わりました）")], max_length=10, verbose_name="結果")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="終わった日時")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="返事の理由・確かめたこと")),
                ("answered_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("appointment", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.appointment")),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.casefile")),
                ("protection", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.protection")),
            ],
            options={
                "verbose_name": "保護の名簿を決め直す申し出",
                "verbose_name_plural": "保護の名簿を決め直す申し出",
                "ordering": ["-asked_at", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="listrenewal",
            constraint=models.UniqueConstraint(condition=models.Q(("outcome", "")), fields=("protection",), name="renewal_waits_once"),
        ),
        migrations.AddConstraint(
            model_name="listrenewal",
            constraint=models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="renewal_says_why"),
        ),
        migrations.AddConstraint(
            model_name="listrenewal",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("ended_at__isnull", True), ("outcome", "")), models.Q(models.Q(("outcome", ""), _negated=True), ("ended_at__isnull", False)), _connector="OR"), name="renewal_ends_with_an_outcome"),
        ),
        migrations.AddConstraint(
            model_name="listrenewal",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("answered_by__isnull", False), ("outcome__in", ("agreed", "refused")), models.Q(("answered_by", models.F("asked_by")), _negated=True)), models.Q(models.Q(("outcome__in", ("agreed", "refused")), _negated=True), ("answered_by__isnull", True)), _connector="OR"), name="renewal_answered_by_a_second_person"),
        ),
        migrations.AddConstraint(
            model_name="listrenewal",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("outcome", "refused"), _negated=True), models.Q(("answer", ""), _negated=True), _connector="OR"), name="renewal_refused_with_reason"),
        ),
    ])
