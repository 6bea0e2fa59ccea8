"""Every conference from before there were items examined one thing: whether the plan is adequate.

As the owner of the tables, whom row policies bind too; they are loosened inside this transaction.
The new table has neither policies nor a history trigger yet, so its first history is written here.
"""

from django.db import migrations

FORWARD = """
alter table meetings_planconference no force row level security;
insert into meetings_conferenceitem (id, compartment_id, created_at, created_by_id, version, conference_id, position, purpose,
    question, result, opinion, decided, conditions, achievement, changes, remaining, end_reason,
    follow_up, reason)
select gen_random_uuid(), compartment_id, created_at, created_by_id, 1, id, 1, 'adequacy', '', result,
    case when result = 'revise' and opinion = '' then minutes else opinion end, '',
    case when result <> 'conditional' then '' when opinion = '' then minutes else opinion end,
    '', '[]', '', '', '', ''
from meetings_planconference;
insert into meetings_historicalconferenceitem (id, compartment_id, created_at, created_by_id, version, conference_id, position, purpose,
    question, result, opinion, decided, conditions, achievement, changes, remaining, end_reason,
    follow_up, reason, history_id, history_date, history_type)
select id, compartment_id, created_at, created_by_id, version, conference_id, position, purpose,
    question, result, opinion, decided, conditions, achievement, changes, remaining, end_reason,
    follow_up, reason, gen_random_uuid(), now(), '+' from meetings_conferenceitem;
alter table meetings_planconference force row level security;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0090_conferences_with_items_and_resource_gaps"),
    ]

    # Back: the rows go with their table.
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
