"""Mutants of the walls: the one sentence in SQL and in Python, routes, the log, the context."""

from .mutant import Change, Mutant, mutant

QUERIES, FUNCTIONS = "access/querysets.py", "access/sql/functions.sql"
GRANTS, MIDDLEWARE = "access/grants.py", "access/middleware.py"
WALL_1 = "access/test_matrix.py::test_wall_1_querysets_with_row_policies_down"
WALL_3 = "access/test_matrix.py::test_wall_3_row_policies"


def wall_1(name: str) -> str:
    return f"{WALL_1}[{name}]"


def wall_3(name: str) -> str:
    return f"{WALL_3}[{name}]"


# The rows of `visible_to` and of its history; and the condition of every row policy.
IN_QUERIES = Change(
    QUERIES,
    "            open_compartment_filter(user, permissions=model.readable_with),\n"
    "            unshielded(model, user),\n",
    "            unshielded(model, user),\n",
)
IN_POLICIES = Change(
    "access/statements.py",
    "OPEN_IN = \"TABLE.compartment_id in (select access.open_compartments('{WANTED}'))\"",
    'OPEN_IN = "TABLE.compartment_id is not null"',
)
NOT_RESTRICTED = "            and r.lifted_at is null)\n    union all"
OFFICE_OF_PERSON = (
    "    where g.user_id = (select access.acting_user())\n"
    "      and p.codename <> 'emergency_compartment'  -- opens a few tables and no case (emergency.sql)\n"
    "      and g.valid_from <= statement_timestamp()\n"
    "      and (g.valid_until is null or g.valid_until > statement_timestamp())\n"
    "      and a.valid_from <= statement_timestamp()\n"
    "      and (a.valid_until is null or a.valid_until > statement_timestamp())\n"
)
OFFICE_OF_ROLE = (
    "    where a.staff_id = (select access.acting_user())\n"
    "      and g.valid_from <= statement_timestamp()\n"
    "      and (g.valid_until is null or g.valid_until > statement_timestamp())\n"
    "      and a.valid_from <= statement_timestamp()\n"
    "      and (a.valid_until is null or a.valid_until > statement_timestamp())\n"
)


def line_away(whole: str, number: int) -> str:
    """A text without one of its lines."""
    lines = whole.splitlines(keepends=True)
    return "".join(lines[:number] + lines[number + 1 :])


SENTENCE = [
    Mutant("R1", "wall 1: `visible_to` asks for no grant", (IN_QUERIES,), (wall_1("outsider"),)),
    mutant(
        "R1",
        "wall 1: history asks for no grant",
        QUERIES,
        "            open_compartment_filter(user, permissions=model.readable_with),\n"
        "            unshielded(model, user, history=True),\n",
        "            unshielded(model, user, history=True),\n",
        wall_1("outsider"),
    ),
    Mutant("R1", "wall 3: row policies ask for no grant", (IN_POLICIES,), (wall_3("outsider"),)),
    Mutant(
        "R1",
        "walls 1 and 3 together",
        (IN_QUERIES, IN_POLICIES),
        (
            "meetings/test_requests.py::"
            "test_r2_a_narrowed_case_opens_its_request_to_the_staff_in_charge_only",
        ),
    ),
    mutant(
        "R1",
        "wall 2: an undeclared route is shown",
        MIDDLEWARE,
        "        if rule is None:\n            return _missing(request)\n",
        "        if rule is None:\n            return None\n",
        "access/test_middleware.py::test_r1_an_undeclared_route_answers_404",
    ),
    mutant(
        "R1",
        "wall 2: a route is open to any role",
        MIDDLEWARE,
        "            if rule.roles and not request.acting.roles & set(rule.roles):\n",
        "            if False:\n",
        "access/test_middleware.py::test_r14_hidden_and_missing_answer_with_the_same_bytes",
    ),
    mutant(
        "R1",
        "tasks may carry anything (S-36)",
        "jobs/doorbell.py",
        "        raise ContentOnItsWay(str(sender))\n",
        "        pass\n",
        "jobs/test_doorbell.py::test_s36_anything_else_is_refused_and_nothing_is_sent",
    ),
    mutant(
        "R1",
        "Celery repeats arguments in clear text (S-36)",
        "jobs/doorbell.py",
        '    headers["argsrepr"] = headers["kwargsrepr"] = NEUTRAL\n',
        "    return\n",
        "jobs/test_doorbell.py::test_s36_a_ring_carries_the_id_and_nothing_else",
        "access/test_in_redis.py::test_s36_jobs_of_every_kind_wait_as_ids",
    ),
    mutant(
        "R1",
        "the log says what an exception says (S-38)",
        "bunkyo_support/logs.py",
        "        if record.exc_info:\n",
        "        if False:\n",
        "access/test_sinks.py::test_s38_what_an_exception_says_is_not_in_the_log",
    ),
    mutant(
        "R2",
        "wall 1: grants to roles that she does not hold",
        QUERIES,
        "GroupGrant.objects.filter(_in_force(), ~_restricted(user), group_id__in=held)",
        "GroupGrant.objects.filter(_in_force(), ~_restricted(user))",
        wall_1("outsider"),
    ),
    mutant(
        "R2",
        "wall 3: grants to roles that she does not hold",
        FUNCTIONS,
        OFFICE_OF_ROLE,
        "    where true\n" + line_away(OFFICE_OF_ROLE, 0),
        wall_3("outsider"),
    ),
    mutant(
        "R2",
        "another role of the body reads its record",
        GRANTS,
        "RECORD_ROLES = (Role.CASEWORKER, Role.SUPERVISOR)",
        "RECORD_ROLES = (Role.CASEWORKER, Role.SUPERVISOR, Role.RESOURCE_WORKER)",
        wall_1("resource_worker"),
        wall_3("resource_worker"),
    ),
    mutant(
        "R2",
        "narrowing leaves the roles of the body what they had",
        "access/sql/narrowing.sql",
        "        update public.access_groupgrant g set valid_until = statement_timestamp()\n",
        "        update public.access_groupgrant g set valid_until = g.valid_until\n",
        "access/test_grants.py::test_r2_a_case_can_be_narrowed_to_the_staff_in_charge",
    ),
    mutant(
        "R3",
        "a withdrawal closes nothing",
        GRANTS,
        'closes at once (R3, R5, R8)."""\n    return call("close_source", source)',
        'closes at once (R3, R5, R8)."""\n    return 0',
        "access/test_grants.py::test_r3_r5_withdrawal_closes_everything_that_rests_on_the_consent_at_once",
        wall_3("consent_withdrawn"),
    ),
    mutant(
        "R3",
        "what a consent opens has no end",
        GRANTS,
        "                basis=Rule.CONSENT,\n                source=source,\n"
        "                by=by,\n                valid_until=valid_until,\n",
        "                basis=Rule.CONSENT,\n                source=source,\n"
        "                by=by,\n",
        wall_1("consent_over"),
        wall_3("consent_over"),
    ),
    mutant(
        "R4",
        "wall 1: grants by name are for everybody",
        QUERIES,
        "        user=user,\n        user__is_active=True,\n        appointment__staff=user,\n",
        "        user__is_active=True,\n",
        wall_1("member_colleague"),
    ),
    mutant(
        "R4",
        "wall 3: grants by name are for everybody",
        FUNCTIONS,
        OFFICE_OF_PERSON,
        "    where true\n" + line_away(OFFICE_OF_PERSON, 0),
        wall_3("member_colleague"),
    ),
    mutant(
        "R4",
        "a member is let in before she acknowledges the duty",
        GRANTS,
        "        waits=True,\n        valid_until=valid_until,\n",
        "        valid_until=valid_until,\n",
        wall_1("member_waiting"),
        wall_3("member_waiting"),
    ),
    Mutant(
        "R4",
        "somebody else acknowledges for her",
        (
            Change(
                FUNCTIONS,
                "g.source_id = wanted_source and g.user_id = me and g.valid_from is null",
                "g.source_id = wanted_source and g.valid_from is null",
            ),
            Change(
                FUNCTIONS,
                "where a.id = g.appointment_id and a.staff_id = me\n",
                "where a.id = g.appointment_id\n",
            ),
        ),
        ("access/test_grants.py::test_r4_nobody_acknowledges_for_another",),
    ),
    mutant(
        "R4",
        "a membership that ends leaves what it opened",
        GRANTS,
        'access with it, at once (R4)."""\n    return call("close_source", source)',
        'access with it, at once (R4)."""\n    return 0',
        "meetings/test_members.py::test_r4_removal_ends_access_at_once_and_r16_keeps_the_row",
        wall_3("member_removed"),
    ),
    mutant(
        "R4",
        "who may not write in a meeting ends memberships",
        FUNCTIONS,
        "    if not allowed then return 0; end if;\n",
        "",
        "access/test_grants.py::test_r4_ending_a_membership_takes_a_writer_of_the_meeting",
    ),
    mutant(
        "R6",
        "a request for 多機関協働 is open to the supervisors of the secretariat",
        "access/hand_offs.py",
        "        (Role.COORDINATOR,) if to_secretariat else RECORD_ROLES,\n",
        "        (Role.COORDINATOR, Role.SUPERVISOR) if to_secretariat else RECORD_ROLES,\n",
        wall_1("supervisor_s"),
        wall_3("supervisor_s"),
    ),
    mutant(
        "R6",
        "a plan is open to every coordinator, supervisors of the secretariat too",
        GRANTS,
        "    grant_roles(\n        plan,\n        secretariat,\n        (Role.COORDINATOR,),\n",
        "    grant_roles(\n        plan,\n        secretariat,\n        (Role.SUPERVISOR,),\n",
        wall_1("coordinator"),
        wall_3("supervisor_s"),
    ),
    mutant(
        "R9",
        "supervisors read the words of a plan",
        GRANTS,
        "            permission=PROGRESS,\n            basis=Rule.SUPERVISION,\n",
        "            permission=READ,\n            basis=Rule.SUPERVISION,\n",
        wall_1("supervisor_a"),
        wall_3("supervisor_b"),
        "plans/test_circle.py::test_r9_a_supervisor_sees_progress_and_not_the_words",
    ),
    mutant(
        "R9",
        "wall 3: the permission of progress reads every confidential table",
        "access/statements.py",
        '",".join(permissions)',
        '",".join((*permissions, "progress_compartment"))',
        wall_3("supervisor_b"),
    ),
]
