"""What a counter says of its terminals has an effect now (S-48): one session an account. Nobody chose it for that: until a body
says so, no terminal is a shared one. The column keeps its name, which the version before asks for."""

from typing import Any

from django.db import migrations, models

from bunkyo_support.migration_steps import together


def nobody_has_chosen(apps: Any, editor: Any) -> None:
    counters = apps.get_model("organizations", "Counter").objects.using(editor.connection.alias)
    counters.filter(is_shared_terminal=True).update(is_shared_terminal=False)


class Migration(migrations.Migration):
    dependencies = [("organizations", "1000_lost_factors_taken_by_two")]

    operations = together([
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField(
                    model_name="counter", old_name="is_idle_short", new_name="is_shared_terminal"
                ),
                migrations.AlterField(
                    model_name="counter",
                    name="is_shared_terminal",
                    field=models.BooleanField(
                        db_column="is_idle_short",
                        default=False,
                        help_text="印を付けると、この機関の人は同時に1台だけでログインできます。",
                        verbose_name="共用の端末（ログインは同時に1台だけ）",
                    ),
                ),
            ],
        ),
        migrations.RunPython(nobody_has_chosen, migrations.RunPython.noop),
    ])
