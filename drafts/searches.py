"""Words that somebody searched for: a list is found by a POST and shown by a GET, so that Back and a reload show it again
(docs/decisions/1005).

They lie in her session, sealed with her own key as drafts are: nobody else reads them, and they end with it (S-47). The
address holds a number drawn at random and no word (S-51). The last few of each list are kept, so that Back leads past a
search to the one before it.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from .encryption import seal, unseal

IN_ADDRESS = "kept"
IN_SESSION = "kept_searches"
MOST_KEPT = 5
# Of the list before: its search, and which of its pages it was.
LEFT_OUT = (IN_ADDRESS, "page")


@dataclass(frozen=True)
class Sought:
    """Words that an address names, if any. `is_gone`: they are kept no more, or never were hers."""

    words: str = ""
    is_gone: bool = False

    @property
    def is_named(self) -> bool:
        """Whether the address names a search at all."""
        return bool(self.words) or self.is_gone


def codes_in(request: Any) -> Any:
    """What else stands in the address of a list, as the next search takes it along: its filters."""
    codes = request.GET.copy()
    for name in LEFT_OUT:
        codes.pop(name, None)
    return codes


def keep(request: Any, place: str, words: str) -> str:
    """Keep the words beside those that were searched for before, of which the oldest goes, and tell the address of the
    page that shows what they find: this one, with the codes that stand in its address."""
    address = codes_in(request)
    if words:
        number = str(uuid.uuid4())
        others = request.session.get(IN_SESSION, {})
        lasting = [*_kept(request, place).items(), (number, words)][-MOST_KEPT:]
        sealed = seal(request.user, dict(lasting)).decode("ascii")
        request.session[IN_SESSION] = {**others, place: sealed}
        address[IN_ADDRESS] = number
    return "?".join(filter(None, (request.path, address.urlencode())))


def sought(request: Any, place: str) -> Sought:
    """The words that the address of this page names. What is unknown, of somebody else or over is all one (R14)."""
    number = request.GET.get(IN_ADDRESS, "")
    if not number:
        return Sought()
    words = _kept(request, place).get(number, "")
    return Sought(words=words, is_gone=not words)


def _kept(request: Any, place: str) -> dict[str, str]:
    """Words of the last searches in this list by their numbers, the oldest first."""
    sealed = request.session.get(IN_SESSION, {}).get(place, "")
    return unseal(request.user, sealed.encode()) or {}
