"""Words for each kind of draft, declared by the forms themselves."""

_LABELS: dict[str, str] = {}


def name_draft(form: str, label: str) -> None:
    """Declare the words shown for drafts of a form."""
    _LABELS[form] = label or "入力の途中"


def label_of(form: str) -> str:
    """Words for a kind of draft."""
    return _LABELS.get(form, "入力の途中")


def is_known(form: str) -> bool:
    """Whether a form of this name keeps drafts."""
    return form in _LABELS
