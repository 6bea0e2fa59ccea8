"""How allauth behaves here: no self-registration, second factors encrypted at rest."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.account.internal.userkit import get_user_by_username
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from . import came_before
from .directory import is_on, may_use_password
from .login_log import enter, enter_strangers
from .passwords import has_run_out
from .second_factor import cipher_of_factors, second_factors, ways_of_second_factor

# The ways to confirm who one is, in the words of the pages (the library has others of its own).
WAYS_TO_CONFIRM = {
    "reauthenticate": "パスワードで確かめる",
    "mfa_reauthenticate": "確認コードで確かめる",
    "mfa_reauthenticate:webauthn": "パスキーで確かめる",
}

SAME_AS_BEFORE = "いまのパスワードと同じです。別のものに変えてください。"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: Any) -> bool:
        """Accounts are made by system administrators only."""
        return False

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """Whoever has left, whose login was stopped, or whose given password has run out, gets the answer of a wrong
        password, even with the right one. All stand in the log of reading, by the account that was named, if there is one (S-69)."""
        user = super().authenticate(request, **credentials)
        is_hers = user is not None and user.is_active and may_use_password(user.username)
        if is_hers and user.login_stopped_at is None and not has_run_out(user):
            return user
        self._enter_failed(request, credentials, "failed")
        return None

    def pre_authenticate(self, request: Any, **credentials: Any) -> None:
        """The library's limit; who has to wait stands in the log."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._enter_failed(request, credentials, "held")
            raise

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        """By name and address: whoever knows a name makes its owner wait nowhere but where he is himself (S-56).
        Of one name from many addresses auditors are told (access.today)."""
        named = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{named}:{ratelimit.get_ip(request)}"

    def clean_password(self, password: str, user: Any = None) -> str:
        """Another than she has: one that somebody else gave her would stay known to two, and count as her own
        (docs/decisions/1004)."""
        if user is not None and user.password and check_password(password, user.password):
            raise ValidationError(SAME_AS_BEFORE)
        return str(super().clean_password(password, user))

    def _enter_failed(self, request: Any, credentials: dict[str, Any], outcome: str) -> None:
        """The library counts what fails, and lets nobody go on; who is let wait again and again is counted here."""
        # Found as it is found for a login, where capitals do not count.
        named = get_user_by_username(credentials.get("username", ""))
        action = "identify" if request.user.is_authenticated else "login"
        key = self._get_login_attempts_cache_key(request, **credentials)
        enter_strangers(request, action, named, outcome=outcome, way="password", key=key)

    def pre_login(self, request: Any, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Every way in leads through here, a passkey's as well: with a directory, only by it."""
        by_directory = getattr(request, "by_directory", False)
        if user.login_stopped_at is not None or not (
            by_directory or may_use_password(user.username)
        ):
            enter(request, "login", user, outcome="failed")
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def get_login_stages(self) -> list[str]:
        """The library's, with our own words on when the second factor is asked for."""
        theirs = "allauth.mfa.stages.AuthenticateStage"
        ours = "organizations.stages.AuthenticateStage"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def get_password_change_redirect_url(self, request: Any) -> str:
        """Whoever had to change hers goes on with her work (access.middleware)."""
        return reverse("home")

    def get_logout_redirect_url(self, request: Any) -> str:
        records = get_authentication_records(request, request.user)
        if is_on() and any(record.get("method") == "directory" for record in records):
            return reverse("directory_left")
        return str(super().get_logout_redirect_url(request))

    def respond_user_inactive(self, request: Any, user: Any) -> HttpResponse:
        """A passkey of somebody who has left leads back to the login page without a word."""
        enter(request, "login", user, outcome="failed")
        return redirect("account_login")

    def login(self, request: Any, user: Any) -> None:
        """Whoever has no second factor yet has just shown all that she has: where she registers one,
        the password that she gave a moment ago is not asked for again. When she came before is kept (S-56)."""
        before = user.last_login
        super().login(request, user)
        came_before.keep(request.session, before)
        if not second_factors(user).exists():
            given = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
            request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
                {**record, "reauthenticated": True} for record in given
            ]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The library's, for its own pages. What is grave asks for the second factor (access.stepping_up): a password
        or a recovery code would lead back to the same question, so neither is offered."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if self._is_for_something_grave():
            enough = ways_of_second_factor(user)
            found = [way for way in found if way["id"] in enough] or found
        return [
            {**way, "description": WAYS_TO_CONFIRM.get(way["id"], way["description"])}
            for way in found
        ]

    def _is_for_something_grave(self) -> bool:
        """Whoever confirms for a page of the library goes back to one below /accounts/."""
        asked = self.request
        back = (asked.POST.get("next") or asked.GET.get("next") or "") if asked else ""
        return bool(back) and not back.startswith("/accounts/")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors never lie in the database in the clear."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "これをやめると、確かめる手段がなくなります。先に別のものを登録してください。",
        "cannot_generate_recovery_codes": "予備のコードは、認証アプリかパスキーを登録してから作れます。",
        "too_many_codes": "確認コードを何度も間違えたので、1日のあいだ使えません。急ぐときは、システムの担当に初期パスワードを出し直してもらいます。",
        "incorrect_code": "確認コードが違います。いま認証アプリに出ている数字を入れてください。",
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - the name of the library
        """The name that a new passkey begins with; she may change it."""
        kept = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"自分の鍵{kept + 1}" if kept else "自分の鍵"

    def encrypt(self, text: str) -> str:
        return cipher_of_factors().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher_of_factors().decrypt(encrypted_text.encode()).decode()


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Her own sessions at other terminals, which she ends."""

    def end_sessions(self, sessions: Any) -> None:
        ended = list(sessions)
        super().end_sessions(ended)
        for session in ended:
            enter(context.request, "logout", session.user, way="ほかの端末")
