"""What changed between two texts, by words. Japanese writes no spaces: a word is a run of one kind of
characters (漢字, ひらがな, カタカナ, digits and letters); signs stand alone."""

import difflib
import re
from dataclasses import dataclass

WORDS = re.compile(
    r"[0-9０-９]+|[A-Za-zＡ-Ｚａ-ｚ]+|[一-鿿々〆〇\U00020000-\U0003ffff]+|[ぁ-ゟ]+|[゠-ヿｦ-ﾟ]+|\s+|.",
    re.S,
)
# Beyond this, two texts are compared as a whole: marks of every second word help nobody.
MOST_WORDS = 4000
LEAST_ALIKE = 0.2


@dataclass(frozen=True)
class Part:
    """A piece of a text; `changed` in this one against the other."""

    text: str
    changed: bool = False


def marked(before: str, after: str) -> tuple[list[Part], list[Part]]:
    """Both texts in parts: in the first, what went away is marked; in the second, what came."""
    before, after = before.replace("\r\n", "\n"), after.replace("\r\n", "\n")
    if before == after:
        return _whole(before, changed=False), _whole(after, changed=False)
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return _whole(before), _whole(after)
    found = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if found.ratio() < LEAST_ALIKE:
        return _whole(before), _whole(after)
    was: list[Part] = []
    is_now: list[Part] = []
    for tag, i1, i2, j1, j2 in found.get_opcodes():
        if i2 > i1:
            was.append(Part("".join(old[i1:i2]), tag != "equal"))
        if j2 > j1:
            is_now.append(Part("".join(new[j1:j2]), tag != "equal"))
    return was, is_now


def _whole(text: str, changed: bool = True) -> list[Part]:
    return [Part(text, changed)] if text else []
