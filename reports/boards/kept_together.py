"""The board of multi-agency cases as a page opens it: cases, steps and days kept for a minute (reports.kept), the
rows of a page asked anew within their cases, so that nothing shows that is not open at that moment (R17).
"""

import datetime
import uuid
from functools import cached_property
from typing import Any

from access.context import within
from access.models import CaseFile
from reports.kept import kept

from .steps import Step, Who
from .together import CaseRow, TogetherBoard


class KeptTogether(TogetherBoard):
    """The same board, its rows as they were counted at most a minute ago: what filters, orders and counts ask."""

    def __init__(self, acting: Any, user: Any) -> None:
        super().__init__(acting, user)
        self.acting = acting
        how = sorted(str(body.pk) for body in self.kept)
        self._kept = kept(user, "together", how, self._count)
        self.counted_at = self._kept.counted_at

    def _count(self) -> dict[str, Any]:
        rows = TogetherBoard(self.acting, self.user).rows
        return {
            "rows": [
                [
                    *(str(row.case.pk), row.case.fiscal_year, row.case.serial),
                    *(str(row.step), str(row.who), row.since.isoformat(), row.urgency),
                ]
                for row in rows
            ]
        }

    @cached_property
    def rows(self) -> list[CaseRow]:
        """Every case of the board, without words and links."""
        return [
            CaseRow(
                case=CaseFile(pk=uuid.UUID(case), fiscal_year=year, serial=serial),
                step=Step(step),
                who=Who(who),
                since=datetime.date.fromisoformat(since),
                urgency=urgency,
                url="",
                awaited="",
            )
            for case, year, serial, step, who, since, urgency in self._kept.numbers["rows"]
        ]

    def named(self, rows: list[CaseRow]) -> list[CaseRow]:
        """The rows of a page as they stand now, with words."""
        with within(row.case.pk for row in rows):
            board = TogetherBoard(self.acting, self.user)
            known = {row.case.pk: row for row in board.rows}
            return board.named([known[row.case.pk] for row in rows if row.case.pk in known])
