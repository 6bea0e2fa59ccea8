"""What a gathering of bodies is (CL-98), for H1. A column with a default in the database: nothing is
rewritten, and whatever was entered before was a 関係者連絡会."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0001_places_and_what_goes_on_there'),
    ]

    operations = together([
        migrations.AddField(
            model_name='historicalliaisonmeeting',
            name='kind',
            field=models.CharField(db_default='01', default='01', max_length=10, verbose_name='種別'),
        ),
        migrations.AddField(
            model_name='liaisonmeeting',
            name='kind',
            field=models.CharField(db_default='01', default='01', max_length=10, verbose_name='種別'),
        ),
    ])
