"""How somebody has her own screen (ui.md S23): letters, space between the lines, keys without modifier.

Empty: as it is for everybody. It lay in the session before and ended with it."""

from django.db import migrations, models
from django.db.models import Q

from bunkyo_support.migration_steps import together

LETTERS = [("", "標準"), ("large", "大"), ("largest", "特大")]
LINE_SPACING = [("", "標準"), ("wide", "広い"), ("widest", "もっと広い")]


def chosen(label: str, choices: list[tuple[str, str]]) -> "models.CharField[str, str]":
    return models.CharField(
        blank=True,
        choices=choices,
        db_default="",
        default="",
        editable=False,
        max_length=10,
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [("organizations", "0994_enter_the_centre_for_disability")]

    operations = together(
        [
            migrations.AddField("staff", "letters", chosen("文字の大きさ", LETTERS)),
            migrations.AddField("staff", "line_spacing", chosen("行間", LINE_SPACING)),
            migrations.AddField(
                "staff",
                "uses_keys",
                models.BooleanField(
                    db_default=True,
                    default=True,
                    editable=False,
                    verbose_name="1つのキーだけの操作を使う",
                ),
            ),
            migrations.AddConstraint(
                "staff",
                models.CheckConstraint(
                    condition=Q(("letters__in", ["", "large", "largest"])),
                    name="staff_known_letters",
                ),
            ),
            migrations.AddConstraint(
                "staff",
                models.CheckConstraint(
                    condition=Q(("line_spacing__in", ["", "wide", "widest"])),
                    name="staff_known_line_spacing",
                ),
            ),
        ]
    )
