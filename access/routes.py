"""Wall 2: every route declares its rule; one that declares none answers 404."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.urls import URLPattern, URLResolver, get_resolver

View = TypeVar("View", bound=Callable[..., Any])

# Rules that are no number of access.md: nobody signed in; whoever is signed in, on rows that
# are her own (drafts, jobs, sessions); masters without any case.
PUBLIC, OWN, MASTERS = "PUBLIC", "OWN", "MASTERS"
KNOWN = {PUBLIC, OWN, MASTERS, *(f"R{n}" for n in range(1, 24))}


@dataclass(frozen=True)
class RouteRule:
    """What a route declares."""

    rules: tuple[str, ...]
    reads: bool = False  # shows confidential rows: must leave an entry in the log (R19)
    methods: tuple[str, ...] = ("GET", "HEAD")
    roles: tuple[str, ...] = ()  # roles that may come here at all; empty: every signed-in person
    formats: tuple[str, ...] = ("html",)
    # Asks about the case in its address and no other: both walls look at the grants of that case alone
    # (context.within), whoever sees thousands.
    of_case: bool = False

    @property
    def is_public(self) -> bool:
        return PUBLIC in self.rules


def route(
    *rules: str,
    reads: bool = False,
    methods: tuple[str, ...] = ("GET", "HEAD"),
    roles: tuple[str, ...] = (),
    formats: tuple[str, ...] = ("html",),
    of_case: bool = False,
) -> Callable[[View], View]:
    """Declare the rules of access.md on which a view shows what it shows."""
    unknown = set(rules) - KNOWN
    if unknown or not rules:
        raise ValueError(f"a route declares known rules, not {sorted(unknown)}")

    def declare(view: View) -> View:
        view.rule = RouteRule(rules, reads, methods, roles, formats, of_case)  # type: ignore[attr-defined]
        return view

    return declare


# Views of libraries, by name of their route: login, second factor, own sessions.
_BOTH = ("GET", "HEAD", "POST")
_LIBRARY: dict[str, RouteRule] = {}


def declare_library(
    name: str, *rules: str, methods: tuple[str, ...] = _BOTH, roles: tuple[str, ...] = ()
) -> None:
    """Declare a route whose view is not ours."""
    _LIBRARY[name] = RouteRule(rules, methods=methods, roles=roles)


def rule_of(view: Any, view_name: str | None) -> RouteRule | None:
    """The declaration of a resolved view, or None: default deny (R1)."""
    declared = getattr(view, "rule", None)
    if declared is None and hasattr(view, "view_class"):
        declared = getattr(view.view_class, "rule", None)
    if isinstance(declared, RouteRule):
        return declared
    if view_name and view_name.startswith("admin:"):
        return _LIBRARY.get("admin:*")
    return _LIBRARY.get(view_name or "")


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver."""

    pattern: str
    name: str
    view: Any
    converters: dict[str, Any]
    rule: RouteRule | None


def all_routes(
    resolver: Any = None, prefix: str = "", namespaces: tuple[str, ...] = ()
) -> Iterator[Route]:
    """Walk the resolver. Raises on anything that is neither pattern nor resolver."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            name = ":".join([*namespaces, entry.name or ""])
            yield Route(
                prefix + str(entry.pattern),
                name,
                entry.callback,
                dict(entry.pattern.converters),
                rule_of(entry.callback, name),
            )
        elif isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from all_routes(entry, prefix + str(entry.pattern), inner)
        else:
            raise TypeError("unknown kind of route")
