"""A login that was stopped after something may have leaked (S-96). Empty: she may log in."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0640_enter_reasons_of_returns_and_kinds_of_gatherings'),
    ]

    operations = [
        migrations.AddField(
            model_name='staff',
            name='login_stopped_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='ログインを止めた日時'),
        ),
    ]
