"""How allauth behaves here: no self-registration, second factors encrypted at rest."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .directory import is_on, may_use_password


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: Any) -> bool:
        """Accounts are made by system administrators only."""
        return False

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """Whoever has left gets the answer of a wrong password, even with the right one."""
        user = super().authenticate(request, **credentials)
        if user is None or not user.is_active or not may_use_password(user.username):
            return None
        return user

    def pre_login(self, request: Any, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Every way in leads through here, a passkey's as well: with a directory, only by it."""
        if not getattr(request, "by_directory", False) and not may_use_password(user.username):
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def get_login_stages(self) -> list[str]:
        """The library's, with our own words on when the second factor is asked for."""
        theirs = "allauth.mfa.stages.AuthenticateStage"
        ours = "organizations.stages.AuthenticateStage"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def get_logout_redirect_url(self, request: Any) -> str:
        records = get_authentication_records(request, request.user)
        if is_on() and any(record.get("method") == "directory" for record in records):
            return reverse("directory_left")
        return str(super().get_logout_redirect_url(request))

    def respond_user_inactive(self, request: Any, user: Any) -> HttpResponse:
        """A passkey of somebody who has left leads back to the login page without a word."""
        return redirect("account_login")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors never lie in the database in the clear."""

    def _fernet(self) -> Fernet:
        digest = hashlib.sha256(b"second-factor:" + settings.DRAFT_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(digest))

    def encrypt(self, text: str) -> str:
        return self._fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._fernet().decrypt(encrypted_text.encode()).decode()
