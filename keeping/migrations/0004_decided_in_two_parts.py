"""A request about so much that it is decided in two parts: first a considerable one, then the rest (Art. 84).

Columns with a default of the database, or empty ones; rows that are there fall due as before, and the new
constraints find them so. The rest is a row of its own with a key to the first one.
"""

import access.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from bunkyo_support.migration_steps import together

# When this is taken back, nothing tells any more of two parts: each row is a request that falls due after thirty
# days, with its task, as before. What was put off is withheld, never given by itself: people look through it anew.
# As the owner, whom row policies bind too; the history triggers write what changed.
TAKEN_BACK = """
alter table keeping_disclosurerequest no force row level security;
alter table keeping_historicaldisclosurerequest no force row level security;
alter table keeping_disclosuremark no force row level security;
alter table keeping_historicaldisclosuremark no force row level security;
alter table cases_nextaction no force row level security;
alter table cases_historicalnextaction no force row level security;
update keeping_disclosuremark set ground = '7', version = version + 1 where ground = '84';
update cases_nextaction t set due_on = r.received_on + r.correction_days + 30, version = t.version + 1
from keeping_disclosurerequest r
where r.rest_told_on is not null and t.record_id = r.record_id and t.what = '開示請求への決定（期限）'
  and t.done_at is null and t.due_on = r.due_on;
update cases_nextaction t set what = '開示請求への決定（期限）', due_on = r.received_on + 30,
    version = t.version + 1
from keeping_disclosurerequest r
where r.rest_of_id is not null and r.state in ('open', 'checking') and t.record_id = r.record_id
  and t.what = '開示請求の残りの部分への決定（期限）' and t.done_at is null and t.due_on = r.due_on;
update keeping_disclosurerequest set due_on = received_on + correction_days + 30, rest_of_id = null,
    rest_reason = '', rest_told_on = null, rest_due_on = null, version = version + 1
where rest_told_on is not null or rest_of_id is not null;
set constraints all immediate;
alter table keeping_disclosurerequest force row level security;
alter table keeping_historicaldisclosurerequest force row level security;
alter table keeping_disclosuremark force row level security;
alter table keeping_historicaldisclosuremark force row level security;
alter table cases_nextaction force row level security;
alter table cases_historicalnextaction force row level security;
"""

GROUNDS = [
    ('1', '第1号\u3000本人の生命・健康・生活・財産を害するおそれ'),
    ('2', '第2号\u3000本人以外の個人に関する情報'),
    ('3', '第3号\u3000法人・事業者に関する情報'),
    ('5', '第5号\u3000公共の安全・秩序'),
    ('6', '第6号\u3000審議・検討・協議'),
    ('7', '第7号\u3000事務・事業の適正な遂行'),
    ('7s', '第2号・第7号\u3000情報源・通告した人'),
    ('7m', '第7号\u3000支援会議で知り得たこと（社会福祉法第106条の6第5項）'),
    ('1p', '第1号・第2号\u3000DV等支援措置による秘匿情報'),
    ('84', 'あとで決定する（第84条）'),
]


def field_of_both(name, field):
    return [
        migrations.AddField(model_name=model, name=name, field=field)
        for model in ('disclosurerequest', 'historicaldisclosurerequest')
    ]


def after(*counted, days):
    """The day of the receipt, and so many days more."""
    found = models.F('received_on')
    for name in counted:
        found = found + models.F(name)
    return models.ExpressionWrapper(found + models.Value(days), models.DateField())


THE_REST = models.Q(('rest_due_on__isnull', False), ('rest_of__isnull', False))


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0700_grants_found_by_case'),
        ('cases', '0700_what_waits_is_found_by_an_index'),
        ('keeping', '0003_what_letters_to_third_parties_say'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        *field_of_both('rest_reason', models.CharField(blank=True, db_default='', max_length=500, verbose_name='期限の特例を使う理由')),
        *field_of_both('rest_told_on', models.DateField(blank=True, null=True, verbose_name='期限の特例を知らせた日')),
        *field_of_both('rest_due_on', models.DateField(blank=True, null=True, verbose_name='残りの部分の決定の期限')),
        migrations.AddField(
            model_name='disclosurerequest',
            name='rest_of',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rests', to='keeping.disclosurerequest'),
        ),
        migrations.AddField(
            model_name='historicaldisclosurerequest',
            name='rest_of',
            field=access.models.SameCompartmentKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='keeping.disclosurerequest'),
        ),
        *(
            migrations.AlterField(
                model_name=model,
                name='ground',
                field=models.CharField(blank=True, choices=GROUNDS, max_length=3, verbose_name='開示しない理由'),
            )
            for model in ('disclosuremark', 'historicaldisclosuremark')
        ),
        migrations.RemoveConstraint(model_name='disclosuremark', name='mark_on_a_known_ground'),
        migrations.AddConstraint(
            model_name='disclosuremark',
            constraint=models.CheckConstraint(condition=models.Q(('ground__in', ['', '1', '2', '3', '5', '6', '7', '7s', '7m', '1p', '84'])), name='mark_on_a_known_ground'),
        ),
        migrations.RemoveConstraint(model_name='disclosurerequest', name='disclosure_due_as_the_law_counts'),
        migrations.AddConstraint(
            model_name='disclosurerequest',
            constraint=models.CheckConstraint(
                condition=models.Q(('due_on', after('correction_days', 'extended_by', days=30)), ('rest_of__isnull', True), ('rest_told_on__isnull', True))
                | models.Q(('due_on', after('correction_days', days=60)), ('rest_of__isnull', True), ('rest_told_on__isnull', False))
                | THE_REST & models.Q(('due_on', models.F('rest_due_on'))),
                name='disclosure_due_as_the_law_counts',
            ),
        ),
        migrations.AddConstraint(
            model_name='disclosurerequest',
            constraint=models.CheckConstraint(
                condition=models.Q(('extended_by', 0), ('rest_due_on__gt', after(days=60)), ('rest_due_on__isnull', False), ('rest_of__isnull', True), ('rest_told_on__isnull', False), ('rest_told_on__lte', after('correction_days', days=30)))
                & ~models.Q(('rest_reason', ''))
                | models.Q(('rest_reason', ''), ('rest_told_on__isnull', True))
                & (
                    models.Q(('rest_due_on__isnull', True), ('rest_of__isnull', True))
                    | THE_REST & models.Q(('correction_asked_on__isnull', True), ('extended_by', 0))
                ),
                name='disclosure_rest_told_in_time',
            ),
        ),
        # In words of its own: a unique rule on a table in use is refused by the linter, for the version that still
        # runs may write what breaks it. It writes no rest at all, and the column has been empty until here.
        migrations.RunSQL(
            'create unique index one_rest_a_request on keeping_disclosurerequest (rest_of_id)'
            ' where rest_of_id is not null',
            'drop index one_rest_a_request',
            state_operations=[
                migrations.AddConstraint(
                    model_name='disclosurerequest',
                    constraint=models.UniqueConstraint(condition=models.Q(('rest_of__isnull', False)), fields=('rest_of',), name='one_rest_a_request'),
                ),
            ],
        ),
        migrations.RunSQL(migrations.RunSQL.noop, TAKEN_BACK),
    ])
