"""Who comes here; the forms of this app are those of the house."""

from access.open_registers import EVERYBODY, KEEPERS
from bunkyo_support.saving import Changing, form_page, only_to_open, save_form

__all__ = ["BOTH", "KEEP", "READERS", "Changing", "form_page", "only_to_open", "save_form"]
BOTH = ("GET", "HEAD", "POST")
READERS, KEEP = EVERYBODY, KEEPERS
