"""What was searched for, as it stands in the log of reading (S-69): which fields were filled, and keyed hashes of what
stood in them. Who looked for a certain name can be said afterwards by whoever knows the name, and nobody reads it there.

Words are made comparable as the search does it (documents.text.search_key). Each word has a hash, and so has the whole
without its gaps: 山田 太郎 is the name whichever way it was typed. A hash says nothing of its field: a name is the same
in the one box of the search and in the field of an intake.
"""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateField, Func, Q, TextField, Value

from documents.births import Estimate, read_birth
from documents.text import phone_typed, search_key
from documents.wareki import DateInputError

# The key is one of its own: what hangs on the names of R15 (access.matching) cannot be told from a hash in the log.
PURPOSE = b"words that were searched for, in the log of reading"
LETTERS = 32  # 128 bits
# Fields as auditors read them; what stands in no line here is one of the filters of a list.
FIELDS = {
    "q": "検索の欄",
    "words": "検索の欄",
    "name": "氏名",
    "kana": "ふりがな",
    "birth_on": "生年月日",
    "persons": "つなぐ人",
    "number": "ケース番号",
    "case_number": "ケース番号",
    "code": "照合コード",
    "since": "期間",
    "until": "期間",
    "staff": "職員",
    "body": "機関",
    "address": "接続元",
    "sought": "だれかが探した言葉",
}


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
    """Entries in which somebody looked for just this, under the key of then: for the whole, for each of its words, or for
    the birth date or telephone number that it is. The database answers auditors alone; of what stands in a case from which she is kept out, she
    finds her own questions (access.searches_for)."""
    keys = _keys(words)
    if not keys:
        return Q(pk__in=[])
    day = birth_typed(words)
    born = day if isinstance(day, datetime.date) else None
    number = phone_typed(
        words
    )  # as it stands in a case, where the words are one: R12 is asked of that
    as_kept = [search_key(one) for one in (born.isoformat() if born else "", number) if one]
    alone, together = [], []
    for secret in (settings.MATCH_KEY, *settings.MATCH_KEYS_BEFORE):
        whole, *each = [_hash(key, secret) for key in keys]
        alone.append(whole)
        alone += [_hash(key, secret) for key in as_kept]
        if len(each) > 1:
            together.append(",".join(each))
    return Q(seq__in=_Found(*map(_texts, (alone, together, number.split())), _day(born)))


class _Found(Func):
    template = "(select access.searches_for(%(expressions)s))"
    output_field = BigIntegerField()


def _texts(values: list[str]) -> Value:
    return Value(values, output_field=ArrayField(TextField()))


def _day(day: datetime.date | None) -> Value:
    return Value(day, output_field=DateField())


def fields_in(sought: str) -> tuple[str, ...]:
    """Which fields were filled, in words."""
    names = (part.partition("=")[0] for part in sought.split())
    return tuple(dict.fromkeys(FIELDS.get(name, "ほかの条件") for name in names))


def _keys(words: str) -> list[str]:
    """The whole first, then its words as the search parts them."""
    parts = words.split()
    found = [search_key("".join(parts)), *(search_key(part) for part in parts)]
    return [key for key in dict.fromkeys(found) if key]


def _hashes(value: str | datetime.date) -> list[str]:
    """Of a birth date or telephone number in the one box of a search as well, however it was written."""
    text = value.isoformat() if isinstance(value, datetime.date) else value
    day = birth_typed(text)
    typed = [*_keys(text), *(_keys(day.isoformat()) if isinstance(day, datetime.date) else ())]
    typed += [search_key(phone_typed(text))]
    return sorted(_hash(key, settings.MATCH_KEY) for key in dict.fromkeys(typed))


def _hash(key: str, secret: str) -> str:
    own = hmac.new(secret.encode(), PURPOSE, hashlib.sha256).digest()
    return hmac.new(own, key.encode(), hashlib.sha256).hexdigest()[:LETTERS]
