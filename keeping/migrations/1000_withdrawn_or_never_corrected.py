"""A request is taken back 取下げ by whoever made it, and one that is never corrected is refused: both are over then, and the
case goes with its years."""

from django.db import migrations, models
from django.db.models import Q

from bunkyo_support.migration_steps import together

REQUESTS = {'disclosure': 'disclosurerequest', 'amendment': 'amendmentrequest'}
FINISHED = {'disclosure': '交付済み', 'amendment': '終わり'}

# When this is taken back, what was withdrawn is open here again, and what is checked or was refused without having been
# corrected is not waited for any more. As the owner, whom row policies bind too; the history triggers write what changed.
TAKE_BACK = """
alter table keeping_REQUEST no force row level security;
alter table keeping_historicalREQUEST no force row level security;
update keeping_REQUEST
    set state = 'open', withdrawn_on = null, withdrawn_how = '', version = version + 1
    where state = 'withdrawn';
update keeping_REQUEST
    set correction_asked_on = null, version = version + 1
    where state <> 'open' and correction_asked_on is not null;
set constraints all immediate;
alter table keeping_REQUEST force row level security;
alter table keeping_historicalREQUEST force row level security;
"""


def columns(prefix):
    """The same in the table and in its history."""
    states = [
        ('open', '準備中'),
        ('checking', '確認待ち'),
        ('decided', '決定済み'),
        ('finished', FINISHED[prefix]),
        ('passed', '移送'),
        ('withdrawn', '取下げ'),
    ]
    for model in (REQUESTS[prefix], f'historical{REQUESTS[prefix]}'):
        yield migrations.AddField(model, 'withdrawn_on', models.DateField(blank=True, null=True, verbose_name='取り下げた日'))
        yield migrations.AddField(model, 'withdrawn_how', models.CharField(blank=True, db_default='', max_length=300, verbose_name='取下げを確かめた方法'))
        yield migrations.AlterField(model, 'state', models.CharField(choices=states, default='open', max_length=10, verbose_name='状態'))


def rules(prefix):
    """What the database holds of both."""
    model = REQUESTS[prefix]
    for name in ('known_state', 'decided_on_a_day', 'corrected_before_it_is_checked'):
        yield migrations.RemoveConstraint(model, f'{prefix}_{name}')
    known = ['open', 'checking', 'decided', 'finished', 'passed', 'withdrawn']
    for name, condition in {
        'known_state': Q(state__in=known),
        'decided_on_a_day': Q(state__in=('open', 'checking', 'passed', 'withdrawn'), decision='', decided_on__isnull=True)
        | Q(state__in=('decided', 'finished'), decided_on__isnull=False) & ~Q(decision=''),
        'withdrawn_on_a_day': Q(state='withdrawn', withdrawn_on__isnull=False) & ~Q(withdrawn_how='')
        | ~Q(state='withdrawn') & Q(withdrawn_on__isnull=True, withdrawn_how=''),
        'corrected_or_refused': Q(correction_asked_on__isnull=True)
        | Q(state__in=('open', 'checking', 'withdrawn'))
        | Q(decision='refused'),
    }.items():
        yield migrations.AddConstraint(model, models.CheckConstraint(condition=condition, name=f'{prefix}_{name}'))


class Migration(migrations.Migration):

    dependencies = [('keeping', '0999_days_of_a_correction')]

    operations = together([
        *(one for prefix in REQUESTS for one in columns(prefix)),
        *(one for prefix in REQUESTS for one in rules(prefix)),
        migrations.RunSQL(migrations.RunSQL.noop, ''.join(TAKE_BACK.replace('REQUEST', one) for one in REQUESTS.values())),
    ])
