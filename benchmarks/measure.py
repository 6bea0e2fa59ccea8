"""Measures one ward: `python -m benchmarks.measure`, in the environment of its database.

SUPERUSER_DATABASE_URL is the address of the floor. Prints lines of a table; asserts that pages answer, never
how fast.
"""

import itertools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from access.context import acting_as  # noqa: E402
from access.models import CaseFile  # noqa: E402
from cases.case_lists import Question  # noqa: E402
from organizations.models import Staff  # noqa: E402

from .floor import Floor  # noqa: E402
from .timing import HEAD, Times, in_turns, row  # noqa: E402

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "20"))
PERSONAS = {"caseworker": "soudan1", "supervisor": "kanri1", "coordinator": "jimukyoku1", "member": "ishi1"}  # fmt: skip
WORDS = {"caseworker": "督促", "supervisor": "督促", "coordinator": "督促", "member": "架空"}
SMALL_SLOT, LARGE_SLOT = 1, 11


def person(persona: str, slot: int) -> Staff:
    return Staff.objects.get(username=f"{PERSONAS[persona]}-{slot}")


def client_of(user: Staff) -> Client:
    """A browser of somebody who has passed password and second factor."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select id from organizations_staff where username = %s", [user.username.split("-")[0]])
        cursor.execute(
            "insert into mfa_authenticator (user_id, type, data, created_at)"
            " select %s, a.type, a.data, now() from mfa_authenticator a"
            " join organizations_staff s on s.id = a.user_id and s.username = %s"
            " where not exists (select 1 from mfa_authenticator b where b.user_id = %s)",
            [user.pk, user.username.split("-")[0], user.pk],
        )
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def get(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.get("Location"))
    return answer


@contextmanager
def questions(user: Staff) -> Iterator[None]:
    with acting_as(user):
        yield


def visible_cases(user: Staff, most: int = 60) -> list[Any]:
    with acting_as(user):
        return list(CaseFile.objects.visible_to(user).order_by("id").values_list("pk", flat=True)[:most])


class Ward:
    """What is measured in one ward."""

    def __init__(self) -> None:
        self.floor = Floor(os.environ["SUPERUSER_DATABASE_URL"])
        self.lines: list[str] = []

    def freely(self, work: Callable[[], Any]) -> Callable[[], Any]:
        def within() -> Any:
            with self.floor.used():
                return work()

        return within

    def against_floor(self, name: str, work: Callable[[], Any], bar: str = "≤ 2") -> Times:
        found = in_turns({"with": work, "free": self.freely(work)}, ROUNDS)
        self.tell(row(name, found["with"], found["free"], bar))
        return found["with"]

    def tell(self, line: str) -> None:
        self.lines.append(line)
        print(line, flush=True)

    def main_path(self, persona: str, slot: int) -> None:
        user = person(persona, slot)
        client = client_of(user)
        with acting_as(user):
            seen = CaseFile.objects.visible_to(user).count()
        name = f"{persona} ({seen:,} cases)"
        self.against_floor(f"list, {name}", lambda: get(client, "/cases/"))

        def count() -> int:
            with acting_as(user):
                return int(Question.of({}).rows(user).count())

        self.against_floor(f"count, {name}", count)
        turn = itertools.cycle(visible_cases(user))
        self.against_floor(f"open a case, {name}", lambda: get(client, f"/cases/{next(turn)}/"))

        def search() -> None:
            answer = client.post("/cases/search/", {"q": WORDS[persona]})
            assert answer.status_code == 200

        self.against_floor(f"search 「{WORDS[persona]}」, {name}", search)

    def pages(self, persona: str, slot: int, **addresses: str) -> None:
        user = person(persona, slot)
        client = client_of(user)
        works = {"list": lambda: get(client, "/cases/")}
        works |= {
            name: (lambda address=address: get(client, address)) for name, address in addresses.items()
        }
        found = in_turns(works, max(5, ROUNDS // 2))
        base = found.pop("list")
        for name, times in found.items():
            with CaptureQueriesContext(connection) as asked:
                get(client, addresses[name])
            self.tell(row(f"{name}, {persona}: {len(asked)} questions", times, base, "≤ 2 (list page)"))


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
        elif what == "boards":
            ward.pages("caseworker", slot, home="/")
            ward.pages("supervisor", slot, home="/", own="/reports/own/", plans="/reports/plans/", figures="/reports/figures/")
            ward.pages("coordinator", slot, home="/", together="/reports/together/", plans="/reports/plans/", ward="/reports/ward/", figures="/reports/figures/")


if __name__ == "__main__":
    main(sys.argv[1:])
