"""What lies encrypted in the database outlives a change of its key, and the old one opens nothing any more (S-87)."""

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cases.models import CaseImport
from drafts.encryption import seal, unseal
from drafts.models import Draft
from organizations.models import Body
from tests.deploy.compose import services
from tests.organizations.test_another_secret_key import as_read
from tests.organizations.test_login import pass_both
from tests.world import acting, staff

pytestmark = pytest.mark.django_db
NEW = "another-key-" * 8
TYPED = "架空の書きかけ"


@pytest.fixture(autouse=True)
def fresh_limits() -> Any:
    """Attempts and used codes are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def kept() -> tuple[Draft, CaseImport]:
    """A draft and a list of somebody, and recovery codes of which one was used."""
    user = staff("soudan1")
    codes = RecoveryCodes.activate(user)
    codes.validate_code(codes.generate_codes()[0])
    with acting("soudan1"):
        draft = Draft(user=user, form="intake", object_key="new-1", field="note", seq=1)
        draft.text = seal(user, TYPED)
        draft.save()
        body = Body.objects.filter(role_groups__appointments__staff=user).first()
        listed = CaseImport(user=user, body=body, lines=1, sealed=seal(user, [TYPED]))
        listed.save()
    return draft, listed


def change_the_key(settings: Any) -> None:
    settings.DRAFT_KEYS_BEFORE = [settings.DRAFT_KEY]
    settings.DRAFT_KEY = NEW


def is_read(kept: tuple[Draft, CaseImport]) -> bool:
    user = staff("soudan1")
    with acting("soudan1"):
        for row in kept:
            row.refresh_from_db()
        return unseal(user, kept[0].text) == TYPED and unseal(user, kept[1].sealed) == [TYPED]


def signs_in(client: Client) -> bool:
    pass_both(client, "soudan1")
    return client.get(reverse("home")).status_code == 200


def test_s87_either_key_reads_while_it_is_changed(
    client: Client, settings: Any, kept: tuple[Draft, CaseImport]
) -> None:
    change_the_key(settings)
    assert is_read(kept)
    assert signs_in(client)
    settings.DRAFT_KEYS_BEFORE = []
    assert not is_read(kept), "nothing was written anew yet"


def test_s87_what_was_written_anew_is_read_without_the_key_of_before(
    client: Client, settings: Any, kept: tuple[Draft, CaseImport], capsys: Any
) -> None:
    before = settings.DRAFT_KEY
    change_the_key(settings)
    call_command("encrypt_anew")
    factors = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).count()
    assert capsys.readouterr().out == f"{factors + 2}件を今の鍵で暗号化し直しました\n"
    settings.DRAFT_KEYS_BEFORE = []
    assert is_read(kept)
    assert signs_in(client)
    codes = RecoveryCodes(
        Authenticator.objects.get(user=staff("soudan1"), type=Authenticator.Type.RECOVERY_CODES)
    )
    assert len(codes.get_unused_codes()) == len(codes.generate_codes()) - 1, "the used one is used"
    call_command("encrypt_anew")
    assert capsys.readouterr().out.startswith("0件"), "a second time there is nothing to do"
    settings.DRAFT_KEY = before
    assert not is_read(kept), "whoever has the old key alone reads nothing"
    with pytest.raises(InvalidToken):
        get_adapter().decrypt(codes.instance.data["seed"])


def test_s87_codes_that_another_library_made_are_written_anew_as_well(settings: Any) -> None:
    user = staff("soudan1")
    sealed = [get_adapter().encrypt(code) for code in ("11111111", "22222222")]
    factor = Authenticator.objects.create(
        user=user, type=Authenticator.Type.RECOVERY_CODES, data={"migrated_codes": sealed}
    )
    change_the_key(settings)
    call_command("encrypt_anew")
    settings.DRAFT_KEYS_BEFORE = []
    factor.refresh_from_db()
    assert RecoveryCodes(factor).get_unused_codes() == ["11111111", "22222222"]


def test_s87_without_the_key_of_before_nothing_is_changed_and_it_says_so(
    settings: Any, kept: tuple[Draft, CaseImport]
) -> None:
    before = settings.DRAFT_KEY
    settings.DRAFT_KEY = NEW
    with pytest.raises(CommandError, match="件は、渡された鍵では開けません"):
        call_command("encrypt_anew")
    settings.DRAFT_KEY = before
    assert is_read(kept)


def test_s87_the_keys_of_before_come_from_their_file_and_an_empty_one_is_none(
    tmp_path: Path,
) -> None:
    file = tmp_path / "draft_key_before"
    for content, read in (("", []), ("of-before\nolder\n", ["of-before", "older"])):
        file.write_text(content, encoding="ascii")
        assert as_read("DRAFT_KEYS_BEFORE", "DRAFT_KEY_BEFORE_FILE", file) == str(read)


def test_s87_whoever_has_the_key_is_given_those_of_before_as_well() -> None:
    for name, service in services().items():
        given = service.get("environment", {})
        assert ("DRAFT_KEY_FILE" in given) == ("DRAFT_KEY_BEFORE_FILE" in given), name
