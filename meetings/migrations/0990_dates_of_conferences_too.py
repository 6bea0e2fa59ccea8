"""A 重層的支援会議 asks for dates as a 支援会議 does: a poll is of one or of the other, and who is asked is a member or an
invited body. Keys and columns that are empty in every row of before, keys of before that may be empty, and checks
that all of these rows pass.

Backwards the polls of conferences go, with their dates and answers and the versions of these: the table of before has
no place for them. The day that was chosen stays with the conference."""

import access.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from bunkyo_support.migration_steps import together

PROTECT, NOTHING = django.db.models.deletion.PROTECT, django.db.models.deletion.DO_NOTHING
# (model, key of before, whose rows they are, its other name, in words)
MEETING = ("meeting", "meetings.supportmeeting", "date_polls", "")
NEEDED = ("member", "meetings.meetingmember", "+", "")
ANSWERED = ("member", "meetings.meetingmember", "+", "答えた人")
CONFERENCE = ("conference", "meetings.planconference", "date_polls", "")
BODY = ("attendance", "meetings.conferenceattendance", "+", "")
BODY_ANSWERED = ("attendance", "meetings.conferenceattendance", "+", "答えた機関")


def key(of, is_version):
    """A key inside the compartment that may be empty; of a version nobody leads back."""
    _, to, related_name, words = of
    return access.models.SameCompartmentKey(
        blank=True, db_constraint=False, null=True, to=to,
        on_delete=NOTHING if is_version else PROTECT,
        related_name="+" if is_version else related_name,
        **({"verbose_name": words} if words else {}),
    )


def both(operation, model, of):
    """The same of the table and of its versions, these first."""
    return [
        operation(model_name=f"historical{model}", name=of[0], field=key(of, True)),
        operation(model_name=model, name=of[0], field=key(of, False)),
    ]


def one_of(first, second):
    return Q(**{f"{first}__isnull": False, f"{second}__isnull": True}) | Q(
        **{f"{first}__isnull": True, f"{second}__isnull": False}
    )


def checked(model, name, condition):
    return migrations.AddConstraint(
        model_name=model, constraint=models.CheckConstraint(condition=condition, name=name)
    )


# model, name, fields, the rule, its columns
ONCE = (
    (
        *("datepoll", "one_open_conference_poll", ["conference"], Q(state="open")),
        "(conference_id) where state = 'open'",
    ),
    (
        *("neededattendee", "needed_body_once_a_poll", ["poll", "attendance"], Q(attendance__isnull=False)),
        "(poll_id, attendance_id) where attendance_id is not null",
    ),
    (
        *("dateanswer", "date_answer_once_a_person", ["candidate", "attendance", "answered_by"]),
        Q(answered_by__isnull=False),
        "(candidate_id, attendance_id, answered_by_id) where answered_by_id is not null",
    ),
    (
        *("dateanswer", "date_answer_told_once_a_body", ["candidate", "attendance"]),
        Q(answered_by__isnull=True, attendance__isnull=False),  # not every answer of a member
        "(candidate_id, attendance_id) where answered_by_id is null and attendance_id is not null",
    ),
)


def unique_rules():
    """In words of their own: a unique rule on a table in use is refused by the linter, for the version that still runs
    may write what breaks it. It writes nothing of conferences, and these columns have been empty until here."""
    return migrations.RunSQL(
        [f"create unique index {name} on meetings_{model} {columns}" for model, name, _, _, columns in ONCE],
        [f"drop index {name}" for _, name, _, _, _ in ONCE],
        state_operations=[
            migrations.AddConstraint(
                model_name=model,
                constraint=models.UniqueConstraint(fields=fields, condition=condition, name=name),
            )
            for model, name, fields, condition, _ in ONCE
        ],
    )


# As the owner of the tables, whom row policies bind too; they are loosened inside this transaction. What waits to be
# checked is checked before tables change.
KINDS = ("dateanswer", "neededattendee", "datecandidate", "datepoll")
TABLES = [f"meetings_{of}{kind}" for kind in KINDS for of in ("", "historical")]
LOOSE = "".join(f"alter table {table} no force row level security;\n" for table in TABLES)
TIGHT = "".join(f"alter table {table} force row level security;\n" for table in TABLES)
WITHOUT_POLLS_OF_CONFERENCES = """
create temporary table gone_polls on commit drop as
    select id from meetings_datepoll where conference_id is not null;
create temporary table gone_dates on commit drop as
    select id from meetings_datecandidate where poll_id in (select id from gone_polls);
delete from meetings_dateanswer where candidate_id in (select id from gone_dates);
delete from meetings_historicaldateanswer where candidate_id in (select id from gone_dates);
delete from meetings_neededattendee where poll_id in (select id from gone_polls);
delete from meetings_historicalneededattendee where poll_id in (select id from gone_polls);
delete from meetings_datecandidate where id in (select id from gone_dates);
delete from meetings_historicaldatecandidate where id in (select id from gone_dates);
delete from meetings_datepoll where id in (select id from gone_polls);
delete from meetings_historicaldatepoll where id in (select id from gone_polls);
set constraints all immediate;
"""


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("meetings", "0980_minutes_confirmed_on_paper"),
    ]

    operations = together([
        *both(migrations.AlterField, "datepoll", MEETING),
        *both(migrations.AlterField, "neededattendee", NEEDED),
        *both(migrations.AlterField, "dateanswer", ANSWERED),
        *both(migrations.AddField, "datepoll", CONFERENCE),
        *both(migrations.AddField, "neededattendee", BODY),
        *both(migrations.AddField, "dateanswer", BODY_ANSWERED),
        *(
            migrations.AddField(
                model_name=model,
                name="settled_at",
                field=models.DateTimeField(blank=True, null=True, verbose_name="決まった日時"),
            )
            for model in ("historicaldatepoll", "datepoll")
        ),
        migrations.AddField(
            model_name="historicaldateanswer",
            name="answered_by",
            field=models.ForeignKey(
                blank=True, db_constraint=False, null=True, on_delete=NOTHING, related_name="+",
                to=settings.AUTH_USER_MODEL, verbose_name="機関の答えた人",
            ),
        ),
        migrations.AddField(
            model_name="dateanswer",
            name="answered_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=PROTECT, related_name="+",
                to=settings.AUTH_USER_MODEL, verbose_name="機関の答えた人",
            ),
        ),
    ]) + together([  # the way back of a rule reads the columns that it names
        migrations.RemoveConstraint(model_name="datepoll", name="date_poll_chosen_with_sitting"),
        checked("datepoll", "date_poll_of_one", one_of("meeting", "conference")),
        checked(
            "datepoll",
            "date_poll_chosen_with_its_day",
            Q(
                state="chosen", meeting__isnull=False, sitting__isnull=False, settled_at__isnull=True
            )
            | Q(
                state="chosen", conference__isnull=False, sitting__isnull=True, settled_at__isnull=False
            )
            | ~Q(state="chosen") & Q(sitting__isnull=True, settled_at__isnull=True),
        ),
        checked("neededattendee", "needed_is_one", one_of("member", "attendance")),
        checked("dateanswer", "date_answer_of_one", one_of("member", "attendance")),
        checked(
            "dateanswer",
            "date_answer_of_a_person_or_told",
            Q(attendance__isnull=True, answered_by__isnull=True)
            | Q(attendance__isnull=False, answered_by__isnull=False, told_by="")
            | Q(attendance__isnull=False, answered_by__isnull=True) & ~Q(told_by=""),
        ),
        unique_rules(),
        migrations.RunSQL(
            migrations.RunSQL.noop, LOOSE + WITHOUT_POLLS_OF_CONFERENCES + TIGHT
        ),
    ])
