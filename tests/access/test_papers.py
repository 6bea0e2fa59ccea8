"""Every paper and export, gathered as everybody: nothing stands in it that its reader may not see.

Kinds come from the registry of jobs, objects from the tables of the secret case, so a new kind is
covered or fails: one that nobody could gather is one that this test does not reach.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from access.context import acting_as
from access.errors import DomainError
from access.keeping_models import DisposalList
from access.reading import ReadingLog
from alerts import digest, factor_mail
from alerts.models import DigestMail, KnownTerminal
from alerts.services import TERMINAL_JOB
from cases import import_job, list_file
from cases.case_lists import Question
from cases.services import imports, lists
from community import services as community
from jobs import registry
from jobs.registry import JobFailed, NotPermitted
from keeping.services import JOB_KIND as DISPOSAL_KIND
from keeping.services.disclosure import PAPER_KIND as DISCLOSURE_KIND
from keeping.services.letters import ASK, KINDS_OF_DAYS, KINDS_OF_PASSING, PARTY_KIND, TELL
from meetings import pledge_paper
from meetings.conference_calendar import JOB_KIND as CONFERENCE_CALENDAR_KIND
from meetings.models import PlanConference
from meetings.services import PACKET_KIND
from organizations.models import Appointment, Role
from outreach.models import OutreachSource
from outreach.monthly import month_of
from outreach.services import reporting
from participation import export_job
from participation.models import Resource
from participation.services import export_resources
from plans.models import Plan
from plans.services import batches, request_packet
from plans.services.conferring import plan_of
from plans.services.packets import PACKET_KIND as PLAN_PACKET
from plans.services.prints import BATCH_KIND
from reports import entrusted_services, figure_services
from reports import services as board_services
from reports.board_paper import Offices
from reports.exports import own_data, statistics
from reports.models import BodyReport
from reports.plan_board import PlanBoard

from . import told_keeping
from .canary import tokens_in
from .matrix import MATRIX
from .people import persona
from .secret_world import World

# Options of the kinds that have any.
OPTIONS: dict[str, tuple[str, ...]] = {
    "intake_pdf": ("consent", "plain"),
    "hand_off_pdf": ("sender", "receiver", "handed"),
    "outside_hand_off_pdf": ("desk", "handed"),
    "case_import": ("try",),
    "case_ledger_pdf": ("desk", "person", "audit"),
    DISPOSAL_KIND: ("run", ""),
    PARTY_KIND: (ASK, TELL),
    "meeting_paper_pdf": ("1-9",),
    "meeting_packet_pdf": ("one", "all"),
    "information_request_pdf": ("letter", "draft"),
    "calendar_file": ("one", "mine"),
    own_data.KIND: ("json",),
}
# Forms that are handed out empty, and the report of one's own list: nothing of the case in them.
BLANK = {"consent_form_blank", "withdrawal_form_blank", "case_import"}
BLANK |= {export_job.KIND}  # the register of social resources is of no case
BLANK |= {pledge_paper.BLANK, pledge_paper.FILLED}  # of the register: of no case
BLANK |= {community.JOB_KIND}  # of a 関係者連絡会: of no case
# What goes to calendars and mail servers holds days, hours and fixed words (S-31, S-33).
BLANK |= {"meeting_mail", "calendar_file", "conference_calendar_file"}
# Of a month of outreach: numbers of cases and counts, and no word that anybody typed.
BLANK |= {reporting.JOB_KIND}
# Figures by kind and one address; a moment and a kind of browser (S-31).
BLANK |= {digest.DIGEST_JOB, TERMINAL_JOB}
# Fixed words to a colleague (S-55).
BLANK |= {factor_mail.FACTORS_JOB}
# Figures of the ward: of no case.
BLANK |= set(figure_services.KINDS.values())
# Figures of one body: of no case.
BLANK |= set(entrusted_services.KINDS.values())
# Codes, bands and months under a name made for the export: no word that anybody typed (R20).
BLANK |= {statistics.KIND}
# Ids, kinds and numbers of what is gone.
BLANK |= {DISPOSAL_KIND}
OF_TESTS = "tests."
A_LIST = "相談方法,来た人,困りごと,緊急度\n電話,本人,介護,C\n".encode()
INSIDERS = ("supervisor_a", "caseworker_a", "caseworker_b", "secretary", "member")


def kinds() -> list[registry.JobKind]:
    """What the product can make; kinds of the tests of jobs are not of it."""
    return [k for k in registry._kinds.values() if not k.gather.__module__.startswith(OF_TESTS)]


def tables(world: World) -> dict[str, list[str]]:
    """By kind: rows of the tables that it is made of, as those find out who see most of the case."""
    found: dict[str, list[str]] = {kind.name: [] for kind in kinds()}
    for name in INSIDERS:
        user = persona(name)
        with transaction.atomic(), acting_as(user):
            for kind in kinds():
                for rows in looked_at(kind, user, world.ids):
                    some = {*rows[:1], *rows[-1:]} - set(found[kind.name])
                    if any(kind.may(user, one) is not None for one in some):
                        found[kind.name] += rows
    # Asked for by one printed copy among many on the screen: the first and the last tell nothing. So it is with the one
    # conference that was called off, and with the letters of the days, and of the passing on, of one request among several.
    found[PACKET_KIND] = world.ids["meetings_papercopy"]
    found[CONFERENCE_CALENDAR_KIND] = world.ids["meetings_planconference"]
    for model, of_days in KINDS_OF_DAYS.items():
        found |= dict.fromkeys(of_days, world.ids[model._meta.db_table])
        found[KINDS_OF_PASSING[model]] = world.ids[model._meta.db_table]
    return found


def looked_at(kind: registry.JobKind, user: Any, ids: dict[str, list[str]]) -> Iterator[list[str]]:
    """Rows of the tables in which a kind looks for its object: asked for one that nobody has, it names
    them. Who asks without looking tells nothing, and every table is tried."""
    nobodys = str(uuid.uuid4())
    named: set[str] = set()

    def watch(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if nobodys in repr(parameters):
            named.update(re.findall(r'"?(\w+)"?', sql))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(watch):
        assert kind.may(user, nobodys) is None, kind.name
    for table, rows in ids.items():
        if not named or not named.isdisjoint(HOLDERS.get(table, named)):
            yield rows


def holders() -> dict[str, set[str]]:
    """By table: itself, and the tables with a key to it, whose statements may hold its ids."""
    found = {model._meta.db_table: {model._meta.db_table} for model in apps.get_models()}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is not None:
                found[field.related_model._meta.db_table].add(model._meta.db_table)
    return found


HOLDERS = holders()


def gathered(ids: dict[str, list[str]], name: str, case: Any) -> Iterator[tuple[str, str]]:
    """All that somebody can have made of the case, by kind."""
    user = persona(name)
    with transaction.atomic(), acting_as(user):
        objects = ids | {list_file.KIND: own_list(user), import_job.KIND: own_import(user)}
        objects |= {pledge_paper.BLANK: [user.pk], BATCH_KIND: own_batch(user)}
        objects |= {board_services.JOB_KIND: own_board(user), PLAN_PACKET: own_packets(user)}
        objects |= {reporting.JOB_KIND: own_month(user), statistics.KIND: own_rows(user)}
        objects |= {export_job.KIND: own_register(user)}
        objects |= {DISPOSAL_KIND: ids_of_lists(user)}
        if name in told_keeping.ANSWERING:
            objects |= {DISCLOSURE_KIND: [str(told_keeping.a_decided_request(case).pk)]}
        objects |= {community.JOB_KIND: own_liaison(user)}
        objects |= {digest.DIGEST_JOB: own_digest(user), TERMINAL_JOB: own_terminal(user)}
        objects |= {kind: own_year(user) for kind in figure_services.KINDS.values()}
        objects |= {kind: own_reports(user) for kind in entrusted_services.KINDS.values()}
        for kind in kinds():
            for object_id in objects[kind.name]:
                if kind.may(user, object_id) is not None:
                    for option in OPTIONS.get(kind.name, ("",)):
                        yield kind.name, _words(kind, user, object_id, option)
        transaction.set_rollback(True)


def own_list(user: Any) -> list[str]:
    """A list is no row of the case: everybody asks for one of all that she sees."""
    try:
        job = lists.export_list(question=Question.of({}), form=list_file.CSV, by=user)
    except DomainError:
        return []
    return [str(job.object_id)]


def own_board(user: Any) -> list[str]:
    """A board of plans is no row of the case either: of all plans that she answers for."""
    board = PlanBoard(Offices(user), user)
    try:
        job = board_services.request_board_paper(rows=board.chosen({}), codes={}, by=user)
    except DomainError:
        return []
    return [str(job.object_id)]


def own_rows(user: Any) -> list[str]:
    """Whoever supervises or coordinates asks for the rows of her body."""
    today = timezone.localdate()
    first = today.replace(year=today.year - 5, day=1)
    offices = Appointment.objects.current().with_body().filter(staff=user)
    for office in offices.filter(role_group__role__in=statistics.ROLES):
        try:
            job = board_services.request_statistics(
                body=office.body, first_on=first, last_on=today, form="csv", by=user
            )
        except DomainError:
            continue
        return [str(job.object_id)]
    return []


def own_month(user: Any) -> list[str]:
    """Whoever serves an entrusted body reports its outreach of the month before."""
    offices = Appointment.objects.current().with_body().filter(staff=user)
    for office in offices.filter(role_group__body__is_entrusted=True):
        job = reporting.report_month(body=office.body, month=month_of(""), by=user)
        return [str(job.object_id)]
    return []


def ids_of_lists(user: Any) -> list[str]:
    """Lists of disposal, of no case that is still told of; who keeps the records carries one out."""
    return [str(pk) for pk in DisposalList.objects.visible_to(user).values_list("pk", flat=True)]


def own_register(user: Any) -> list[str]:
    """The register of social resources, as far as she reads it."""
    rows = Resource.objects.visible_to(user).values_list("pk", flat=True)
    try:
        job = export_resources(resources=rows, words=[], form="csv", by=user)
    except DomainError:
        return []
    return [str(job.object_id)]


def a_factor_taken_away(world: World) -> str:
    """A colleague with an address had lost hers, and who answers for her body agreed (S-55). As it is kept alone: hers goes
    on, for the tests that come after."""
    key = uuid.uuid4()
    people = [persona(name).pk for name in ("member", "administrator", "member_superior")]
    with world.database.superuser() as superuser:
        superuser.execute(
            "insert into organizations_factorrequest"
            " (id, staff_id, asked_by_id, answered_by_id, asked_at, ended_at, reason, outcome)"
            " values (%s, %s, %s, %s, now(), now(), 'lost', 'agreed')",
            [key, *people],
        )
    return str(key)


def own_digest(user: Any) -> list[str]:
    """The daily mail of this day; who serves nowhere any more is asked for none."""
    if not Appointment.objects.current().filter(staff=user).exists():
        return []
    mail = DigestMail(user=user, on=timezone.localdate())
    mail.save(force_insert=True)
    return [str(mail.pk)]


def own_terminal(user: Any) -> list[str]:
    """A terminal at which she has signed in; who serves nowhere any more is asked for none."""
    if not Appointment.objects.current().filter(staff=user).exists():
        return []
    terminal = KnownTerminal(user=user, network="192.0.2.0/24", browser="Edge（Windows）")
    terminal.save(force_insert=True)
    return [str(terminal.pk)]


def own_liaison(user: Any) -> list[str]:
    """A 関係者連絡会 of those who keep its records."""
    facts = community.LiaisonFacts(held_on=timezone.localdate(), agenda="検証")
    try:
        return [str(community.hold_liaison(facts=facts, by=user).pk)]
    except DomainError:
        return []


def own_reports(user: Any) -> list[str]:
    """Months that she reported for her body, or that the secretariat was told."""
    return [str(pk) for pk in BodyReport.objects.told_to(user).values_list("pk", flat=True)]


def own_year(user: Any) -> list[str]:
    """The figures of a year of which every month is closed; for the secretariat."""
    from tests.reports.closed import a_closed_year

    try:
        job = figure_services.request_yearly_report(year=a_closed_year(user), form="pdf", by=user)
    except DomainError:
        return []
    return [str(job.object_id)]


def own_batch(user: Any) -> list[str]:
    """Many plans in one file: everybody asks for all that she may print."""
    plans = list(Plan.objects.changeable_by(user).for_list())
    try:
        return [str(batches.request_batch(plans=plans, paper="plan", by=user)[0].pk)]
    except DomainError:
        return []


def own_packets(user: Any) -> list[str]:
    """The papers of each conference that she finds, for her own desk."""
    found = []
    for conference in PlanConference.objects.visible_to(user):
        plan = plan_of(conference, user)
        try:
            if plan is not None:
                batch, _ = request_packet(plan=plan, conference=conference, by=user)
                found.append(str(batch.pk))
        except DomainError:
            continue
    return found


def own_import(user: Any) -> list[str]:
    """Who supervises a body brings a list of one line; nobody else has any."""
    offices = Appointment.objects.current().with_body().filter(staff=user)
    office = offices.filter(role_group__role=Role.SUPERVISOR).first()
    if office is None:
        return []
    kept = imports.bring_list(body=office.body, name="list.csv", content=A_LIST, by=user)
    return [str(kept.pk)]


def _words(kind: registry.JobKind, user: Any, object_id: Any, option: str) -> str:
    try:
        return repr(kind.gather(user, object_id, option, ReadingLog(user)))
    except (NotPermitted, JobFailed):  # not hers to have, or a mail that goes to nobody
        return ""


def test_no_paper_holds_a_token_without_basis(world: World) -> None:
    leaks, made, reached, ids = set(), set(), set(), tables(world)
    ids |= {factor_mail.FACTORS_JOB: [a_factor_taken_away(world)]}
    informants = {t for t, planted in world.by_token.items() if planted.model is OutreachSource}
    assert informants
    for name in MATRIX:
        for kind, words in gathered(ids, name, world.made["case"].pk):
            tokens = tokens_in(words) & set(world.by_token)
            leaks |= {
                (name, kind, world.by_token[token].model.__name__, world.by_token[token].field)
                for token in tokens
                if not world.may_see(name, token)
            }
            assert not tokens & informants, f"{kind}: who told of somebody is never printed"
            if words:
                reached.add(kind)
            if tokens:
                made.add(kind)
    assert leaks == set()
    assert reached == {kind.name for kind in kinds()}, "a kind that nobody could gather"
    assert made == reached - BLANK
