"""A step of the clock of the database itself, by which everything is decided (security.md F-16)."""

import re
import shlex
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.stack import LiveStack

from .clocks import Clock
from .kept import assert_log_is_whole, assert_whole, words_kept
from .people import Answer, Person, sign_in
from .ward import Ward, whole_ward

pytestmark = [pytest.mark.faults, pytest.mark.nightly]
TRIES = 5


@pytest.fixture(scope="module")
def clock() -> Iterator[Clock]:
    with tempfile.TemporaryDirectory(prefix="bunkyo-clock-") as made:
        Path(made).chmod(0o711)  # the server may run as another user
        yield Clock(Path(made) / "offset")


@pytest.fixture(scope="module")
def own_ward(django_db_setup: None, clock: Clock) -> Iterator[Ward]:
    """A ward whose server is on a clock that is stepped; web stays on that of the machine."""
    with whole_ward() as made:
        made.cluster.stop(made.watchdog)
        _put_on(clock, made)
        made.start_database()
        yield made


def _put_on(clock: Clock, ward: Ward) -> None:
    """Its server starts by a script: the library must be loaded by the user as whom the server runs."""
    server = ward.cluster._program("postgres")
    script = ward.state.root / "postgres-on-a-clock"
    stated = [f"export {name}={shlex.quote(value)}" for name, value in clock.environment.items()]
    script.write_text("\n".join(["#!/bin/sh", *stated, f'exec {server} "$@"', ""]))
    script.chmod(0o755)
    ward.cluster._program = lambda name: script  # type: ignore[method-assign]


@pytest.fixture(scope="module")
def stack(own_ward: Ward, clock: Clock) -> LiveStack:
    made = own_ward.stack()
    made.start_web()
    return made


@dataclass
class Desk:
    """Somebody at work while the clock is stepped, and what she was answered."""

    person: Person
    statuses: Counter[int] = field(default_factory=Counter)

    def opens(self, path: str) -> Answer:
        """A page; told that the database is busy, she tries again as the page says."""
        for _ in range(TRIES):
            answer = self.person.get(path)
            self.statuses[answer.status] += 1
            if answer.status != 503:
                return answer
        return answer

    def saves(self, words: str) -> str:
        """The address of what was saved, sent again with its key while the database is busy."""
        key = str(uuid.uuid4())
        for _ in range(TRIES):
            answer = self.person.receive(words, key)
            self.statuses[answer.status] += 1
            if answer.is_saved:
                return answer.target
        raise AssertionError(f"not saved: {answer.status}")

    def walks(self, case: str) -> set[int]:
        """Every page to which the page of a case leads."""
        page = self.opens(case)
        assert page.status == 200
        ways = set(re.findall(r'href="(/[^"#]*)"', page.text)) - {"/accounts/logout/"}
        return {self.opens(way).status for way in sorted(ways) if "/static/" not in way}


@pytest.mark.parametrize("offset", ["-1h", "+1h", "-1d", "+1d"])
def test_f16_a_step_of_the_clock_of_the_database_is_no_mistake_of_a_page(
    stack: LiveStack, own_ward: Ward, clock: Clock, offset: str
) -> None:
    """A case of before is read with all its pages, and one is saved; what was saved less long before a step back
    than that is wide is shut until its moment has come again, as all that is not yet in force. Nothing is lost,
    nothing is open to others."""
    words = {moment: f"w{uuid.uuid4().hex}" for moment in ("before", "just before", "after")}
    clock.jump("-2d")
    before = Desk(sign_in(stack, "soudan1")[0]).saves(words["before"])
    clock.jump("+0")
    (person,) = sign_in(stack, "soudan1")
    just_before = Desk(person).saves(words["just before"])
    clock.jump(offset)
    her, elsewhere = (Desk(one) for one in sign_in(stack, "soudan1", "kurashi1"))
    assert her.walks(before) <= {200, 302, 303}
    after = her.saves(words["after"])
    assert her.walks(after) <= {200, 302, 303}
    assert her.opens(just_before).status == (404 if offset.startswith("-") else 200)
    for hidden in (before, just_before, after):
        assert elsewhere.opens(hidden).status == 404
    print(f"\nF-16 {offset}: {dict(her.statuses + elsewhere.statuses)}")
    assert 500 not in her.statuses + elsewhere.statuses
    clock.jump("+0")
    at_desk = Desk(sign_in(stack, "soudan1")[0])
    assert words["just before"] in at_desk.opens(just_before).text
    kept = words_kept(own_ward.database)
    assert [kept[one] for one in words.values()] == [1, 1, 1]
    assert_whole(own_ward.database)
    assert_log_is_whole(stack)
