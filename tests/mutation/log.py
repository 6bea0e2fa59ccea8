"""Mutants of the log of reading (R19)."""

from .mutant import mutant

MIDDLEWARE = "access/middleware.py"

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
        '        if not log.write() and request.method == "POST":\n',
        '        if request.method == "POST":\n',
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
        "        log.write()\n        return _Read(gathered, reach, made_for)\n",
        "        return _Read(gathered, reach, made_for)\n",
        "jobs/test_work.py::test_r19_the_worker_leaves_one_entry_in_the_log_of_reading",
    ),
    mutant(
        "R19",
        "a login is not entered (S-69)",
        "organizations/login_log.py",
        '    enter(request, "login", user)\n',
        "    pass\n",
        "access/test_logins_logged.py::test_s69_a_login_with_its_steps_and_its_end_stand_in_the_log",
    ),
    mutant(
        "R19",
        "a change of who may see what is not entered (S-69)",
        "access/sql/log.sql",
        "    if tg_op = 'UPDATE' and to_jsonb(new) - aside = to_jsonb(old) - aside then return null; end if;\n",
        "    return null;\n",
        "access/test_logins_logged.py::test_s69_every_grant_and_its_end_stand_in_the_log",
        "access/test_logins_logged.py::test_s69_masters_roles_and_accounts_stand_in_the_log_and_the_moment_of_a_login_does_not",
    ),
    mutant(
        "R19",
        "the application changes the log",
        "access/tables.py",
        '("access_accesslog", "select", READS_LOG',
        '("access_accesslog", "select, update, delete", READS_LOG',
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
