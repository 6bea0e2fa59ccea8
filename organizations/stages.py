"""The second factor at the end of a login, unless the directory has asked for one (decisions/0150)."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage as LibraryStage


class AuthenticateStage(LibraryStage):
    def _should_handle(self, request: Any) -> bool:
        if self.login.state.get("second_factor") is True:
            return False
        return bool(super()._should_handle(request))

    def is_resumable(self, request: Any) -> bool:
        """Who waits for a code when two take her second factor away begins anew: the page of the code leads back to the login
        page, which would lead to it again (docs/decisions/1004)."""
        return self._should_handle(request)
