"""What a draft is about stands beside its key, which is that of the form alone.

Two filling-ins of one form about one case had one draft; the second took the place of the first. The version
that still runs leaves the column empty and names its drafts as before: both are found.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('drafts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='about',
            field=models.CharField(blank=True, db_default='', max_length=36, verbose_name='何について'),
        ),
    ]
