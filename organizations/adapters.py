"""How allauth behaves here: no self-registration, second factors encrypted at rest."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: Any) -> bool:
        """Accounts are made by system administrators only."""
        return False

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """Whoever has left gets the answer of a wrong password, even with the right one."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

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
