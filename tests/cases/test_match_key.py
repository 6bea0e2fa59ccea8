"""Another key for the marks of R15: everybody is marked anew, and what was there is found."""

from typing import Any

from django.core.management import call_command

from .test_matches import ONE, OTHER, notices, received


def test_r15_another_key_finds_what_was_there_before_it(
    committed_db: Any, django_db_blocker: Any, settings: Any, capsys: Any
) -> None:
    with django_db_blocker.unblock():
        received(ONE)
        settings.MATCH_KEY = "another-key-of-the-test-another-key"
        received(OTHER)
        assert notices() == [], "the two were marked with different keys"
        call_command("compare_people")
        call_command("compare_people")
        assert len(notices()) == 1
    assert "架空" not in capsys.readouterr().out
