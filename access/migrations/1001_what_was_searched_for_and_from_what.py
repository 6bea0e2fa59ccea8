"""What was searched for, as field names and keyed hashes, and from what kind of browser, in the log of reading (S-69).

On a full log the new columns are empty and cost nothing, and old entries keep their hash: what is empty is no part of it.
The index holds searches alone, and is built beside writing, so that nobody waits; one that was broken off is left
invalid: drop it and migrate again, which finds the columns and goes on.
"""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies: ClassVar[list[Any]] = [("access", "1000_every_basis_in_one_entry")]

    operations: ClassVar[list[Any]] = [
        migrations.RunSQL(
            "alter table access_accesslog add column if not exists sought text null,"
            " add column if not exists device varchar(40) null",
            "alter table access_accesslog drop column if exists sought, drop column if exists device",
            state_operations=[
                migrations.AddField(
                    model_name="accesslog",
                    name="sought",
                    field=models.TextField(null=True, verbose_name="探した言葉の照合値"),
                ),
                migrations.AddField(
                    model_name="accesslog",
                    name="device",
                    field=models.CharField(max_length=40, null=True, verbose_name="端末"),
                ),
            ],
        ),
        AddIndexConcurrently(
            model_name="accesslog",
            index=GinIndex(
                models.Func(
                    models.Func("sought", models.Value("= "), models.Value(",,"), function="translate"),
                    models.Value(","),
                    function="string_to_array",
                ),
                condition=models.Q(sought__isnull=False),
                name="access_log_searches",
            ),
        ),
    ]
