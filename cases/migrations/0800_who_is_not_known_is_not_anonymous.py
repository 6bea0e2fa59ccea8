"""匿名 is what somebody chose who came herself; whose name is merely not known yet is 氏名不明.

The version before wrote 匿名 for everybody without a name. It stays where the person herself came and left none,
of whom it may be true; others were told of and have chosen nothing.

As the owner of the tables, whom row policies bind too; they are loosened inside this transaction. The trigger of
the history writes each change, in nobody's name.
"""

from django.db import migrations

TABLES = ("cases_person", "cases_intake", "access_compartment")
LOOSE = "".join(f"alter table {table} no force row level security;\n" for table in TABLES)
FORCED = "".join(f"alter table {table} force row level security;\n" for table in TABLES)
# Keys are checked at once: a table with checks that wait cannot be altered.
IMMEDIATE = "set constraints all immediate;\n"
NOT_KNOWN = """
update cases_person p set name_kind = 'real', version = p.version + 1
where p.name = '' and p.name_kind = 'anonymous'
  and not (p.is_subject and exists (
        select 1 from access_compartment face
        join access_compartment place on place.case_id = face.case_id
        join cases_intake i on i.compartment_id = place.id
        where face.id = p.compartment_id and i.visitor = 'person'));
"""
ANONYMOUS_AGAIN = """
update cases_person set name_kind = 'anonymous', version = version + 1
where name = '' and name_kind <> 'anonymous';
"""
FORWARD = LOOSE + NOT_KNOWN + IMMEDIATE + FORCED
BACKWARD = LOOSE + ANONYMOUS_AGAIN + IMMEDIATE + FORCED


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0780_hand_offs_to_places_outside"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
