"""What social resources, places and what goes on there are sorted by (CL-16, CL-91 to CL-96): the ward edits
the lists among its masters."""

from django.db import migrations

from organizations.initial import community_data, participation_data
from organizations.initial.load import entering


class Migration(migrations.Migration):
    dependencies = [("organizations", "0090_settings_of_bodies")]

    operations = [entering((*participation_data.LISTS, *community_data.LISTS))]
