"""A request for 多機関協働 that rests on a consent and waits for its answer is taken back with a withdrawal (R8). On the way
back it reads as returned, for there is no other state in which nobody is at work on it."""

from django.db import migrations, models
from django.db.models import Q

from bunkyo_support.migration_steps import together

STATES = [
    ("requested", "返事待ち"),
    ("accepted", "受理"),
    ("returned", "差戻し"),
    ("withdrawn", "取り下げ"),
]

# As the owner, whom row policies bind too; the history trigger writes what changed.
TAKE_BACK = """
alter table meetings_coordinationrequest no force row level security;
alter table meetings_historicalcoordinationrequest no force row level security;
update meetings_coordinationrequest
    set state = 'returned', return_reason = '本人の同意が撤回されたため', version = version + 1
    where state = 'withdrawn';
set constraints all immediate;
alter table meetings_coordinationrequest force row level security;
alter table meetings_historicalcoordinationrequest force row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0997_when_a_conference_is_to_end")]

    operations = together(
        [
            *(
                migrations.AlterField(
                    model_name=model,
                    name="state",
                    field=models.CharField(
                        choices=STATES, default="requested", max_length=20, verbose_name="状態"
                    ),
                )
                for model in ("historicalcoordinationrequest", "coordinationrequest")
            ),
            migrations.RemoveConstraint(
                model_name="coordinationrequest", name="request_known_state"
            ),
            migrations.AddConstraint(
                model_name="coordinationrequest",
                constraint=models.CheckConstraint(
                    condition=Q(state__in=[value for value, _ in STATES]),
                    name="request_known_state",
                ),
            ),
            migrations.RunSQL(migrations.RunSQL.noop, TAKE_BACK),
        ]
    )
