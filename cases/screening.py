"""見立て (CL-07): what each result means for the record of the body, and the page it leads to.

One table. The service obeys it, the form asks what it demands, the pages and tests read it. Apps
above cases tell where their page is (`register_page`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from access.models import CaseFile

from .models import RecordState


@dataclass(frozen=True)
class Outcome:
    """One result. `state`: where the record goes at once. `asks`: what must be written with it.

    `task`: what the body has to do next, within `days`; it is done by itself when the record
    reaches `ends_with`. `page`: what opens next.
    """

    state: str
    page: str = "case"
    help: str = ""
    asks: str = ""
    task: str = ""
    days: int = 7
    ends_with: str = ""

    @property
    def closes(self) -> bool:
        return self.state == RecordState.CLOSED


# What CL-07 3 asks for. The consent itself settles it, for it leaves the record in its state (services.talks).
EXPLAIN = "本人に説明し、同意を確かめる"

OUTCOMES: dict[str, Outcome] = {
    "1": Outcome(
        RecordState.CLOSED,
        help="伝えたことを書くと、このケースの支援は終わります",
        asks="伝えたこと（情報、制度、窓口）を書いてください",
    ),
    "2": Outcome(
        RecordState.SUPPORTING,
        page="hand_off",
        help="つなぐシートを書く画面へ進みます",
        task="つなぐシートを送る",
        days=1,
        ends_with=RecordState.HANDED_OFF,
    ),
    "3": Outcome(
        RecordState.SUPPORTING,
        page="consents",
        help="同意の画面へ進みます",
        task=EXPLAIN,
    ),
    "4": Outcome(RecordState.SUPPORTING, page="note", help="自機関で支えます。記録の欄へ進みます"),
    "5": Outcome(
        RecordState.CLOSED,
        help="理由を書くと、このケースの支援は終わります",
        asks="中断・終了の理由を書いてください",
    ),
    "6": Outcome(
        RecordState.SUPPORTING,
        page="coordination",
        help="多機関協働を頼む画面へ進みます",
        task="多機関協働を頼む",
        days=1,
        ends_with=RecordState.MA_REQUESTED,
    ),
    "7": Outcome(
        RecordState.SUPPORTING,
        page="coordination",
        help="会議は事務局が設けます。事務局に頼む画面へ進みます",
        task="支援会議のことを、事務局に頼む",
        days=1,
        ends_with=RecordState.MA_REQUESTED,
    ),
    "8": Outcome(
        RecordState.OUTREACH,
        page="outreach",
        help="アウトリーチを始める画面へ進みます",
        task="アウトリーチの準備をする（だれが、いつ、どこで会うか）",
    ),
}

# Where a page of another app is: of the request and the case, or nothing when it is not hers.
_pages: dict[str, Callable[[Any, CaseFile], str]] = {}


def register_page(name: str, provider: Callable[[Any, CaseFile], str]) -> None:
    """Tell where a result leads that belongs to an app above this one."""
    _pages[name] = provider


def next_page(request: Any, case: CaseFile, result: str) -> str:
    """The page where what was decided is carried out; the case page when there is none for her."""
    own = {"hand_off": "cases:hand_off", "consents": "cases:consents"}
    page = OUTCOMES[result].page
    detail = reverse("cases:detail", args=[case.pk])
    if page in own:
        return reverse(own[page], args=[case.pk])
    if page == "note":
        return f"{detail}#rec"
    found = _pages[page](request, case) if page in _pages else ""
    return found or detail
