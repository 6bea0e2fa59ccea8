"""What the ward calls its own things: settings (呼び名), not words of the code.

All names are read once a request (`kept`), in one question.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.functional import lazy

from . import kept
from .models import LocalName

# Also what a ward without a name of its own finds.
SUPPORT_MEETING, PLAN_CONFERENCE = "support_meeting", "plan_conference"
LIAISON_MEETING = "liaison_meeting"
DEFAULTS = {
    SUPPORT_MEETING: "支援会議",
    PLAN_CONFERENCE: "重層的支援会議",
    LIAISON_MEETING: "関係者連絡会",
}

kept.forget_when_changed(LocalName)


def names_asked() -> Any:
    """The question for all names, to be asked together with others; then `keep_names`."""
    return LocalName.objects.values_list("key", "label")


def keep_names(pairs: Iterable[tuple[str, str]]) -> None:
    kept.keep("names", dict(pairs))


def _names() -> dict[str, str]:
    found: dict[str, str] = kept.once("names", lambda: dict(names_asked()))
    return found


def local_name(key: str) -> str:
    """What the ward calls it."""
    return _names().get(key) or DEFAULTS[key]


_DEFAULT_WORDS = re.compile("|".join([DEFAULTS[PLAN_CONFERENCE], DEFAULTS[SUPPORT_MEETING]]))
_KEYS = {words: key for key, words in DEFAULTS.items()}


def own_names(text: str) -> str:
    """A text of the code with the ward's names in it. For fixed texts only: what somebody has typed
    and what a law says stay as they are."""
    return _DEFAULT_WORDS.sub(lambda found: local_name(_KEYS[found[0]]), text)


# For labels and help of forms, which are written down before anybody asks for them.
own_names_lazy = lazy(own_names, str)
