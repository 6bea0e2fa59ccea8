"""Disposal proven (S-28): a case that has gone the whole way, with a row and a token in every confidential
model, is disposed of, and no token is left in any table, history and index included."""

from collections.abc import Callable

import pytest

from access.keeping_models import DisposalCount
from access.policies import confidential_models
from tests.keeping.situations import decide, draw_up, numbers, run, superuser, tables_with
from tests.world import acting

from .people import persona
from .secret_world import World
from .sinks import BY_CHANCE, tables_with_tokens

# What cannot happen within a test: everything that the case is about was over long ago.
OF_CASE = " where t.compartment_id in (select id from access_compartment where case_id = %(case)s)"
ENDED = (
    "update cases_caserecord t set state = 'closed', closed_on = '2010-05-01', suspended_on = null,"
    " review_on = null",
    "update cases_referral t set state = 'closed', sent_at = '2010-05-01', answered_at = '2010-05-01',"
    " reported_at = '2010-05-01', accepted_at = coalesce(accepted_at, '2010-05-01'),"
    " answered_by_id = coalesce(answered_by_id, created_by_id)",
    "update cases_consent t set given_on = '2010-05-01', valid_until_on = '2010-06-01'",
    "update meetings_supportmeeting t set dissolved_at = '2010-05-01', dissolve_reason = 'x'",
    "update meetings_coordinationrequest t set state = 'accepted', answered_at = '2010-05-01'",
    "update meetings_requestscreening t set screened_on = '2010-05-01', proposal = 'accept'",
    "update plans_plan t set state = 'cancelled', ended_on = '2010-05-01', look_again_on = null",
    "update participation_participation t set state = 'closed', ended_on = '2010-05-01'",
    "update community_concern t set state = 'intake', closed_at = '2010-05-01',"
    " closed_by_id = created_by_id, why = ''",
    "update keeping_disclosurerequest t set state = 'finished', decision = 'refused',"
    " passed_to = '', passed_on = null, passed_why = '',"
    " withdrawn_on = null, withdrawn_how = '',"
    " decided_on = '2010-05-01', finished_on = '2010-05-01'",
    "update keeping_amendmentrequest t set state = 'finished', decision = 'refused', carried_on = null,"
    " passed_to = '', passed_on = null, passed_why = '',"
    " withdrawn_on = null, withdrawn_how = '',"
    " carried_words = '', decided_on = '2010-05-01', finished_on = '2010-05-01'",
    "update outreach_outreach t set state = 'closed', closed_on = '2010-05-01', closing_reason = '10'",
)
BESIDE = (
    "update access_protection set state = 'provisional', ended_at = '2010-05-01', lift_reason = 'x',"
    " ended_by_id = (select id from organizations_staff where username = 'x-supervisor_a')"
    " where case_id = %(case)s",
    "insert into access_emergencyreview (id, opening_id, finding, note, reviewed_at, reviewed_by_id)"
    " select gen_random_uuid(), id, 'proper', 'x', now(), user_id from access_emergencyopening e"
    " where case_id = %(case)s"
    " and not exists (select 1 from access_emergencyreview r where r.opening_id = e.id)",
    "update access_legalhold set lifted_at = now(), lift_reason = 'x',"
    " lifted_by_id = (select id from organizations_staff where username = 'x-supervisor_s')"
    " where case_id = %(case)s",
)


def end_long_ago(world: World) -> None:
    """As a superuser, past every trigger."""
    case = {"case": world.made["case"].pk}
    with superuser() as opened:
        opened.execute("set session_replication_role = replica")
        for statement in ENDED:
            opened.execute(statement + OF_CASE, case)
        for statement in BESIDE:
            opened.execute(statement, case)


def still_open(world: World) -> list[str]:
    """Kinds of compartments of the case in which something goes on, or of which nobody says."""
    with superuser() as opened:
        rows = opened.execute(
            "select c.kind from access_compartment c left join access.work_ends(null) w on w.place = c.id"
            " where c.case_id = %s and c.kind <> 'face' and w.day is null",
            [world.made["case"].pk],
        ).fetchall()
    return sorted(row[0] for row in rows)


def rows_of_others(world: World) -> dict[str, int]:
    """Rows of every confidential table in other cases."""
    with superuser() as opened:
        found = {}
        for model in confidential_models():
            row = opened.execute(
                f"select count(*) from {model._meta.db_table} t join access_compartment c"
                " on c.id = t.compartment_id where c.case_id <> %s",
                [world.made["case"].pk],
            ).fetchone()
            assert row is not None
            found[model.__name__] = row[0]
        return found


@pytest.mark.usefixtures("committed_db")
def test_s28_no_token_is_left_in_any_table(
    another_secret_world: Callable[[], World],
) -> None:
    world = another_secret_world()
    end_long_ago(world)
    assert still_open(world) == []
    assert {
        "public.cases_note",
        "public.cases_historicalnote",
        "access.search_entry",
    } <= tables_with("cnry")
    others = rows_of_others(world)
    row = draw_up("x-secretary")
    assert world.made["case"].number in numbers(row, "x-secretary")
    decide(row, "x-supervisor_s")
    run(row, "x-secretary")
    assert numbers(row, "x-secretary")[world.made["case"].number] == "disposed"
    # The four letters may stand by chance in what is drawn at random, which is read otherwise.
    assert tables_with("cnry") <= {f"public.{name}" for name in BY_CHANCE}
    assert tables_with_tokens(world.database) == {}
    assert (
        tables_with("検証 秘子")
        <= {"public.cases_person", "public.cases_historicalperson"} | IN_OTHERS
    )
    for pk in (world.made["case"].pk, world.made["rec_a"].pk, world.made["meeting"].pk):
        assert tables_with(str(pk)) <= STAYS
    left = rows_of_others(world)
    # What only said "the same person" of the two went with the case that it pointed to.
    assert {k: n for k, n in others.items() if n != left[k] and k != "SamePerson"} == {}
    with acting("x-auditor"):
        counted = dict(
            DisposalCount.objects.visible_to(persona("auditor"))
            .filter(disposal_list=row)
            .values_list("name", "rows")
        )
    names = {str(model._meta.verbose_name) for model in confidential_models()}
    assert set(counted) == names


# Another body's own file of the same person, and the words by which it is found.
IN_OTHERS = {"access.search_entry"}
# The log of reading, the list and its certificate, from whom these are kept (R12), and addresses of forms that were
# sent.
STAYS = {
    "public.access_accesslog",
    "public.access_disposalitem",
    "public.access_disposedrecord",
    "public.access_keptfrom",
    "public.access_readingflag",
    "public.drafts_formkey",
}
