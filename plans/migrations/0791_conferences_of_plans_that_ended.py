"""A conference that was convened on a plan ends with it (R8, domain.md 3.4). Plans that had ended before that
was so left theirs convened: nothing can be recorded of it, and the home page of the secretariat asks for its
result. It is cancelled as it is today, and says that this was done afterwards. One that was opened stays: what
was said in it is still recorded.

As the owner of the tables, whom row policies bind too; they are loosened inside this transaction. The trigger of
the history writes each change, in nobody's name.
"""

from django.db import migrations

TABLES = ("meetings_planconference", "plans_plan")
LOOSE = "".join(f"alter table {table} no force row level security;\n" for table in TABLES)
FORCED = "".join(f"alter table {table} force row level security;\n" for table in TABLES)
# Keys are checked at once: a table with checks that wait cannot be altered.
IMMEDIATE = "set constraints all immediate;\n"
CANCEL = """
update meetings_planconference c
set state = 'cancelled', version = c.version + 1, cancel_reason = 'プランが「' || case p.state
    when 'completed' then '終結' when 'replanned' then '再プランに引き継ぎ' else '取下げ' end
    || '」になったため（あとから整理しました）'
from plans_plan p
where p.compartment_id = c.compartment_id and p.state in ('completed', 'replanned', 'cancelled')
  and c.state = 'planned' and c.opened_at is null;
"""
CONVENE_AGAIN = """
update meetings_planconference set state = 'planned', version = version + 1, cancel_reason = ''
where state = 'cancelled' and cancel_reason like '%」になったため（あとから整理しました）';
"""
FORWARD = LOOSE + CANCEL + IMMEDIATE + FORCED
BACKWARD = LOOSE + CONVENE_AGAIN + IMMEDIATE + FORCED


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0640_codes_for_figures"),
        ("plans", "0790_minutes_carry_a_code"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
