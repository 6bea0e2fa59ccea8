"""One way for every form of this app: bind, save once, explain what could not be saved."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from access.errors import DomainError, StaleError
from access.models import ConfidentialModel
from access.open_registers import EVERYBODY, KEEPERS
from bunkyo_support.forms import render_form
from drafts.submit import submit_once

BOTH = ("GET", "HEAD", "POST")
READERS, KEEP = EVERYBODY, KEEPERS
STALE = (
    "開いている間に、ほかの人がこの内容を直しました。「いまの内容を見る」で確かめてから、もう一度保存してください。"
    "書いた内容は、ここに残っています"
)


def saved(
    request: Any, form: Any, save: Callable[[], str], version: Callable[[], int] | None = None
) -> HttpResponse | None:
    """Call the service once; None when the form is to be shown again with what went wrong.

    When a colleague saved meanwhile, the form keeps what was typed and takes the version of now:
    whoever has looked saves on purpose.
    """
    log = request.acting.log
    before = len(log.entries)
    try:
        return submit_once(request, form, save)
    except StaleError:
        form.add_error(None, STALE)
        if version is not None:
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = str(version())
    except DomainError as error:
        form.add_error(None, str(error))
    del log.entries[before:]
    return None


def form_page(
    request: Any,
    form: Any,
    save: Callable[[], str],
    context: dict[str, Any],
    *,
    template: str,
    entry: ConfidentialModel | None = None,
    kind: str = "",
    version: Callable[[], int] | None = None,
) -> HttpResponse:
    """A page with one form; `entry`, or the kind of a row of no case, goes into the log."""
    if request.method == "POST" and form.is_valid():
        answer = saved(request, form, save, version)
        if answer is not None:
            return answer
    request.acting.log.note("read", entry, kind=kind)
    return render_form(request, template, {**context, "form": form}, form)
