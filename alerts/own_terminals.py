"""Her own terminals: where she is signed in now, when she last came before, what failed since (S-48, S-56)."""

from typing import Any

from allauth.usersessions.views import ListUserSessionsView

from access.routes import route
from access.tries import failed_tries
from organizations.came_before import came_before

from .models import KnownTerminal
from .services import address_of
from .signing_in import words_of


class OwnTerminalsView(ListUserSessionsView):
    """The library's, with what the log says to its owner."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = came_before(self.request.session)
        tries = failed_tries(before) if before else None
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "came_before": before,
            "tries": tries,
            "tries_in_words": words_of(tries) if tries else "",
            "is_cut_short": bool(before and tries and tries.since > before),
            "known": KnownTerminal.objects.visible_to(self.request.user),
            "has_address": bool(address_of(self.request.user)),
        }


own_terminals = route("OWN", methods=("GET", "HEAD", "POST"))(OwnTerminalsView.as_view())
