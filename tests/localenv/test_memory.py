"""The data of the tests' server lies in memory while they run, and what is worth keeping on the disk afterwards."""

import os
from pathlib import Path

import pytest

from localenv import memory
from localenv.memory import folder_of, in_memory
from localenv.privileges import own_folder
from localenv.state import State


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    for folder in ("memory", "state"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(memory, "MEMORY", tmp_path / "memory")
    return State(tmp_path / "state")


def write(state: State, words: str) -> None:
    (state.postgres / "data").mkdir(exist_ok=True)
    (state.postgres / "data" / "words").write_text(words, encoding="ascii")


def read(state: State) -> str:
    return (state.postgres / "data" / "words").read_text(encoding="ascii")


def test_it_is_kept_between_two_runs_and_nothing_stays_in_memory(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: memory.ROOM)
    on_disk = state.postgres
    with in_memory(state):
        assert state.postgres == folder_of(state)
        assert state.postgres.stat().st_mode & 0o777 == 0o700
        write(state, "first")
    assert state.postgres == on_disk
    assert not folder_of(state).exists()
    with in_memory(state):
        assert read(state) == "first"


def test_where_memory_is_short_it_stays_on_the_disk(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: memory.ROOM - 1)
    on_disk = state.postgres
    with in_memory(state):
        assert state.postgres == on_disk
    assert not folder_of(state).exists()


def test_what_a_killed_run_left_in_memory_is_gone_on_with(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: memory.ROOM)
    with in_memory(state):
        write(state, "on the disk")
    own_folder(folder_of(state))
    (folder_of(state) / "data").mkdir()
    (folder_of(state) / "data" / "words").write_text("newer", encoding="ascii")
    with in_memory(state):
        assert read(state) == "newer"
        (state.postgres / "data" / "postmaster.pid").touch()  # its server has not ended well
    with in_memory(state):
        assert read(state) == "on the disk"


def test_the_smallest_limit_counts(
    state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = memory.free_memory()
    assert 0 < everything <= os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize
    for name, number in (("LIMIT", "3000000"), ("USED", "1000000")):
        (tmp_path / name).write_text(number + "\n", encoding="ascii")
        monkeypatch.setattr(memory, name, tmp_path / name)
    assert memory.free_memory() == min(2_000_000, everything)
    (tmp_path / "LIMIT").write_text("max\n", encoding="ascii")
    assert memory.free_memory() > 2_000_000
