"""Errors of the domain, in words that tell a caseworker what to do next."""


class DomainError(Exception):
    """An event that may not happen now. The text is shown to the user; it holds no names of people in need."""


class StaleError(DomainError):
    """Somebody saved meanwhile, maybe oneself in another window; nothing was overwritten.

    `who_and_when` is known where the history tells it to the reader (access.stale). The words are true
    wherever they are shown: beside a comparison, beside a form without one, and after a button.
    """

    def __init__(self, who_and_when: str = "") -> None:
        changed = (
            f"{who_and_when}この内容を直しました" if who_and_when else "この内容が直されました"
        )
        super().__init__(
            f"開いている間に、{changed}。いまの内容を確かめてから、もう一度ボタンを押してください"
        )
