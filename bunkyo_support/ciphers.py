"""What is encrypted under the installation's `draft_key`: read by it and by those of before, written by it alone (S-87)."""

import base64
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


@dataclass
class WrittenAnew:
    """How many values are under today's key now that were not, and how many no key opens. Nothing of what they say."""

    done: int = 0
    unreadable: int = 0

    def __add__(self, other: "WrittenAnew") -> "WrittenAnew":
        return WrittenAnew(self.done + other.done, self.unreadable + other.unreadable)


class Cipher(MultiFernet):
    """The keys that `derive` makes of the installation's: the first one writes, each of them reads."""

    def __init__(self, derive: Callable[[bytes], bytes]) -> None:
        of_installation = [settings.DRAFT_KEY, *settings.DRAFT_KEYS_BEFORE]
        fernets = [
            Fernet(base64.urlsafe_b64encode(derive(key.encode()))) for key in of_installation
        ]
        super().__init__(fernets)
        self.newest = fernets[0]

    def anew(self, sealed: bytes, told: WrittenAnew) -> bytes | None:
        """The same under today's key, with its time; None where it is already, or where no key opens it. `told` counts."""
        try:
            self.newest.decrypt(sealed)
        except InvalidToken:
            try:
                written = self.rotate(sealed)
            except InvalidToken:
                told.unreadable += 1
                return None
            told.done += 1
            return written
        return None
