"""How people are called on pages and papers: politely, and once."""

# Somebody whose name is not known yet is called 「アパートAの方」, which is polite already.
POLITE_ALREADY = ("の方", "さん", "さま", "様", "殿")


def with_san(name: str, gap: str = " ") -> str:
    """A name with さん, unless it ends politely already."""
    return name if name.endswith(POLITE_ALREADY) else f"{name}{gap}さん"


def household_name(name: str, gap: str = " ") -> str:
    """What a household is called after the person whose case it is."""
    return f"{with_san(name, gap)}の世帯"
