"""The day of leaving is no field of a person any more (cases.models.HouseholdStay).

The columns stay for now: the version that still serves people while this runs reads them.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0101_days_of_leaving_become_stays"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name="historicalperson", name="left_on"),
                migrations.RemoveField(model_name="person", name="left_on"),
            ],
            database_operations=[],
        ),
    ]
