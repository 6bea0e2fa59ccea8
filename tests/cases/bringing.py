"""Lists of people as a body brings them, and what became of them."""

import csv
import io

from access.models import CaseFile
from cases.importing.reading import Row
from cases.models import CaseImport
from cases.services import imports
from tests.world import acting

from .situations import body_of

SUPERVISOR, WORKER, STRANGER = "kanri1", "soudan1", "kurashi1"
LINE = {
    "受付日": "R7.4.1",
    "相談方法": "電話",
    "来た人": "本人",
    "困りごと": "介護",
    "緊急度": "C",
    "氏名": "架空　はるか",
    "生年月日": "S23.5.2",
    "電話番号": "０３－００００－４８２１",
    "世帯員1 氏名": "架空 なつき",
    "世帯員1 続柄": "長女",
}


def a_list(*lines: dict[str, str], encoding: str = "utf-8-sig") -> bytes:
    head = list(dict.fromkeys(heading for line in lines for heading in line))
    out = io.StringIO(newline="")
    rows = [[line.get(h, "") for h in head] for line in lines]
    csv.writer(out).writerows([head, *rows])
    return out.getvalue().encode(encoding)


def bring(content: bytes, name: str = "list.csv", by: str = SUPERVISOR) -> CaseImport:
    with acting(by) as user:
        return imports.bring_list(body=body_of(by), name=name, content=content, by=user)


def lines_of(kept: CaseImport, by: str = SUPERVISOR) -> list[Row]:
    with acting(by) as user:
        return imports.rows_of(kept, user)


def take_in(kept: CaseImport, *, is_trial: bool = False) -> imports.Outcome:
    with acting(SUPERVISOR) as user:
        return imports.take_in(kept=kept, by=user, is_trial=is_trial)


def cases(by: str = SUPERVISOR) -> list[CaseFile]:
    with acting(by) as user:
        return list(CaseFile.objects.visible_to(user))
