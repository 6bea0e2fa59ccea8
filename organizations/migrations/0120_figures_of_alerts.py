"""The figures of alerts as settings of a body. Empty columns on a table of a few rows: nothing is rewritten,
and every body has the figures of the ward until it sets its own."""

import django.core.validators
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0110_enter_lists_of_social_resources'),
    ]

    operations = together([
        migrations.AddField(
            model_name='bodysettings',
            name='consent_ahead_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 30日', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='同意の期限の何日前に知らせるか'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='digest_hour',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 8時', null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(23)], verbose_name='まとめのメールを送る時刻'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='first_contact_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 7日', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='引き受けから初回の接触まで'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='handing_over_month',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 3月', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='異動の引き継ぎを知らせる月'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='minutes_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 7日', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='開催から会議録の確定まで'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='monitoring_ahead_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 14日', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='モニタリングの何日前に知らせるか'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='monthly_close_day',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 16日（毎月）', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(28)], verbose_name='月次の報告の締め日'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='papers_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 3開庁日', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='会議資料の返却まで'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='plan_end_ahead_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 30日', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='計画期間が終わる何日前に知らせるか'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='pledge_ahead_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 14日', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='誓約書のない構成員を、開催の何日前から知らせるか'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='protection_ahead_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 30日', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='保護の期限の何日前に知らせるか'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='receipt_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 2開庁日', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='つなぎの受領まで'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='screening_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 7日', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='受付から見立てまで'),
        ),
        migrations.AddField(
            model_name='bodysettings',
            name='silence_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='空欄のときは 60日', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(730)], verbose_name='動きのないケースを知らせるまで'),
        ),
    ])
