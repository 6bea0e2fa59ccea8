"""A draft knows when its form was opened: what the form was filled with is as old as that (R11).

Of drafts from before, and of what the version that still runs writes, nobody knows it: they go by when they were typed.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('drafts', '0890_where_it_lies_what_a_draft_is_about'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='opened_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
