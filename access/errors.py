"""Errors of the domain, in words that tell a caseworker what to do next."""


class DomainError(Exception):
    """An event that may not happen now. The text is shown to the user; it holds no names."""


class StaleError(DomainError):
    """Somebody else saved meanwhile; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(
            "開いている間に、ほかの人がこの内容を直しました。下に今の内容を並べています。"
            "確かめてから、もう一度保存してください"
        )
