"""Wall 3 of protection (R11) and of what two people decide (R12, S-91); part of policies.py."""

from collections.abc import Iterator
from typing import Any

from .statements import OPEN_CASE, constraint, policy, trigger

ON_THE_LIST = (
    "exists (select 1 from public.access_protection p join access.open_grant o"
    " on o.compartment_id = p.compartment_id where p.id = access_outputhold.protection_id)"
)
# What lies in a 支援会議 or a plan is told to those who write there, and not to the list (R4, R5, R7).
WRITES_WITHIN = (
    "exists (select 1 from access.open_grant o where o.permission = 'write_compartment'"
    " and o.compartment_id = access_outputhold.within_id)"
)
SECOND_PERSON = (
    f"(case when access_outputhold.within_id is null then {ON_THE_LIST} else {WRITES_WITHIN} end)"
)
# What one has asked for oneself; of a 支援会議 or a plan only while it is open to her (R4, R16), of a case likewise (R12).
OWN_OUTPUT = (
    "(requested_by_id = (select access.acting_user()) and (case when within_id is null"
    " then access.sees_case(case_id) else access.sees_compartment(within_id) end))"
)
# Protections in force whose list does not name the acting user (R11).
SHIELDED = (
    "select p.person_id from public.access_protection p where p.ended_at is null"
    " and not exists (select 1 from access.open_grant o where o.compartment_id = p.compartment_id)"
)
SHIELDED_CASES = SHIELDED.replace("p.person_id", "p.case_id", 1)
# Of versions: the row itself is there for the reader, in whose name it stands now.
ROW_IS_THERE = "exists (select 1 from public.TABLE now where now.id = HISTORY.id)"
# Of rows that were: somebody of the case is protected, and her list does not name the acting user.
HIDDEN_CASE = (
    "exists (select 1 from public.access_protection p join public.access_compartment c"
    " on c.case_id = p.case_id where c.id = TABLE.compartment_id and p.ended_at is null"
    " and not exists (select 1 from access.open_grant o where o.compartment_id = p.compartment_id))"
)
# Between two cases: the second is open as well, and nobody of either is hidden (R11, R14).
SECOND_OPEN = (
    "exists (select 1 from access.open_grant o where o.compartment_id = TABLE.COLUMNWRITES)"
)
NOBODY_HIDDEN = (
    "not exists (select 1 from public.access_protection p join public.access_compartment c"
    " on c.case_id = p.case_id where c.id in (TABLE.compartment_id, TABLE.COLUMN)"
    " and p.ended_at is null"
    " and not exists (select 1 from access.open_grant o where o.compartment_id = p.compartment_id))"
)


def second_sql(model: type[Any]) -> Iterator[str]:
    """Restrictive policies of a row that lies between two cases, and of its history."""
    column = model.second_compartment
    for name in (model._meta.db_table, str(model.history.model._meta.db_table)) if column else ():
        reads, writes, hides = (
            text.replace("TABLE", name).replace("COLUMN", column).replace("WRITES", more)
            for text, more in (
                (SECOND_OPEN, ""),
                (SECOND_OPEN, " and o.permission = 'write_compartment'"),
                (NOBODY_HIDDEN, ""),
            )
        )
        rule = f"{reads} and {hides}"
        check = f"{writes} and {hides}"
        yield from policy(name, "second_side", "all", rule, check, kind="as restrictive ")


def shield_sql(model: type[Any]) -> Iterator[str]:
    """R11: rows that tell how to find a protected person, and their history, are withheld from
    whoever is not on her list, whatever grant she holds. Restrictive: it only takes away.

    Versions of a row that a merge brought to her carry the person of before: they are there for whom the row is."""
    table, history = model._meta.db_table, str(model.history.model._meta.db_table)
    for name in (table, history):
        if model.shielded_by:
            rule = f"{model.shielded_by} not in ({SHIELDED})"
            yield from policy(name, "shielding", "all", rule, rule, kind="as restrictive ")
    if model.shielded_by:
        row_there = ROW_IS_THERE.replace("TABLE", table).replace("HISTORY", history)
        yield from policy(history, "shielding_as_now", "select", row_there, kind="as restrictive ")
        keep = f"access.keep_shield('{model.shielded_by}')"
        yield from trigger(table, "keep_shield", "before update", keep)
    yield from second_sql(model)
    empty = model.empty_while_protected
    if empty:
        check = f"{empty} is null or not access.protects_somebody({table}.compartment_id)"
        yield from policy(table, "shield_adding", "insert", "", check, kind="as restrictive ")
        yield from policy(table, "shield_change", "update", "true", check, kind="as restrictive ")
        past = f"{empty} is null or not {HIDDEN_CASE.replace('TABLE', history)}"
        yield from policy(history, "shielding", "select", past, kind="as restrictive ")


def answer_sql(model: type[Any]) -> Iterator[str]:
    """What one has put forward somebody else answers, whatever statement is made."""
    if model.answered_by_another:
        key = model._meta.get_field(model.answered_by_another)
        ask = f"access.answer_by_another('{key.related_model._meta.db_table}', '{key.column}')"
        yield from trigger(model._meta.db_table, "answer_by_another", "before insert", ask)


def two_people_sql() -> Iterator[str]:
    """What one person asks for and another decides: protections, restrictions, held outputs."""
    in_protection = (
        "exists (select 1 from access.open_grant o where o.permission = 'write_compartment'"
        " and o.compartment_id = access_protection.compartment_id)"
    )
    waiting = f"{OWN_OUTPUT} or {SECOND_PERSON}"
    for table, changing, signers in (
        (
            "access_protection",
            in_protection,
            ("lift_asked_by_id", "confirmed_by_id", "ended_by_id"),
        ),
        (
            "access_restriction",
            OPEN_CASE.format(t="access_restriction", column="case_id"),
            ("lift_asked_by_id", "lifted_by_id"),
        ),
        ("access_outputhold", waiting, ("decided_by_id",)),
    ):
        yield from policy(table, "changing", "update", changing, changing)
        named = ", ".join(f"'{signer}'" for signer in signers)
        yield from trigger(
            table, "sign_own_name", "before update", f"access.sign_own_name({named})"
        )
    yield from constraint(
        "access_protection",
        "access_protection_case_of_compartment",
        "foreign key (compartment_id, case_id) references public.access_compartment (id, case_id)",
    )
