"""Who acts in the stories."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cast:
    """Logins of those who act in the stories."""

    coordinator: str = "jimukyoku1"
    colleague_coordinator: str = "jimukyoku2"
    doctor: str = "ishi1"
    volunteer: str = "npo1"
    receiver: str = "kurashi1"
    relative: str = "kanri1"
