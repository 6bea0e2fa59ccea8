"""The steps of docs/ja/administrator-setup.md that one step of another depends on."""

import re

from .compose import ROOT, example_settings

GUIDE = ROOT / "docs/ja/administrator-setup.md"


def section(heading: str) -> str:
    text = GUIDE.read_text(encoding="utf-8")
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def test_s84_the_first_start_ends_with_a_drill_on_the_same_machine() -> None:
    """`watch.sh` is silent only after `restore.sh --drill` has noted last-drill here."""
    step = next(line for line in section("入れるには").split("\n\n") if "watch.sh" in line)
    assert "restore.sh --drill" in step
    assert "(#戻す訓練をするには)" not in step
    assert "restore.sh --drill" in section("バックアップを確かめるには")


def test_s84_the_yearly_drill_begins_with_all_that_is_kept_elsewhere() -> None:
    """A base backup without its line in the manifest, or without its WAL, leads nowhere. The commands themselves are
    run by tests/containers."""
    copied = re.findall(
        r"docker compose cp backup:(/\w+)/\. ", section("バックアップを確かめるには")
    )
    drill = section("戻す訓練をするには")
    filled = re.findall(r"run --rm -T --no-deps backup tar -x -C (/\w+)", drill)
    outside = "worker:/var/lib/bunkyo/. "  # the anchor: without it the log that comes back says that it is gone
    assert f"docker compose cp {outside}" in section("バックアップを確かめるには")
    assert "run --rm -T --no-deps worker tar -x -C /var/lib/bunkyo" in drill
    assert drill.index("/var/lib/bunkyo\n") < drill.index("restore.sh --drill")
    assert drill.index("restore.sh --drill") < drill.index("#好きな時刻に戻すには")
    assert copied == filled == ["/backup", "/wal"]
    assert drill.index("rm -f /backup/* /wal/*") < drill.index("tar -x -C /backup")
    assert drill.index("tar -x -C /wal") < drill.index("#好きな時刻に戻すには")
    assert drill.index("#好きな時刻に戻すには") < drill.index("#元に戻すには")


def test_s87_no_key_can_be_committed_from_the_place_that_the_guides_name() -> None:
    place = example_settings()["SECRETS"].removeprefix("./").strip("/")
    assert f"make-secrets.sh ./{place}" in GUIDE.read_text(encoding="utf-8")
    for name in (".gitignore", ".dockerignore"):
        kept_out = (ROOT / name).read_text(encoding="utf-8").split()
        assert {place, f"{place}/"} & set(kept_out), name
        assert ".env" in kept_out, name


def test_what_a_restore_says_of_ended_rights_is_explained_where_it_is_done() -> None:
    """Each kind of line of restore.sh has its row; and rights are closed before people are let in."""
    explained = section("バックアップの後に終わった権限を閉じるには")
    script = (ROOT / "deploy/restore.sh").read_text(encoding="utf-8")
    for line in (
        "stopped: login",
        "ended since, open again:",
        "changed since, that of then again: password",
        "came since, gone again:",
        "ended since: not known,",
        "ended since: not known of",
    ):
        assert line in script
        assert f"`{line}" in explained
    for heading in ("元に戻すには", "好きな時刻に戻すには"):
        steps = section(heading)
        closing = steps.index("(#バックアップの後に終わった権限を閉じるには)")
        assert steps.index("443番も" if "443番も" in steps else "443番を絞ります") < closing
        assert closing < steps.index("全員がログインし直します")
