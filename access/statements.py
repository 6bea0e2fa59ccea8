"""Statements of which policies.py is made; what is put into them are names from the models."""

from collections.abc import Iterator

APP, JOBS, GATE = "bunkyo_app", "bunkyo_jobs", "bunkyo_gate"
# The permission of emergency access (R13): it stands in no model's `readable_with`.
EMERGENCY = "emergency_compartment"

CONSTRAINT = (
    "do $$ begin if not exists (select 1 from pg_constraint where conname = 'NAME'"
    " and conrelid = 'public.TABLE'::regclass)ONLY_IF then"
    " alter table public.TABLE add constraint NAME DEFINITION; end if; end $$"
)
# A migration that brought the column was taken back, by the version that still knows it.
COLUMN_THERE = (
    " and exists (select 1 from pg_attribute where attrelid = 'public.TABLE'::regclass"
    " and attname = 'COLUMN' and not attisdropped)"
)

OPEN_IN = "TABLE.compartment_id in (select access.open_compartments('{WANTED}'))"
OPEN_CASE = "exists (select 1 from access.open_grant o where o.case_id = {t}.{column})"


def open_in(table: str, permissions: tuple[str, ...]) -> str:
    """The condition that a row's compartment is open to the acting user."""
    return OPEN_IN.replace("TABLE", table).replace("WANTED", ",".join(permissions))


def policy(
    table: str, name: str, operation: str, using: str = "", check: str = "", kind: str = ""
) -> Iterator[str]:
    yield f"drop policy if exists {name} on public.{table}"
    clauses = (f" using ({using})" if using else "") + (f" with check ({check})" if check else "")
    yield f"create policy {name} on public.{table} {kind}for {operation} to {APP}{clauses}"


def trigger(table: str, name: str, moment: str, function: str) -> Iterator[str]:
    yield f"drop trigger if exists {name} on public.{table}"
    yield f"create trigger {name} {moment} on public.{table} for each row execute function {function}"


def constraint(table: str, name: str, definition: str, *, column: str = "") -> Iterator[str]:
    """Laid once; of a column that may not be there, only where it is."""
    only_if = COLUMN_THERE.replace("COLUMN", column) if column else ""
    text = CONSTRAINT.replace("ONLY_IF", only_if).replace("TABLE", table)
    yield text.replace("NAME", name).replace("DEFINITION", definition)


def closed(table: str) -> Iterator[str]:
    """Row security for everybody, and no privilege yet."""
    yield f"alter table public.{table} enable row level security"
    yield f"alter table public.{table} force row level security"
    yield f"revoke all on public.{table} from {APP}, {JOBS}"


def logged(table: str, action: str, name: str, key: str, *, aside: str = "") -> Iterator[str]:
    """Whatever changes in the table is entered in the log of reading as the transaction ends (S-69). `aside`:
    columns whose change alone tells nothing about who may see what."""
    yield f"drop trigger if exists log_change on public.{table}"
    yield (
        f"create constraint trigger log_change after insert or update or delete on public.{table}"
        " deferrable initially deferred for each row"
        f" execute function access.log_change('{action}', '{name}', '{key}', '{aside}')"
    )
