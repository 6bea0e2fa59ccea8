"""The five projects that a note may count for (CL-43)."""

from django.db import migrations

from organizations.initial import note_data
from organizations.initial.load import entering


class Migration(migrations.Migration):
    dependencies = [("organizations", "0017_enter_consent_data")]

    operations = [entering(note_data.LISTS)]
