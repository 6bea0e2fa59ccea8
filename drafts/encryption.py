"""Drafts never lie in the database in the clear, and a row copied to another user is noise."""

import hmac
import json
from typing import Any

from cryptography.fernet import InvalidToken

from bunkyo_support.ciphers import Cipher, WrittenAnew


def cipher_of(user: Any) -> Cipher:
    """The cipher of one person: her key is derived from the installation's key and her id."""
    return Cipher(lambda key: hmac.digest(key, f"draft:{user.pk}".encode(), "sha256"))


def seal(user: Any, content: Any) -> bytes:
    """Encrypt a value that can be written as JSON. Half of a pair, as a script may cut it, is kept as it is."""
    text = json.dumps(content, ensure_ascii=False)
    return cipher_of(user).encrypt(text.encode("utf-8", "surrogatepass"))


def unseal(user: Any, sealed: bytes | memoryview) -> Any:
    """The value back, or None when none of this person's keys fits (foreign, or one of before that is gone)."""
    try:
        text = cipher_of(user).decrypt(bytes(sealed)).decode("utf-8", "surrogatepass")
        return json.loads(text)
    except InvalidToken:
        return None


def seal_anew(user: Any, rows: Any, field: str) -> WrittenAnew:
    """What lies in `field` of these rows of hers, under today's key: each as it is then, whoever writes beside it.

    In a transaction of the caller's, who acts for her."""
    told, cipher = WrittenAnew(), cipher_of(user)
    for row in rows.exclude(**{field: b""}).select_for_update():
        if written := cipher.anew(bytes(getattr(row, field)), told):
            setattr(row, field, written)
            row.save(update_fields=[field])
    return told
