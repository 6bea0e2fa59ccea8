"""Disposal in SQL, generated from the models: when the work of a compartment is over, and the rows to erase.

A new confidential model is erased with its case without a word here; one that carries the state of its
compartment says when it is over (`ConfidentialModel.ends`).
"""

from collections.abc import Iterator
from typing import Any

from .statements import GATE

# Functions of retention that look past row policies: those that the application asks, and those behind them.
KEEPING_FUNCTIONS = (
    *("decide_disposal", "disposal_is_frozen", "disposal_is_held", "draw_up_disposal"),
    *("keeps_or_decides", "lift_hold", "place_hold"),
    *("reads_disposals", "run_disposal", "sees_disposal", "sees_hold"),
)
KEEPING_WITHIN = (
    *("disposal_digest", "erase_cases", "erase_log", "erase_rows", "keeps_records", "kept_back"),
    *("kept_until", "log_held_from", "log_to_dispose", "work_ends", "years_kept"),
)
# Tables beside those of confidential models out of which sql/keeping.sql erases.
ERASED_BESIDE = (
    *("access_returnnotice", "access_outputhold", "access_listrenewal", "access_protection"),
    "access_emergencyreview",
    *("access_emergencystatement", "access_emergencyopening", "access_restriction"),
    *("access_legalhold", "access_matchpair", "access_matchdecision", "access_matchnotice"),
    *("access_matchmark", "alerts_alertmark", "alerts_alert", "cases_caseopening"),
    *("cases_referralopening", "drafts_draft"),
    *("jobs_jobresult", "jobs_jobpart", "jobs_job", "access_usergrant", "access_groupgrant"),
    *("access_compartment", "access_casefile", "access_accesslog"),
    *("access_readingfinding", "access_readingflag", "access_disposallist"),
)
WRITTEN = ("access_legalhold", "access_disposallist", "access_disposalitem")

WORK_ENDS = """
create or replace function access.work_ends(places uuid[]) returns table (place uuid, day date)
language plpgsql stable security definer set search_path = pg_catalog, access as $$
#variable_conflict use_column
begin
    return query PARTS;
end $$
"""
PART = (
    "select t.compartment_id, (EXPRESSION)::date from public.TABLE t"
    " where places is null or t.compartment_id = any (places)"
)
ERASE_ROWS = """
create or replace function access.erase_rows(wanted_list uuid, places uuid[]) returns uuid[]
language plpgsql volatile security definer set search_path = pg_catalog, access as $$
declare
    gone uuid[] := '{}';
    ids uuid[];
    versions bigint;
begin
STEPS
    return gone;
end $$
"""
# The trigger of history writes a last version when a row goes; the versions go after it.
STEP = """
    with erased as (delete from public.TABLE t where CONDITION returning t.id)
        select coalesce(array_agg(e.id), '{}') into ids from erased e;
    delete from public.HISTORY t where CONDITION;
    get diagnostics versions = row_count;
    if cardinality(ids) > 0 then
        insert into public.access_disposalcount (id, disposal_list_id, name, rows, versions)
            values (gen_random_uuid(), wanted_list, 'NAME', cardinality(ids), versions - cardinality(ids));
        gone := gone || ids;
    end if;
"""


def work_ends_sql(models: list[type[Any]]) -> str:
    """The function that says of each compartment which day ended which part of its work; null: not over.

    秘匿情報 is over when the protection is lifted, which stands in a table of access itself.
    """
    parts = [
        PART.replace("TABLE", model._meta.db_table).replace("EXPRESSION", model.ends)
        for model in models
        if model.ends
    ]
    parts.append(
        "select p.compartment_id, (p.ended_at at time zone 'Asia/Tokyo')::date"
        " from public.access_protection p"
        " where places is null or p.compartment_id = any (places)"
    )
    return WORK_ENDS.replace("PARTS", "\n    union all ".join(parts))


def erase_rows_sql(models: list[type[Any]]) -> str:
    """The function that erases the rows of compartments, with their former versions, children first."""
    steps = []
    for model in children_first(models):
        condition = "t.compartment_id = any (places)"
        if model.second_compartment:
            condition += f" or t.{model.second_compartment} = any (places)"
        names = {
            "TABLE": model._meta.db_table,
            "HISTORY": str(model.history.model._meta.db_table),
            "CONDITION": condition,
            "NAME": str(model._meta.verbose_name).replace("'", "''"),
        }
        step = STEP
        for name, value in names.items():
            step = step.replace(name, value)
        steps.append(step)
    return ERASE_ROWS.replace("STEPS", "".join(steps))


def children_first(models: list[type[Any]]) -> list[type[Any]]:
    """In an order in which no row is erased before those that point to it."""
    left = {
        model: {
            field.related_model
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model in models and field.related_model != model
        }
        for model in models
    }
    found: list[type[Any]] = []
    while left:
        pointed_to = set().union(*left.values())
        free = [model for model in left if model not in pointed_to]
        if not free:
            raise ValueError("rows of these models point to each other in a circle")
        for model in free:
            found.append(model)
            del left[model]
    return found


def erasing_sql(models: list[type[Any]], present: set[str]) -> Iterator[str]:
    """Privileges of the gate, to erase and to write lists; nobody else has any."""
    for model in models:
        for table in (model._meta.db_table, str(model.history.model._meta.db_table)):
            yield f"grant delete on public.{table} to {GATE}"
    for table in ERASED_BESIDE:
        if table in present:
            yield f"grant delete on public.{table} to {GATE}"
    for table in WRITTEN:
        yield f"grant insert, update on public.{table} to {GATE}"
    for table in ("access_disposedrecord", "access_disposalcount"):
        yield f"grant insert on public.{table} to {GATE}"
