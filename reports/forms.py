"""What is sent from a board: only the wish for a paper."""

from bunkyo_support.forms import BaseForm


class PaperForm(BaseForm):
    """Print what is on the screen."""

    words: tuple[str, ...] = ()
