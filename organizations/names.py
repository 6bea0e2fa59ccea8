"""What the ward calls its own things: settings (呼び名), not words of the code.

While a request is answered, all names are read once, in one question; outside of one (a job, a
command) each asking reads anew, so that no process goes on with a name that was changed.
"""

import re

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save
from django.utils.functional import lazy

from .models import LocalName

# Also what a ward without a name of its own finds.
SUPPORT_MEETING, PLAN_CONFERENCE = "support_meeting", "plan_conference"
DEFAULTS = {SUPPORT_MEETING: "支援会議", PLAN_CONFERENCE: "重層的支援会議"}

_kept = Local()


def _begin(**_: object) -> None:
    _kept.names = None
    _kept.is_answering = True


def _end(**_: object) -> None:
    _kept.names = None
    _kept.is_answering = False


def _forget(**_: object) -> None:
    _kept.names = None


request_started.connect(_begin, dispatch_uid="local_names_begin")
request_finished.connect(_end, dispatch_uid="local_names_end")
post_save.connect(_forget, sender=LocalName, dispatch_uid="local_names_saved")
post_delete.connect(_forget, sender=LocalName, dispatch_uid="local_names_deleted")


def _names() -> dict[str, str]:
    found: dict[str, str] | None = getattr(_kept, "names", None)
    if found is None:
        found = dict(LocalName.objects.values_list("key", "label"))
        # Who is not signed in reads none: that is not kept.
        if found and getattr(_kept, "is_answering", False):
            _kept.names = found
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
