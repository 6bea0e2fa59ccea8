"""Numbers of the bodies that the pages 「だれに電話するか」 name: nobody answers them, and the real register has none."""

from organizations.models import Body
from organizations.sample_staff import AUDIT, CLINIC, NPO, SECRETARIAT, SYSTEMS, TOMISAKA

PHONES = (
    (CLINIC, "03-0000-0101"),
    (NPO, "03-0000-0102"),
    (SYSTEMS, "03-0000-0103"),
    (AUDIT, "03-0000-0104"),
    (SECRETARIAT, "03-0000-0105"),
    (TOMISAKA, "03-0000-0106"),
)


def enter_phones(using: str = "owner") -> None:
    """Give each a number that has none."""
    for name, phone in PHONES:
        Body.objects.using(using).filter(name=name, phone="").update(phone=phone)
