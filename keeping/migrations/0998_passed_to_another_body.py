"""A request is passed on to another body, with its consent (Act on personal information, Art. 85 and 96): to whom, when
and why; decided by two people as everything else, and never beside a decision."""

from django.db import migrations, models
from django.db.models import Q

from bunkyo_support.migration_steps import together

REQUESTS = {'disclosure': 'disclosurerequest', 'amendment': 'amendmentrequest'}
SUBMISSIONS = {'disclosure': 'disclosuresubmission', 'amendment': 'amendmentsubmission'}
FINISHED = {'disclosure': '交付済み', 'amendment': '終わり'}
DECISIONS = {
    'disclosure': [('whole', '全部を開示する'), ('partial', '一部を開示する'), ('refused', '開示しない')],
    'amendment': [
        ('whole', '請求のとおりにする'),
        ('partial', '一部を請求のとおりにする'),
        ('refused', '請求のとおりにはしない'),
    ],
}
BEFORE = ['open', 'checking', 'decided', 'finished']

# When this is taken back, what was passed on, or is put forward to be, is open here again: somebody looks at it. As the
# owner, whom row policies bind too; the history triggers write what changed.
TAKE_BACK = """
alter table keeping_REQUEST no force row level security;
alter table keeping_historicalREQUEST no force row level security;
alter table keeping_SUBMISSION no force row level security;
update keeping_REQUEST t
    set state = 'open', passed_to = '', passed_on = null, passed_why = '', version = version + 1
    where state = 'passed' or state = 'checking' and (
        select s.decision from keeping_SUBMISSION s where s.request_id = t.id
        order by s.created_at desc, s.id desc limit 1
    ) = 'passed';
set constraints all immediate;
alter table keeping_REQUEST force row level security;
alter table keeping_historicalREQUEST force row level security;
alter table keeping_SUBMISSION force row level security;
"""
# What was put forward before this was taken back has lost its columns: brought in again, it says so.
BRING_AGAIN = """
alter table keeping_SUBMISSION no force row level security;
alter table keeping_historicalSUBMISSION no force row level security;
update keeping_SUBMISSION
    set passed_to = '（相手の記録は残っていません）', agreed_on = (created_at at time zone 'Asia/Tokyo')::date
    where decision = 'passed';
set constraints all immediate;
alter table keeping_SUBMISSION force row level security;
alter table keeping_historicalSUBMISSION force row level security;
"""


def of_both(words):
    """The same for both kinds of requests."""
    return ''.join(words.replace('REQUEST', REQUESTS[one]).replace('SUBMISSION', SUBMISSIONS[one]) for one in REQUESTS)


def columns_of_requests(prefix):
    """The same in the table and in its history."""
    states = [('open', '準備中'), ('checking', '確認待ち'), ('decided', '決定済み'), ('finished', FINISHED[prefix]), ('passed', '移送')]
    for model in (REQUESTS[prefix], f'historical{REQUESTS[prefix]}'):
        yield migrations.AddField(model, 'passed_to', models.CharField(blank=True, db_default='', max_length=200, verbose_name='移送した相手'))
        yield migrations.AddField(model, 'passed_on', models.DateField(blank=True, null=True, verbose_name='移送した日'))
        yield migrations.AddField(model, 'passed_why', models.CharField(blank=True, db_default='', max_length=500, verbose_name='移送した理由'))
        yield migrations.AlterField(model, 'state', models.CharField(choices=states, default='open', max_length=10, verbose_name='状態'))


def columns_of_submissions(prefix):
    """The same in the table and in its history."""
    decisions = [*DECISIONS[prefix], ('passed', '移送する')]
    for model in (SUBMISSIONS[prefix], f'historical{SUBMISSIONS[prefix]}'):
        yield migrations.AddField(model, 'passed_to', models.CharField(blank=True, db_default='', max_length=200, verbose_name='移送する相手'))
        yield migrations.AddField(model, 'agreed_on', models.DateField(blank=True, null=True, verbose_name='相手が承知した日'))
        yield migrations.AlterField(model, 'decision', models.CharField(choices=decisions, max_length=10, verbose_name='決定の案'))


def rules(prefix):
    """What the database holds of both."""
    model = REQUESTS[prefix]
    for name in ('known_state', 'decided_on_a_day'):
        yield migrations.RemoveConstraint(model, f'{prefix}_{name}')
    yield migrations.AddConstraint(model, models.CheckConstraint(condition=Q(state__in=[*BEFORE, 'passed']), name=f'{prefix}_known_state'))
    yield migrations.AddConstraint(
        model,
        models.CheckConstraint(
            condition=Q(state__in=('open', 'checking', 'passed'), decision='', decided_on__isnull=True)
            | Q(state__in=('decided', 'finished'), decided_on__isnull=False) & ~Q(decision=''),
            name=f'{prefix}_decided_on_a_day',
        ),
    )
    yield migrations.AddConstraint(
        model,
        models.CheckConstraint(
            condition=Q(state='passed', passed_on__isnull=False) & ~Q(passed_to='') & ~Q(passed_why='')
            | ~Q(state='passed') & Q(passed_on__isnull=True, passed_to='', passed_why=''),
            name=f'{prefix}_passed_on_a_day',
        ),
    )
    yield migrations.AddConstraint(
        SUBMISSIONS[prefix],
        models.CheckConstraint(
            condition=Q(decision='passed', agreed_on__isnull=False) & ~Q(passed_to='')
            | ~Q(decision='passed') & Q(agreed_on__isnull=True, passed_to=''),
            name=f'{prefix}_passed_on_with_consent',
        ),
    )


class Migration(migrations.Migration):

    dependencies = [('keeping', '0990_requests_of_correction')]

    operations = together([
        *(one for prefix in REQUESTS for one in columns_of_requests(prefix)),
        *(one for prefix in REQUESTS for one in columns_of_submissions(prefix)),
        migrations.RunSQL(of_both(BRING_AGAIN), migrations.RunSQL.noop),
        *(one for prefix in REQUESTS for one in rules(prefix)),
        migrations.AddConstraint(
            'disclosurerequest',
            models.CheckConstraint(
                condition=~Q(state='passed') | Q(rest_of__isnull=True, rest_told_on__isnull=True),
                name='disclosure_in_parts_is_not_passed',
            ),
        ),
        migrations.AddConstraint(
            'amendmentrequest',
            models.CheckConstraint(condition=~Q(kind='stop', state='passed'), name='amendment_to_stop_is_not_passed'),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, of_both(TAKE_BACK)),
    ])
