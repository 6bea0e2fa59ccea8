"""Content security policy: everything from here, nothing inline (S-54). What a browser refuses by it, it tells `csp_reports`.

Firefox and Safari tell it to the address in the policy, Chromium to the one that REPORTING_ENDPOINTS names for `report-to`,
which it heeds over TLS only.
"""

from typing import Any

from csp.constants import NONE, SELF

ADDRESS = "/csp-report"
ENDPOINT = "csp"
REPORTING_ENDPOINTS = f'{ENDPOINT}="{ADDRESS}"'

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": [ADDRESS],
        "report-to": [ENDPOINT],
    }
}
