"""What somebody is told of her own account as she signs in (S-56): when she last came, how often somebody failed under her
name since, and by mail that it is a terminal which she has not used before.

Said on the first page, and behind password and second factor: before, nobody learns anything by it."""

import ipaddress
from typing import Any

from allauth.account.signals import user_logged_in
from allauth.core.internal import ratelimit
from django.contrib import messages

from access.context import acting_as
from access.tries import Tries, failed_tries
from bunkyo_support.browsers import browser_words
from documents.wareki import format_datetime
from organizations.came_before import came_before

from .services import know_terminal

WHOM_TO_CALL = "自分の間違いでなければ、自分の機関の管理者と監査の担当に、すぐに電話してください。"
BEHIND_A_CODE = "確認コードを間違えたのが自分でなければ、パスワードがほかの人に知られています。"
NEW_TERMINAL = "この端末では、はじめてのログインです。職場のメールにも知らせます。"


def words_of(tries: Tries) -> str:
    """How many failed, and by what."""
    more = "以上" if tries.goes_on else ""
    parts = [("パスワード", tries.passwords), ("確認コードなど", tries.codes)]
    told = "、".join(f"{name}{number}回{more}" for name, number in parts if number)
    return f"{tries.number}回{more}（{told}）"


def told_of(before: Any, tries: Tries) -> str:
    """The sentences of the first page."""
    since = f"前回のログインは、{format_datetime(before)} です。"
    limit = "" if tries.since <= before else "（この31日の分）"
    if not tries.number:
        return f"{since}そのあと、あなたの利用者IDでの失敗はありません{limit}。"
    found = f"{since}そのあと、あなたの利用者IDでの失敗が{words_of(tries)}あります{limit}。"
    return found + WHOM_TO_CALL + (BEHIND_A_CODE if tries.codes else "")


def network_of(address: str) -> str:
    """Where a terminal stands: the machines of an office have addresses that change, and lie side by side."""
    length = 24 if ipaddress.ip_address(address).version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{length}", strict=False))


def _came_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Every way in ends in this signal of the library. Nobody acts in this request yet: it is asked as she herself; whoever
    was stopped, or has left, since she gave her password comes no further (S-96), and nobody acts for her."""
    if user.login_stopped_at is not None or not user.is_active:
        return
    before = came_before(request.session)
    network = network_of(ratelimit.get_ip(request))
    browser = browser_words(request.headers.get("User-Agent", ""))
    with acting_as(user):
        tries = failed_tries(before) if before else None
        is_told_by_mail = know_terminal(network=network, browser=browser, by=user)
    if before and tries:
        tell = messages.warning if tries.number else messages.info
        tell(request, told_of(before, tries))
    if is_told_by_mail:
        messages.info(request, NEW_TERMINAL)


def connect() -> None:
    """Start listening; called once when the app is ready."""
    user_logged_in.connect(_came_in, dispatch_uid="told_at_sign_in")
