"""The phone of whoever came; the grounds of a screening 見立て and who made it; the state of a
record that waits for outreach; tasks that are settled by a state of the record.

New columns have a default of the database, so that the version that runs meanwhile goes on writing.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together

# When this is taken back, what waits for outreach is in the hands of the body, as it was before.
# As the owner, whom row policies bind too; the history trigger writes what changed.
TAKEN_BACK = """
alter table cases_caserecord no force row level security;
alter table cases_historicalcaserecord no force row level security;
update cases_caserecord set state = 'supporting', version = version + 1 where state = 'outreach';
alter table cases_caserecord force row level security;
alter table cases_historicalcaserecord force row level security;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_initial'),
        ("cases", "0001_households_records_hand_offs_consents"),
        ('organizations', '0005_login_cache'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.RemoveConstraint(
            model_name='caserecord',
            name='case_record_known_state',
        ),
        migrations.AddField(
            model_name='historicalintake',
            name='screened_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='見立てた人'),
        ),
        migrations.AddField(
            model_name='historicalintake',
            name='screening_note',
            field=models.TextField(blank=True, db_default='', verbose_name='見立ての理由・伝えたこと'),
        ),
        migrations.AddField(
            model_name='historicalintake',
            name='visitor_phone',
            field=models.CharField(blank=True, db_default='', max_length=60, verbose_name='来た人の電話'),
        ),
        migrations.AddField(
            model_name='historicalnextaction',
            name='ends_with',
            field=models.CharField(blank=True, choices=[('received', '受付（見立て前）'), ('supporting', '自機関で支援中'), ('handed_off', 'つなぎ中'), ('ma_requested', '多機関協働へ相談中'), ('outreach', 'アウトリーチの準備中'), ('closed', '終了')], db_default='', max_length=20, verbose_name='これで済む状態'),
        ),
        migrations.AddField(
            model_name='intake',
            name='screened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='見立てた人'),
        ),
        migrations.AddField(
            model_name='intake',
            name='screening_note',
            field=models.TextField(blank=True, db_default='', verbose_name='見立ての理由・伝えたこと'),
        ),
        migrations.AddField(
            model_name='intake',
            name='visitor_phone',
            field=models.CharField(blank=True, db_default='', max_length=60, verbose_name='来た人の電話'),
        ),
        migrations.AddField(
            model_name='nextaction',
            name='ends_with',
            field=models.CharField(blank=True, choices=[('received', '受付（見立て前）'), ('supporting', '自機関で支援中'), ('handed_off', 'つなぎ中'), ('ma_requested', '多機関協働へ相談中'), ('outreach', 'アウトリーチの準備中'), ('closed', '終了')], db_default='', max_length=20, verbose_name='これで済む状態'),
        ),
        migrations.AlterField(
            model_name='caserecord',
            name='state',
            field=models.CharField(choices=[('received', '受付（見立て前）'), ('supporting', '自機関で支援中'), ('handed_off', 'つなぎ中'), ('ma_requested', '多機関協働へ相談中'), ('outreach', 'アウトリーチの準備中'), ('closed', '終了')], default='received', max_length=20, verbose_name='状態'),
        ),
        migrations.AlterField(
            model_name='historicalcaserecord',
            name='state',
            field=models.CharField(choices=[('received', '受付（見立て前）'), ('supporting', '自機関で支援中'), ('handed_off', 'つなぎ中'), ('ma_requested', '多機関協働へ相談中'), ('outreach', 'アウトリーチの準備中'), ('closed', '終了')], default='received', max_length=20, verbose_name='状態'),
        ),
        migrations.AddConstraint(
            model_name='caserecord',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'supporting', 'handed_off', 'ma_requested', 'outreach', 'closed'])), name='case_record_known_state'),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, TAKEN_BACK),
    ])
