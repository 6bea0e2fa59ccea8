"""A lost second factor is taken away by two (S-55): a new table of who asks and who answers, and three columns of accounts, empty
at first: since when a password is a given one, whether it is her own, and when the factors were taken."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):
    dependencies = [("organizations", "0999_what_notes_often_begin_with")]

    operations = together([
        migrations.AddField(
            model_name="staff",
            name="password_given_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="初期パスワードの日時"),
        ),
        migrations.AddField(
            model_name="staff",
            name="password_is_own",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="staff",
            name="factors_taken_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="本人の確認の手段を外した日時"),
        ),
        migrations.CreateModel(
            name="FactorRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField(verbose_name="申し出た日時")),
                ("reason", models.CharField(choices=[("lost", "紛失"), ("broken", "故障"), ("changed", "機種変更"), ("other", "その他")], max_length=10, verbose_name="わけ")),
                ("outcome", models.CharField(blank=True, choices=[("", "返事を待っています"), ("agreed", "認められ、外しました"), ("refused", "認められませんでした"), ("withdrawn", "取り下げました"), ("lapsed", "効かなくなりました（7日が過ぎました）")], max_length=10, verbose_name="結果")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="終わった日時")),
                ("answered_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("staff", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="職員")),
            ],
            options={
                "verbose_name": "本人の確認の手段を外す申し出",
                "verbose_name_plural": "本人の確認の手段を外す申し出",
                "ordering": ["-asked_at", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="factorrequest",
            constraint=models.UniqueConstraint(condition=models.Q(("outcome", "")), fields=("staff",), name="factor_request_waits_once"),
        ),
        migrations.AddConstraint(
            model_name="factorrequest",
            constraint=models.CheckConstraint(condition=models.Q(("reason__in", ("lost", "broken", "changed", "other"))), name="factor_request_known_reason"),
        ),
        migrations.AddConstraint(
            model_name="factorrequest",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("ended_at__isnull", True), ("outcome", "")), models.Q(models.Q(("outcome", ""), _negated=True), ("ended_at__isnull", False)), _connector="OR"), name="factor_request_ends_with_an_outcome"),
        ),
        migrations.AddConstraint(
            model_name="factorrequest",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("asked_by", models.F("staff")), _negated=True), models.Q(models.Q(("answered_by__isnull", False), ("outcome__in", ("agreed", "refused")), models.Q(("answered_by", models.F("asked_by")), _negated=True), models.Q(("answered_by", models.F("staff")), _negated=True)), models.Q(models.Q(("outcome__in", ("agreed", "refused")), _negated=True), ("answered_by__isnull", True)), _connector="OR")), name="factor_request_answered_by_a_second_person"),
        ),
    ])
