"""Drafts never lie in the database in the clear, and a row copied to another user is noise."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def _cipher(user: Any) -> Fernet:
    """The cipher of one person: her key is derived from the installation's key and her id."""
    key = hmac.new(settings.DRAFT_KEY.encode(), f"draft:{user.pk}".encode(), hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key.digest()))


def seal(user: Any, content: Any) -> bytes:
    """Encrypt a value that can be written as JSON. Half of a pair, as a script may cut it, is kept as it is."""
    text = json.dumps(content, ensure_ascii=False)
    return _cipher(user).encrypt(text.encode("utf-8", "surrogatepass"))


def unseal(user: Any, sealed: bytes | memoryview) -> Any:
    """The value back, or None when this person's key does not fit (changed or foreign)."""
    try:
        text = _cipher(user).decrypt(bytes(sealed)).decode("utf-8", "surrogatepass")
        return json.loads(text)
    except InvalidToken:
        return None
