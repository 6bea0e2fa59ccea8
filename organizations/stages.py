"""The second factor at the end of a login, unless the directory has asked for one (decisions/0150)."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage as LibraryStage


class AuthenticateStage(LibraryStage):
    def _should_handle(self, request: Any) -> bool:
        if self.login.state.get("second_factor") is True:
            return False
        return bool(super()._should_handle(request))
