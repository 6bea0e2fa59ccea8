"""What a request leaves behind, and where a token must never lie: sessions, the cache, jobs, the log, every
table that is not itself confidential (S-35, S-36, S-38, S-69)."""

import base64
import functools
import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter

from access.policies import confidential_models, history_table
from bunkyo_support.logs import NeutralFilter
from bunkyo_support.session_store import SessionStore
from drafts import searches

from .canary import AS_PLANTED, short, tokens_in
from .catalog import tables


@functools.cache
def open_tables() -> tuple[str, ...]:
    """Tables in which no content of a case lies: all but the confidential ones and their versions."""
    content = {m._meta.db_table for m in confidential_models()}
    content |= {history_table(m) for m in confidential_models()}
    return tuple(t.name for t in tables() if t.name not in content)


# A second factor is encrypted anew at each login, words at each search: letters stand in such a text by chance once in a
# while. The one is therefore read as what it was before, the other as no chance writes it.
ENCRYPTED = {"mfa_authenticator"}
# Read as what they hold and not as they are written, further down.
WRITTEN_OTHERWISE = {"django_session", "organizations_login_cache"}
# Drawn at random for each password that is given.
HASH = r"argon2\$argon2id\$v=\d+\$[^$]+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+"
# Tables in which four letters may stand by chance.
BY_CHANCE = ENCRYPTED | WRITTEN_OTHERWISE | {"organizations_staff"}
CIPHER_TEXT = re.compile(r"gAAAA[A-Za-z0-9_-]+={0,2}")
WHOLE = re.compile(r"CNRY[a-hjkmnp-z2-9]{10}")


def in_what_is_encrypted(text: str) -> set[str]:
    """Tokens that were encrypted, and any that stands whole beside; made-up secrets hold no small letters after it."""
    opened = CIPHER_TEXT.sub(lambda found: get_adapter().decrypt(found[0]), text)
    return {short(found) for found in AS_PLANTED.findall(opened)}


def tables_with_tokens(database: Any) -> dict[str, set[str]]:
    """As a superuser of the database reads them."""
    found = {}
    with database.superuser() as raw:
        for name in set(open_tables()) - WRITTEN_OTHERWISE - ENCRYPTED:
            rows = raw.execute(
                "select string_agg(told, ' ') from (select regexp_replace(t::text, %s, '', 'g') as told"
                f" from public.{name} t where t::text ~* 'cnry') u where told ~* 'cnry'",
                [HASH],
            ).fetchone()
            if rows[0]:
                found[name] = tokens_in(str(rows[0]))
        for name in ENCRYPTED:
            rows = raw.execute(f"select string_agg(t::text, ' ') from public.{name} t").fetchone()
            if tokens := in_what_is_encrypted(str(rows[0])):
                found[name] = tokens
        for data, key in raw.execute("select session_data, session_key from django_session"):
            session = SessionStore(key).decode(data)
            sealed = str(session.pop(searches.IN_SESSION, ""))
            kept = str(session)
            if re.search("cnry", kept, re.I) or WHOLE.search(sealed):
                found["django_session"] = tokens_in(kept) | tokens_in(sealed)
        # Django keeps values of the cache pickled, in base64.
        for key, value in raw.execute("select cache_key, value from organizations_login_cache"):
            if tokens := tokens_in(str(key)) | tokens_in(base64.b64decode(str(value))):
                found["organizations_login_cache"] = tokens
    return found


def words_of(message: Any) -> str:
    """A mail before it is encoded: its lines in base64 would cut a token in two."""
    parts = (message.subject, message.body, message.to, message.cc, message.bcc, message.reply_to)
    return repr((*parts, message.from_email, message.extra_headers, message.attachments))


@contextmanager
def lines_of_the_log() -> Iterator[io.StringIO]:
    """What the product itself writes to its console meanwhile, past its filter and its format.

    pytest has put its own file in the place of the console before the product opened it, so that capturing
    the descriptors finds nothing of it.
    """
    handlers = [
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler)
        and any(isinstance(f, NeutralFilter) for f in handler.filters)
    ]
    assert len(handlers) == 1
    written = io.StringIO()
    before = handlers[0].setStream(written)
    try:
        yield written
    finally:
        handlers[0].setStream(before)
