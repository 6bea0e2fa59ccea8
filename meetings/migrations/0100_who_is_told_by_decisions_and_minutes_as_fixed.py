"""Two people say of each decision whether it tells who spoke, before it is carried over (R7, R21 of
domain.md 2.1); minutes keep what was decided and who came as it stood when they were fixed (R20).

New columns are empty in rows from before; nothing that is written once is written anew.
"""

from django.db import migrations, models

from bunkyo_support.migration_steps import together

ASKED = {
    "carrychoice": "元の文から、話した人などが分かる",
    "carryanswer": "移す文から、話した人などが分かる",
}


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0091_items_of_earlier_conferences"),
    ]

    operations = together([
        *(
            migrations.AddField(
                model_name=prefix + name,
                name="tells_who",
                field=models.BooleanField(null=True, verbose_name=label),
            )
            for name, label in ASKED.items()
            for prefix in ("", "historical")
        ),
        *(
            migrations.AddField(
                model_name=prefix + "minutes",
                name="as_fixed",
                field=models.JSONField(editable=False, null=True, verbose_name="確定したときの決定と出席"),
            )
            for prefix in ("", "historical")
        ),
        migrations.AddConstraint(
            model_name="carrychoice",
            constraint=models.CheckConstraint(
                condition=~models.Q(way="carry", tells_who=True),
                name="carry_choice_of_what_tells_who_is_reworded",
            ),
        ),
        migrations.AddConstraint(
            model_name="carryanswer",
            constraint=models.CheckConstraint(
                condition=~models.Q(is_approved=True, tells_who=True),
                name="carry_answer_approves_nothing_that_tells_who",
            ),
        ),
    ])
