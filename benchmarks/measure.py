"""Measures one ward: `python -m benchmarks.measure`, in the environment of its database.

SUPERUSER_DATABASE_URL is the address of the floor. Prints lines of a table; asserts that pages answer, never
how fast.
"""

import itertools
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from access.context import acting_as  # noqa: E402
from access.models import CaseFile  # noqa: E402
from access.reading import ReadingLog  # noqa: E402
from alerts.computing import compute  # noqa: E402
from cases import services  # noqa: E402
from cases.case_lists import Question  # noqa: E402
from cases.models import Note  # noqa: E402
from organizations.models import Appointment, Staff  # noqa: E402
from reports.counting import count_figures  # noqa: E402
from tests.world import open_session  # noqa: E402

from .floor import Floor  # noqa: E402
from .guardian_tables import asked_both_ways, fill_generic_tables  # noqa: E402
from .memory import sizes_over  # noqa: E402
from .timing import HEAD, Times, in_turns, row  # noqa: E402

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "20"))
# Of what has a bar in p95: of twenty, the second slowest decides alone, and a breath of the machine is taken for growth.
PATIENT = 3 * ROUNDS
# Ratios of sixty savings of the same code lay 0.3 apart.
SAVED = 15 * ROUNDS
PERSONAS = {"caseworker": "soudan1", "supervisor": "kanri1", "coordinator": "jimukyoku1", "member": "ishi1"}  # fmt: skip
WORDS = {"caseworker": "督促", "supervisor": "督促", "coordinator": "督促", "member": "架空"}
SMALL_SLOT, LARGE_SLOT = 1, 11
AGED = "update reports_keptcount set counted_at = now() - interval '2 minutes' where user_id = %s"
GONE = "delete from reports_keptcount where user_id = %s"
MANY = int(os.environ.get("BENCH_REQUESTS", "10000"))


def person(persona: str, slot: int) -> Staff:
    """Of this slot, or of the next one in which she sees a case (not each has a 支援会議 going on)."""
    for number in range(slot, slot + 10):
        found: Staff = Staff.objects.get(username=f"{PERSONAS[persona]}-{number}")
        with acting_as(found):
            if CaseFile.objects.visible_to(found).exists():
                return found
    raise LookupError(f"no {persona} from slot {slot} on sees a case")


def client_of(user: Staff) -> Client:
    """A browser of somebody who has passed password and second factor."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select id from organizations_staff where username = %s", [user.username.split("-")[0]]
        )
        cursor.execute(
            "insert into mfa_authenticator (user_id, type, data, created_at)"
            " select %s, a.type, a.data, now() from mfa_authenticator a"
            " join organizations_staff s on s.id = a.user_id and s.username = %s"
            " where not exists (select 1 from mfa_authenticator b where b.user_id = %s)",
            [user.pk, user.username.split("-")[0], user.pk],
        )
    client = Client(SERVER_NAME="localhost")
    open_session(client, user)
    return client


def get(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.get("Location"))
    return answer


def visible_cases(user: Staff, most: int = 60) -> list[Any]:
    with acting_as(user):
        return list(
            CaseFile.objects.visible_to(user).order_by("id").values_list("pk", flat=True)[:most]
        )


class Ward:
    """What is measured in one ward."""

    def __init__(self) -> None:
        self.floor = Floor(os.environ["SUPERUSER_DATABASE_URL"])
        self.p95s: dict[str, float] = {}

    def freely(self, work: Callable[[], Any]) -> Callable[[], Any]:
        def within() -> Any:
            with self.floor.used():
                return work()

        return within

    def against_floor(self, name: str, work: Callable[[], Any], bar: str = "≤ 2") -> Times:
        found = in_turns({"with": work, "free": self.freely(work)}, PATIENT)
        self.tell(row(name, found["with"], found["free"], bar))
        return found["with"]

    def tell(self, line: str) -> None:
        print(line, flush=True)

    def main_path(self, persona: str, slot: int) -> None:
        user = person(persona, slot)
        client = client_of(user)
        with acting_as(user):
            seen = CaseFile.objects.visible_to(user).count()
        name = f"{persona} ({seen:,} cases)"

        def against_floor(what: str, work: Callable[[], Any]) -> None:
            self.p95s[f"{what}, {persona}"] = self.against_floor(f"{what}, {name}", work).p95

        def listed() -> Any:
            return get(client, "/cases/")

        against_floor("list", listed)

        def count() -> int:
            with acting_as(user):
                return int(Question.of({}).rows(user).count())

        against_floor("count", count)
        if cases := visible_cases(user):
            turn = itertools.cycle(cases)
            against_floor("open a case", lambda: get(client, f"/cases/{next(turn)}/"))

        def search() -> None:
            answer = client.post("/cases/search/", {"q": WORDS[persona]}, follow=True)
            assert answer.status_code == 200

        against_floor(f"search 「{WORDS[persona]}」", search)
        both = in_turns({"search": search, "list": listed}, PATIENT)
        self.tell(
            row(f"the same against the list page, {persona}", both["search"], both["list"], "≤ 2")
        )

    def pages(self, persona: str, slot: int, **addresses: str) -> None:
        user = person(persona, slot)
        client = client_of(user)
        works = {"list": lambda: get(client, "/cases/")}
        for name, address in addresses.items():
            # What a page keeps for a minute (reports.kept): counted while she waits, found, too old and not there at all
            # (in the last two what takes long, or may, is not waited for: reports.counted_first).
            works[f"{name}, counted anew"] = lambda a=address: self._anew(user, client, a)
            works[f"{name}, again within the minute"] = lambda a=address: get(client, a)
            works[f"{name}, nothing fresh"] = lambda a=address: self._kept(AGED, user, client, a)
            works[f"{name}, never looked at"] = lambda a=address: self._kept(GONE, user, client, a)
        found = in_turns(works, max(5, ROUNDS // 2))
        base = found.pop("list")
        for name, times in found.items():
            address = addresses[name.split(",")[0]]
            with CaptureQueriesContext(connection) as asked:
                works[name]()
            self.tell(
                row(
                    f"{address} {persona}, {name}: {len(asked)} questions",
                    times,
                    base,
                    "≤ 2 (list page)",
                )
            )

    def _anew(self, user: Staff, client: Client, address: str) -> None:
        with self.floor.free.cursor() as cursor:
            cursor.execute(AGED, [user.pk])
        assert client.get(address, {"now": "1"}).status_code == 200

    def _kept(self, how: str, user: Staff, client: Client, address: str) -> None:
        with self.floor.free.cursor() as cursor:
            cursor.execute(how, [user.pk])
        answer = client.get(address)
        assert answer.status_code in (200, 202), answer.status_code

    def guardian(self, slot: int) -> None:
        """Our questions against the same work on guardian's get_objects_for_user and its generic tables."""
        fill_generic_tables()
        for persona, word in WORDS.items():
            user = person(persona, slot)
            turn = itertools.cycle(visible_cases(user))
            for what, works in asked_both_ways(self.floor, user, turn, word).items():
                found = in_turns(works, PATIENT)
                name = f"guardian get_objects_for_user, {what}, {persona}"
                self.tell(row(name, found["stock"], found["ours"], "≥ 10"))
                # What a ratio can be at most, whatever asks who may see a row.
                self.tell(row("the same, nobody asked", found["stock"], found["free"]))

    def long_case(self, slot: int = SMALL_SLOT) -> None:
        """The case with 500 entries."""
        user = person("supervisor", slot)
        client = client_of(user)
        with acting_as(user):
            cases = list(
                Note.objects.visible_to(user)
                .order_by()
                .values("compartment__case")
                .annotate(number=Count("pk"))
                .order_by("-number")[:1]
            )
        address = f"/cases/{cases[0]['compartment__case']}/"
        get(client, address)  # the first page of a session notes that it is used
        with CaptureQueriesContext(connection) as asked:
            get(client, address)
        name = f"case with {cases[0]['number']} notes: {len(asked)} questions"
        works = {
            "case": lambda: get(client, address),
            "list": lambda: get(client, "/cases/"),
        }
        found = in_turns(works, ROUNDS)
        self.tell(row(name, found["case"], found["list"], "≤ 15 questions"))

    def saving(self, slot: int) -> None:
        """An intake through its service, log included, against the same service without policies, history
        and log, and (for orientation) against its rows alone, without any question or code. The index of words and the
        keys, which are neither, are written and checked by both services."""
        user = person("caseworker", slot)
        body = Appointment.objects.current().filter(staff=user)[0].role_group.body
        facts = services.IntakeFacts(
            method="1", visitor="person", topics=["01"], urgency="C", words="話を聞いた。"
        )

        def receive() -> Any:
            return services.receive_intake(
                body=body,
                facts=facts,
                subject=services.MemberFacts(name="架空 山花"),
                others=[],
                by=user,
            )

        def save() -> Any:
            with acting_as(user):
                log = ReadingLog(user)
                intake = receive()
                log.note("write", intake)
                log.write()
                return intake

        def bare() -> Any:
            with acting_as(user):
                return receive()

        made = self._rows_of(save().compartment.case_id)

        def insert() -> None:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    for table, number, new in made:
                        cursor.execute(SAME_ROW.format(table=table), [number, new])

        with CaptureQueriesContext(connection) as asked:
            save()
        name = f"save an intake: {len(asked)} statements"
        works = {"save": save, "bare": self.freely(bare), "insert": self.freely(insert)}
        with self.floor.unwatched():
            # After ten times a connection knows the statements, and the server their plans.
            found = in_turns(works, SAVED, warm=12)
        self.tell(row(name, found["save"], found["bare"], "≤ 1.5"))
        self.tell(row("the same against its rows alone", found["save"], found["insert"]))

    def _rows_of(self, case: Any) -> list[tuple[str, str, str]]:
        """Tables and rows that one intake made, to be made again under new keys."""
        found = []
        with self.floor.free.cursor() as cursor:
            cursor.execute(
                "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
                " and a.attname = 'compartment_id' where c.relkind = 'r'"
                " and c.relnamespace = 'public'::regnamespace and c.relname <> 'access_accesslog'"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(
                    f"select to_jsonb(t)::text from {table} t join access_compartment c"
                    " on c.id = t.compartment_id where c.case_id = %s",
                    [case],
                )
                found += [
                    (table, line, KEY[table.startswith(("cases_historical",))])
                    for (line,) in cursor.fetchall()
                ]
            for table in ("access_compartment", "access_groupgrant"):
                cursor.execute(
                    f"select to_jsonb(t)::text from {table} t where case_id = %s", [case]
                )
                found += [(table, line, "id") for (line,) in cursor.fetchall()]
        return found

    def scheduled(self) -> None:
        """Work that nobody waits for, in seconds."""
        for name, work in (
            ("alerts, the run of a day", compute),
            ("figures of the ward, the whole", lambda: count_figures(whole=True)),
            ("figures of the ward, what was written in five minutes", count_figures),
        ):
            started = time.perf_counter()
            work()
            self.tell(
                f"| {name} | {(time.perf_counter() - started) * 1000:.0f} | | | | orientation |"
            )

    def memory(self, slot: int) -> None:
        """Resident memory of this process, the whole stack in it, over many requests."""
        user = person("supervisor", slot)
        sizes = sizes_over(MANY, client_of(user).cookies, visible_cases(user))
        words = ", ".join(f"{size}" for size in sizes)
        self.tell(f"| memory over {MANY} requests, MB: {words} | | | | | < 200 MB, flat |")


SAME_ROW = (
    "insert into {table} select (jsonb_populate_record(null::{table}, %s::jsonb"
    " || jsonb_build_object(%s::text, gen_random_uuid()))).* on conflict do nothing"
)
KEY = {True: "history_id", False: "id"}


def main(parts: list[str]) -> None:
    ward = Ward()
    print("\n".join(HEAD))
    for part in parts or ["main"]:
        what, *rest = part.split(":")
        slot = int(rest[0]) if rest else LARGE_SLOT
        if what == "main":
            for persona in PERSONAS:
                ward.main_path(persona, slot)
        elif what in PERSONAS:
            ward.main_path(what, slot)
        elif what == "guardian":
            ward.guardian(slot)
        elif what == "more":
            ward.guardian(slot)
            ward.long_case()
            ward.saving(slot)
            ward.scheduled()
        elif what == "memory":
            ward.memory(slot)
        elif what == "boards":
            ward.pages("caseworker", slot, home="/")
            ward.pages(
                "supervisor",
                slot,
                home="/",
                own="/reports/own/",
                plans="/reports/plans/",
                figures="/reports/figures/",
            )
            ward.pages(
                "coordinator",
                slot,
                home="/",
                together="/reports/together/",
                plans="/reports/plans/",
                ward="/reports/ward/",
                figures="/reports/figures/",
            )

    if path := os.environ.get("BENCH_FOUND"):
        Path(path).write_text(json.dumps(ward.p95s), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
