"""Codes from which B2, C2 and C4 are broken down: why a request was returned (CL-97), what a sitting was about
(CL-04), from which kind of body a member on paper comes. Columns with a default in the database: nothing is
rewritten; rows from before stay without, and count as such."""

import django.db.models.deletion
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0100_who_is_told_by_decisions_and_minutes_as_fixed'),
        ('organizations', '0640_enter_reasons_of_returns_and_kinds_of_gatherings'),
    ]

    operations = together([
        migrations.AddField(
            model_name='coordinationrequest',
            name='return_code',
            field=models.CharField(blank=True, db_default='', max_length=10, verbose_name='差戻しの理由（区分）'),
        ),
        migrations.AddField(
            model_name='historicalcoordinationrequest',
            name='return_code',
            field=models.CharField(blank=True, db_default='', max_length=10, verbose_name='差戻しの理由（区分）'),
        ),
        migrations.AddField(
            model_name='historicalmeetingmember',
            name='paper_kind',
            field=models.CharField(blank=True, choices=[('ward', '区の部署'), ('elderly', '高齢者あんしん相談センター'), ('disability', '障害'), ('child', '子ども'), ('education', '教育'), ('health', '保健'), ('poverty', '生活困窮'), ('council', '社会福祉協議会'), ('medical', '医療'), ('private', '民間'), ('community', '地域団体'), ('other', 'その他')], db_default='', max_length=20, verbose_name='機関の種別（紙の構成員）'),
        ),
        migrations.AddField(
            model_name='historicalmeetingmember',
            name='paper_of',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organizations.body', verbose_name='機関（紙の構成員）'),
        ),
        migrations.AddField(
            model_name='historicalsitting',
            name='main_topic',
            field=models.CharField(blank=True, db_default='', max_length=10, verbose_name='主な課題'),
        ),
        migrations.AddField(
            model_name='meetingmember',
            name='paper_kind',
            field=models.CharField(blank=True, choices=[('ward', '区の部署'), ('elderly', '高齢者あんしん相談センター'), ('disability', '障害'), ('child', '子ども'), ('education', '教育'), ('health', '保健'), ('poverty', '生活困窮'), ('council', '社会福祉協議会'), ('medical', '医療'), ('private', '民間'), ('community', '地域団体'), ('other', 'その他')], db_default='', max_length=20, verbose_name='機関の種別（紙の構成員）'),
        ),
        migrations.AddField(
            model_name='meetingmember',
            name='paper_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.body', verbose_name='機関（紙の構成員）'),
        ),
        migrations.AddField(
            model_name='sitting',
            name='main_topic',
            field=models.CharField(blank=True, db_default='', max_length=10, verbose_name='主な課題'),
        ),
    ])
