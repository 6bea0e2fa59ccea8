"""`make audit`: every part of the locks against a list of known weaknesses (S-89).

Red when one is known, and red when the list could not be had or does not know a part: what was not looked up is not
without weaknesses. One that does not concern the project is named in `requirements/accepted.txt` with the day until
which that holds, and why.
"""

import datetime
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from .bootstrap import LOCKS, lock_file
from .state import PROJECT, Stop

ACCEPTED = PROJECT / "requirements" / "accepted.txt"
GREEN = "知られている弱点はありません。"
RED = (
    "赤：弱点のある部品があるか、調べられなかった部品があります。上の行を見てください。\n"
    "一覧に届かないときも赤です。届くところで、もう一度実行してください。"
)


def accepted(lines: Iterable[str], today: datetime.date) -> list[str]:
    """Ids of weaknesses that are accepted today. Stop for a line without an id, a day and a reason, and for one
    whose day is over."""
    found = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        name, *rest = line.split(maxsplit=2)
        if len(rest) < 2:
            raise Stop(f"{ACCEPTED.name}: 「番号 日 理由」の形で書いてください：{line.strip()}")
        try:
            until = datetime.date.fromisoformat(rest[0])
        except ValueError:
            raise Stop(f"{ACCEPTED.name}: 日が読めません：{line.strip()}") from None
        if until < today:
            raise Stop(
                f"{ACCEPTED.name}: {name}の日（{until}）が過ぎました。もう一度確かめてください"
            )
        found.append(name)
    return found


def command(arguments: list[str], ignored: Iterable[str], locks: Iterable[Path]) -> list[str]:
    """The question about these locks, just as they are: nothing is installed or resolved for it."""
    return [
        *(sys.executable, "-m", "pip_audit", "--strict", "--require-hashes", "--disable-pip"),
        *("--progress-spinner", "off", "--desc", "on"),
        *(part for lock in locks for part in ("--requirement", str(lock))),
        *(part for name in ignored for part in ("--ignore-vuln", name)),
        *arguments,
    ]


def main(arguments: list[str], locks: Iterable[Path] | None = None) -> bool:
    """Whether all is well; says so."""
    lines = ACCEPTED.read_text(encoding="utf-8").splitlines()
    ignored = accepted(lines, datetime.datetime.now().astimezone().date())
    asked = locks or [lock_file(name) for name in LOCKS]
    result = subprocess.run(command(arguments, ignored, asked), cwd=PROJECT, check=False)
    print(GREEN if result.returncode == 0 else RED, flush=True)
    return result.returncode == 0


if __name__ == "__main__":
    try:
        sys.exit(0 if main(sys.argv[1:]) else 1)
    except Stop as exc:
        sys.exit(f"\n{exc}")
