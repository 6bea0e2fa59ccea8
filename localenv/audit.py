"""`make audit`: every part of the locks against a list of known weaknesses (S-89).

Red when one is known; red when the list could not be had, is older than two weeks, or does not know a part: what was
not looked up is not without weaknesses. A weakness that does not concern the project is named in
`requirements/accepted.txt` with the day until which that holds, and why.

The list is asked for on the internet, or read from a file that somebody brings to a machine without a way there:
`make audit ARGS="--list all.zip"` (weaknesses.py).
"""

import datetime
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

from .bootstrap import EVERY_LOCK, lock_file
from .state import PROJECT, Stop
from .weaknesses import Answer, Weakness, in_file

ACCEPTED = PROJECT / "requirements" / "accepted.txt"
PINNED = re.compile(r"^([a-z0-9._-]+)==([^ ;]+)", re.MULTILINE)
GREEN = "知られている弱点はありません（調べた部品：{}）。"
WEAK = (
    "赤：弱点のある部品があります。部品を上げるか、当たらないわけを accepted.txt に書いてください。"
)
NOT_ASKED = "赤：調べられなかった部品があります。弱点がないとは言えません：{}"
NO_LIST = (
    "赤：弱点の一覧に届きませんでした。何も調べていません。届くところで、もう一度実行してください。"
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


def parts_of(locks: Iterable[Path]) -> set[tuple[str, str]]:
    """Names and versions, all of them: two locks may hold one part in two versions."""
    return {
        (canonicalize_name(name), str(Version(version)))
        for lock in locks
        for name, version in PINNED.findall(lock.read_text(encoding="utf-8"))
    }


def command(arguments: list[str], locks: Iterable[Path], answer: Path) -> list[str]:
    """The question about these locks, just as they are: nothing is installed or resolved for it."""
    return [
        *(sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip"),
        *("--progress-spinner", "off", "--desc", "on", "--aliases", "on"),
        *("--format", "json", "--output", str(answer)),
        *(part for lock in locks for part in ("--requirement", str(lock))),
        *arguments,
    ]


def asked(arguments: list[str], locks: Iterable[Path]) -> Answer | None:
    """What the list on the internet says of each part that it was asked about; None when it does not answer."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        subprocess.run(command(arguments, locks, answer), cwd=PROJECT, check=False)
        if not answer.exists():
            return None
        told = json.loads(answer.read_text(encoding="utf-8"))["dependencies"]
    return {
        (one["name"], one["version"]): [
            Weakness(
                (weak["id"], *weak["aliases"]),
                "、".join(weak["fix_versions"]),
                weak["description"],
            )
            for weak in one["vulns"]
        ]
        for one in told
        if "skip_reason" not in one
    }


def judged(parts: set[tuple[str, str]], answer: Mapping[tuple[str, str], list[Weakness]]) -> bool:
    """Whether all is well; says what is not."""
    weak = {part: found for part in sorted(parts & answer.keys()) if (found := answer[part])}
    for (name, version), found in weak.items():
        for one in found:
            print(f"{name} {version}: {one}", flush=True)
    if weak:
        print(WEAK, flush=True)
    if missing := sorted(parts - answer.keys()):
        print(NOT_ASKED.format("、".join(map(" ".join, missing))), flush=True)
    return not weak and not missing


def main(arguments: list[str], locks: Iterable[Path] | None = None) -> bool:
    """Whether all is well; says so."""
    today = datetime.datetime.now().astimezone().date()
    ignored = set(accepted(ACCEPTED.read_text(encoding="utf-8").splitlines(), today))
    those = list(locks or map(lock_file, EVERY_LOCK))
    parts = parts_of(those)
    by_file = arguments[:1] == ["--list"]
    if by_file and len(arguments) != 2:
        raise Stop('一覧のファイルを、make audit ARGS="--list all.zip" のように書いてください。')
    answer = in_file(Path(arguments[1]), parts, today) if by_file else asked(arguments, those)
    if answer is None:
        print(NO_LIST, flush=True)
        return False
    counted = {
        part: [one for one in found if not ignored.intersection(one.names)]
        for part, found in answer.items()
    }
    well = bool(parts) and judged(parts, counted)
    if well:
        print(GREEN.format(len(parts)), flush=True)
    return well


if __name__ == "__main__":
    try:
        sys.exit(0 if main(sys.argv[1:]) else 1)
    except Stop as exc:
        sys.exit(f"\n{exc}")
