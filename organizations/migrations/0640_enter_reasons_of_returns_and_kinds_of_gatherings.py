"""Why the secretariat returns a request (CL-97), and what a gathering of bodies is (CL-98): so that B2 and H1
are broken down by codes. The ward edits the lists among its masters."""

from django.db import migrations

from organizations.initial import figure_data
from organizations.initial.load import entering


class Migration(migrations.Migration):
    dependencies = [("organizations", "0610_bind_staff_to_the_directory")]

    operations = [entering(figure_data.LISTS)]
