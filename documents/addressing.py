"""How people are called on pages and papers: politely, and once."""

# Somebody whose name is not known yet is called 「アパートAの方」, which is polite already.
POLITE_ALREADY = ("の方", "さん", "さま", "様", "殿")


def with_san(name: str, gap: str = " ", *, is_alias: bool = False) -> str:
    """A name with さん, unless it ends politely already, or is no name: 弁当を持ち帰る方 (`is_alias`)."""
    return name if is_alias or name.endswith(POLITE_ALREADY) else f"{name}{gap}さん"


def household_name(name: str, gap: str = " ", *, is_alias: bool = False) -> str:
    """What a household is called after the person whose case it is."""
    return f"{with_san(name, gap, is_alias=is_alias)}の世帯"
