"""A passkey is registered and opens the door by itself (S-55), in Chromium with a virtual device."""

from collections.abc import Callable

from organizations.sample_staff import SAMPLE_PASSWORD

from .conftest import Person

Seat = Callable[..., Person]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_s55_a_passkey_is_registered_and_opens_the_door(sit_down: Seat) -> None:
    worker = sit_down("sanka1", at="localhost")  # passkeys belong to a name, not to a number
    page = worker.page
    device = worker.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.locator(".me__who a").click()
    page.get_by_role("link", name="足す").click()
    page.fill("[name=password]", SAMPLE_PASSWORD)
    page.locator("main button[type=submit]:not([disabled])").first.click()
    page.fill("[name=name]", "窓口の端末")
    page.get_by_label("この鍵だけでログインする").check(force=True)
    page.get_by_role("button", name="端末で登録を始める").click()
    page.wait_for_url(lambda url: "add" not in url)
    worker.open("/accounts/2fa/webauthn/")
    assert worker.sees("窓口の端末")
    page.locator("form[action*=logout] button").first.click()
    page.wait_for_url("**/accounts/login/**")
    page.get_by_role("button", name="パスキーでログインする").click()
    page.wait_for_url(worker.base_url + "/")
    assert page.locator(".me__who").count() == 1
