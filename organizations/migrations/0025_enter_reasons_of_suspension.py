"""Why the work of a body pauses (CL-44)."""

from django.db import migrations

from organizations.initial import course_data
from organizations.initial.load import entering


class Migration(migrations.Migration):
    dependencies = [("organizations", "0021_enter_projects_of_notes")]

    operations = [entering(course_data.LISTS)]
