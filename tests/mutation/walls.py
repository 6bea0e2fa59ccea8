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
NOT_RESTRICTED = "            and r.lifted_at is null))\n    union all"
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
            "meetings/test_requests.py::test_r1_others_see_nothing_of_a_request",
            "cases/test_case_pages.py::test_r14_to_an_outsider_the_pages_answer_as_if_there_were_no_case",
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
        GRANTS,
        '        call("close_body_grants", compartment.pk, body_id)\n',
        "        pass\n",
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
        GRANTS,
        "roles = (Role.COORDINATOR,) if to_secretariat else RECORD_ROLES",
        "roles = (Role.COORDINATOR, Role.SUPERVISOR) if to_secretariat else RECORD_ROLES",
        wall_1("supervisor_s"),
        wall_3("supervisor_s"),
    ),
    mutant(
        "R6",
        "a plan is open to every coordinator, supervisors of the secretariat too",
        GRANTS,
        "    _grant_role(\n        plan,\n        secretariat,\n        Role.COORDINATOR,\n",
        "    _grant_role(\n        plan,\n        secretariat,\n        Role.SUPERVISOR,\n",
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
        "the permission of progress reads every confidential table",
        "access/models.py",
        '    readable_with: ClassVar[tuple[str, ...]] = ("read_compartment", "write_compartment")\n',
        '    readable_with: ClassVar[tuple[str, ...]] = ("read_compartment", "write_compartment",'
        ' "progress_compartment")\n',
        wall_1("supervisor_b"),
    ),
    mutant(
        "R10",
        "the flag of a superuser opens everything (wall 1)",
        QUERIES,
        '    if not getattr(user, "is_authenticated", False):\n        return Q(pk__in=[])\n',
        '    if not getattr(user, "is_authenticated", False):\n        return Q(pk__in=[])\n'
        "    if user.is_superuser:\n        return Q()\n",
        "access/test_matrix.py::test_r10_nothing_of_django_opens_anything",
    ),
    mutant(
        "R10",
        "an administrator gives herself a case role",
        FUNCTIONS,
        "          and (rg.role in ('auditor', 'system_administrator')) <> new_is_apart) then\n",
        "          and false) then\n",
        "organizations/test_appointments.py::test_r10_administration_and_audit_exclude_case_roles",
    ),
    mutant(
        "R10",
        "somebody appoints herself",
        FUNCTIONS,
        "    if tg_op = 'INSERT' and new.staff_id = me then\n",
        "    if false then\n",
        "organizations/test_appointments.py::test_r10_nobody_appoints_herself",
    ),
    mutant(
        "R10",
        "everybody reads the log",
        "access/tables.py",
        '("access_accesslog", "select", "access.acting_holds_role(\'auditor\')", "false")',
        '("access_accesslog", "select", "true", "false")',
        "access/test_log.py::test_r10_only_auditors_read_the_log",
    ),
    mutant(
        "R12",
        "wall 1: a restriction does not close grants to roles",
        QUERIES,
        "GroupGrant.objects.filter(_in_force(), ~_restricted(user), group_id__in=held)",
        "GroupGrant.objects.filter(_in_force(), group_id__in=held)",
        wall_1("restricted"),
        wall_1("restricted_superior"),
    ),
    mutant(
        "R12",
        "wall 1: a restriction does not close grants by name",
        QUERIES,
        "        ~_restricted(user),\n        user=user,\n",
        "        user=user,\n",
        wall_1("restricted"),
    ),
    mutant(
        "R12",
        "wall 3: a restriction does not close grants to roles",
        FUNCTIONS,
        "            and r.lifted_at is null));\n",
        "            and r.lifted_at is null and false));\n",
        wall_3("restricted"),
        wall_3("restricted_superior"),
    ),
    mutant(
        "R12",
        "wall 3: a restriction does not close grants by name",
        FUNCTIONS,
        NOT_RESTRICTED,
        NOT_RESTRICTED.replace("is null))", "is null and false))"),
        wall_3("restricted"),
    ),
    mutant(
        "R12",
        "who asked lifts it herself",
        "access/protecting.py",
        "    if restriction.lift_asked_by_id == by.pk:\n",
        "    if False:\n",
        "cases/test_restrictions.py::test_r12_lifting_needs_a_second_person",
    ),
    mutant(
        "R14",
        "hidden answers otherwise than missing",
        MIDDLEWARE,
        '    return render(request, "404.html", status=404)\n',
        '    return render(request, "404.html", status=403)\n',
        "access/test_middleware.py::test_r14_hidden_and_missing_answer_with_the_same_bytes",
    ),
    mutant(
        "R14",
        "a row that is hidden is refused and not missing",
        "access/shortcuts.py",
        '    row = model.objects.visible_to(user).select_related("compartment__case")'
        ".filter(pk=pk).first()\n    if row is None:\n        raise Http404\n",
        '    row = model.objects.visible_to(user).select_related("compartment__case")'
        ".filter(pk=pk).first()\n    if row is None:\n        raise PermissionError\n",
        "meetings/test_opening.py::test_r14_for_others_there_is_no_door",
    ),
    mutant(
        "R14",
        "case numbers follow one another",
        FUNCTIONS,
        "        drawn := 10000 + floor(random() * 90000)::integer;\n",
        "        drawn := 1 + (select coalesce(max(f.serial), 9999) from public.access_casefile f"
        " where f.fiscal_year = draw_case_number.fiscal_year);\n",
        "access/test_grants.py::test_r14_numbers_are_drawn_at_random",
    ),
    mutant(
        "R14",
        "somebody opens a record for another body",
        FUNCTIONS,
        "       and (wanted_body is null or exists (\n",
        "       and (true or exists (\n",
        "access/test_grants.py::test_r14_nobody_opens_a_compartment_for_another_body",
    ),
    Mutant(
        "R14",
        "keys do not carry the compartment (S-09)",
        (
            Change(
                "access/policies.py",
                '                f"foreign key ({field.column}, compartment_id)"\n'
                '                f" references public.{parent} (id, compartment_id)",\n',
                '                f"foreign key ({field.column})"\n'
                '                f" references public.{parent} (id)",\n',
            ),
        ),
        (
            "access/test_catalog.py::"
            "test_s09_every_key_inside_a_compartment_is_a_pair_in_the_database",
        ),
        from_nothing=True,
    ),
    mutant(
        "R16",
        "whoever has left acts on",
        FUNCTIONS,
        "            where s.id = part[1]::uuid and s.is_active);\n",
        "            where s.id = part[1]::uuid);\n",
        "access/test_context.py::test_r16_a_person_no_longer_employed_is_nobody",
    ),
    mutant(
        "R16",
        "wall 1: grants by name outlast the office",
        QUERIES,
        '        _in_force("appointment__"),\n',
        "",
        wall_1("member_left"),
    ),
    mutant(
        "R16",
        "wall 1: grants to roles outlast the office",
        QUERIES,
        "held = Appointment.objects.current().filter(staff=user)",
        "held = Appointment.objects.filter(staff=user)",
        wall_1("left"),
        wall_1("not_yet"),
    ),
    mutant(
        "R16",
        "wall 3: grants by name outlast the office",
        FUNCTIONS,
        OFFICE_OF_PERSON,
        line_away(OFFICE_OF_PERSON, 5),
        wall_3("member_left"),
    ),
    mutant(
        "R16",
        "wall 3: grants to roles outlast the office",
        FUNCTIONS,
        OFFICE_OF_ROLE,
        line_away(OFFICE_OF_ROLE, 4),
        wall_3("left"),
    ),
    mutant(
        "R17",
        "wall 1: a period that is over still opens",
        QUERIES,
        '    return Q(**{f"{prefix}valid_from__lte": Now()}) & (\n'
        '        Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": Now()})\n'
        "    )\n",
        '    return Q(**{f"{prefix}valid_from__lte": Now()})\n',
        wall_1("consent_over"),
        wall_1("member_removed"),
    ),
    mutant(
        "R17",
        "wall 3: a grant by name that is over still opens",
        FUNCTIONS,
        OFFICE_OF_PERSON,
        line_away(OFFICE_OF_PERSON, 3),
        wall_3("consent_over"),
        "access/test_grants.py::test_r17_validity_is_asked_when_reading",
    ),
    mutant(
        "R17",
        "wall 3: a grant to a role that is over still opens",
        FUNCTIONS,
        OFFICE_OF_ROLE,
        line_away(OFFICE_OF_ROLE, 2),
        "access/test_grants.py::test_r2_a_case_can_be_narrowed_to_the_staff_in_charge",
    ),
    mutant(
        "R17",
        "wall 3: an office that has not begun opens",
        FUNCTIONS,
        OFFICE_OF_ROLE,
        line_away(OFFICE_OF_ROLE, 3),
        wall_3("not_yet"),
    ),
]

LOG = [
    mutant(
        "R19",
        "a page shows rows and enters nothing",
        MIDDLEWARE,
        "        if rule and rule.reads and response.status_code == 200 and not log.entries:\n",
        "        if False:\n",
        "access/test_middleware.py::test_r19_no_log_no_content",
    ),
    mutant(
        "R19",
        "what was read is not written",
        MIDDLEWARE,
        "        log.write()\n        return response\n\n    def _undone",
        "        return response\n\n    def _undone",
        "access/test_middleware.py::test_r19_one_entry_a_read_and_one_a_refusal",
        "access/test_middleware.py::test_s70_when_the_log_cannot_be_written_nothing_is_shown",
    ),
    mutant(
        "R19",
        "a refusal is not written",
        MIDDLEWARE,
        "            log.refuse()\n",
        "",
        "access/test_middleware.py::test_r19_one_entry_a_read_and_one_a_refusal",
    ),
    mutant(
        "R19",
        "the worker enters nothing",
        "jobs/work.py",
        "        log.write()\n        return gathered\n",
        "        return gathered\n",
        "jobs/test_work.py::test_r19_the_worker_leaves_one_entry_in_the_log_of_reading",
    ),
    mutant(
        "R19",
        "the application changes the log",
        "access/tables.py",
        '("access_accesslog", "select", "access.acting_holds_role',
        '("access_accesslog", "select, update, delete", "access.acting_holds_role',
        "access/test_catalog.py::test_s71_the_log_and_the_grants_cannot_be_changed_by_the_application",
        "access/test_log.py::test_s71_the_application_changes_nothing_in_the_log",
    ),
    mutant(
        "R19",
        "an entry is not chained to the one before",
        "access/sql/log.sql",
        "        line.hash := access.log_digest(previous, line);\n",
        "        line.hash := access.log_digest('', line);\n",
        "cases/test_opened_by.py::test_s72_entries_with_and_without_compartment_are_one_chain",
    ),
]

DETECTORS = [
    mutant(
        "D1",
        "a view does not declare its rule",
        "jobs/views.py",
        '@route("OWN", reads=True, formats=("pdf", "xlsx", "csv", "ics", "txt", "json", "zip"))\n',
        "",
        "access/test_middleware.py::test_s02_every_real_route_declares_its_rule",
    ),
    mutant(
        "D2",
        "the scanner does not look into base64",
        "tests/access/canary.py",
        'readings += texts(inner, "", depth + 1) if b"CNRY" in inner else []',
        "readings += []",
        "access/test_canary.py::test_the_scanner_finds_a_token",
    ),
    mutant(
        "D2",
        "the cache is not looked into",
        "tests/access/sinks.py",
        "tokens_in(str(key)) | tokens_in(base64.b64decode(str(value)))",
        "tokens_in(str(key))",
        "access/test_sinks.py::test_a_token_in_the_cache_is_found",
    ),
    mutant(
        "D3",
        "two answers are not compared by what they say",
        "tests/access/crawl.py",
        "    return answer.status, body, headers\n",
        '    return 200, b"", headers\n',
        "access/test_two_worlds.py::test_a_planted_leak_without_content_is_caught_by_the_difference",
    ),
    mutant(
        "D4",
        "a context that nobody signed is believed",
        FUNCTIONS,
        "    if part[4] is distinct from access.context_mac(part[1] || '.' || part[2] || '.' || part[3])\n"
        "        then return null; end if;\n",
        "",
        "access/test_context.py::test_s08_a_false_context_names_nobody",
        "access/test_context.py::test_s08_an_injected_statement_returns_no_foreign_row",
    ),
    mutant(
        "D4",
        "a context of another connection is believed",
        FUNCTIONS,
        "    if part[2] <> pg_backend_pid()::text then return null; end if;\n",
        "",
        "access/test_context.py::test_s08_a_false_context_names_nobody",
    ),
    mutant(
        "D4",
        "a context does not expire",
        FUNCTIONS,
        "    if part[3]::bigint < extract(epoch from clock_timestamp()) then return null; end if;\n",
        "",
        "access/test_context.py::test_s08_a_false_context_names_nobody",
    ),
]
