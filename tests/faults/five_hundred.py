"""Hundreds of people at their desks: they sign in, read, save and think in between; each looks whether a page
is hers. What each of them met is written down and counted afterwards (security.md F-21)."""

import random
import re
import statistics
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from organizations.sample_staff import SAMPLE_PASSWORD, code_of

from .people import INTAKE, Answer, Diary, NoAnswer, Person

WHO = re.compile(r'<div class="me__who">.*?<b>(.*?)</b>', re.DOTALL)
THINK = (20, 40)  # seconds
SAVES = 0.2  # of what people do


def username_of(number: int) -> str:
    return f"load{number:03}"


def name_of(number: int) -> str:
    return f"負荷 {number:03}番"


@dataclass
class Tally:
    """What all of them met."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    mixed_up: list[str] = field(default_factory=list)
    diary: Diary = field(default_factory=Diary)

    @property
    def requests(self) -> int:
        return sum(len(times) for times in self.seconds.values()) + len(self.errors)

    def percentile(self, what: str, percent: int = 95) -> float:
        times = self.seconds[what]
        return statistics.quantiles(times, n=100)[percent - 1] if len(times) > 1 else sum(times)

    def figures(self) -> str:
        lines = [
            f"{what}: {len(times)}, median {statistics.median(times):.2f} s,"
            f" p95 {self.percentile(what):.2f} s"
            for what, times in sorted(self.seconds.items())
        ]
        return "; ".join([*lines, f"errors {len(self.errors)}, mixed up {len(self.mixed_up)}"])


@dataclass
class Desk:
    """One person at her computer, and the cases that she has saved."""

    number: int
    person: Person
    tally: Tally
    cases: dict[str, str] = field(default_factory=dict)  # words, and where they are read
    is_moving: bool = False  # to another body, where these cases are closed (R16)

    def _met(self, what: str, ask: Callable[[], Answer], *good: int) -> Answer | None:
        try:
            answer = ask()
        except NoAnswer as error:
            self.tally.errors.append(f"{what}: {error}")
            return None
        if answer.status not in good:
            self.tally.errors.append(f"{what}: {answer.status}")
            return None
        self.tally.seconds[what].append(answer.seconds)
        found = WHO.search(answer.text)
        if found and found[1] != name_of(self.number):
            self.tally.mixed_up.append(f"{self.number}: {found[1]}")
        return answer

    def sign_in(self) -> bool:
        """Password, then the code of her app."""
        username = username_of(self.number)
        fields = {"login": username, "password": SAMPLE_PASSWORD}
        first = self._met("sign in", lambda: self.person.post("/accounts/login/", fields), 302)
        if first is None:
            return False
        self._take_session(first)
        code = {"code": code_of(username)}
        second = self._met("sign in", lambda: self.person.post(first.target, code), 302)
        if second is None:
            return False
        self._take_session(second)
        return True

    def _take_session(self, answer: Answer) -> None:
        for cookie in answer.headers.get_all("Set-Cookie") or []:  # type: ignore[attr-defined]
            if cookie.startswith("session="):
                self.person.session = cookie.split(";")[0].removeprefix("session=")

    def read(self) -> None:
        """Home, the form, or a case of hers, in which her words must stand."""
        open_to_her = [] if self.is_moving else list(self.cases)
        words = random.choice(open_to_her) if open_to_her else ""  # noqa: S311
        path = random.choice(["/", INTAKE, *([self.cases[words]] * 3 if words else [])])  # noqa: S311
        answer = self._met("read", lambda: self.person.get(path), 200)
        if answer and path == self.cases.get(words) and words not in answer.text:
            self.tally.mixed_up.append(f"{self.number}: a case without its words")

    def save(self) -> None:
        words = f"w{uuid.uuid4().hex}"
        answer = self._met("save", lambda: self.person.receive(words), 303)
        if answer:
            self.cases[words] = self.tally.diary.saved[words] = answer.target
        else:
            self.tally.diary.unknown.add(words)

    def open_together(self, path: str, words: str) -> None:
        """The paper of the meeting that begins."""
        answer = self._met("open together", lambda: self.person.get(path), 200)
        if answer and words not in answer.text:
            self.tally.mixed_up.append(f"{self.number}: the paper without its words")

    def work(self, over: threading.Event) -> None:
        while not over.wait(random.uniform(*THINK)):  # noqa: S311
            if random.random() < SAVES:  # noqa: S311
                self.save()
            else:
                self.read()


def spread(desks: list[Desk], seconds: float, act: Callable[[Desk], object]) -> None:
    """Each of them once, at a moment of her own within that time."""

    def later(desk: Desk) -> None:
        time.sleep(random.uniform(0, seconds))  # noqa: S311
        act(desk)

    threads = [threading.Thread(target=later, args=(desk,), daemon=True) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 120)
    assert not any(thread.is_alive() for thread in threads)
