"""What was agreed may be done by a member without an account, and is confirmed with the minutes. A column that is
empty in every row of before, and a check that all of them pass; the choices of a column change nothing in the
database. Backwards it is no longer known which member on paper does it: her name stays beside it."""

import access.models
import django.db.models.deletion
from django.db import migrations, models

from bunkyo_support.migration_steps import together

PARTS = [
    ("facts", "共有した事実"),
    ("judgement", "見立て"),
    ("policy", "支援方針"),
    ("undecided", "決まらなかったこと"),
    ("decisions", "決まったこと"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0860_points_left_out_of_the_minutes"),
    ]

    operations = together([
        migrations.AddField(
            model_name="historicaldecision",
            name="paper_member",
            field=access.models.SameCompartmentKey(
                blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+", to="meetings.meetingmember", verbose_name="行う紙の構成員",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="paper_member",
            field=access.models.SameCompartmentKey(
                blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="meetings.meetingmember", verbose_name="行う紙の構成員",
            ),
        ),
        *(
            migrations.AlterField(
                model_name=model,
                name="section",
                field=models.CharField(choices=PARTS, max_length=10, verbose_name="部分"),
            )
            for model in ("historicalminutesanswer", "minutesanswer")
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("body__isnull", True), ("paper_member__isnull", True), _connector="OR"),
                name="decision_done_by_one",
            ),
        ),
    ])
