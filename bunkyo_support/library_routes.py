"""Rules of the views that libraries bring: login, second factor, masters.

Whatever a library brings and is not named here answers 404 (R1).
"""

from access.routes import MASTERS, OWN, PUBLIC, declare_library

for _name in ("account_login", "mfa_authenticate", "mfa_login_webauthn"):
    declare_library(_name, PUBLIC)
# Ours, but below the layer that knows rules (organizations.directory_views).
for _name in ("directory_there", "directory_back", "directory_left", "directory_leave"):
    declare_library(_name, PUBLIC, methods=("GET", "HEAD"))
for _name in (
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
):
    declare_library(_name, OWN)
declare_library("admin:*", MASTERS, roles=("system_administrator",))
