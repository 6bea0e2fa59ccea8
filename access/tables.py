"""Tables of access itself and the masters: what the application may do with them, and when."""

from .shielding import OWN_OUTPUT, SECOND_PERSON, WRITES_WITHIN
from .statements import OPEN_CASE

# Of a case from which an auditor is kept out she reads no entry: it would tell her that there is one (R12).
READS_LOG = (
    "access.acting_holds_role('auditor') and case_number not in (select access.numbers_kept_from())"
)
# What another began about such a case tells it as well. What she began herself she knows: were it not there when she
# comes back to it, that would tell her.
READS_INCIDENT = (
    "(select access.acting_holds_role('auditor'))"
    " and (case_number not in (select access.numbers_kept_from())"
    " or created_by_id = (select access.acting_user()))"
    # What another found about herself, as of its flags (sees_flag).
    " and (user_id is distinct from (select access.acting_user())"
    " or created_by_id = (select access.acting_user()))"
)
OF_INCIDENT = "exists (select 1 from public.access_incident i where i.id = incident_id)"
IN_EMERGENCY = "case_id in (select g.case_id from access.emergency_grants() g)"

# Tables of access itself: (table, operations of the application, policy for reading, for adding).
ACCESS_TABLES: list[tuple[str, str, str, str]] = [
    (
        "access_casefile",
        "select, insert",
        "id in (select access.open_cases())",
        "created_by_id = (select access.acting_user())",
    ),
    (
        "access_compartment",
        "select, insert",
        "id in (select access.open_compartments())",
        "created_by_id = (select access.acting_user()) and access.may_open(case_id, organization_id)",
    ),
    (
        "access_usergrant",
        "select, insert",
        "user_id = (select access.acting_user())",
        "granted_by_id = (select access.acting_user()) and access.may_grant(content_object_id)",
    ),
    (
        "access_groupgrant",
        "select, insert",
        "group_id in (select a.role_group_id from public.organizations_appointment a"
        " where a.staff_id = (select access.acting_user()) and a.valid_from <= statement_timestamp()"
        " and (a.valid_until is null or a.valid_until > statement_timestamp()))",
        "granted_by_id = (select access.acting_user()) and access.may_grant(content_object_id)",
    ),
    (
        "access_restriction",
        "select, insert, update (lift_asked_by_id, lift_reason, lifted_by_id, lifted_at)",
        # Who is kept out does not see the case: said first of her own, which each of her questions asks for
        # (wall 1), so that nothing is looked up for it. Unless she writes it herself, at that moment.
        "(not (user_id = (select access.acting_user()) and lifted_at is null"
        " and valid_from <= statement_timestamp()"
        " and (valid_until is null or valid_until > statement_timestamp()))"
        " or created_by_id = (select access.acting_user()))"
        " and access.sees_case(case_id)",
        "created_by_id = (select access.acting_user()) and "
        + OPEN_CASE.format(t="access_restriction", column="case_id"),
    ),
    (
        "access_protection",
        "select, insert, update (state, review_on, lift_asked_by_id, lift_asked_at, lift_reason,"
        " confirmed_by_id, confirmed_at, ended_by_id, ended_at)",
        # In an emergency as well (R13): the shield asks this table who is to be withheld.
        " or ".join((OPEN_CASE.format(t="access_protection", column="case_id"), IN_EMERGENCY)),
        "created_by_id = (select access.acting_user()) and access.may_grant(compartment_id)",
    ),
    (
        "access_outputhold",
        "select, insert, update (decided_by_id, decided_at, is_approved, reason, used_job)",
        f"{OWN_OUTPUT} or {SECOND_PERSON}",
        f"(within_id is null or {WRITES_WITHIN}) and "
        "requested_by_id = (select access.acting_user()) and decided_by_id is null and "
        + OPEN_CASE.format(t="access_outputhold", column="case_id"),
    ),
    (
        "access_listrenewal",
        "select",
        # Who may renew the list while it is left alone, and who stands on it afterwards (R11).
        "protection_id in (select l.protection from access.lists_left_alone() l) or exists (select 1"
        " from public.access_protection p join access.open_grant o on o.compartment_id = p.compartment_id"
        " where p.id = access_listrenewal.protection_id)",
        "false",
    ),
    (
        "organizations_factorrequest",
        "select",
        # About accounts, and about nobody in need: who may answer, who has, administrators and auditors (R10).
        "(select access.acting_holds_role('system_administrator'))"
        " or (select access.acting_holds_role('auditor'))"
        " or answered_by_id = (select access.acting_user()) or access.may_answer_factors(id)",
        "false",
    ),
    ("access_matchnotice", "select", "access.sees_match(id)", "false"),
    (
        "access_matchdecision",
        "select, insert",
        "access.sees_match(notice_id)",
        "decided_by_id = (select access.acting_user()) and access.sees_match(notice_id)",
    ),
    (
        "access_returnnotice",
        "select, insert, update (answer, answered_at)",
        "user_id = (select access.acting_user()) and access.is_asked(id) or exists (select 1 from"
        " access.open_grant o where o.compartment_id = access_returnnotice.compartment_id)",
        "created_by_id = (select access.acting_user()) and answer = ''"
        " and access.may_grant(compartment_id)",
    ),
    (
        "access_readingflag",
        "select",
        "access.sees_flag(user_id, case_id)",
        "false",
    ),
    (
        "access_readingfinding",
        "select, insert",
        "exists (select 1 from public.access_readingflag f where f.id = flag_id)",
        "created_by_id = (select access.acting_user())"
        " and exists (select 1 from public.access_readingflag f where f.id = flag_id)",
    ),
    (
        "access_readingfigures",
        "select, insert",
        "(select access.acting_holds_role('auditor'))",
        "created_by_id = (select access.acting_user())"
        " and (select access.acting_holds_role('auditor'))",
    ),
    (
        "access_incident",
        "select, insert",
        READS_INCIDENT,
        "created_by_id = (select access.acting_user())"
        " and (select access.acting_holds_role('auditor'))",
    ),
    (
        "access_incidentnote",
        "select, insert",
        f"(select access.acting_holds_role('auditor')) and {OF_INCIDENT}",
        "created_by_id = (select access.acting_user())"
        f" and (select access.acting_holds_role('auditor')) and {OF_INCIDENT}",
    ),
    ("access_emergencyopening", "select", "access.sees_emergency(id, false)", "false"),
    ("access_emergencystatement", "select", "access.sees_emergency(opening_id, true)", "false"),
    ("access_emergencyattempt", "select", "user_id = (select access.acting_user())", "false"),
    (
        "access_emergencyreview",
        "select, insert",
        "access.sees_emergency(opening_id, false)",
        "reviewed_by_id = (select access.acting_user())"
        " and access.may_review_emergency(opening_id)",
    ),
    (
        "access_retentionclass",
        "select, insert",
        "true",
        "created_by_id = (select access.acting_user())"
        " and (select access.acting_holds_role('system_administrator'))",
    ),
    ("access_legalhold", "select", "access.sees_hold(case_id)", "false"),
    ("access_disposallist", "select", "(select access.reads_disposals())", "false"),
    ("access_disposalitem", "select", "access.sees_disposal(case_id)", "false"),
    ("access_disposedrecord", "select", "(select access.reads_disposals())", "false"),
    ("access_disposalcount", "select", "(select access.reads_disposals())", "false"),
    ("access_accesslog", "select", READS_LOG, "false"),
]

# What open_in_emergency writes (R13); the application has no privilege for it.
EMERGENCY_TABLES = (
    *("access_emergencyopening", "access_emergencystatement", "access_emergencyattempt"),
    "access_usergrant",
)

# Written by the functions of sql/matching.sql alone; nobody else reads them (R15).
INNER_TABLES = ("access_matchmark", "access_matchpair", "access_keptfrom")

# Masters: everybody signed in reads, system administrators write (R10).
MASTER_MODELS = (
    "Area",
    "Body",
    "BodySettings",
    "Counter",
    "Appointment",
    "RoleGroup",
    "CodeList",
    "Code",
    "LegalBasis",
    "StandingText",
    "LocalName",
    "NoteWords",
)
