"""気になる人メモ: what somebody at a place noticed, before there is any case (R2).

A memo is about somebody, so it is confidential from its first word, and a confidential row lies in a
compartment of a case file. Hence a file is opened with the memo: a number and a day. The memo has a
compartment of its own, because who works at places writes it and reads no record of her body.
"""

from typing import Any

from organizations.models import Body, Role

from .giving import WRITE, grant_roles
from .grants import _open, open_file
from .models import CaseFile, Compartment, Rule

# Who writes memos, reads those of her body and decides what becomes of them: beside who reads its records
# (R2, R9), whoever works at places.
NOTICING_ROLES = (Role.COMMUNITY_WORKER, Role.CASEWORKER, Role.SUPERVISOR)


def open_noticed(*, body: Body, by: Any, case: CaseFile | None = None) -> Compartment:
    """The compartment of one memo, open to the CSW of the body and her supervisors (R2, R9), in a file of its own, or in that
    of a household which the acting user knows already."""
    noticed = _open(Compartment.Kind.NOTICED, case or open_file(by=by), body, by)
    grant_roles(
        noticed,
        body,
        NOTICING_ROLES,
        permission=WRITE,
        basis=Rule.OWN_RECORD,
        source=noticed.pk,
        by=by,
    )
    return noticed
