"""A list of known weaknesses that was brought as a file: the export of OSV for PyPI (a ZIP with a JSON each).

Stop for one that cannot be read, says nothing of PyPI, or is older than two weeks (S-89). Its age is that of its newest
entry: several come each day, and a file's own date says when somebody copied it.
"""

import datetime
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from .state import Stop

OLDEST = datetime.timedelta(days=14)
ECOSYSTEM = "PyPI"
Parts = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Weakness:
    """What is known of a part: by which names, since which version it is mended, in words."""

    names: tuple[str, ...]
    fixed: str
    words: str

    def __str__(self) -> str:
        first = re.split(r"\n|(?<=\.) ", self.words.strip())[0][:200]
        return f"{', '.join(self.names)}（直った版：{self.fixed or '-'}） {first}"


Answer = dict[tuple[str, str], list[Weakness]]


def _read(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                if name.endswith(".json"):
                    yield json.loads(packed.read(name))
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise Stop(f"弱点の一覧を読めません（{path}）：{type(error).__name__}") from None


def _within(version: Version, events: Iterable[Mapping[str, str]]) -> bool:
    """Whether the version is weak by these events, in order. An end that cannot be read is none."""
    weak = False
    for event in events:
        (kind, said), *_ = event.items()
        try:
            point = Version(said)
        except InvalidVersion:
            weak = weak or kind == "introduced"
            continue
        if kind == "introduced" and version >= point:
            weak = True
        elif (kind == "fixed" and version >= point) or (
            kind == "last_affected" and version > point
        ):
            weak = False
    return weak


def _concerns(affected: Mapping[str, Any], name: str, version: str) -> bool:
    package = affected.get("package", {})
    if package.get("ecosystem") != ECOSYSTEM or canonicalize_name(package["name"]) != name:
        return False
    ranges = [one for one in affected.get("ranges", []) if one["type"] == "ECOSYSTEM"]
    if not ranges and not affected.get("versions"):
        return True  # says no version: every one
    return version in affected.get("versions", []) or any(
        _within(Version(version), one["events"]) for one in ranges
    )


def _fixed(affected: Iterable[Mapping[str, Any]]) -> str:
    return "、".join(
        event["fixed"]
        for one in affected
        for span in one.get("ranges", [])
        if span["type"] == "ECOSYSTEM"
        for event in span["events"]
        if "fixed" in event
    )


def in_file(path: Path, parts: Parts, today: datetime.date) -> Answer:
    """What the list says of each of these parts."""
    asked = {(canonicalize_name(name), version): (name, version) for name, version in parts}
    found: Answer = {part: [] for part in asked.values()}
    newest = ""
    for entry in _read(path):
        affected = [
            one
            for one in entry.get("affected", [])
            if one.get("package", {}).get("ecosystem") == ECOSYSTEM
        ]
        if not affected:
            continue
        newest = max(newest, str(entry.get("modified", "")))
        named = {canonicalize_name(one["package"]["name"]) for one in affected}
        for (name, version), part in asked.items():
            hit = name in named and any(_concerns(one, name, version) for one in affected)
            if hit and not entry.get("withdrawn"):
                names = (entry["id"], *entry.get("aliases", []))
                words = entry.get("summary") or entry.get("details", "")
                found[part].append(Weakness(names, _fixed(affected), words))
    if not newest:
        raise Stop(f"弱点の一覧に {ECOSYSTEM} のものがありません（{path}）")
    day = datetime.date.fromisoformat(newest[:10])
    if today - day > OLDEST:
        raise Stop(f"弱点の一覧が古すぎます（{day}）。14日以内のものを持ってきてください")
    return found
