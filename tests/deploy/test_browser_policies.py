"""The sheet of policies for the ward's browsers (S-53): files to be laid on the terminals, and the guide that explains them."""

import json
import re
from typing import Any

import pytest

from .compose import ROOT

FOLDER = ROOT / "deploy/browser-policies"
GUIDE = ROOT / "docs/ja/administrator-setup.md"
ROW = re.compile(r"^\| `(\w+)` \| `([^`]+)` \| [^|]+ \| (○?) ?\| (○?) ?\|$", re.MULTILINE)
COLUMNS = {"chrome.json": 2, "edge.json": 3}


def policies(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_s53_the_guide_says_what_each_policy_is_for(name: str) -> None:
    rows = [match.groups() for match in ROW.finditer(GUIDE.read_text(encoding="utf-8"))]
    told = {row[0]: json.loads(row[1] or "") for row in rows if row[COLUMNS[name]]}
    assert told == policies(name)


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_s53_nothing_is_filled_in_kept_for_other_machines_or_sent_to_be_checked(name: str) -> None:
    found = policies(name)
    proofing = {
        "chrome.json": "SpellCheckServiceEnabled",
        "edge.json": "MicrosoftEditorProofingEnabled",
    }
    for key in (
        "AutofillAddressEnabled",
        "PasswordManagerEnabled",
        "TranslateEnabled",
        proofing[name],
    ):
        assert found[key] is False
    assert found["SyncDisabled"] is True
    assert found["DownloadDirectory"]
