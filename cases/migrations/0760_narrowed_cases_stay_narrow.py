"""Cases that are narrowed to named staff (担当者限定, R2) and had been opened again to the roles of their body.

What was opened after a case was narrowed, by a second つなぐシート or by taking one on, had gone to the roles:
it goes to those in charge by name. And what they hold in place of the roles rests on what it rested on, no
longer on the record: a sheet that was taken back or declined is read no more (docs/decisions/0003).

As the owner of the tables, whom row policies bind too; they are loosened inside this transaction.
"""

from django.db import migrations

TABLES = (
    *("access_usergrant", "access_groupgrant", "access_compartment", "cases_caserecord"),
    "cases_referral",
)
LOOSE = "".join(f"alter table {table} no force row level security;\n" for table in TABLES)
FORCED = "".join(f"alter table {table} force row level security;\n" for table in TABLES)

# Grants to roles of a body with a narrowed record, on what the roles of a body see by themselves.
TO_ROLES = """
    select g.*, r.compartment_id as record_id, r.body_id
    from cases_caserecord r
    join access_compartment place on place.id = r.compartment_id
    join access_groupgrant g on g.case_id = place.case_id
    join organizations_rolegroup rg on rg.group_id = g.group_id and rg.body_id = r.body_id
    join access_compartment c on c.id = g.content_object_id
    where r.is_narrowed and c.kind in ('face', 'record', 'hand_off', 'consented', 'noticed')
"""

REST_ON_WHAT_THEY_RESTED_ON = """
update access_usergrant held set source_id = was.source_id, basis = was.basis
from (select distinct on (t.content_object_id, t.record_id)
             t.content_object_id, t.record_id, t.source_id, t.basis
      from (TO_ROLES) t order by t.content_object_id, t.record_id, t.granted_at desc) was
where held.source_id = was.record_id and held.content_object_id = was.content_object_id
  and held.content_object_id <> was.record_id;
"""

GO_TO_WHO_IS_IN_CHARGE = """
insert into access_usergrant (id, content_object_id, case_id, user_id, appointment_id, permission_id,
    basis, source_id, valid_from, valid_until, granted_at, granted_by_id)
select distinct on (t.content_object_id, t.source_id, t.permission_id, held.user_id)
    gen_random_uuid(), t.content_object_id, t.case_id, held.user_id, held.appointment_id,
    t.permission_id, t.basis, t.source_id, t.valid_from, t.valid_until, t.granted_at, t.granted_by_id
from (TO_ROLES) t
join access_usergrant held on held.content_object_id = t.record_id and held.basis in ('R2', 'R6')
    and (held.valid_until is null or held.valid_until > now())
where (t.valid_until is null or t.valid_until > now())
  and not exists (select 1 from access_usergrant known
                  where known.content_object_id = t.content_object_id and known.user_id = held.user_id
                    and known.source_id = t.source_id
                    and (known.valid_until is null or known.valid_until > now()))
order by t.content_object_id, t.source_id, t.permission_id, held.user_id, t.valid_from nulls last;

update access_groupgrant g set valid_until = now()
where g.id in (select t.id from (TO_ROLES) t where t.valid_until is null or t.valid_until > now());
"""

TAKEN_BACK_OR_DECLINED = """
update access_usergrant g set valid_until = now()
from cases_referral r
where r.state in ('withdrawn', 'declined') and g.source_id = r.id
  and (g.valid_until is null or g.valid_until > now());
"""

STEPS = REST_ON_WHAT_THEY_RESTED_ON + GO_TO_WHO_IS_IN_CHARGE + TAKEN_BACK_OR_DECLINED
# Keys are checked at once: a table with checks that wait cannot be altered.
IMMEDIATE = "set constraints all immediate;\n"
FORWARD = LOOSE + STEPS.replace("TO_ROLES", TO_ROLES) + IMMEDIATE + FORCED


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0750_what_was_wrong_is_told_to_whom"),
        ("cases", "0700_what_waits_is_found_by_an_index"),
    ]

    # Back: nothing is opened again; the version before reads these grants as they stand.
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
