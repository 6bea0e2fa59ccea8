"""Pages of a list: which part is shown, and the addresses of the parts beside it."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet

SIZE = 25


def page_of(
    request: Any, rows: Any, *, size: int = SIZE, unit: str = "件", name: str = "page"
) -> dict[str, Any]:
    """Context for `ui/_pagination.html`; filters by code lists stay in the address (S-51). Rows that come without an
    order, as those that are counted do, are shown in that of their model: none stands on two pages. `name`: of the page
    in the address, for the second list of a page."""
    if isinstance(rows, QuerySet) and not rows.ordered:
        rows = rows.order_by(*rows.model._meta.ordering)
    pages = Paginator(rows, size)
    shown = pages.get_page(request.GET.get(name))
    kept = [(k, v) for k, v in request.GET.items() if k != name and v]

    def url(number: int) -> str:
        return "?" + urlencode([*kept, (name, number)])

    newer = url(shown.previous_page_number()) if shown.has_previous() else ""
    older = url(shown.next_page_number()) if shown.has_next() else ""
    summary = f"{pages.count}{unit}のうち {shown.start_index()}〜{shown.end_index()}{unit}"
    return {
        "rows": list(shown.object_list),
        "total": pages.count,
        "newer_url": newer,
        "older_url": older,
        "summary": summary,
    }


def filter_links(
    request: Any,
    *groups: tuple[str, str, list[tuple[str, str]]],
    kept: tuple[str, ...] = (),
) -> list[Any]:
    """Filters as links: each a label, a name in the address, and values from a code list.

    Links and not a form, for every form posts (S-51); unknown values count as no filter. `kept`
    names what else stays in the address.
    """
    asked = {name: request.GET.get(name, "") for _, name, _ in groups}
    chosen = {name: asked[name] for _, name, opts in groups if asked[name] in dict(opts)}
    others = {name: request.GET.get(name, "") for name in kept}

    def url(name: str, value: str) -> str:
        return "?" + urlencode([(k, v) for k, v in {**others, **chosen, name: value}.items() if v])

    return [
        {
            "label": label,
            "options": [
                {
                    "label": words,
                    "url": url(name, value),
                    "is_chosen": chosen.get(name, "") == value,
                }
                for value, words in options
            ],
        }
        for label, name, options in groups
    ]
