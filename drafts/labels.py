"""Words for each kind of draft, declared by the forms themselves."""

_LABELS: dict[str, str] = {}
_TELLING: set[str] = set()


def name_draft(form: str, label: str, *, tells_where: bool = False) -> None:
    """Declare the words shown for drafts of a form; `tells_where`: it has fields that tell how to find somebody."""
    _LABELS[form] = label or "入力の途中"
    if tells_where:
        _TELLING.add(form)


def telling_where() -> list[str]:
    """Forms of which a draft may tell how to find somebody (R11)."""
    return sorted(_TELLING)


def label_of(form: str) -> str:
    """Words for a kind of draft."""
    return _LABELS.get(form, "入力の途中")


def is_known(form: str) -> bool:
    """Whether a form of this name keeps drafts."""
    return form in _LABELS
