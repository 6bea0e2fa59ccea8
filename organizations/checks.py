"""System checks of the ward's directory: half a configuration opens nothing and locks everybody out."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(deploy=True)
def directory_is_whole(app_configs: Any, **kwargs: Any) -> list[Any]:
    if not settings.OIDC_ISSUER:
        return []
    wanted = {
        "OIDC_CLIENT_ID": settings.OIDC_CLIENT_ID,
        "OIDC_CLIENT_SECRET_FILE": settings.OIDC_CLIENT_SECRET,
        "OIDC_CLAIM": settings.OIDC_CLAIM,
    }
    found: list[Any] = [
        checks.Error(f"{name} is empty while OIDC_ISSUER is set", id="organizations.E001")
        for name, value in wanted.items()
        if not value
    ]
    if not settings.OIDC_ISSUER.startswith("https://"):
        found.append(checks.Error("OIDC_ISSUER must begin with https://", id="organizations.E002"))
    if not settings.OIDC_PASSWORD_LOGINS:
        found.append(
            checks.Warning(
                "OIDC_PASSWORD_LOGINS is empty: nobody comes in while the directory is away",
                id="organizations.W001",
            )
        )
    return found
