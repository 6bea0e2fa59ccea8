"""The log of reading (R19): entries are collected while a page is made and written, in the same
transaction, before it is shown. No log, no content."""

import json
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connections

from .chain import certificate_mark
from .emergency_models import REVIEW
from .explain import Basis, bases_of_cases, explain
from .models import AccessLog, CaseFile, ConfidentialModel, EmergencyOpening, Rule

Action = AccessLog.Action


@dataclass
class Entry:
    """One line of the log; never holds content."""

    action: str
    kind: str = ""
    object_id: str | None = None
    compartment_id: str | None = None
    case_number: str = ""
    basis: str = ""
    body_id: str | None = None
    outcome: str = "shown"
    sought: str = ""


@dataclass
class ReadingLog:
    """Entries of one request or job."""

    user: Any
    route: str = ""
    address: str | None = None
    device: str = ""  # the kind of browser (bunkyo_support.browsers); a job has none
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    entries: list[Entry] = field(default_factory=list)
    # While a transaction acts for the user: its entries are written at its end.
    is_open: bool = False

    def note(
        self,
        action: str,
        obj: Any = None,
        *,
        kind: str = "",
        outcome: str = "shown",
        bases: list[Basis] | None = None,
        within: uuid.UUID | None = None,
        sought: str = "",
    ) -> None:
        """Enter that the user did `action` on `obj` (a confidential row, a case file, or None
        for a list), with the basis on which she may: asked of the database, unless her page has.
        `within`: the compartment of which a file tells here, when it is one of a 支援会議 or a plan.
        `sought`: of a search, what words_sought.told says of it; never the words."""
        entry = Entry(action=action, kind=kind, outcome=outcome, sought=sought)
        if isinstance(obj, ConfidentialModel | CaseFile):
            entry.kind = kind or str(obj._meta.verbose_name)
            entry.object_id = str(obj.pk)
            if bases is None:
                bases = explain(self.user, obj)
            entry.basis = ",".join(sorted({b.rule for b in bases}))
            entry.body_id = next((str(b.body_id) for b in bases if b.body_id), None)
            if isinstance(obj, ConfidentialModel):
                entry.compartment_id = str(obj.compartment_id)
            case = obj if isinstance(obj, CaseFile) else obj.compartment.case
            entry.case_number = case.number
        if within is not None:
            entry.compartment_id = str(within)
        self.entries.append(entry)

    def note_emergency(self, action: str, opening: EmergencyOpening) -> None:
        """Enter that a case was opened, looked at or closed in an emergency, or that it is reviewed."""
        is_own = opening.user_id == self.user.pk
        self.entries.append(
            Entry(
                action=action,
                kind=str(opening._meta.verbose_name) if is_own else REVIEW,
                object_id=str(opening.pk),
                case_number=opening.case_number,
                basis=Rule.EMERGENCY if is_own else "",
                body_id=str(opening.body_id) if is_own else None,
            )
        )

    def note_disposal(self, disposal_list: Any) -> None:
        """Enter that a list was carried out; the mark of its certificate stands in the chain."""
        self.entries.append(
            Entry(
                action=Action.DISPOSE,
                kind=certificate_mark(disposal_list.digest),
                object_id=str(disposal_list.pk),
            )
        )

    def note_cases(self, action: str, cases: list[CaseFile], *, kind: str) -> None:
        """Enter an output that names many cases: one entry for each, in one question."""
        known = bases_of_cases(self.user, cases)
        for case in cases:
            bases = known.get(case.pk, [])
            self.entries.append(
                Entry(
                    action=action,
                    kind=kind,
                    object_id=str(case.pk),
                    case_number=case.number,
                    basis=",".join(sorted({rule for rule, _ in bases})),
                    body_id=next((str(body) for _, body in bases if body), None),
                )
            )

    def note_login(self, action: str, who: Any, *, outcome: str = "done", kind: str = "") -> None:
        """Enter a login, its end, or that somebody was asked who she is (S-69). Before anybody acts, and after she has
        ceased to, it is written at once: without its entry there is no login. `who` may be nobody."""
        entry = Entry(action=action, kind=kind, outcome=outcome)
        if self.is_open:
            self.entries.append(entry)
            return
        line = json.dumps(asdict(entry) | self._common())
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "select access.append_login(%s::jsonb, %s::uuid)", [line, who and str(who.pk)]
            )

    def refuse(self) -> None:
        """Replace what was noted by one refused attempt: nothing was shown."""
        self.entries = [Entry(action=Action.REFUSED, outcome="refused")]

    def write(self, using: str = "default") -> int:
        """Write the entries; the last statement before commit, for it takes the chain's lock."""
        if not self.entries:
            return 0
        lines = json.dumps([asdict(e) | self._common() for e in self.entries])
        with connections[using].cursor() as cursor:
            cursor.execute("select access.append_log(%s::jsonb)", [lines])
            written = int(cursor.fetchone()[0])
        self.entries = []
        return written

    def say_where_from(self, using: str = "default") -> None:
        """For what the database enters by itself as the transaction ends (access.log_change), when nothing
        was noted here that says it."""
        with connections[using].cursor() as cursor:
            cursor.execute(
                "select set_config('app.request', %s, true)", [json.dumps(self._common())]
            )

    def _common(self) -> dict[str, str | None]:
        return {
            "route": self.route[:100],
            "address": self.address,
            "device": self.device,
            "request_id": str(self.request_id),
        }
