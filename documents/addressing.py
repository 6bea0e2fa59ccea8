"""How people are called on pages and papers: politely, and once; a name that is not hers says so."""

import re

# Somebody whose name is not known yet is called 「アパートAの方」, which is polite already.
POLITE_ALREADY = ("の方", "さん", "さま", "様", "殿")
# 弁当を持ち帰る方 says by itself that it is no name: a verb or の stands before 方. 緒方 and みどり方 do not.
_NO_NAME = re.compile(r"[うくぐすつぬぶむるただいの]方$")


def marked(name: str, kept_as: str) -> str:
    """A name with what it is kept as (仮名, 匿名), where it could be taken for hers: 山田（匿名）."""
    return f"{name}（{kept_as}）" if name and kept_as and not _NO_NAME.search(name) else name


def with_san(name: str, gap: str = " ", *, kept_as: str = "") -> str:
    """A name with さん, unless it ends politely already; one that is not hers (`kept_as`) is marked and gets none."""
    if kept_as:
        return marked(name, kept_as)
    return name if name.endswith(POLITE_ALREADY) else f"{name}{gap}さん"


def household_name(name: str, gap: str = " ", *, kept_as: str = "") -> str:
    """What a household is called after the person whose case it is."""
    return f"{with_san(name, gap, kept_as=kept_as)}の世帯"
