"""Telephone numbers and mail addresses that cannot be whole: said beside the field, and never refused.

Half a number is often all that is known. static/js/typing.js says the same while one types.
"""

import re
import unicodedata

from .text import normalise_phone

PHONE_REMARK = (
    "電話番号としては、けたの数が合わないようです。"
    "分かっているところまでなら、このままでかまいません"
)
MAIL_REMARK = (
    "メールアドレスとしては、足りないところがあるようです。"
    "分かっているところまでなら、このままでかまいません"
)
_RUN = re.compile(r"[+#]?\d(?:[\d\-() ]*\d)?")
# 050, 070, 080, 090 ... and 0800 have eleven digits, other numbers ten; abroad there are up to fifteen.
_ELEVEN = re.compile(r"0[25-9]0")
# Police, fire brigade, advice on violence, on children ... and #8103, #7119; and a number of the ward without 03, as people say it.
_SHORT = re.compile(r"1(?:04|1[05789]|7[17]|8[89])|#\d{4}|\d{8}")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+")


def remark_on_phone(text: object) -> str:
    """Why it cannot be a whole number; empty for a number, for words without any (妻の携帯), and for nothing."""
    plain = normalise_phone(str(text or ""))
    runs = ["".join(re.findall(r"[+#\d]", run)) for run in _RUN.findall(plain)]
    is_odd = bool(runs) if runs else bool(re.search("[A-Za-z]", plain))
    return PHONE_REMARK if is_odd and not any(_is_whole(run) for run in runs) else ""


def _is_whole(digits: str) -> bool:
    if digits.startswith("+"):
        return 8 <= len(digits) - 1 <= 15
    if digits.startswith("010"):
        return 11 <= len(digits) <= 18
    if digits.startswith("0"):
        return len(digits) == (11 if _ELEVEN.match(digits) else 10)
    return bool(_SHORT.fullmatch(digits))


def remark_on_mail(text: object) -> str:
    """Why it cannot be a whole address; empty for one, for words (持っていない), and for nothing."""
    plain = unicodedata.normalize("NFKC", str(text or "")).strip()
    has_letters = bool(re.search("[A-Za-z0-9@]", plain))
    return MAIL_REMARK if has_letters and not _ADDRESS.search(plain) else ""
