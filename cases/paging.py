"""Pages of a list: which part is shown, and the addresses of the parts beside it."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator

SIZE = 25


def page_of(request: Any, rows: Any, *, size: int = SIZE, unit: str = "件") -> dict[str, Any]:
    """Context for `ui/_pagination.html`; filters by code lists stay in the address (S-51)."""
    pages = Paginator(rows, size)
    shown = pages.get_page(request.GET.get("page"))
    kept = [(k, v) for k, v in request.GET.items() if k != "page" and v]

    def url(number: int) -> str:
        return "?" + urlencode([*kept, ("page", number)])

    newer = url(shown.previous_page_number()) if shown.has_previous() else ""
    older = url(shown.next_page_number()) if shown.has_next() else ""
    summary = f"{pages.count}{unit}のうち {shown.start_index()}〜{shown.end_index()}{unit}"
    return {
        "rows": list(shown.object_list),
        "total": pages.count,
        "newer_url": newer,
        "older_url": older,
        "newer": f"前の{size}{unit}",
        "older": f"次の{size}{unit}",
        "summary": summary,
    }
