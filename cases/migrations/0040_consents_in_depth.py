"""Consent: who gave it for whom, its paper, its series; attempts to obtain it; whom a copy is about.

New columns that may not be empty have their default in the database: no table is rewritten, and the
former version of the program goes on writing.
"""

import access.models
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_initial"),
        ("cases", "0025_family_relationships_ties_and_chronology"),
        ("organizations", "0017_enter_consent_data"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name="ConsentAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="作成日時"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版"),
                ),
                ("person_id", models.UUIDField(verbose_name="だれの同意か")),
                ("person_name", models.CharField(max_length=100, verbose_name="氏名")),
                ("tried_on", models.DateField(verbose_name="日付")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("text", "説明の文を読んで説明した"),
                            ("easy", "やさしい日本語で説明した"),
                            ("interpreter", "通訳・手話を入れて説明した"),
                            ("writing", "筆談・手紙で説明した"),
                            ("supported", "支える人が立ち会って説明した"),
                            ("none", "説明できなかった"),
                        ],
                        max_length=20,
                        verbose_name="説明のしかた",
                    ),
                ),
                ("answer", models.CharField(max_length=2, verbose_name="結果")),
                (
                    "words",
                    models.CharField(blank=True, max_length=500, verbose_name="本人の言葉・ようす"),
                ),
                ("next_try_on", models.DateField(blank=True, null=True, verbose_name="次に話す日")),
            ],
            options={
                "verbose_name": "同意を得る働きかけ",
                "verbose_name_plural": "同意を得る働きかけ",
                "ordering": ["-tried_on", "-created_at", "-id"],
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="HistoricalConsentAttempt",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="作成日時"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="版"),
                ),
                ("person_id", models.UUIDField(verbose_name="だれの同意か")),
                ("person_name", models.CharField(max_length=100, verbose_name="氏名")),
                ("tried_on", models.DateField(verbose_name="日付")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("text", "説明の文を読んで説明した"),
                            ("easy", "やさしい日本語で説明した"),
                            ("interpreter", "通訳・手話を入れて説明した"),
                            ("writing", "筆談・手紙で説明した"),
                            ("supported", "支える人が立ち会って説明した"),
                            ("none", "説明できなかった"),
                        ],
                        max_length=20,
                        verbose_name="説明のしかた",
                    ),
                ),
                ("answer", models.CharField(max_length=2, verbose_name="結果")),
                (
                    "words",
                    models.CharField(blank=True, max_length=500, verbose_name="本人の言葉・ようす"),
                ),
                ("next_try_on", models.DateField(blank=True, null=True, verbose_name="次に話す日")),
                (
                    "history_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 同意を得る働きかけ",
                "verbose_name_plural": "historical 同意を得る働きかけ",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="consent",
            name="giver",
            field=models.CharField(
                choices=[
                    ("self", "本人"),
                    ("parent", "親権者・未成年後見人"),
                    ("custodian", "成年後見人"),
                    ("curator", "保佐人・補助人（代理権のある人）"),
                    ("voluntary", "任意後見人"),
                    ("family", "家族など（法律上の代理人ではない人）"),
                ],
                db_default="self",
                default="self",
                max_length=12,
                verbose_name="同意を伝えた人",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="giver_basis",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=300,
                verbose_name="代わりに伝える根拠",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="giver_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=100,
                verbose_name="代わりに伝えた人の氏名",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="is_partial",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="説明した範囲の一部だけの同意"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="opens_basics",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="世帯の基本情報も共有する"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="oral_time",
            field=models.TimeField(blank=True, null=True, verbose_name="口頭で聞いた時刻"),
        ),
        migrations.AddField(
            model_name="consent",
            name="own_will",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="本人の意向"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="paper_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="書面をもらう予定の日"),
        ),
        migrations.AddField(
            model_name="consent",
            name="paper_number",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=50, verbose_name="同意書の番号"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="paper_place",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=100,
                verbose_name="同意書の保管場所",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="paper_received_on",
            field=models.DateField(blank=True, null=True, verbose_name="書面を受け取った日"),
        ),
        migrations.AddField(
            model_name="consent",
            name="series_id",
            field=models.UUIDField(blank=True, null=True, verbose_name="もとになった同意"),
        ),
        migrations.AddField(
            model_name="consent",
            name="withdrawal_scope",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="撤回の範囲"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="withdrawal_told",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="撤回の効果を本人に説明した"
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="giver",
            field=models.CharField(
                choices=[
                    ("self", "本人"),
                    ("parent", "親権者・未成年後見人"),
                    ("custodian", "成年後見人"),
                    ("curator", "保佐人・補助人（代理権のある人）"),
                    ("voluntary", "任意後見人"),
                    ("family", "家族など（法律上の代理人ではない人）"),
                ],
                db_default="self",
                default="self",
                max_length=12,
                verbose_name="同意を伝えた人",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="giver_basis",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=300,
                verbose_name="代わりに伝える根拠",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="giver_name",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=100,
                verbose_name="代わりに伝えた人の氏名",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="is_partial",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="説明した範囲の一部だけの同意"
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="opens_basics",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="世帯の基本情報も共有する"
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="oral_time",
            field=models.TimeField(blank=True, null=True, verbose_name="口頭で聞いた時刻"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="own_will",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="本人の意向"
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="paper_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="書面をもらう予定の日"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="paper_number",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=50, verbose_name="同意書の番号"
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="paper_place",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=100,
                verbose_name="同意書の保管場所",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="paper_received_on",
            field=models.DateField(blank=True, null=True, verbose_name="書面を受け取った日"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="series_id",
            field=models.UUIDField(blank=True, null=True, verbose_name="もとになった同意"),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="withdrawal_scope",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="撤回の範囲"
            ),
        ),
        migrations.AddField(
            model_name="historicalconsent",
            name="withdrawal_told",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="撤回の効果を本人に説明した"
            ),
        ),
        migrations.AddField(
            model_name="historicalsharedextract",
            name="carried_from",
            field=models.UUIDField(null=True, verbose_name="前の同意での写し"),
        ),
        migrations.AddField(
            model_name="historicalsharedextract",
            name="person_id",
            field=models.UUIDField(null=True, verbose_name="だれについての記録か"),
        ),
        migrations.AddField(
            model_name="sharedextract",
            name="carried_from",
            field=models.UUIDField(null=True, verbose_name="前の同意での写し"),
        ),
        migrations.AddField(
            model_name="sharedextract",
            name="person_id",
            field=models.UUIDField(null=True, verbose_name="だれについての記録か"),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("giver", "self"),
                    models.Q(
                        models.Q(("giver_name", ""), _negated=True),
                        models.Q(("giver_basis", ""), _negated=True),
                        models.Q(("own_will", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="consent_for_another_says_why",
            ),
        ),
        migrations.AddField(
            model_name="consentattempt",
            name="compartment",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.compartment",
            ),
        ),
        migrations.AddField(
            model_name="consentattempt",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consentattempt",
            name="explained_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="説明した人",
            ),
        ),
        migrations.AddField(
            model_name="consentattempt",
            name="record",
            field=access.models.SameCompartmentKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consent_attempts",
                to="cases.caserecord",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsentattempt",
            name="compartment",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="access.compartment",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsentattempt",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalconsentattempt",
            name="explained_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="説明した人",
            ),
        ),
        migrations.AddField(
            model_name="historicalconsentattempt",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalconsentattempt",
            name="record",
            field=access.models.SameCompartmentKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cases.caserecord",
            ),
        ),
        migrations.AddConstraint(
            model_name="consentattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["10", "30", "40", "41"])),
                name="attempt_without_consent",
            ),
        ),
    ])
