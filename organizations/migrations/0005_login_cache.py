"""Table for used one-time codes and counted login attempts: no word about any case."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organizations", "0004_enter_legal_bases_and_texts")]

    operations = [
        migrations.RunSQL(
            "create table organizations_login_cache (cache_key varchar(255) primary key,"
            " value text not null, expires timestamptz not null);"
            "create index organizations_login_cache_expires"
            " on organizations_login_cache (expires);",
            "drop table organizations_login_cache",
        )
    ]
