"""A note may be written as SOAP and counts for a project; it says something in one way."""

from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_protections_and_the_output_gate'),
        ("cases", "0045_protected_contacts"),
        ('organizations', '0021_enter_projects_of_notes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.AddField(
            model_name='historicalnote',
            name='project',
            field=models.CharField(blank=True, db_default='', max_length=10, verbose_name='事業'),
        ),
        migrations.AddField(
            model_name='historicalnote',
            name='soap_a',
            field=models.TextField(blank=True, db_default='', verbose_name='A 見立て'),
        ),
        migrations.AddField(
            model_name='historicalnote',
            name='soap_o',
            field=models.TextField(blank=True, db_default='', verbose_name='O 見たこと・確かめたこと'),
        ),
        migrations.AddField(
            model_name='historicalnote',
            name='soap_p',
            field=models.TextField(blank=True, db_default='', verbose_name='P これからすること'),
        ),
        migrations.AddField(
            model_name='historicalnote',
            name='soap_s',
            field=models.TextField(blank=True, db_default='', verbose_name='S 本人・家族の訴え'),
        ),
        migrations.AddField(
            model_name='note',
            name='project',
            field=models.CharField(blank=True, db_default='', max_length=10, verbose_name='事業'),
        ),
        migrations.AddField(
            model_name='note',
            name='soap_a',
            field=models.TextField(blank=True, db_default='', verbose_name='A 見立て'),
        ),
        migrations.AddField(
            model_name='note',
            name='soap_o',
            field=models.TextField(blank=True, db_default='', verbose_name='O 見たこと・確かめたこと'),
        ),
        migrations.AddField(
            model_name='note',
            name='soap_p',
            field=models.TextField(blank=True, db_default='', verbose_name='P これからすること'),
        ),
        migrations.AddField(
            model_name='note',
            name='soap_s',
            field=models.TextField(blank=True, db_default='', verbose_name='S 本人・家族の訴え'),
        ),
        migrations.AlterField(
            model_name='historicalnote',
            name='text',
            field=models.TextField(blank=True, verbose_name='内容'),
        ),
        migrations.AlterField(
            model_name='note',
            name='text',
            field=models.TextField(blank=True, verbose_name='内容'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(('soap_a', ''), ('soap_o', ''), ('soap_p', ''), ('soap_s', ''), ('text', ''), _negated=True), name='note_says_something'),
        ),
    ])
