"""What a browser calls itself, in words by which somebody knows her own again."""

BROWSERS = (  # the first that stands in it: most also name those whose pages they want to get
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
OTHER = "そのほかのブラウザー"


def browser_words(agent: str) -> str:
    """Edge（Windows）; what is not known is said to be another browser, and never as it was sent."""
    browser = next((words for mark, words in BROWSERS if mark in agent), OTHER)
    machine = next((words for mark, words in MACHINES if mark in agent), "")
    return f"{browser}（{machine}）" if machine else browser
