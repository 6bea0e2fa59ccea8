"""The bundled fonts: what they cover, and that their licences come with them."""

import ctypes

import pytest

from documents import checks
from documents.fonts import FILES, FOLDER, missing_characters


@pytest.mark.parametrize(
    "name", ["髙﨑", "德永", "渡邉", "渡邊", "濵田", "𠮷田", "槗本", "Nguyễn Văn"]
)
def test_names_of_the_ward_can_be_printed(name: str) -> None:
    assert missing_characters(name) == []


def test_what_cannot_be_printed_is_named_once_in_order() -> None:
    assert missing_characters("𰻝山𰻝田\u3000\u200b\nม") == ["𰻝", "ม"]


def test_a_shape_that_no_font_has_is_named_with_its_selector() -> None:
    assert missing_characters("渡邉\U000e0100") == []
    assert missing_characters("山\U000e01ef田") == ["山\U000e01ef"]
    assert missing_characters("葛\U000e0100城") == []
    assert missing_characters("葛\U000e0101城") == ["葛\U000e0101"]


def test_licences_stand_beside_the_fonts() -> None:
    for name in FILES:
        licence = FOLDER / f"{name.split('-')[0]}-LICENSE.txt"
        assert "SIL Open Font License, Version 1.1" in licence.read_text(encoding="utf-8")


def test_a_missing_library_is_told_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_there(_name: str) -> None:
        raise OSError

    assert checks.check_font_subsetting() == []
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    monkeypatch.setattr(ctypes, "CDLL", not_there)
    (warning,) = checks.check_font_subsetting()
    assert warning.id == "documents.W001"
    assert "libharfbuzz-subset0" in (warning.hint or "")
