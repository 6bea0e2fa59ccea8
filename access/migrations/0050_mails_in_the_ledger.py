"""A mail that only says that there is something to look at is a way of its own (R21, S-31). Choices
only: no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0020_match_marks_and_notices'),
    ]

    operations = [
        migrations.AlterField(
            model_name='disclosure',
            name='channel',
            field=models.CharField(choices=[('hand_off', 'つなぎ'), ('shared_item', '支援会議での共有'), ('consented', '同意による共有'), ('request', '多機関協働の依頼'), ('plan', '支援プランの共有'), ('print', '印刷・PDF'), ('mail', 'メール（中身のない知らせ）')], max_length=20, verbose_name='方法'),
        ),
        migrations.AlterField(
            model_name='historicaldisclosure',
            name='channel',
            field=models.CharField(choices=[('hand_off', 'つなぎ'), ('shared_item', '支援会議での共有'), ('consented', '同意による共有'), ('request', '多機関協働の依頼'), ('plan', '支援プランの共有'), ('print', '印刷・PDF'), ('mail', 'メール（中身のない知らせ）')], max_length=20, verbose_name='方法'),
        ),
    ]
