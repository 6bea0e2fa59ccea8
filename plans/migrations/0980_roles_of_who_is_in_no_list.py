"""A role of a plan may be that of somebody who is in no list of bodies: a clinic, an NPO, a neighbour. A column that is
empty in every row of before, one that may be empty from now on, and a check that all of them pass.

Backwards such a role becomes the secretariat's, with the name beside it where nothing else stood: it keeps the plan.
The rows are the owner's, whom row policies bind too; they are loosened inside this transaction.
"""

import django.db.models.deletion
from django.db import migrations, models

from bunkyo_support.migration_steps import together

BACK = """
alter table plans_plantask no force row level security;
alter table access_compartment no force row level security;
update plans_plantask t set version = t.version + 1, body_id = c.organization_id, outside_name = '',
    person_in_charge = left(concat_ws('　', t.outside_name, nullif(t.person_in_charge, '')), 100)
from access_compartment c where c.id = t.compartment_id and t.body_id is null;
set constraints all immediate;
alter table plans_plantask force row level security;
alter table access_compartment force row level security;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("organizations", "0970_enter_name_of_the_liaison_meeting"),
        ("plans", "0840_fixed_versions_of_a_corrected_result"),
    ]

    operations = [
        *together([
            *(
                migrations.AddField(
                    model_name=model,
                    name="outside_name",
                    field=models.CharField(blank=True, db_default="", max_length=100, verbose_name="一覧にない機関・人"),
                )
                for model in ("plantask", "historicalplantask")
            ),
            migrations.AlterField(
                model_name="plantask",
                name="body",
                field=models.ForeignKey(
                    blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                    to="organizations.body", verbose_name="だれが（機関）",
                ),
            ),
        ]),
        migrations.RunSQL(migrations.RunSQL.noop, BACK),
        migrations.AddConstraint(
            model_name="plantask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body__isnull", False), ("outside_name", "")),
                    models.Q(("body__isnull", True), models.Q(("outside_name", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plantask_done_by_one",
            ),
        ),
    ]
