"""A paragraph that was put off and is taken back is looked at again: no mark says meanwhile that it is given."""

from django.db import migrations, models

from bunkyo_support.migration_steps import together

# When this is taken back, what nobody has chosen for is withheld, never given by itself; people look through it.
# As the owner, whom row policies bind too; the history triggers write what changed.
TAKEN_BACK = """
alter table keeping_disclosuremark no force row level security;
alter table keeping_historicaldisclosuremark no force row level security;
update keeping_disclosuremark set ground = '7', version = version + 1 where ground = '0';
set constraints all immediate;
alter table keeping_disclosuremark force row level security;
alter table keeping_historicaldisclosuremark force row level security;
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
    ('0', 'まだ選んでいない'),
]


class Migration(migrations.Migration):

    dependencies = [('keeping', '0004_decided_in_two_parts')]

    operations = together([
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
            constraint=models.CheckConstraint(condition=models.Q(('ground__in', ['', '1', '2', '3', '5', '6', '7', '7s', '7m', '1p', '84', '0'])), name='mark_on_a_known_ground'),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, TAKEN_BACK),
    ])
