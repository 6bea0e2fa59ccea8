"""What was searched for, as it stands in the log of reading (S-69): which fields were filled, and keyed hashes of what
stood in them. Who looked for a certain name can be said afterwards by whoever knows the name, and nobody reads it there.

Words are made comparable as the search does it (documents.text.search_key). Each word has a hash, and so has the whole
without its gaps: 山田 太郎 is the name whichever way it was typed. A hash says nothing of its field: a name is the same
in the one box of the search and in the field of an intake.
"""

import datetime
import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.db.models import Q

from documents.births import Estimate, read_birth
from documents.text import search_key
from documents.wareki import DateInputError

# The key is one of its own: what hangs on the names of R15 (access.matching) cannot be told from a hash in the log.
PURPOSE = b"words that were searched for, in the log of reading"
LETTERS = 32  # 128 bits


def told(**fields: str | datetime.date | bool | None) -> str:
    """Fields that were filled, with the hashes of their words: `kana=…,… birth_on=…`. What is chosen from a list,
    and a period, is True: its name alone."""
    parts = []
    for name, value in fields.items():
        if value is True:
            parts.append(name)
        elif value and (found := _hashes(value)):
            parts.append(f"{name}={','.join(found)}")
    return " ".join(parts)


def birth_typed(text: str) -> str | datetime.date:
    """A birth date as a day, however it was written, so that it is the same for each way to write it."""
    try:
        found = read_birth(text) if text.strip() else None
    except DateInputError:
        return text
    return text if found is None or isinstance(found, Estimate) else found


def for_words(words: str) -> Q:
    """Entries in which somebody looked for just this: for the whole, for each of its words, or for the birth date that
    it is."""
    whole, *each = [_hash(key) for key in _keys(words)] or [""]
    asked = Q(sought__contains=whole)
    if len(each) > 1:
        asked |= Q(*(Q(sought__contains=one) for one in each))
    day = birth_typed(words)
    if isinstance(day, datetime.date):
        asked |= Q(sought__contains=_hash(search_key(day.isoformat())))
    # Without a key nothing is asked for that every entry holds.
    return asked & Q(sought__isnull=False) if whole else Q(pk__in=[])


def _keys(words: str) -> list[str]:
    """The whole first, then its words as the search parts them."""
    parts = words.split()
    found = [search_key("".join(parts)), *(search_key(part) for part in parts)]
    return [key for key in dict.fromkeys(found) if key]


def _hashes(value: Any) -> list[str]:
    text = value.isoformat() if isinstance(value, datetime.date) else value
    return sorted(_hash(key) for key in _keys(text))


def _hash(key: str) -> str:
    own = hmac.new(settings.MATCH_KEY.encode(), PURPOSE, hashlib.sha256).digest()
    return hmac.new(own, key.encode(), hashlib.sha256).hexdigest()[:LETTERS]
