"""A lost second factor is taken away by two people (S-55, R10; docs/decisions/1004). The database decides each time who may, and
does it (sql/factors.sql); here it is asked, and her sessions end."""

from django.db import transaction

from organizations.models import FactorRequest, Staff
from organizations.services import end_sessions

from .errors import DomainError
from .grants import call

PASSWORD_FELL = 2  # what answer_factor_request says besides 1
WAITS_ALREADY = (
    "申し出られませんでした。この職員については、返事を待っている申し出がもうあるか、外したあとで本人がまだ登録し直していないか、"
    "離職の手続きが済んでいます。申し出の一覧で確かめてください"
)
NOT_ANY_MORE = (
    "できませんでした。この申し出は、もう答えられたか、取り下げられたか、7日が過ぎて終わりました。"
    "いまの申し出を確かめてください"
)


@transaction.atomic
def ask(*, staff: Staff, reason: str) -> None:
    """The acting administrator asks that the second factor of a colleague is taken away. Nothing happens by it alone."""
    if not call("ask_to_take_factors", staff.pk, reason):
        raise DomainError(WAITS_ALREADY)


@transaction.atomic
def agree(*, request: FactorRequest) -> bool:
    """The acting user is the second person: app, passkeys and spare codes are gone and every session with them. True when
    her password fell as well, because it was not one that she has set herself."""
    done = call("answer_factor_request", request.pk, True)
    if not done:
        raise DomainError(NOT_ANY_MORE)
    end_sessions(staff=request.staff)
    return done == PASSWORD_FELL


@transaction.atomic
def refuse(*, request: FactorRequest) -> None:
    """The second person does not agree: everything stays."""
    if not call("answer_factor_request", request.pk, False):
        raise DomainError(NOT_ANY_MORE)


@transaction.atomic
def withdraw(*, request: FactorRequest) -> None:
    """Who asked takes it back."""
    if not call("withdraw_factor_request", request.pk):
        raise DomainError(NOT_ANY_MORE)
