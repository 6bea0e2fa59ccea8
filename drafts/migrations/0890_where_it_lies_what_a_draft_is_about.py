"""A draft knows where that lies what it is about, and is closed with it.

Of drafts from before nobody knows it: the role that migrates reads no confidential row. They are gone after a month.
The version that still runs leaves both columns empty.
"""

from django.db import migrations, models

from bunkyo_support.migration_steps import together


class Migration(migrations.Migration):

    dependencies = [
        ('drafts', '0002_what_a_draft_is_about'),
    ]

    operations = together([
        migrations.AddField(
            model_name='draft',
            name='compartment_id',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='draft',
            name='case_id',
            field=models.UUIDField(editable=False, null=True),
        ),
    ])
